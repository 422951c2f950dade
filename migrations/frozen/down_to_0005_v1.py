"""Writes, on the way down from 0006, values for what is worth its securities.

Frozen.
"""

from __future__ import annotations

from collections.abc import Callable  # noqa: TC003  (frozen: imports stay plain)
from datetime import UTC, date, datetime
from sqlite3 import Connection  # noqa: TC003

from migrations.frozen.columns_v1 import ENCRYPTED_0006
from migrations.frozen.keys_v1 import KeysV1  # noqa: TC001
from migrations.frozen.materialised_v1 import (
    SpanV1,
    is_lost_below_0006_v1,
    span_v1,
    writable_v1,
)
from migrations.frozen.measures_v1 import Tick  # noqa: TC001
from migrations.frozen.records_v1 import RecordsV1
from migrations.frozen.worth_v1 import WorthV1

_ENDS = "SELECT min(as_of), max(as_of), max(CASE WHEN as_of <= ? THEN as_of END) FROM valuation"


def whole_span_v1(connection: Connection, worth: WorthV1) -> SpanV1 | None:
    """Give the span of a file: of its dated values, and of what a worth is computed from."""
    today = datetime.now(UTC).date()
    row = connection.execute(_ENDS, (today.isoformat(),)).fetchone()
    days = {date.fromisoformat(day) for day in row if day is not None}
    for owned in worth.owned:
        days |= worth.days(owned)
    return span_v1(days, today)


def materialise_0006_v1(connection: Connection, keys: Callable[[], KeysV1], tick: Tick) -> None:
    """Insert the values; texts must be read whatever their bytes."""
    (any_asset,) = connection.execute(
        "SELECT EXISTS (SELECT 1 FROM asset WHERE valuation_mode = 'positions')"
    ).fetchone()
    if not any_asset:
        return
    records = RecordsV1(connection, 6, ENCRYPTED_0006, keys(), tick)
    worth = WorthV1(records)
    span = whole_span_v1(connection, worth)
    if span is None:
        return
    made = writable_v1(worth, span, is_lost_below_0006_v1)
    connection.executemany(
        "INSERT INTO valuation (asset_id, as_of, amount, currency, source)"
        " VALUES (?, ?, ?, 'EUR', ?)",
        [(item.owned.id, item.day.isoformat(), item.cents, item.source) for item in made],
    )
