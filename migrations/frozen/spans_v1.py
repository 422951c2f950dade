"""Finds the first and the last day that a file knows of, as its measures do.

Frozen.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from sqlite3 import Connection  # noqa: TC003  (frozen: imports stay plain)

from migrations.frozen.materialised_v1 import SpanV1, span_v1
from migrations.frozen.worth_v1 import WorthV1  # noqa: TC001


def span_of_v1(connection: Connection, worth: WorthV1) -> SpanV1 | None:
    """Give the span of all dated and computed values; None where there is none."""
    today = datetime.now(UTC).date()
    row = connection.execute(
        "SELECT min(as_of), max(as_of), max(CASE WHEN as_of <= ? THEN as_of END) FROM valuation",
        (today.isoformat(),),
    ).fetchone()
    days = {date.fromisoformat(day) for day in row if day is not None}
    for owned in worth.owned:
        days |= worth.days(owned)
    return span_v1(days, today)
