"""Names, notes, IBANs and owners are encrypted under your passphrase.

Each value becomes a token under a key made from the passphrase, in a new column that then takes
the place of the clear one. NULL is not "": it stays NULL and "" is encrypted. A clear note that
begins like a token is a note, and is encrypted as any other. What was kept aside word for word
since 0002 is encrypted with its storage class, for it comes back word for word.

The old columns leave their text in free pages: the file is rewritten whole afterwards
(`scrub_after`). The engine puts `file_header`, which leads from the passphrase to the keys, into
the file once the revisions have run, and takes it out below this one.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.frozen.encrypt_columns_v1 import ColumnV1, decrypt_columns_v1, encrypt_columns_v1
from migrations.frozen.work_v1 import connection_v1, tick_v1
from migrations.frozen.work_v2 import drop_spare_indexes_v1, keys_of_run_v1

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

app_version = "0.4"
requires_key = True
protects = True
scrub_after = True
irreversible = (
    "The protection of the file: anybody who gets hold of it can then read it, without a"
    " passphrase. No information is lost."
)
details: tuple[str, ...] = (
    "Names, notes, IBANs, institutions, owners and what was kept aside are encrypted.",
    "No clear copy of them stays in the file.",
    "Amounts, dates and the groups of assets are not encrypted yet.",
)
changes: tuple[tuple[str, str, str, str], ...] = ()

_ENCRYPTED = {
    "asset": (
        ("name", "asset.name", sa.Text),
        ("institution", "asset.institution", sa.Text),
        ("iban", "asset.iban", sa.Text),
        ("owner_text", "asset.owner", sa.Text),
        ("note", "asset.note", sa.Text),
        ("type_text", "asset.kind", sa.Text),
    ),
    "reject_0002": (
        ("account_name", "reject.account", sa.Text),
        ("raw_date", "reject.day", sa.BLOB),
        ("raw_balance", "reject.amount", sa.BLOB),
    ),
}
"""Table, then column, logical name, clear storage type."""


def upgrade() -> None:
    """Encrypt into new columns, drop the clear ones, take their names."""
    connection = connection_v1()
    for table, columns in _ENCRYPTED.items():
        drop_spare_indexes_v1(connection, table)
        for name, _label, _clear in columns:
            op.add_column(table, sa.Column(f"{name}_0004", sa.LargeBinary))
        pairs = [ColumnV1(name, f"{name}_0004", label) for name, label, _clear in columns]
        encrypt_columns_v1(connection, table, pairs, keys_of_run_v1, tick_v1)
        _replace(table, [name for name, _label, _clear in columns])


def downgrade() -> None:
    """Decrypt into new columns, drop the encrypted ones, take their names."""
    connection = connection_v1()
    for table, columns in _ENCRYPTED.items():
        drop_spare_indexes_v1(connection, table)
        for name, _label, clear in columns:
            op.add_column(table, sa.Column(f"{name}_0004", clear))
        pairs = [ColumnV1(name, f"{name}_0004", label) for name, label, _clear in columns]
        decrypt_columns_v1(connection, table, pairs, keys_of_run_v1, tick_v1)
        _replace(table, [name for name, _label, _clear in columns])


def _replace(table: str, names: list[str]) -> None:
    for name in names:
        op.execute(f"ALTER TABLE {table} DROP COLUMN {name}")
        op.execute(f"ALTER TABLE {table} RENAME COLUMN {name}_0004 TO {name}")
