"""Amounts become exact to the cent and dates become real dates.

A REAL cannot hold 0.10 exactly, and the sums of 0.1 drifted: amounts become integer cents,
rounded half up from the decimal that the user saw. Dates become ISO texts that SQLite itself can
check. A row that has no single reading (an impossible date, "1,234", an account that does not
exist) is not guessed at and not lost: it goes to `reject_0002` word for word, and comes back at
a downgrade.

One insert reads each row once; `OR IGNORE` leaves aside what the constraints refuse, and only
then, where something is missing, the reasons are looked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa
from alembic import op

from migrations.frozen.amounts_v1 import cents_v1, iso_date_v1
from migrations.frozen.work_v1 import chunks_v1, connection_v1

if TYPE_CHECKING:
    from sqlite3 import Connection

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

app_version = "0.2"
requires_key = False
scrub_after = False
irreversible = (
    "Amounts typed as texts or with more than two decimals come back as numbers,"
    " rounded to the cent."
)
details: tuple[str, ...] = (
    "Amounts are kept in whole cents, rounded half up.",
    "Dates such as 31/12/2024 are stored in the international order and checked.",
    "A value that cannot be read without guessing is kept aside, word for word, and counted.",
)
changes: tuple[tuple[str, str, str, str], ...] = (
    (
        "unread",
        "set aside",
        "{count} value that could not be read was kept aside",
        "{count} values that could not be read were kept aside",
    ),
)


_LARGEST = 10**13
_DATE = "date BETWEEN '1900-01-01' AND '2199-12-31' AND date IS date(date, '+0 days')"
_AMOUNT = f"typeof(balance) = 'integer' AND balance BETWEEN -{_LARGEST} AND {_LARGEST}"


def upgrade() -> None:
    """Rebuild both tables with exact types."""
    connection = connection_v1()
    connection.create_function("cents_v1", 1, cents_v1, deterministic=True)
    connection.create_function("iso_date_v1", 1, iso_date_v1, deterministic=True)
    _create_tables()
    _fill_account(connection)
    _fill_history(connection)
    op.drop_table("balance_history")
    op.drop_table("account")
    op.rename_table("account_0002", "account")
    op.rename_table("balance_history_0002", "balance_history")


def _create_tables() -> None:
    op.create_table(
        "account_0002",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("name", sa.Text),
        sa.Column("type", sa.Text),
        sa.Column("balance", sa.Integer),
        sa.Column("note", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_account"),
        sa.CheckConstraint(f"balance IS NULL OR {_AMOUNT}", name="ck_account_balance"),
    )
    op.create_table(
        "balance_history_0002",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("account_id", sa.Integer, nullable=False),
        sa.Column("date", sa.Text, nullable=False),
        sa.Column("balance", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_balance_history"),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account_0002.id"],
            name="fk_balance_history_account_id_account",
            ondelete="RESTRICT",
        ),
        sa.CheckConstraint(_DATE, name="ck_balance_history_date"),
        sa.CheckConstraint(_AMOUNT, name="ck_balance_history_balance"),
    )
    op.create_table(
        "reject_0002",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("source_id", sa.Integer, nullable=False),
        sa.Column("account_id", sa.Integer),
        sa.Column("account_name", sa.Text),
        sa.Column("raw_date", sa.BLOB),
        sa.Column("raw_balance", sa.BLOB),
        sa.Column("reason", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_reject_0002"),
        sa.CheckConstraint(
            "source = 'account' OR source = 'balance_history'", name="ck_reject_0002_source"
        ),
        sa.CheckConstraint(
            "reason = 'orphan' OR reason = 'date' OR reason = 'amount' OR reason = 'missing'",
            name="ck_reject_0002_reason",
        ),
    )


def _fill_account(connection: Connection) -> None:
    connection.execute(
        "INSERT INTO account_0002 (id, name, type, balance, note)"
        " SELECT id, name, type, cents_v1(balance), note FROM account ORDER BY id"
    )
    connection.execute(
        "INSERT INTO reject_0002"
        " (source, source_id, account_id, account_name, raw_balance, reason)"
        " SELECT 'account', old.id, old.id, old.name, old.balance, 'amount'"
        " FROM account AS old JOIN account_0002 AS new ON new.id = old.id"
        " WHERE old.balance IS NOT NULL AND new.balance IS NULL ORDER BY old.id"
    )


def _fill_history(connection: Connection) -> None:
    for first, last in chunks_v1(connection, "balance_history", "rowid"):
        connection.execute(
            "INSERT OR IGNORE INTO balance_history_0002 (id, account_id, date, balance)"
            " SELECT rowid, account_id, iso_date_v1(date), cents_v1(balance)"
            " FROM balance_history WHERE rowid BETWEEN ? AND ?"
            " AND account_id IN (SELECT id FROM account) ORDER BY rowid",
            (first, last),
        )
    counts = "SELECT (SELECT count(*) FROM {}) - (SELECT count(*) FROM {})"
    query = counts.format("balance_history", "balance_history_0002")
    if connection.execute(query).fetchone()[0]:
        _set_aside(connection)


def _set_aside(connection: Connection) -> None:
    connection.execute(
        "INSERT INTO reject_0002"
        " (source, source_id, account_id, raw_date, raw_balance, reason)"
        " SELECT 'balance_history', old.rowid, old.account_id, old.date, old.balance, CASE"
        " WHEN old.account_id IS NULL OR old.account_id NOT IN (SELECT id FROM account)"
        " THEN 'orphan'"
        " WHEN old.balance IS NULL OR old.date IS NULL THEN 'missing'"
        " WHEN cents_v1(old.balance) IS NULL THEN 'amount' ELSE 'date' END"
        " FROM balance_history AS old"
        " LEFT JOIN balance_history_0002 AS new ON new.id = old.rowid"
        " WHERE new.id IS NULL ORDER BY old.rowid"
    )


def downgrade() -> None:
    """Give back REAL amounts and "jj/mm/aaaa" dates, and the rows that were set aside."""
    connection = connection_v1()
    _create_old_tables()
    connection.execute(
        "INSERT INTO account_0001 (id, name, type, balance, note)"
        " SELECT id, name, type, balance / 100.0, note FROM account ORDER BY id"
    )
    for first, last in chunks_v1(connection, "balance_history", "id"):
        connection.execute(
            "INSERT INTO balance_history_0001 (rowid, account_id, date, balance)"
            " SELECT id, account_id, substr(date, 9, 2) || '/' || substr(date, 6, 2) || '/' ||"
            " substr(date, 1, 4), balance / 100.0"
            " FROM balance_history WHERE id BETWEEN ? AND ? ORDER BY id",
            (first, last),
        )
    _give_back(connection)
    for table in ("reject_0002", "balance_history", "account"):
        op.drop_table(table)
    op.rename_table("account_0001", "account")
    op.rename_table("balance_history_0001", "balance_history")


def _create_old_tables() -> None:
    op.create_table(
        "account_0001",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("name", sa.Text),
        sa.Column("type", sa.Text),
        sa.Column("balance", sa.REAL),
        sa.Column("note", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_account"),
    )
    op.create_table(
        "balance_history_0001",
        sa.Column("account_id", sa.Integer),
        sa.Column("date", sa.Text),
        sa.Column("balance", sa.REAL),
    )


def _give_back(connection: Connection) -> None:
    """Put the rejects back in their place; what was added since may have taken their numbers.

    A row without an account stays so, even if a new account bears the number of the old one.
    """
    connection.execute(
        "INSERT INTO balance_history_0001 (rowid, account_id, date, balance)"
        " SELECT CASE WHEN source_id IN (SELECT id FROM balance_history) OR id >"
        " (SELECT min(id) FROM reject_0002 AS other WHERE other.source = 'balance_history'"
        " AND other.source_id = r.source_id)"
        " THEN (SELECT min(0, min(id)) FROM (SELECT id FROM balance_history"
        " UNION ALL SELECT source_id FROM reject_0002)) - id ELSE source_id END,"
        " CASE WHEN reason = 'orphan' AND account_id IN (SELECT id FROM account) THEN NULL"
        " ELSE account_id END, raw_date, raw_balance"
        " FROM reject_0002 AS r WHERE source = 'balance_history' ORDER BY id"
    )
    silent = _silent_rejects(connection)
    connection.executemany("UPDATE account_0001 SET balance = ? WHERE id = ?", silent)
    connection.execute(
        "INSERT INTO balance_history_0001 (account_id, date, balance)"
        " SELECT account_id, NULL, raw_balance FROM reject_0002"
        " WHERE source = 'account' AND id NOT IN"
        f" (SELECT min(r.id) {_SILENT} GROUP BY r.source_id) ORDER BY id"
    )


_SILENT = (
    "FROM reject_0002 AS r JOIN account AS a ON a.id = r.source_id AND a.name IS r.account_name"
    " WHERE r.source = 'account' AND (a.balance IS NULL OR a.balance ="
    " (SELECT balance FROM balance_history WHERE account_id = a.id"
    " ORDER BY date DESC, id DESC LIMIT 1))"
)


def _silent_rejects(connection: Connection) -> list[tuple[object, int]]:
    """Give the unread balances that can return to their account without hiding anything.

    The account has no balance, or one that its history says as well. Any other unread balance
    becomes an undated line of the history, so that nothing is lost.
    """
    rows = connection.execute(
        f"SELECT r.raw_balance, a.id, min(r.id) {_SILENT} GROUP BY r.source_id"
    )
    return [(raw, account) for raw, account, _first in rows]
