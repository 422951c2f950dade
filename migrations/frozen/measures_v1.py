"""What a measure of a file is made of, and the arithmetic that measures share.

Frozen. A measure reads a file of one revision, on its own terms, and never through the code of
the revisions: it is the other half of the proof. It is total: whatever a file holds is counted
somewhere, and nothing makes it raise.

The kinds that are counted, whatever the revision calls them:

- assets: accounts, then assets;
- values: dated amounts that can be read, of an account that exists;
- current: current balances that say something the dated values do not;
- merged: dated values that gave way to a later word on the same day;
- unread: what cannot be read or belongs to no account, where it still stands among the values;
- set aside: the same, once a revision has put it apart.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import NamedTuple

Tick = Callable[[int, int], None]

TICK_EVERY = 500
"""Rows fetched at a time: few enough to die young, before the garbage collector counts them."""

FIRST_DAY, LAST_DAY = "1900-01-01", "2199-12-31"
DAY_ZERO = 19_000_000
"""Days are counted as the number YYYYMMDD less this one: seven digits, in order."""

MODULUS = 1_000_003
LOW_BITS = 0xFFFFF
"""The bits of an amount that go into the checksum; the sum to the cent sees the others."""


class BucketV1(NamedTuple):
    """Rows and cents of one kind."""

    name: str
    rows: int
    cents: int


class MeasuresV1(NamedTuple):
    """The measures of one file; dates are ISO texts, amounts are cents.

    `digests` are (name, digest): those that two measures both have must agree. An empty digest
    says nothing.
    """

    buckets: tuple[BucketV1, ...]
    year_ends: tuple[tuple[str, int], ...]
    latest: int
    latest_on: str | None
    digests: tuple[tuple[str, str], ...]


class LastWords(NamedTuple):
    """What each account was worth at each year end, and is worth now.

    Attributes:
        by_year: for each year end, the value of each account that has one by then.
        latest: the value of each account now.
        latest_on: the last date that is not in the future, None where nothing is dated.
    """

    by_year: dict[str, dict[int, int]]
    latest: dict[int, int]
    latest_on: str | None


def day_number_v1(iso: object) -> int | None:
    """Give the number of a day written "YYYY-MM-DD", None for anything else.

    Days before 1900 or after 2199 are no days of a household.
    """
    if type(iso) is not str or not FIRST_DAY <= iso <= LAST_DAY:
        return None
    try:
        found = date.fromisoformat(iso)
    except ValueError:
        return None
    return found.year * 10000 + found.month * 100 + found.day - DAY_ZERO


def iso_v1(day: int) -> str:
    """Write a day number as "YYYY-MM-DD"."""
    whole = day + DAY_ZERO
    return f"{whole // 10000:04d}-{whole // 100 % 100:02d}-{whole % 100:02d}"


def weight_v1(account: int) -> int:
    """Give the weight of an account in the checksum of single values: odd, up to 131071."""
    return (account & 0xFFFF) * 2 + 1


def blot_v1(*raw: object) -> int:
    """Digest something that cannot be read, so that the sum of many does not hang on their order.

    Whole numbers count as REAL: a column of format 0001 turns one into the other.
    """
    same = tuple(float(item) if type(item) is int and abs(item) < 2**53 else item for item in raw)
    text = repr(same).encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.sha256(text).digest()[:8], "big")


def hash_rows_v1(rows: Iterable[tuple[object, ...]]) -> str:
    """Digest rows in the order in which they come: 16 hexadecimal digits."""
    found = hashlib.sha256()
    for row in rows:
        found.update(f"{row!r}\n".encode("utf-8", "surrogatepass"))
    return found.hexdigest()[:16]


def summary_v1(
    buckets: Iterable[BucketV1], words: LastWords, digests: Iterable[tuple[str, str]]
) -> MeasuresV1:
    """Put a measure together; the digest "year ends" is added to the others."""
    ends = sorted(words.by_year.items())
    rows = [
        (end, account, cents)
        for end, values in [*ends, ("latest", words.latest)]
        for account, cents in sorted(values.items())
    ]
    return MeasuresV1(
        tuple(buckets),
        tuple((end, sum(values.values())) for end, values in ends),
        sum(words.latest.values()),
        words.latest_on,
        (("year ends", hash_rows_v1(rows)), *digests),
    )


class HistoryV1:
    """The dated values of formats 0001 and 0002, as a measure gathers them row by row.

    Attributes:
        words: for each account, for each half year key (twice the year, one more for days in the
            future), the (day, cents) of its last value: the latest day, then the last entry.
        checksum: over every readable value, its account and its day.
        unread: rows that cannot be read or belong to no account.
        unread_cents: sum of those whose amount can be read.
        blots: digests of the unread rows, added up.
    """

    def __init__(self, accounts: Iterable[int]) -> None:
        self.words: dict[int, dict[int, tuple[int, int]]] = {key: {} for key in accounts}
        self.rows = 0
        self.cents = 0
        self.checksum = 0
        self.unread = 0
        self.unread_cents = 0
        self.blots = 0

    def cannot_read(self, cents: int | None, *raw: object) -> None:
        """Count a row that is of no use where it stands."""
        self.unread += 1
        self.unread_cents += cents or 0
        self.blots += blot_v1(*raw)

    def conclude(self, balances: Mapping[int, int]) -> tuple[LastWords, BucketV1, BucketV1]:
        """Join the current balances of the accounts to their dated values.

        Today, an account is worth its current balance, or else its last dated value. A balance
        is counted as "current" where it says something else than the dated values; in a file
        without any date the balances are the only values there are.

        Args:
            balances: current balance of each account that has a readable one.

        Returns:
            The last words, the bucket "current" and the bucket "values".
        """
        words = {account: halves for account, halves in self.words.items() if halves}
        if words and not any(half % 2 == 0 for halves in words.values() for half in halves):
            words = {  # all in the future: the last date of the file is its today
                account: {half - 1: word for half, word in halves.items()}
                for account, halves in words.items()
            }
        past = {
            account: halves[max(half for half in halves if half % 2 == 0)][1]
            for account, halves in words.items()
            if any(half % 2 == 0 for half in halves)
        }
        values = BucketV1("values", self.rows, self.cents)
        if not words:
            values = BucketV1("values", len(balances), sum(balances.values()))
            return LastWords({}, dict(balances), None), BucketV1("current", 0, 0), values
        new = [cents for account, cents in balances.items() if past.get(account) != cents]
        now = {**past, **balances}
        return _last_words(words, now), BucketV1("current", len(new), sum(new)), values


def _last_words(words: dict[int, dict[int, tuple[int, int]]], now: dict[int, int]) -> LastWords:
    halves = [half for found in words.values() for half in found]
    past_days = [
        day for found in words.values() for half, (day, _) in found.items() if half % 2 == 0
    ]
    days = [day for found in words.values() for day, _cents in found.values()]
    latest_on, last_day = iso_v1(max(past_days)), iso_v1(max(days))
    by_year: dict[str, dict[int, int]] = {}
    for year in range(min(halves) // 2, max(halves) // 2 + 1):
        end = f"{year:04d}-12-31"
        if end < last_day:
            by_year[end] = _values_at(words, now, end, latest_on)
    return LastWords(by_year, now, latest_on)


def _values_at(
    words: dict[int, dict[int, tuple[int, int]]], now: dict[int, int], end: str, latest_on: str
) -> dict[int, int]:
    """Give the value of each account at a year end; after the last date, balances count too."""
    top = int(end[:4]) * 2 + 1
    found = dict(now) if end >= latest_on else {}
    for account, halves in words.items():
        known = [half for half in halves if half <= top]
        if end >= latest_on:
            known = [half for half in known if half % 2 == 1]
        if known:
            found[account] = halves[max(known)][1]
    return found
