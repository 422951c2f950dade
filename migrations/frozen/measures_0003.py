"""Measures a file of revision 0003: assets and dated valuations.

Frozen. The unique index on (asset, day, source) finds the value of an asset at a date at once,
so that only the sums read every row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from migrations.frozen.measures_0002 import set_aside_v1
from migrations.frozen.measures_v1 import (
    BucketV1,
    MeasuresV1,
    Tick,
    ends_of_years_v1,
    summary_v1,
)

if TYPE_CHECKING:
    from sqlite3 import Connection

_LAST_WORD = (
    "SELECT amount FROM valuation WHERE asset_id = ? AND as_of <= ?"
    " ORDER BY as_of DESC, id DESC LIMIT 1"
)


_LAST_TWO = (
    "SELECT id, amount, as_of, source FROM valuation WHERE asset_id = ?"
    " ORDER BY as_of DESC, id DESC LIMIT 2"
)


def measure(connection: Connection, tick: Tick) -> MeasuresV1:
    """Measure a file of revision 0003; never writes."""
    assets = [row[0] for row in connection.execute("SELECT id FROM asset ORDER BY id")]
    first, last, rows, cents = _span_and_sum(connection)
    ends = [] if last is None else ends_of_years_v1(first[:4] + "-01-01", last)
    by_year: dict[str, dict[int, int]] = {end: {} for end in ends}
    latest: dict[int, int] = {}
    for done, asset in enumerate(assets, start=1):
        for end in [*ends, "9999-12-31"]:
            row = connection.execute(_LAST_WORD, (asset, end)).fetchone()
            if row is not None:
                by_year.get(end, latest)[asset] = row[0]
        tick(done, len(assets))
    current = _current(connection, assets, last)
    merged = connection.execute("SELECT amount FROM merged_0003").fetchall()
    buckets = (
        BucketV1("assets", len(assets), 0),
        BucketV1("values", rows - len(current), cents - sum(current)),
        BucketV1("current", len(current), sum(current)),
        set_aside_v1(connection),
        BucketV1("merged", len(merged), sum(amount for (amount,) in merged)),
    )
    texts = connection.execute(
        "SELECT id, name, CASE WHEN type_text IS NULL AND subtype <> 'autre' THEN subtype"
        " ELSE type_text END, note FROM asset ORDER BY id"
    )
    return summary_v1(buckets, texts, by_year, latest, last)


def _span_and_sum(connection: Connection) -> tuple[str, str | None, int, int]:
    """Give first and last day, rows and cents, in one pass.

    The two halves of the sum cannot overflow where the whole could.
    """
    first, last, rows, high, low = connection.execute(
        "SELECT min(as_of), max(as_of), count(*), coalesce(sum(amount >> 32), 0),"
        " coalesce(sum(amount & 4294967295), 0) FROM valuation"
    ).fetchone()
    return first, last, rows, (high << 32) + low


def _current(connection: Connection, assets: list[int], last: str | None) -> list[int]:
    """Give the amounts that stand for a current balance rather than for a dated value.

    Computed, at the last date of the file, the last word on their asset, different from the
    word before, in a file whose last date has another value as well.
    """
    found = []
    has_other = False
    for asset in assets:
        words = connection.execute(_LAST_TWO, (asset,)).fetchall()
        at_last = [word for word in words if word[2] == last]
        has_other = has_other or any(source != "calcul" for *_rest, source in at_last)
        if not at_last or at_last[0][3] != "calcul":
            continue
        if len(words) == 1 or words[1][1] != words[0][1]:
            found.append(words[0][1])
    return found if has_other else []
