"""Measures a file of revision 0005: as 0004, with currencies and exchange rates.

Frozen. Sums and net worth are those of what is valued in euros: amounts in other currencies have
no common sum. They are proven value by value, by digests, together with what a downgrade to 0004
keeps aside.
"""

from __future__ import annotations

from sqlite3 import Connection  # noqa: TC003  (frozen: imports stay plain)

from migrations.frozen.currencies_v1 import mentions_another_v1
from migrations.frozen.currency_digests_v1 import other_currencies_v1, rates_v1
from migrations.frozen.fields_v1 import texts_as_stored_v1
from migrations.frozen.keys_v1 import KeysV1  # noqa: TC001
from migrations.frozen.measures_v1 import BucketV1, MeasuresV1, Tick, summary_v1
from migrations.frozen.secrets_v1 import ENCRYPTED_V1, SecretsV1, secrets_v1
from migrations.frozen.valuations_v1 import EUROS, clear_digests_v1, values_v1

NEEDS_KEYS = True
ENCRYPTED = ENCRYPTED_V1
"""Every encrypted column: table, column, label."""


def measure(connection: Connection, tick: Tick, keys: KeysV1) -> MeasuresV1:
    """Measure a file of revision 0005; never writes, and no value that it holds makes it raise."""
    with texts_as_stored_v1(connection):
        values = values_v1(connection, EUROS, tick)
        secrets = secrets_v1(connection, keys, tick)
        to_check = _to_check(connection, secrets)
        buckets = (
            BucketV1("assets", values.assets - to_check, 0),
            *values.buckets,
            secrets.aside,
            BucketV1("to check", to_check, 0),
            BucketV1("unreadable", secrets.unreadable, 0),
        )
        others = other_currencies_v1(connection, tick, in_use=True, with_values=values.left_out > 0)
        digests = (
            ("texts", secrets.texts),
            ("single values", values.checksum),
            ("what cannot be read", f"{(values.blots + secrets.blots) % 2**64:016x}"),
            ("owners", secrets.owners),
            *clear_digests_v1(connection, values),
            ("accounts set aside", secrets.rejects),
            ("other currencies", others),
            ("rates", rates_v1(connection, tick, in_use=True)),
        )
        return summary_v1(buckets, values.words, digests)


def _to_check(connection: Connection, secrets: SecretsV1) -> int:
    """Count the assets in euros whose name speaks of another currency."""
    euros = connection.execute(f"SELECT id FROM asset WHERE {EUROS}")
    return sum(mentions_another_v1(secrets.names.get(key)) for (key,) in euros)
