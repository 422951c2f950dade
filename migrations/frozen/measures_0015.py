"""Measures a file of revision 0015: as 0014, and what is new beside it.

Frozen.
"""

from __future__ import annotations

from sqlite3 import Connection  # noqa: TC003  (frozen: imports stay plain)

from migrations.frozen.columns_v3 import ENCRYPTED_0015
from migrations.frozen.fields_v1 import texts_as_stored_v1
from migrations.frozen.keys_v1 import KeysV1  # noqa: TC001
from migrations.frozen.measures_v1 import Tick  # noqa: TC001
from migrations.frozen.measures_v2 import MeasuresV2, _Measure
from migrations.frozen.records_v2 import RecordsV2, digests_0015_v1

NEEDS_KEYS = True
ENCRYPTED = ENCRYPTED_0015
"""Every encrypted column: table, column, label."""


def measure(connection: Connection, tick: Tick, keys: KeysV1) -> MeasuresV2:
    """Measure a file of revision 0015; never writes, and no value that it holds makes it raise."""
    with texts_as_stored_v1(connection):
        records = RecordsV2(connection, 15, ENCRYPTED, keys, tick)
        found = _Measure(records).taken()
        return found._replace(digests=(*found.digests, *digests_0015_v1(records)))
