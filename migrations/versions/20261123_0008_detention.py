"""The household has members, and each asset and loan says who owns which part of it.

Whose an asset is stood in a text: "Moi", "Commun 50/50", "1/3 avec mes frères". The plain forms
become shares; a text that is not one of them is not guessed at: the asset goes whole to the first
member, and the text to its note, where the household finds it. So does one that does not open.

The texts are decrypted to be read. They stay aside, encrypted, until format 13: a file that goes
back with its shares as they were gets its texts to the letter.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.frozen.fields_v1 import texts_as_stored_v1
from migrations.frozen.members_v1 import divide_owners_v1, join_owners_v1
from migrations.frozen.tables_0008_v1 import create_members_v1
from migrations.frozen.work_v1 import connection_v1, tick_v1
from migrations.frozen.work_v2 import drop_spare_indexes_v1, keys_of_run_v1

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

app_version = "0.8"
requires_key = True
protects = True
scrub_after = False
irreversible = (
    "Members, and shares that were changed since: the older format has one text for each asset."
)
details: tuple[str, ...] = (
    "“Commun 50/50” becomes two halves, “1/3 avec mes frères” a third of yours and two of theirs.",
    "A text that is not understood goes to the note, and the asset whole to the first member.",
)
changes: tuple[tuple[str, str, str, str], ...] = (
    (
        "unreadable",
        "owners unread",
        "{count} owner cannot be read: the first member owns the whole",
        "{count} owners cannot be read: the first member owns the whole",
    ),
)


def upgrade() -> None:
    """Make the tables, read the owners, drop their columns."""
    connection = connection_v1()
    create_members_v1()
    if _has_rows():
        with texts_as_stored_v1(connection):
            divide_owners_v1(connection, keys_of_run_v1, tick_v1, "asset", "loan")
    for table in ("asset", "loan"):
        drop_spare_indexes_v1(connection, table)
    op.drop_column("asset", "owner_text")
    op.drop_column("loan", "owner_text")


def downgrade() -> None:
    """Give back the owners, drop the tables."""
    connection = connection_v1()
    op.add_column("asset", sa.Column("owner_text", sa.LargeBinary))
    op.add_column("loan", sa.Column("owner_text", sa.LargeBinary))
    if _has_rows():
        with texts_as_stored_v1(connection):
            join_owners_v1(connection, keys_of_run_v1, tick_v1, "asset", "loan")
    for table in ("ownership", "member", "household"):
        op.drop_table(table)


def _has_rows() -> bool:
    """Tell whether it is the file of a household, and not an empty one being built."""
    query = "SELECT EXISTS (SELECT 1 FROM asset) OR EXISTS (SELECT 1 FROM loan)"
    return bool(connection_v1().execute(query).fetchone()[0])
