"""What a measure of a file is made of, and the arithmetic that measures share.

Frozen. A measure reads a file of one revision, on its own terms, and never through the code of
the revisions: it is the other half of the proof.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import NamedTuple

Tick = Callable[[int, int], None]
TICK_EVERY = 500
"""Rows fetched at a time: few enough to die young, before the garbage collector counts them."""


class BucketV1(NamedTuple):
    """Rows and cents of one kind."""

    name: str
    rows: int
    cents: int


class MeasuresV1(NamedTuple):
    """The measures of one file; dates are ISO texts, amounts are cents."""

    buckets: tuple[BucketV1, ...]
    year_ends: tuple[tuple[str, int], ...]
    latest: int
    latest_on: str | None
    digest: str


def ends_of_years_v1(first: str, last: str) -> list[str]:
    """Give each 31 December from `first` on and strictly before `last`."""
    years = range(int(first[:4]), int(last[:4]) + 1)
    return [end for end in (f"{year:04d}-12-31" for year in years) if first <= end < last]


def summary_v1(
    buckets: Iterable[BucketV1],
    texts: Iterable[tuple[object, ...]],
    by_year: Mapping[str, Mapping[int, int]],
    latest: Mapping[int, int],
    latest_on: str | None,
) -> MeasuresV1:
    """Put a measure together.

    Args:
        buckets: rows and sums.
        texts: (id, name, type, note) of each account or asset, ordered by id.
        by_year: for each year end, the value of each asset that has one.
        latest: the value of each asset at the last date.
        latest_on: the last date.

    Returns:
        The measures; the digest covers every text and every value of every asset, so that two
        values that changed places are seen although the totals agree.
    """
    found = hashlib.sha256()
    for row in texts:
        found.update(f"t{row!r}\n".encode("utf-8", "surrogatepass"))
    for end, values in [*sorted(by_year.items()), ("latest", latest)]:
        for asset, cents in sorted(values.items()):
            found.update(f"v{end}|{asset}|{cents}\n".encode())
    return MeasuresV1(
        tuple(buckets),
        tuple((end, sum(values.values())) for end, values in sorted(by_year.items())),
        sum(latest.values()),
        latest_on,
        found.hexdigest()[:16],
    )


class LastWordsV1:
    """The last value of each account in each year: the latest day, then the last entry."""

    def __init__(self, words: Mapping[int, Mapping[int, tuple[int, int]]]) -> None:
        """Take what was read.

        Args:
            words: for each account, for each year, the (day, cents) of its last value, where
                `day` is the number YYYYMMDD; an account without values may be empty.
        """
        self.words = {account: years for account, years in words.items() if years}

    @property
    def is_empty(self) -> bool:
        """Whether there is no dated value at all."""
        return not self.words

    def latest(self) -> dict[int, int]:
        """Give the last word on each account."""
        return {account: words[max(words)][1] for account, words in self.words.items()}

    def at_ends(self) -> dict[str, dict[int, int]]:
        """Give, for each year end, the value of each account that has one by then."""
        if self.is_empty:
            return {}
        years = [year for words in self.words.values() for year in words]
        ends = ends_of_years_v1(f"{min(years):04d}-01-01", self.last_date() or "")
        found: dict[str, dict[int, int]] = {end: {} for end in ends}
        for account, words in self.words.items():
            for end in ends:
                by_then = [year for year in words if year <= int(end[:4])]
                if by_then:
                    found[end][account] = words[max(by_then)][1]
        return found

    def last_date(self) -> str | None:
        """Give the last date, None when there is none."""
        if self.is_empty:
            return None
        return _iso(max(day for words in self.words.values() for day, _cents in words.values()))


def _iso(day: int) -> str:
    return date(day // 10000, day // 100 % 100, day % 100).isoformat()


def with_current_v1(
    words: LastWordsV1, balances: Mapping[int, int]
) -> tuple[dict[int, int], BucketV1, BucketV1]:
    """Join the current balances of accounts to the last words of their history.

    Args:
        words: the history.
        balances: current balance of each account that has a readable one.

    Returns:
        The value of each account at the last date; the bucket "current": balances that say
        something the history does not; and what a file without any dated value adds to the
        bucket "values", because its balances are the only values that it has.
    """
    history = words.latest()
    latest = {**history, **balances}
    if words.is_empty:
        only = BucketV1("values", len(balances), sum(balances.values()))
        return latest, BucketV1("current", 0, 0), only
    new = [cents for account, cents in balances.items() if history.get(account) != cents]
    return latest, BucketV1("current", len(new), sum(new)), BucketV1("values", 0, 0)
