"""Measures the dated values of formats 0004 and 0005, which differ by their currency only.

Frozen. The unique index on (asset, day, source) finds the value of an asset at a date at once,
so that only the sums read every row. Where a file has values in other currencies as well, those
of the assets concerned are read in order instead: the index cannot step over them.
"""

from __future__ import annotations

from bisect import bisect_right
from sqlite3 import Connection  # noqa: TC003  (frozen: imports stay plain)
from typing import NamedTuple

from migrations.frozen.measures_0002 import as_first_written_v1
from migrations.frozen.measures_v1 import (
    DAY_ZERO,
    LOW_BITS,
    MODULUS,
    BucketV1,
    LastWords,
    Tick,
    blot_v1,
    day_number_v1,
    hash_rows_v1,
    weight_v1,
)

_ONE_PASS = (
    "SELECT min(as_of), max(as_of), max(CASE WHEN as_of <= date('now') THEN as_of END), count(*),"
    " coalesce(sum(amount >> 32), 0), coalesce(sum(amount & 4294967295), 0),"
    f" coalesce(sum(((amount & {LOW_BITS}) + 1) * ((replace(as_of, '-', '') - {DAY_ZERO})"
    f" * ((asset_id & 65535) * 2 + 1) % {MODULUS})), 0),"
    f" coalesce(sum(unicode(source) * (id & {LOW_BITS})), 0) FROM valuation"
)
"""As in `measures_0003`: everything that must read each row."""

EUROS = "currency = 'EUR'"
ALL = "1"

Word = tuple[int, int, str, str]
"""Id, amount, day and source of a value."""


class ValuesV1(NamedTuple):
    """What the dated values of a file amount to.

    Attributes:
        assets: how many assets there are.
        buckets: "values", "current", "merged" and "unread".
        words: what each asset was and is worth.
        checksum: over every single value, "" in a file without dates.
        blots: digests of the duplicates whose later word is gone, added up.
        sources: checksum over the origin of every value.
        left_out: how many values the condition does not take.
    """

    assets: int
    buckets: tuple[BucketV1, ...]
    words: LastWords
    checksum: str
    blots: int
    sources: int
    left_out: int


