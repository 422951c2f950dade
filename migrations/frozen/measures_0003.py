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
    MODULUS,
    WEIGHTS,
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
_CHECKSUM = (
    f"sum(((amount % {MODULUS} + {MODULUS}) % {MODULUS} + 1)"
    f" * ((CAST(replace(as_of, '-', '') AS INTEGER) - {DAY_ZERO})"
    f" * (((asset_id % {WEIGHTS} + {WEIGHTS}) % {WEIGHTS}) * 40503 % {WEIGHTS} + 1) % {MODULUS}))"
)
"""`weight_v1` and the checksum of `HistoryV1`, in SQL; exact up to nine million values."""


class _Whole(NamedTuple):
    """What one pass over the valuations gives."""

    first: str | None
    last: str | None
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
    now = last_day_v1(connection)
    words = _words(connection, assets, whole, now, tick)
    current = _current(connection, assets, now)
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
    checksum = whole.checksum + merged.checksum - _checksum(current, now)
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


def last_day_v1(connection: Connection) -> str | None:
    """Give the last day of the file that is not in the future, or its last day if all are."""
    row = connection.execute(
        "SELECT coalesce(max(CASE WHEN as_of <= date('now') THEN as_of END), max(as_of))"
        " FROM valuation"
    ).fetchone()
    return None if row[0] is None else str(row[0])


def _whole(connection: Connection) -> _Whole:
    """Read every valuation once; the two halves of the sum cannot overflow as the whole could."""
    first, last, rows, high, low, checksum, sources = connection.execute(
        "SELECT min(as_of), max(as_of), count(*), coalesce(sum(amount >> 32), 0),"
        f" coalesce(sum(amount & 4294967295), 0), coalesce({_CHECKSUM}, 0),"
        " coalesce(sum(instr('releve manuel expertise import calcul', source)"
        f" * (id % {MODULUS})), 0) FROM valuation"
    ).fetchone()
    return _Whole(first, last, rows, (high << 32) + low, checksum, sources)


def _words(
    connection: Connection, assets: list[int], whole: _Whole, now: str | None, tick: Tick
) -> LastWords:
    if whole.first is None or whole.last is None or now is None:
        return LastWords({}, {}, None)
    years = range(int(whole.first[:4]), int(whole.last[:4]) + 1)
    ends = [end for end in (f"{year:04d}-12-31" for year in years) if end < whole.last]
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
        (cents % MODULUS + 1) * (day * weight_v1(asset) % MODULUS) for _id, asset, cents in current
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
            checksum += (amount % MODULUS + 1) * (day * weight_v1(asset) % MODULUS)
        else:
            alone += 1
            alone_cents += amount
            blots += blot_v1(*as_first_written_v1(written, amount))
    return _Merged(rows, cents, checksum, alone, alone_cents, blots)
