"""Measures a file of revision 0003: assets and dated valuations.

Frozen. The unique index on (asset, day, source) finds the value of an asset at a date at once,
so that only the sums read every row.
"""

from __future__ import annotations

from sqlite3 import Connection  # noqa: TC003  (frozen: imports stay plain)
from typing import NamedTuple

from migrations.frozen.measures_0002 import as_first_written_v1, set_aside_v1
from migrations.frozen.measures_v1 import (
    DAY_ZERO,
    LOW_BITS,
    MODULUS,
    BucketV1,
    LastWords,
    MeasuresV1,
    Tick,
    blot_v1,
    day_number_v1,
    hash_rows_v1,
    summary_v1,
    weight_v1,
)

_LAST_WORD = (
    "SELECT amount FROM valuation WHERE asset_id = ? AND as_of <= ?"
    " ORDER BY as_of DESC, id DESC LIMIT 1"
)
_LAST_TWO = (
    "SELECT id, amount, as_of, source FROM valuation WHERE asset_id = ? AND as_of <= ?"
    " ORDER BY as_of DESC, id DESC LIMIT 2"
)
_ONE_PASS = (
    "SELECT min(as_of), max(as_of), max(CASE WHEN as_of <= date('now') THEN as_of END), count(*),"
    " coalesce(sum(amount >> 32), 0), coalesce(sum(amount & 4294967295), 0),"
    f" coalesce(sum(((amount & {LOW_BITS}) + 1) * ((replace(as_of, '-', '') - {DAY_ZERO})"
    f" * ((asset_id & 65535) * 2 + 1) % {MODULUS})), 0),"
    f" coalesce(sum(unicode(source) * (id & {LOW_BITS})), 0) FROM valuation"
)
"""Everything that must read each row. The two halves of the sum cannot overflow as the whole
could; the checksum is that of `HistoryV1`, exact up to nine million values."""


class _Whole(NamedTuple):
    """What one pass over the valuations gives; `now` is the last day that is not in the future.

    A file whose days are all in the future has its last day for now.
    """

    first: str | None
    last: str | None
    now: str | None
    rows: int
    cents: int
    checksum: int
    sources: int


class _Merged(NamedTuple):
    """The duplicates that gave way, and those whose later word is gone."""

    rows: int
    cents: int
    checksum: int
    alone: int
    alone_cents: int
    blots: int


def measure(connection: Connection, tick: Tick) -> MeasuresV1:
    """Measure a file of revision 0003; never writes."""
    assets = [row[0] for row in connection.execute("SELECT id FROM asset ORDER BY id")]
    whole = _whole(connection)
    words = _words(connection, assets, whole, tick)
    current = _current(connection, assets, whole.now)
    merged = _merged(connection)
    aside, blots = set_aside_v1(connection)
    cents = sum(amount for _id, _asset, amount in current)
    buckets = (
        BucketV1("assets", len(assets), 0),
        BucketV1("values", whole.rows - len(current), whole.cents - cents),
        BucketV1("current", len(current), cents),
        BucketV1("merged", merged.rows, merged.cents),
        BucketV1("unread", merged.alone, merged.alone_cents),
        aside,
    )
    checksum = whole.checksum + merged.checksum - _checksum(current, whole.now)
    digests = (
        ("texts", hash_rows_v1(connection.execute(_TEXTS))),
        ("single values", str(checksum) if words.latest_on else ""),
        ("what cannot be read", f"{(merged.blots + blots) % 2**64:016x}"),
        ("owners", hash_rows_v1(connection.execute(_OWNERS))),
        ("groups", hash_rows_v1(connection.execute(_GROUPS))),
        ("identities", hash_rows_v1(connection.execute(_IDENTITIES))),
        ("sources", str(whole.sources)),
    )
    return summary_v1(buckets, words, digests)


_TEXTS = (
    "SELECT id, name, CASE WHEN type_text IS NULL AND subtype <> 'autre' THEN subtype"
    " ELSE type_text END, note FROM asset ORDER BY id"
)
_OWNERS = "SELECT id, institution, iban, owner_text FROM asset ORDER BY id"
_GROUPS = 'SELECT id, "group", subtype FROM asset ORDER BY id'
_IDENTITIES = "SELECT id, uid FROM asset ORDER BY id"


def _whole(connection: Connection) -> _Whole:
    first, last, past, rows, high, low, checksum, sources = connection.execute(_ONE_PASS).fetchone()
    return _Whole(first, last, past or last, rows, (high << 32) + low, checksum, sources)


def _words(connection: Connection, assets: list[int], whole: _Whole, tick: Tick) -> LastWords:
    first, last, now = whole.first, whole.last, whole.now
    if first is None or last is None or now is None:
        return LastWords({}, {}, None)
    years = range(int(first[:4]), int(last[:4]) + 1)
    ends = [end for end in (f"{year:04d}-12-31" for year in years) if end < last]
    by_year: dict[str, dict[int, int]] = {end: {} for end in ends}
    latest: dict[int, int] = {}
    for done, asset in enumerate(assets, start=1):
        for end, values in [*by_year.items(), (now, latest)]:
            row = connection.execute(_LAST_WORD, (asset, end)).fetchone()
            if row is not None:
                values[asset] = row[0]
        tick(done, len(assets))
    return LastWords(by_year, latest, now)


def _current(
    connection: Connection, assets: list[int], now: str | None
) -> list[tuple[int, int, int]]:
    """Give (id, asset, amount) of what stands for a current balance rather than a dated value.

    Computed, at the last day of the file, the last word on their asset by then, different from
    the word before, in a file whose last day has another value as well.
    """
    found = []
    has_other = False
    for asset in assets:
        words = connection.execute(_LAST_TWO, (asset, now)).fetchall()
        at_last = [word for word in words if word[2] == now]
        has_other = has_other or any(source != "calcul" for *_rest, source in at_last)
        if not at_last or at_last[0][3] != "calcul":
            continue
        if len(words) == 1 or words[1][1] != words[0][1]:
            found.append((words[0][0], asset, words[0][1]))
    return found if has_other else []


def _checksum(current: list[tuple[int, int, int]], now: str | None) -> int:
    day = day_number_v1(now) or 0
    return sum(
        ((cents & LOW_BITS) + 1) * (day * weight_v1(asset) % MODULUS)
        for _id, asset, cents in current
    )


def _merged(connection: Connection) -> _Merged:
    found = connection.execute(
        "SELECT m.asset_id, m.as_of, m.amount, EXISTS (SELECT 1 FROM valuation AS v"
        " WHERE v.asset_id = m.asset_id AND v.as_of = m.as_of) FROM merged_0003 AS m"
    )
    rows = cents = checksum = alone = alone_cents = blots = 0
    for asset, written, amount, has_survivor in found:
        if has_survivor:
            rows += 1
            cents += amount
            day = day_number_v1(written) or 0
            checksum += ((amount & LOW_BITS) + 1) * (day * weight_v1(asset) % MODULUS)
        else:
            alone += 1
            alone_cents += amount
            blots += blot_v1(*as_first_written_v1(written, amount))
    return _Merged(rows, cents, checksum, alone, alone_cents, blots)
