"""Every encrypted value gets the stronger protection of version 1.0.

A token of the first kind tells nobody what it belongs to: whoever can write the file could put
the note of one asset in the place of another's name. A token of the second kind is bound to its
place, twenty times as quick, and hides the length of what it holds. Each value is read, made
anew and read again; afterwards no token of the first kind that opens is left.

On the way back they become tokens of the first kind again, in a file that still has their key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from migrations.frozen.columns_v1 import ENCRYPTED_0009
from migrations.frozen.kept_owners_v1 import LABEL, OWNERS, OWNERS_STATEMENT
from migrations.frozen.kept_tables_v1 import VALUATION, is_kept_v1
from migrations.frozen.retoken_v1 import retoken_as_legacy_v1, retoken_v1
from migrations.frozen.work_v1 import connection_v1, tick_v1
from migrations.frozen.work_v2 import keys_of_run_v1

if TYPE_CHECKING:
    from sqlite3 import Connection

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

app_version = "1.0"
requires_key = True
protects = True
scrub_after = True
irreversible = "The stronger protection of the values. No information is lost."
details: tuple[str, ...] = (
    "Every value is read, protected anew, and read again.",
    "Your passphrase and your recovery key stay the same, and older backups still open.",
)
changes: tuple[tuple[str, str, str, str], ...] = ()


def upgrade() -> None:
    """Make every token anew."""
    connection = connection_v1()
    retoken_v1(connection, ENCRYPTED_0009, keys_of_run_v1, tick_v1)
    aside = _aside(connection)
    if aside:
        retoken_v1(connection, aside, keys_of_run_v1, tick_v1, "rowid")


def downgrade() -> None:
    """Make tokens of the first kind again, where the file still has their key."""
    connection = connection_v1()
    retoken_as_legacy_v1(connection, ENCRYPTED_0009, keys_of_run_v1, tick_v1)
    aside = _aside(connection)
    if aside:
        retoken_as_legacy_v1(connection, aside, keys_of_run_v1, tick_v1, "rowid")


def _aside(connection: Connection) -> tuple[tuple[str, str, str], ...]:
    """Give the columns of what is kept aside, where it is ours to the letter."""
    query = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?"
    found = []
    if connection.execute(query, (OWNERS,)).fetchone() == (OWNERS_STATEMENT,):
        found.append((OWNERS, "text", LABEL))
    if is_kept_v1(connection, VALUATION):
        found.append((VALUATION, "amount", "kept.amount"))
    return tuple(found)
