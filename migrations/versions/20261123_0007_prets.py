"""Debts become loans of their own, apart from assets.

A debt was an asset below zero. It becomes a loan, with its number and its identifier: what is
owed is a positive amount, and a debt of 0 € stays one. A mortgage is linked to the property that
it paid for where there is only one, for then nothing is guessed.

A "debt" that holds securities is worth something and stays an asset. A token is bound to the name
of its value: those of a loan are made anew. Foreign keys are off while the tables change.
"""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from alembic import op

from migrations.frozen.fields_v1 import UnreadableV1, texts_as_stored_v1
from migrations.frozen.loan_numbers_v1 import loan_numbers_v1
from migrations.frozen.tables_0006_v1 import create_asset_v1
from migrations.frozen.tables_0007_v1 import (
    create_asset_0007_v1,
    create_loans_v1,
    create_merged_v1,
    create_operation_v1,
    create_valuation_v1,
)
from migrations.frozen.tokens_v1 import TokensV1
from migrations.frozen.work_v1 import chunks_v1, connection_v1, tick_v1
from migrations.frozen.work_v2 import keys_of_run_v1

if TYPE_CHECKING:
    from sqlite3 import Connection

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

app_version = "0.7"
requires_key = True
protects = True
scrub_after = False
irreversible = (
    "The kind of a loan, its link with what it paid for, the notes on values, which of them are"
    " estimates and their identifiers have no place in the older format, where a loan is an asset"
    " below zero."
)
details: tuple[str, ...] = (
    "What is owed is a positive amount of a loan, and net worth is the same.",
    "A mortgage is linked to the property when there is only one.",
)
changes: tuple[tuple[str, str, str, str], ...] = ()

_LABELS = {
    "name": ("asset.name", "loan.name"),
    "institution": ("asset.institution", "loan.institution"),
    "iban": ("asset.iban", "loan.iban"),
    "owner_text": ("asset.owner", "loan.owner"),
    "note": ("asset.note", "loan.note"),
    "type_text": ("asset.kind", "loan.kind"),
}
_KINDS = {"credit_immobilier": "amortissable", "credit_consommation": "conso"}
_TOKENS = ", ".join(_LABELS)
_ASSET = (
    f'id, uid, "group", subtype, {_TOKENS}, currency, valuation_mode, details, created_at,'
    " updated_at"
)
_OPERATION = (
    "id, uid, on_date, kind, amount, currency, security_id, quantity, unit_price, fees, taxes,"
    " transfer_uid, category, label, deleted_at, created_at, updated_at"
)
_HOLDS = "EXISTS (SELECT 1 FROM position WHERE position.asset_id = asset.id)"
_IS_DEBT = f"\"group\" = 'dettes' AND NOT {_HOLDS}"
_TO_0007 = {
    table: f"_alembic_tmp_{table}" for table in ("asset", "valuation", "operation", "merged_0003")
}
_NEW_UID, _IS_LOAN = "new_uid_0007", "is_loan_0007"


def upgrade() -> None:
    """Make the tables, move the debts over, drop the old tables."""
    connection = connection_v1()
    connection.create_function(_NEW_UID, 0, _uid)
    create_loans_v1()
    _make_loans(connection)
    create_asset_0007_v1(_TO_0007["asset"])
    connection.execute(
        f"INSERT INTO {_TO_0007['asset']} ({_ASSET}) SELECT"
        f" {_ASSET.replace(_QUOTED, _GROUP)} FROM asset"
        " WHERE id NOT IN (SELECT id FROM loan) ORDER BY id"
    )
    _move_values(connection)
    _move_operations(connection)
    create_merged_v1(_TO_0007["merged_0003"], has_loans=True)
    connection.execute(
        f"INSERT INTO {_TO_0007['merged_0003']} (id, asset_id, loan_id, as_of, amount)"
        f" SELECT id, {_OWNERS}, as_of, amount FROM merged_0003 ORDER BY id"
    )
    _put_in_place()
    _link_mortgages(connection)


