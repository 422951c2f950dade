"""Digests what 0005 had kept aside and found no place for, wherever later formats keep it.

Frozen. Up to 0012 it stands in tables of its own, its amounts encrypted from 0009 on; from 0013 on
in the setting `legacy_0013`. It counts as it did in 0005.
"""

from __future__ import annotations

from collections.abc import Sequence  # noqa: TC003  (frozen: imports stay plain)

from migrations.frozen.kept_tables_v1 import ASSET, COLUMNS, RATE, VALUATION, is_kept_v1
from migrations.frozen.legacy_rows_v1 import legacy_rows_v1
from migrations.frozen.measures_v1 import blot_v1
from migrations.frozen.records_v1 import RecordsV1, Row, whole_v1

_ENCRYPTED, _DROPPED = 9, 13


def kept_others_v1(records: RecordsV1) -> int:
    """Digest the assets and values in other currencies that are kept aside."""
    found = 0
    for asset, _uid, currency in _rows(records, ASSET):
        found += blot_v1("asset", asset, currency)
    for _id, asset, _uid, day, amount, currency, source in _rows(records, VALUATION):
        value = whole_v1(amount)
        written = amount if value is None else value
        found += blot_v1("value", asset, day, written, currency, source)
    return found


def kept_rates_v1(records: RecordsV1) -> int:
    """Digest the exchange rates that are kept aside, where no table of the file holds them."""
    if records.revision < _DROPPED:
        return 0
    return sum(blot_v1(*row[1:]) for row in _rows(records, RATE))


def _rows(records: RecordsV1, table: str) -> Sequence[Row]:
    if records.revision >= _DROPPED:
        return legacy_rows_v1(records).get(table, ())
    if not is_kept_v1(records.connection, table):
        return ()
    names = [column.split()[0] for column in COLUMNS[table].split(", ")]
    found = records.connection.execute(f"SELECT {', '.join(names)} FROM {table}").fetchall()
    if table != VALUATION or records.revision < _ENCRYPTED:
        return found
    opened, at = records.opener_of("kept.amount"), names.index("amount")
    return [(*row[:at], opened(row[at]), *row[at + 1 :]) for row in found]
