"""Measures a file of revision 0003: assets and dated valuations.

Frozen. The unique index on (asset, day, source) finds the value of an asset at a date at once,
so that only the sums read every row.
"""

from __future__ import annotations

from sqlite3 import Connection

from migrations.frozen.measures_0002 import set_aside_v1
from migrations.frozen.measures_v1 import (
    BucketV1,
    MeasuresV1,
    Tick,
    ends_of_years_v1,
    summary_v1,
)

_LAST_WORD = (
    "SELECT amount FROM valuation WHERE asset_id = ? AND as_of <= ?"
    " ORDER BY as_of DESC, id DESC LIMIT 1"
)


def measure(connection: Connection, tick: Tick) -> MeasuresV1:
    """Measure a file of revision 0003; never writes."""
    assets = [row[0] for row in connection.execute("SELECT id FROM asset ORDER BY id")]
    first, last = connection.execute("SELECT min(as_of), max(as_of) FROM valuation").fetchone()
    ends = [] if last is None else ends_of_years_v1(first, last)
    by_year: dict[str, dict[int, int]] = {end: {} for end in ends}
    latest: dict[int, int] = {}
    for done, asset in enumerate(assets, start=1):
        for end in ends:
            row = connection.execute(_LAST_WORD, (asset, end)).fetchone()
            if row is not None:
                by_year[end][asset] = row[0]
        row = connection.execute(_LAST_WORD, (asset, "9999-12-31")).fetchone()
        if row is not None:
            latest[asset] = row[0]
        tick(done, len(assets))
    texts = connection.execute(
        "SELECT id, name, CASE WHEN type_text IS NULL AND subtype <> 'autre' THEN subtype"
        " ELSE type_text END, note FROM asset ORDER BY id"
    )
    return summary_v1(_buckets(connection, len(assets)), texts, by_year, latest, last)


def _buckets(connection: Connection, assets: int) -> tuple[BucketV1, ...]:
    rows, cents = _sum(connection, "valuation")
    current = _current(connection)
    return (
        BucketV1("assets", assets, 0),
        BucketV1("values", rows - len(current), cents - sum(current)),
        BucketV1("current", len(current), sum(current)),
        set_aside_v1(connection),
        BucketV1("merged", *_sum(connection, "merged_0003")),
    )


def _sum(connection: Connection, table: str) -> tuple[int, int]:
    """Count and add up exactly: the two halves cannot overflow where the whole could."""
    rows, high, low = connection.execute(
        f"SELECT count(*), coalesce(sum(amount / 1000000), 0),"
        f" coalesce(sum(amount % 1000000), 0) FROM {table}"
    ).fetchone()
    return rows, high * 1000000 + low


def _current(connection: Connection) -> list[int]:
    """Give the amounts that stand for a current balance rather than for a dated value.

    Computed, at the last date of the file, the last word on their asset, different from the
    word before, in a file whose last date has another value as well.
    """
    last = connection.execute("SELECT max(as_of) FROM valuation").fetchone()[0]
    at_last = connection.execute(
        "SELECT id, asset_id, amount, source FROM valuation WHERE as_of = ?", (last,)
    ).fetchall()
    if all(source == "calcul" for *_rest, source in at_last):
        return []
    found = []
    for key, asset, amount, source in at_last:
        words = connection.execute(
            "SELECT id, amount FROM valuation WHERE asset_id = ? AND as_of <= ?"
            " ORDER BY as_of DESC, id DESC LIMIT 2",
            (asset, last),
        ).fetchall()
        is_last_word = words[0][0] == key
        says_something = len(words) == 1 or words[1][1] != amount
        if source == "calcul" and is_last_word and says_something:
            found.append(amount)
    return found
