"""Measures a file of revision 0004: as 0003, with names, notes and owners encrypted.

Frozen. Every token is opened, and what it holds is digested as 0003 digested the clear value.
"""

from __future__ import annotations

from sqlite3 import Connection  # noqa: TC003  (frozen: imports stay plain)

from migrations.frozen.currency_digests_v1 import other_currencies_v1, rates_v1
from migrations.frozen.fields_v1 import texts_as_stored_v1
from migrations.frozen.keys_v1 import KeysV1  # noqa: TC001
from migrations.frozen.measures_v1 import BucketV1, MeasuresV1, Tick, summary_v1
from migrations.frozen.secrets_v1 import ENCRYPTED_V1, secrets_v1
from migrations.frozen.valuations_v1 import ALL, clear_digests_v1, values_v1

NEEDS_KEYS = True
ENCRYPTED = ENCRYPTED_V1
"""Every encrypted column: table, column, label."""


def measure(connection: Connection, tick: Tick, keys: KeysV1) -> MeasuresV1:
    """Measure a file of revision 0004; never writes, and no value that it holds makes it raise."""
    with texts_as_stored_v1(connection):
        values = values_v1(connection, ALL, tick)
        secrets = secrets_v1(connection, keys, tick)
        buckets = (
            BucketV1("assets", values.assets, 0),
            *values.buckets,
            secrets.aside,
            BucketV1("unreadable", secrets.unreadable, 0),
        )
        digests = (
            ("texts", secrets.texts),
            ("single values", values.checksum),
            ("what cannot be read", f"{(values.blots + secrets.blots) % 2**64:016x}"),
            ("owners", secrets.owners),
            *clear_digests_v1(connection, values),
            ("accounts set aside", secrets.rejects),
            ("other currencies", other_currencies_v1(connection, tick, in_use=False)),
            ("rates", rates_v1(connection, tick, in_use=False)),
        )
        return summary_v1(buckets, values.words, digests)
