"""Accounts become assets, sorted into groups, and each balance becomes a dated value.

Of several balances typed for one account on one day, the last one typed is what the user meant:
it is kept, and the others go to `merged_0003`, so that a downgrade gives them back. The current
balance of an account had no date of its own: where it says something that the history does not,
it becomes a value at the last date of the file, entered after all others. Dates in the future,
most often slips of the hand, are not taken for that last date.

The free type of the account stays in `type_text`; group and subtype are read from it.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import sqlalchemy as sa
from alembic import op

from migrations.frozen.asset_types_v1 import classify_v1
from migrations.frozen.work_v1 import chunks_v1, connection_v1

if TYPE_CHECKING:
    from sqlite3 import Connection

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

app_version = "0.3"
requires_key = False
scrub_after = False
irreversible = (
    "The group, institution, IBAN and owner of each asset, its identifier and dates of entry, and"
    " the source of each value have no place in the older format."
)
details: tuple[str, ...] = (
    "Each account is sorted into cash, investments, property, business, debts or other.",
    "Of several balances entered for the same day, the last one entered is kept.",
    "The current balance of an account becomes a value at the last date of the file.",
)
changes: tuple[tuple[str, str, str, str], ...] = (
    (
        "values",
        "merged",
        "{count} duplicate of the same day was merged",
        "{count} duplicates of the same day were merged",
    ),
    (
        "unread",
        "set aside",
        "{count} value without an account was kept aside",
        "{count} values without an account were kept aside",
    ),
)

_SOURCES = " OR ".join(
    f"source = '{name}'" for name in ("releve", "manuel", "expertise", "import", "calcul")
)
_GROUPS = " OR ".join(
    f"\"group\" = '{name}'"
    for name in ("liquidites", "financier", "immobilier", "professionnel", "divers", "dettes")
)


_LARGEST = 10**13
_AS_OF = "as_of BETWEEN '1900-01-01' AND '2199-12-31' AND as_of IS date(as_of, '+0 days')"
_AMOUNT = f"typeof(amount) = 'integer' AND amount BETWEEN -{_LARGEST} AND {_LARGEST}"
_BALANCE = _AMOUNT.replace("amount", "balance")
_LAST_DAY = (
    "(SELECT coalesce(max(CASE WHEN as_of <= date('now') THEN as_of END), max(as_of))"
    " FROM valuation)"
)
"""The last day of the file that is not in the future, or its last day if all are."""


def upgrade() -> None:
    """Make the new tables, move everything over, drop the old ones."""
    connection = connection_v1()
    _create_tables()
    _fill_asset(connection)
    _fill_valuation(connection)
    _carry_current_balances(connection)
    op.drop_table("balance_history")
    op.drop_table("account")


def _create_tables() -> None:
    op.create_table(
        "asset",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("uid", sa.Text, nullable=False),
        sa.Column("name", sa.Text),
        sa.Column("group", sa.Text, nullable=False),
        sa.Column("subtype", sa.Text, nullable=False),
        sa.Column("institution", sa.Text),
        sa.Column("iban", sa.Text),
        sa.Column("owner_text", sa.Text),
        sa.Column("note", sa.Text),
        sa.Column("type_text", sa.Text),
        sa.Column("created_at", sa.Text, nullable=False),
        sa.Column("updated_at", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_asset"),
        sa.UniqueConstraint("uid", name="uq_asset_uid"),
        sa.CheckConstraint(_GROUPS, name="ck_asset_group"),
    )
    op.create_table(
        "valuation",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("asset_id", sa.Integer, nullable=False),
        sa.Column("as_of", sa.Text, nullable=False),
        sa.Column("amount", sa.Integer, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_valuation"),
        sa.ForeignKeyConstraint(
            ["asset_id"], ["asset.id"], name="fk_valuation_asset_id_asset", ondelete="RESTRICT"
        ),
        sa.UniqueConstraint("asset_id", "as_of", "source", name="uq_valuation_asset_id"),
        sa.CheckConstraint(_AS_OF, name="ck_valuation_as_of"),
        sa.CheckConstraint(_AMOUNT, name="ck_valuation_amount"),
        sa.CheckConstraint(_SOURCES, name="ck_valuation_source"),
    )
    op.create_table(
        "merged_0003",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("asset_id", sa.Integer, nullable=False),
        sa.Column("as_of", sa.Text, nullable=False),
        sa.Column("amount", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_merged_0003"),
        sa.ForeignKeyConstraint(
            ["asset_id"], ["asset.id"], name="fk_merged_0003_asset_id_asset", ondelete="RESTRICT"
        ),
        sa.CheckConstraint(_AS_OF, name="ck_merged_0003_as_of"),
        sa.CheckConstraint(_AMOUNT, name="ck_merged_0003_amount"),
    )


def _fill_asset(connection: Connection) -> None:
    now = connection.execute("SELECT strftime('%Y-%m-%dT%H:%M:%SZ', 'now')").fetchone()[0]
    accounts = connection.execute("SELECT id, name, type, note FROM account ORDER BY id")
    connection.executemany(
        'INSERT INTO asset (id, uid, name, "group", subtype, note, type_text, created_at,'
        " updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (key, str(uuid.uuid4()), name, *classify_v1(kind), note, kind, now, now)
            for key, name, kind, note in accounts
        ),
    )


def _fill_valuation(connection: Connection) -> None:
    """Copy in order of entry, so that `OR REPLACE` keeps the greatest id of a day."""
    for first, last in chunks_v1(connection, "balance_history", "id"):
        connection.execute(
            "INSERT OR REPLACE INTO valuation (id, asset_id, as_of, amount, source)"
            " SELECT id, account_id, date, balance, 'manuel' FROM balance_history"
            " WHERE id BETWEEN ? AND ? AND account_id IN (SELECT id FROM account) ORDER BY id",
            (first, last),
        )
    query = "SELECT (SELECT count(*) FROM balance_history) - (SELECT count(*) FROM valuation)"
    if connection.execute(query).fetchone()[0]:
        _keep_the_others(connection)


def _keep_the_others(connection: Connection) -> None:
    connection.execute(
        "INSERT INTO merged_0003 (id, asset_id, as_of, amount)"
        " SELECT old.id, old.account_id, old.date, old.balance FROM balance_history AS old"
        " LEFT JOIN valuation AS new ON new.id = old.id"
        " WHERE new.id IS NULL AND old.account_id IN (SELECT id FROM account) ORDER BY old.id"
    )
    connection.execute(
        "INSERT INTO reject_0002 (source, source_id, account_id, raw_date, raw_balance, reason)"
        " SELECT 'balance_history', id, account_id, substr(date, 9, 2) || '/' ||"
        " substr(date, 6, 2) || '/' || substr(date, 1, 4), balance / 100.0, 'orphan'"
        " FROM balance_history WHERE account_id NOT IN (SELECT id FROM account) ORDER BY id"
    )


def _carry_current_balances(connection: Connection) -> None:
    connection.execute(
        "INSERT INTO valuation (asset_id, as_of, amount, source)"
        f" SELECT account.id, coalesce({_LAST_DAY}, date('now')), account.balance, 'calcul'"
        " FROM account WHERE account.balance IS NOT NULL AND account.balance IS NOT"
        f" (SELECT amount FROM valuation WHERE asset_id = account.id AND as_of <= {_LAST_DAY}"
        " ORDER BY as_of DESC, id DESC LIMIT 1) ORDER BY account.id"
    )


def downgrade() -> None:
    """Give back accounts with a current balance, and the merged duplicates."""
    connection = connection_v1()
    _create_old_tables()
    connection.execute(
        "INSERT INTO account (id, name, type, balance, note)"
        " SELECT id, name, CASE WHEN type_text IS NULL AND subtype <> 'autre' THEN subtype"
        " ELSE type_text END, (SELECT amount FROM valuation WHERE asset_id = asset.id"
        f" AND as_of <= {_LAST_DAY} ORDER BY as_of DESC, id DESC LIMIT 1), note"
        " FROM asset ORDER BY id"
    )
    current = _current_only(connection)
    for first, last in chunks_v1(connection, "valuation", "id"):
        connection.execute(
            "INSERT INTO balance_history (id, account_id, date, balance)"
            " SELECT id, asset_id, as_of, amount FROM valuation"
            " WHERE id BETWEEN ? AND ? ORDER BY id",
            (first, last),
        )
    connection.executemany("DELETE FROM balance_history WHERE id = ?", current)
    _give_back(connection)
    for table in ("merged_0003", "valuation", "asset"):
        op.drop_table(table)


def _give_back(connection: Connection) -> None:
    """Put the duplicates back before the value that was kept, whose word they must not overrule.

    Where that value is gone since, so is the word that it overruled: the duplicate is kept aside.
    """
    connection.execute(
        "INSERT INTO balance_history (id, account_id, date, balance)"
        " SELECT CASE WHEN id NOT IN (SELECT id FROM valuation) AND id < (SELECT min(v.id)"
        " FROM valuation AS v WHERE v.asset_id = m.asset_id AND v.as_of = m.as_of) THEN id"
        " ELSE (SELECT min(0, min(id)) FROM valuation) - id END, asset_id, as_of, amount"
        " FROM merged_0003 AS m WHERE EXISTS (SELECT 1 FROM valuation AS v"
        " WHERE v.asset_id = m.asset_id AND v.as_of = m.as_of) ORDER BY id"
    )
    connection.execute(
        "INSERT INTO reject_0002 (source, source_id, raw_date, raw_balance, reason)"
        " SELECT 'balance_history', id, substr(as_of, 9, 2) || '/' || substr(as_of, 6, 2) ||"
        " '/' || substr(as_of, 1, 4), amount / 100.0, 'orphan'"
        " FROM merged_0003 AS m WHERE NOT EXISTS (SELECT 1 FROM valuation AS v"
        " WHERE v.asset_id = m.asset_id AND v.as_of = m.as_of) ORDER BY id"
    )


def _create_old_tables() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("name", sa.Text),
        sa.Column("type", sa.Text),
        sa.Column("balance", sa.Integer),
        sa.Column("note", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_account"),
        sa.CheckConstraint(f"balance IS NULL OR {_BALANCE}", name="ck_account_balance"),
    )
    op.create_table(
        "balance_history",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("account_id", sa.Integer, nullable=False),
        sa.Column("date", sa.Text, nullable=False),
        sa.Column("balance", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_balance_history"),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name="fk_balance_history_account_id_account",
            ondelete="RESTRICT",
        ),
        sa.CheckConstraint(_AS_OF.replace("as_of", "date"), name="ck_balance_history_date"),
        sa.CheckConstraint(_BALANCE, name="ck_balance_history_balance"),
    )


def _current_only(connection: Connection) -> list[tuple[int]]:
    """Give the values that the older format keeps as a current balance, not as history.

    They are what `_carry_current_balances` makes: computed, at the last day of the file, the
    last word on their asset by then, and different from the word before.
    """
    rows = connection.execute(
        f"WITH now(day) AS (SELECT {_LAST_DAY})"
        " SELECT v.id FROM valuation AS v, now WHERE v.source = 'calcul' AND v.as_of = day"
        " AND EXISTS (SELECT 1 FROM valuation WHERE source <> 'calcul' AND as_of = day)"
        " AND v.id = (SELECT id FROM valuation WHERE asset_id = v.asset_id AND as_of <= day"
        " ORDER BY as_of DESC, id DESC LIMIT 1)"
        " AND v.amount IS NOT (SELECT amount FROM valuation WHERE asset_id = v.asset_id"
        " AND as_of <= day AND id <> v.id ORDER BY as_of DESC, id DESC LIMIT 1)"
    )
    return rows.fetchall()
