"""Shares have rights and dates, loans have their terms, and statements and a journal are kept.

What was called an institution in each asset becomes one row for each text. The IBAN and the free
type of old versions go to the details of their asset, where the next ones have room. Every share
is full ownership so far, every share of a loan a debt. Quantities get one spelling each.

A statement is made of the values that were shown before, so that no formula of a later version
rewrites the past. What 0002, 0003 and 0005 had set aside is said in notes, word for word, and
kept in the setting `legacy_0013`: a downgrade takes it back from there.

Loans, openings and closings are computed from here on. An older format cannot: on the way down
their worth is written as dated values, so that net worth stays what it was.
"""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from alembic import op

from migrations.frozen import tables_0013_v1 as tables
from migrations.frozen.canonical_numbers_v1 import canonical_numbers_v1
from migrations.frozen.computed_v1 import write_computed_0013_v1
from migrations.frozen.dropped_notes_v1 import say_dropped_v1, unsay_dropped_v1
from migrations.frozen.dropped_v1 import drop_v1, dropped_v1, put_back_v1
from migrations.frozen.fields_v1 import texts_as_stored_v1
from migrations.frozen.institutions_v1 import MoverV1
from migrations.frozen.legacy_rows_v1 import KEY, LABEL, packed_v1, unpacked_v1
from migrations.frozen.regulatory_v1 import ROWS
from migrations.frozen.sealed_v1 import DOCUMENTS, NUMBERS, SealedV1
from migrations.frozen.statement_v1 import has_values_v1, statement_v1
from migrations.frozen.work_v1 import connection_v1, tick_v1
from migrations.frozen.work_v2 import keys_of_run_v1

if TYPE_CHECKING:
    from sqlite3 import Connection

    from migrations.frozen.statement_v1 import StatementV1

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

app_version = "1.2"
requires_key = True
protects = True
scrub_after = True
irreversible = (
    "The older format knows no terms of loans, rights, opening and closing dates, statements,"
    " journal nor settings: they are lost. What they are worth is kept as dated values."
)
details: tuple[str, ...] = (
    "A statement keeps the values that were shown before this upgrade.",
    "Institutions have a list of their own; everybody owns in full what was theirs.",
    "What earlier upgrades had set aside is written in the notes, word for word.",
)
changes: tuple[tuple[str, str, str, str], ...] = (
    (
        "values",
        "computed",
        "{count} value is computed from what is known that day",
        "{count} values are computed from what is known that day",
    ),
    (
        "current",
        "computed",
        "{count} value is computed from what is known that day",
        "{count} values are computed from what is known that day",
    ),
)

# Names that the engine takes for leftovers of Alembic wherever it finds them.
_ANEW = {table: f"_alembic_tmp_{table}" for table in tables.CHANGED}
_OWNERSHIP = (
    "id, uid, asset_id, loan_id, member_id, third_party_name, num, den, created_at, updated_at"
)
_LABEL = "Valeurs affichées avant le passage à la version 1.2"


def upgrade() -> None:
    """State what is shown, then make room for the rest."""
    connection, sealed = connection_v1(), SealedV1(keys_of_run_v1)
    found = statement_v1(connection, keys_of_run_v1()) if has_values_v1(connection) else None
    for table in tables.NEW:
        tables.create_v1(table)
    for table, name in _ANEW.items():
        tables.create_as_v1(table, name)
    with texts_as_stored_v1(connection):
        mover = MoverV1(connection, sealed)
        mover.fill_asset(_ANEW["asset"])
        mover.fill_loan(_ANEW["loan"])
        connection.execute(
            f'INSERT INTO {_ANEW["ownership"]} ({_OWNERSHIP}, "right") SELECT {_OWNERSHIP},'
            " iif(loan_id IS NULL, 'pleine_propriete', 'dette') FROM ownership ORDER BY id"
        )
        _put_in_place()
        _keep_dropped(connection, sealed)
    canonical_numbers_v1(connection, "position", ("quantity", "unit_cost"), keys_of_run_v1, tick_v1)
    canonical_numbers_v1(
        connection, "operation", ("quantity", "unit_price"), keys_of_run_v1, tick_v1
    )
    connection.executemany(
        "INSERT INTO regulatory_param (key, valid_from, value, unit, source_url)"
        " VALUES (?, ?, ?, ?, ?)",
        ROWS,
    )
    if found is not None:
        _write(connection, sealed, found)


def downgrade() -> None:
    """Write as values what will no longer be computed, then go back to the tables of 0012."""
    connection, sealed = connection_v1(), SealedV1(keys_of_run_v1)
    write_computed_0013_v1(connection, keys_of_run_v1, tick_v1)
    for table, name in _ANEW.items():
        tables.create_old_as_v1(table, name)
    for table in tables.DROPPED:
        tables.create_old_as_v1(table, table)
    with texts_as_stored_v1(connection):
        mover = MoverV1(connection, sealed)
        mover.fill_old_asset(_ANEW["asset"])
        mover.fill_old_loan(_ANEW["loan"])
        connection.execute(
            f"INSERT INTO {_ANEW['ownership']} ({_OWNERSHIP})"
            f" SELECT {_OWNERSHIP} FROM ownership ORDER BY id"
        )
        _put_in_place()
        _take_back_dropped(connection, sealed)
    for table in reversed(tables.NEW):
        op.drop_table(table)


def _put_in_place() -> None:
    for table, name in _ANEW.items():
        op.drop_table(table)
        op.rename_table(name, table)


# --- what earlier revisions set aside ---------------------------------------------------------


def _keep_dropped(connection: Connection, sealed: SealedV1) -> None:
    rows = dropped_v1(connection, sealed)
    drop_v1(connection)
    if any(rows.values()):
        token = sealed.sealed(LABEL, packed_v1(rows).encode("ascii"), DOCUMENTS)
        connection.execute("INSERT INTO setting (key, value) VALUES (?, ?)", (KEY, token))
        say_dropped_v1(connection, sealed, rows)


def _take_back_dropped(connection: Connection, sealed: SealedV1) -> None:
    unsay_dropped_v1(connection, sealed)
    row = connection.execute("SELECT id, value FROM setting WHERE key = ?", (KEY,)).fetchone()
    if row is not None:
        plain = sealed.opened(LABEL, row[1], "setting", row[0]) or b""
        put_back_v1(connection, sealed, unpacked_v1(plain.decode("utf-8", "surrogateescape")))


# --- the statement ----------------------------------------------------------------------------


def _write(connection: Connection, sealed: SealedV1, found: StatementV1) -> None:
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    sums = [
        sealed.sealed(f"statement.{name}", b"%d" % amount, NUMBERS)
        for name, amount in (("gross", found.gross), ("debts", found.debts), ("net", found.net))
    ]
    connection.execute(
        "INSERT INTO statement (uid, as_of, label, currency, gross, debts, net, lines, digest,"
        " made_by_revision, created_at, updated_at)"
        " VALUES (?, ?, ?, 'EUR', ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            str(uuid.uuid4()),
            found.as_of,
            sealed.sealed("statement.label", _LABEL.encode()),
            *sums,
            sealed.sealed("statement.lines", found.document, DOCUMENTS),
            found.digest,
            revision,
            now,
            now,
        ),
    )
