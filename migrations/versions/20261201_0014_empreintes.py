"""The fingerprint of each statement is encrypted like its amounts.

It is a SHA-256 of what the statement says, and stood in clear beside encrypted amounts: whoever
had the file could try a name and an amount against it until they fitted, without any key. With one
asset that took half a minute. The text stays the same, so that a statement still shows whether it
was altered; it is encrypted with a data key like every other value, so that new keys cover it.

Old pages held it: the file is rewritten whole afterwards (`scrub_after`). The table is made anew,
so that the column keeps its place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa
from alembic import op

from migrations.frozen.encrypt_columns_v1 import ColumnV1, decrypt_columns_v1
from migrations.frozen.encrypt_columns_v2 import encrypt_columns_v2
from migrations.frozen.tables_0014_v1 import create_statement_as_v1
from migrations.frozen.work_v1 import chunks_v1, connection_v1, tick_v1
from migrations.frozen.work_v2 import keys_of_run_v1

if TYPE_CHECKING:
    from sqlite3 import Connection

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

app_version = "1.3"
requires_key = True
protects = True
scrub_after = True
irreversible = (
    "The protection of the fingerprints of statements: the older format has them in clear, and"
    " whoever gets hold of the file can try amounts against them. No information is lost."
)
details: tuple[str, ...] = (
    "Whoever got hold of a file of version 1.2 could try amounts against it, without a key.",
    "Copies that you made of a file of version 1.2 still hold it in clear; backups never did.",
)
changes: tuple[tuple[str, str, str, str], ...] = ()

_ANEW = "_alembic_tmp_statement"
_KEPT = (
    "id, uid, as_of, label, currency, gross, debts, net, lines, made_by_revision, created_at,"
    " updated_at"
)
_DIGEST = (ColumnV1("digest", "digest_0014", "statement.digest"),)


def upgrade() -> None:
    """Encrypt the fingerprints into a column of their own, then make the table anew."""
    connection = connection_v1()
    op.add_column("statement", sa.Column("digest_0014", sa.LargeBinary))
    encrypt_columns_v2(connection, "statement", _DIGEST, keys_of_run_v1, tick_v1)
    create_statement_as_v1(_ANEW, is_clear=False)
    _put_in_place(connection)


def downgrade() -> None:
    """Give the fingerprints back in clear."""
    connection = connection_v1()
    op.add_column("statement", sa.Column("digest_0014", sa.Text))
    decrypt_columns_v1(connection, "statement", _DIGEST, keys_of_run_v1, tick_v1)
    create_statement_as_v1(_ANEW, is_clear=True)
    _put_in_place(connection)


def _put_in_place(connection: Connection) -> None:
    fill = (
        f"INSERT INTO {_ANEW} ({_KEPT}, digest) SELECT {_KEPT}, digest_0014 FROM statement"
        " WHERE id BETWEEN ? AND ? ORDER BY id"
    )
    for bounds in chunks_v1(connection, "statement", "id"):
        connection.execute(fill, bounds)  # safe: a token goes over as it is
    op.drop_table("statement")  # safe: the lines above have filled the new one
    op.rename_table(_ANEW, "statement")
