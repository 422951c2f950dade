"""People have dates and a civil status, operations their bank's identifier, changes a name.

Membership of the household had no date: when a child left home, the share of the household was
another one in every past year as well. A bank names each operation, which tells the same one from
its like when a file is imported again; the text that it was imported with is kept beside the label
that somebody may have changed. What is undone is undone by its name.

The journal keeps rows with all their columns, and gives back those alone that have the columns of
today: the documents of members and operations get theirs here, or no older change could be undone
and nothing come back from the bin. Nobody has said anything so far: every new column is empty.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa
from alembic import op

from migrations.frozen.journal_documents_v1 import newer_v1, older_v1
from migrations.frozen.journal_rewrite_v1 import rewrite_journal_v1
from migrations.frozen.tables_0015_v1 import create_as_v1
from migrations.frozen.work_v1 import chunks_v1, connection_v1, tick_v1
from migrations.frozen.work_v2 import drop_spare_indexes_v1, keys_of_run_v1

if TYPE_CHECKING:
    from sqlite3 import Connection

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

app_version = "1.4"
requires_key = True
protects = True
scrub_after = False
irreversible = (
    "The days on which members died or left, their civil status, the identifiers and the imported"
    " texts of operations, and the names of changes have no place in the older format, where who"
    " left counts again. The division of a security becomes a switch there, a delivery a transfer,"
    " and a regime that it does not know is left blank."
)
details: tuple[str, ...] = (
    "Who died or left the household on a day is not counted in it afterwards; the past stays.",
    "What could be undone still can be, and what is in the bin still comes back.",
)
changes: tuple[tuple[str, str, str, str], ...] = ()

_HOUSEHOLD = "id, uid, name, regime, regime_since, note, created_at, updated_at"
_OPERATION = (
    "id, uid, asset_id, loan_id, on_date, kind, amount, currency, security_id, quantity,"
    " unit_price, fees, taxes, transfer_uid, label, deleted_at, created_at, updated_at"
)
_KEPT = {"household": _HOUSEHOLD, "operation": _OPERATION}
_OLD_REGIME = "iif(regime IN ('meubles_et_acquets', 'etranger'), NULL, regime)"
_OLD_KIND = (
    "CASE kind WHEN 'division' THEN 'arbitrage' WHEN 'livraison' THEN 'virement' ELSE kind END"
)
_ADDED = (("member", "died_on"), ("member", "left_on"), ("member", "details"), ("journal", "label"))


def upgrade() -> None:
    """Make room for what is new, in the journal too."""
    connection = connection_v1()
    for table, column in _ADDED:
        op.add_column(table, sa.Column(column, sa.LargeBinary, nullable=True))
    for table, columns in _KEPT.items():
        _make_anew(connection, table, columns, is_new=True)
    rewrite_journal_v1(connection, newer_v1, keys_of_run_v1, tick_v1)


def downgrade() -> None:
    """Take what is new away, from the journal too."""
    connection = connection_v1()
    rewrite_journal_v1(connection, older_v1, keys_of_run_v1, tick_v1)
    regime = _HOUSEHOLD.replace("regime", _OLD_REGIME, 1)
    _make_anew(connection, "household", regime, is_new=False)
    kind = _OPERATION.replace("kind", _OLD_KIND, 1)
    _make_anew(connection, "operation", kind, is_new=False)
    for table in ("member", "journal"):
        drop_spare_indexes_v1(connection, table)
    for table, column in _ADDED:
        op.drop_column(table, column)  # safe: `irreversible` says so


def _make_anew(connection: Connection, table: str, values: str, *, is_new: bool) -> None:
    """Give a table its other form, and fill it with what both forms have."""
    name = f"_alembic_tmp_{table}"
    create_as_v1(table, name, is_new=is_new)
    fill = (
        f"INSERT INTO {name} ({_KEPT[table]}) SELECT {values} FROM {table}"
        " WHERE id BETWEEN ? AND ? ORDER BY id"
    )
    for bounds in chunks_v1(connection, table, "id"):
        connection.execute(fill, bounds)  # safe: a token goes over as it is
    op.drop_table(table)  # safe: the lines above have filled the new one
    op.rename_table(name, table)
