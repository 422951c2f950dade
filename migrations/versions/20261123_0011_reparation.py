"""Values that version 0.9.0 had encrypted twice are repaired.

One way of editing an asset in 0.9.0 took the token on the disk for the text, and encrypted it
again: the household then saw "gAAAA…" instead of a name or an amount. The token inside is opened
with the same keys, and takes the place of the other. A note that only begins like a token is a
note: nothing opens it. Run again, it changes nothing.

The key of the first kind of tokens is still needed here, inside the others, and by a file that
goes back; it stays among the keys of the file, where it opens nothing else.
"""

from __future__ import annotations

from migrations.frozen.columns_v1 import ENCRYPTED_0009
from migrations.frozen.retoken_v1 import unwrap_v1
from migrations.frozen.work_v1 import connection_v1, tick_v1
from migrations.frozen.work_v2 import keys_of_run_v1

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

app_version = "1.0.1"
requires_key = True
protects = True
scrub_after = False
irreversible = "The double encryption: repaired values stay repaired. No information is lost."
details: tuple[str, ...] = ("Only values that show as “gAAAA…” change.",)
changes: tuple[tuple[str, str, str, str], ...] = ()


def upgrade() -> None:
    """Unwrap them."""
    unwrap_v1(connection_v1(), ENCRYPTED_0009, keys_of_run_v1, tick_v1)


def downgrade() -> None:  # safe: what was repaired was never meant to be otherwise
    """Leave the values: they were right before 0.9.0 too."""