_QUOTED = '"group"'
_GROUP = "CASE WHEN \"group\" = 'dettes' THEN 'divers' ELSE \"group\" END"
_OWNERS = (
    "CASE WHEN asset_id IN (SELECT id FROM loan) THEN NULL ELSE asset_id END,"
    " CASE WHEN asset_id IN (SELECT id FROM loan) THEN asset_id END"
)


def _uid() -> str:
    return str(uuid.uuid4())


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _put_in_place() -> None:
    op.drop_table("merged_0003")
    op.drop_table("operation")
    op.drop_table("valuation")
    op.drop_table("asset")
    for table, made in _TO_0007.items():
        op.rename_table(made, table)


def _make_loans(connection: Connection) -> None:
    tokens = TokensV1(keys_of_run_v1)
    with texts_as_stored_v1(connection):
        rows = connection.execute(
            f"SELECT id, uid, subtype, currency, details, created_at, updated_at, {_TOKENS}"
            f" FROM asset WHERE {_IS_DEBT} ORDER BY id"
        ).fetchall()
    for done, (key, uid, subtype, currency, *rest) in enumerate(rows, start=1):
        details, created, updated, *old = rest
        named = dict(zip(_LABELS, old, strict=True))
        kind = _kind(tokens, subtype, named)
        made = [
            tokens.moved(_LABELS[name][0], token, _LABELS[name][1]) for name, token in named.items()
        ]
        connection.execute(
            "INSERT INTO loan (id, uid, kind, subtype, currency, details, created_at, updated_at,"
            f" {_TOKENS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (key, uid, kind, subtype, currency, details, created, updated, *made),
        )
        tick_v1(done, len(rows))


def _kind(tokens: TokensV1, subtype: str, named: dict[str, object]) -> str:
    """Give the kind of a loan: an overdraft is told by its own words."""
    words = ""
    for column in ("name", "type_text"):
        try:
            words += f" {tokens.opened(_LABELS[column][0], named[column])}".casefold()
        except UnreadableV1:
            continue
    if subtype not in _KINDS and ("découvert" in words or "decouvert" in words):
        return "decouvert"
    return _KINDS.get(subtype, "amortissable")


def _move_values(connection: Connection) -> None:
    """Copy the values; those of a debt change their sign."""
    create_valuation_v1(_TO_0007["valuation"], has_loans=True)
    now = _now()
    for first, last in chunks_v1(connection, "valuation", "id"):
        connection.execute(
            f"INSERT INTO {_TO_0007['valuation']} (id, uid, asset_id, loan_id, as_of, amount,"
            " currency, source, is_estimate, created_at, updated_at)"
            f" SELECT id, {_NEW_UID}(), {_OWNERS}, as_of,"
            " CASE WHEN asset_id IN (SELECT id FROM loan) THEN -amount ELSE amount END,"
            " currency, source, 0, ?, ? FROM valuation WHERE id BETWEEN ? AND ? ORDER BY id",
            (now, now, first, last),
        )


def _move_operations(connection: Connection) -> None:
    create_operation_v1(_TO_0007["operation"], has_loans=True)
    loans = {key for (key,) in connection.execute("SELECT id FROM loan")}
    connection.create_function(_IS_LOAN, 1, loans.__contains__)
    owners = (
        f"CASE WHEN {_IS_LOAN}(asset_id) THEN NULL ELSE asset_id END,"
        f" CASE WHEN {_IS_LOAN}(asset_id) THEN asset_id END"
    )
    for first, last in chunks_v1(connection, "operation", "id"):
        connection.execute(
            f"INSERT INTO {_TO_0007['operation']} (asset_id, loan_id, {_OPERATION})"
            f" SELECT {owners}, {_OPERATION} FROM operation WHERE id BETWEEN ? AND ? ORDER BY id",
            (first, last),
        )


def _link_mortgages(connection: Connection) -> None:
    """Link mortgages to the only property."""
    properties = connection.execute(
        "SELECT id FROM asset WHERE \"group\" = 'immobilier' LIMIT 2"
    ).fetchall()
    if len(properties) != 1:
        return
    now = _now()
    connection.execute(
        "INSERT INTO loan_asset (uid, loan_id, asset_id, num, den, created_at, updated_at)"
        f" SELECT {_NEW_UID}(), id, ?, 1, 1, ?, ? FROM loan"
        " WHERE subtype = 'credit_immobilier' ORDER BY id",
        (properties[0][0], now, now),
    )


