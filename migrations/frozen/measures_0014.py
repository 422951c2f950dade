"""Measures a file of revision 0014: the digests of statements are encrypted.

Frozen.
"""

from __future__ import annotations

from sqlite3 import Connection  # noqa: TC003  (frozen: imports stay plain)

from migrations.frozen.columns_v2 import ENCRYPTED_0014
from migrations.frozen.keys_v1 import KeysV1  # noqa: TC001
from migrations.frozen.measures_v1 import Tick  # noqa: TC001
from migrations.frozen.measures_v2 import MeasuresV2, measured_v2

NEEDS_KEYS = True
ENCRYPTED = ENCRYPTED_0014
"""Every encrypted column: table, column, label."""


def measure(connection: Connection, tick: Tick, keys: KeysV1) -> MeasuresV2:
    """Measure a file of revision 0014; never writes, and no value that it holds makes it raise."""
    return measured_v2(connection, tick, keys, 14, ENCRYPTED)