class _Whole(NamedTuple):
    """What one pass over the values gives; `now` is the last day that is not in the future.

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


class _Words:
    """Finds the last word on an asset at a date, among the values that a condition takes."""

    def __init__(self, connection: Connection, where: str, *, is_mixed: bool) -> None:
        self._connection = connection
        self._last = (
            "SELECT id, amount, as_of, source FROM valuation"
            f" WHERE asset_id = ? AND as_of <= ? AND {where} ORDER BY as_of DESC, id DESC LIMIT "
        )
        self._dated = (
            "SELECT id, amount, as_of, source FROM valuation"
            f" WHERE asset_id = ? AND {where} ORDER BY as_of, id"
        )
        # Row after row: by the index on the assets it would take ten times as long.
        others = f"SELECT DISTINCT asset_id FROM valuation NOT INDEXED WHERE NOT ({where})"
        self._mixed = {row[0] for row in connection.execute(others)} if is_mixed else set()
        self._read: tuple[int | None, list[Word]] = (None, [])

    def last(self, asset: int, day: str, count: int = 1) -> list[Word]:
        """Give the last values of an asset up to a day, the last one first."""
        if asset not in self._mixed:
            return self._connection.execute(f"{self._last}{count}", (asset, day)).fetchall()
        if self._read[0] != asset:
            self._read = (asset, self._connection.execute(self._dated, (asset,)).fetchall())
        words = self._read[1]
        end = bisect_right(words, day, key=_day)
        return words[max(end - count, 0) : end][::-1]


def _day(word: Word) -> str:
    return word[2]


def values_v1(connection: Connection, where: str, tick: Tick) -> ValuesV1:
    """Measure the values that a condition takes, `EUROS` or `ALL`."""
    assets = [row[0] for row in connection.execute("SELECT id FROM asset ORDER BY id")]
    whole = _whole(connection, where)
    (rows,) = connection.execute("SELECT count(*) FROM valuation").fetchone()
    left_out = rows - whole.rows
    words = _Words(connection, where, is_mixed=left_out > 0)
    last_words = _last_words(words, assets, whole, tick)
    current = _current(words, assets, whole.now)
    merged = _merged(connection, where)
    cents = sum(amount for _id, _asset, amount in current)
    buckets = (
        BucketV1("values", whole.rows - len(current), whole.cents - cents),
        BucketV1("current", len(current), cents),
        BucketV1("merged", merged.rows, merged.cents),
        BucketV1("unread", merged.alone, merged.alone_cents),
    )
    checksum = whole.checksum + merged.checksum - _checksum(current, whole.now)
    single = str(checksum) if last_words.latest_on else ""
    return ValuesV1(len(assets), buckets, last_words, single, merged.blots, whole.sources, left_out)


def clear_digests_v1(connection: Connection, values: ValuesV1) -> tuple[tuple[str, str], ...]:
    """Digest what has stood in clear beside the values since 0003."""
    groups = connection.execute('SELECT id, "group", subtype FROM asset ORDER BY id')
    identities = connection.execute("SELECT id, uid FROM asset ORDER BY id")
    entries = connection.execute("SELECT id, created_at, updated_at FROM asset ORDER BY id")
    return (
        ("groups", hash_rows_v1(groups)),
        ("identities", hash_rows_v1(identities)),
        ("sources", str(values.sources)),
        ("dates of entry", hash_rows_v1(entries)),
    )


def _whole(connection: Connection, where: str) -> _Whole:
    """Read every value once."""
    row = connection.execute(f"{_ONE_PASS} WHERE {where}").fetchone()
    first, last, past, rows, high, low, checksum, sources = row
    return _Whole(first, last, past or last, rows, (high << 32) + low, checksum, sources)


def _last_words(words: _Words, assets: list[int], whole: _Whole, tick: Tick) -> LastWords:
    """Give what each asset was worth at each year end, and is worth now."""
    first, last, now = whole.first, whole.last, whole.now
    if first is None or last is None or now is None:
        return LastWords({}, {}, None)
    years = range(int(first[:4]), int(last[:4]) + 1)
    ends = [end for end in (f"{year:04d}-12-31" for year in years) if end < last]
    by_year: dict[str, dict[int, int]] = {end: {} for end in ends}
    latest: dict[int, int] = {}
    for done, asset in enumerate(assets, start=1):
        for end, values in [*by_year.items(), (now, latest)]:
            found = words.last(asset, end)
            if found:
                values[asset] = found[0][1]
        tick(done, len(assets))
    return LastWords(by_year, latest, now)


def _current(words: _Words, assets: list[int], now: str | None) -> list[tuple[int, int, int]]:
    """Give (id, asset, amount) of what stands for a current balance rather than a dated value.

    Computed, at the last day of the file, the last word on their asset by then, different from
    the word before, in a file whose last day has another value as well.
    """
    found = []
    has_other = False
    for asset in assets if now is not None else []:
        pair = words.last(asset, str(now), 2)
        at_last = [word for word in pair if word[2] == now]
        has_other = has_other or any(source != "calcul" for *_rest, source in at_last)
        if not at_last or at_last[0][3] != "calcul":
            continue
        if len(pair) == 1 or pair[1][1] != pair[0][1]:
            found.append((pair[0][0], asset, pair[0][1]))
    return found if has_other else []


def _checksum(current: list[tuple[int, int, int]], now: str | None) -> int:
    """Give the part of the checksum that current balances take."""
    day = day_number_v1(now) or 0
    return sum(
        ((cents & LOW_BITS) + 1) * (day * weight_v1(asset) % MODULUS)
        for _id, asset, cents in current
    )


def _merged(connection: Connection, where: str) -> _Merged:
    """Read the duplicates, with their later word among the values that the condition takes."""
    found = connection.execute(
        "SELECT m.asset_id, m.as_of, m.amount, EXISTS (SELECT 1 FROM valuation AS v"
        f" WHERE v.asset_id = m.asset_id AND v.as_of = m.as_of AND {where})"
        " FROM merged_0003 AS m"
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