# --- down -------------------------------------------------------------------------------------


def downgrade() -> None:
    """Make assets of the loans again, under their numbers where those are free."""
    connection = connection_v1()
    create_asset_v1(_TO_0007["asset"], has_modes=True)
    connection.execute(
        f"INSERT INTO {_TO_0007['asset']} ({_ASSET}) SELECT {_ASSET.replace(_QUOTED, _OLD_GROUP)}"
        " FROM asset ORDER BY id"
    )
    _free_numbers(connection)
    _make_debts(connection)
    create_valuation_v1(_TO_0007["valuation"], has_loans=False)
    for first, last in chunks_v1(connection, "valuation", "id"):
        connection.execute(
            f"INSERT INTO {_TO_0007['valuation']} (id, asset_id, as_of, amount, currency, source)"
            " SELECT id, coalesce(asset_id, loan_id), as_of,"
            " CASE WHEN asset_id IS NULL THEN -amount ELSE amount END, currency, source"
            " FROM valuation WHERE id BETWEEN ? AND ? ORDER BY id",
            (first, last),
        )
    create_operation_v1(_TO_0007["operation"], has_loans=False)
    for first, last in chunks_v1(connection, "operation", "id"):
        connection.execute(
            f"INSERT INTO {_TO_0007['operation']} (asset_id, {_OPERATION})"
            f" SELECT coalesce(asset_id, loan_id), {_OPERATION} FROM operation"
            " WHERE id BETWEEN ? AND ? ORDER BY id",
            (first, last),
        )
    create_merged_v1(_TO_0007["merged_0003"], has_loans=False)
    connection.execute(
        f"INSERT INTO {_TO_0007['merged_0003']} (id, asset_id, as_of, amount)"
        " SELECT id, coalesce(asset_id, loan_id), as_of, amount FROM merged_0003 ORDER BY id"
    )
    op.drop_table("loan_asset")
    op.drop_table("loan")
    _put_in_place()


_DEBTS = (
    "subtype = 'credit_immobilier' OR subtype = 'credit_consommation' OR subtype = 'autre_dette'"
)
_OLD_GROUP = (
    f"CASE WHEN \"group\" = 'divers' AND ({_DEBTS}) AND {_HOLDS} THEN 'dettes' ELSE \"group\" END"
)


def _free_numbers(connection: Connection) -> None:
    """Give another number to a loan whose own is that of an asset."""
    for key, free in loan_numbers_v1(connection).items():
        connection.execute("UPDATE loan SET id = ? WHERE id = ?", (free, key))
        for table in ("valuation", "operation", "merged_0003", "loan_asset"):
            connection.execute(f"UPDATE {table} SET loan_id = ? WHERE loan_id = ?", (free, key))


def _make_debts(connection: Connection) -> None:
    tokens = TokensV1(keys_of_run_v1)
    with texts_as_stored_v1(connection):
        rows = connection.execute(
            f"SELECT id, uid, subtype, currency, details, created_at, updated_at, {_TOKENS}"
            " FROM loan ORDER BY id"
        ).fetchall()
    for done, (*known, created, updated, n1, n2, n3, n4, n5, n6) in enumerate(rows, start=1):
        named = dict(zip(_LABELS, (n1, n2, n3, n4, n5, n6), strict=True))
        made = [
            tokens.moved(_LABELS[name][1], token, _LABELS[name][0]) for name, token in named.items()
        ]
        connection.execute(
            f'INSERT INTO {_TO_0007["asset"]} (id, uid, subtype, currency, details, "group",'
            f" valuation_mode, created_at, updated_at, {_TOKENS})"
            " VALUES (?, ?, ?, ?, ?, 'dettes', 'solde', ?, ?, ?, ?, ?, ?, ?, ?)",
            (*known, created, updated, *made),
        )
        tick_v1(done, len(rows))
