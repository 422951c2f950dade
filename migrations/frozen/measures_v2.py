"""Measures a file of formats 0006 to 0013.

Frozen. Buckets and digests have the names and the meaning that they have up to 0005, where debts
are assets below zero and only what is in euros adds up; what is new has names of its own. The
worth in all currencies, computed values included, is measured beside (`whole`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator  # noqa: TC003  (frozen: imports stay plain)
from datetime import UTC, date, datetime
from sqlite3 import Connection  # noqa: TC003
from typing import NamedTuple

from migrations.frozen.closed_owners_v1 import closed_owners_v1
from migrations.frozen.columns_v1 import Columns  # noqa: TC001
from migrations.frozen.fields_v1 import texts_as_stored_v1
from migrations.frozen.kept_digests_v1 import kept_others_v1
from migrations.frozen.keys_v1 import KeysV1  # noqa: TC001
from migrations.frozen.materialised_v1 import (
    MadeV1,
    SpanV1,
    is_lost_below_0006_v1,
    is_lost_below_0013_v1,
    materialised_v1,
    merged_v1,
    span_v1,
)
from migrations.frozen.measures_v1 import (
    LOW_BITS,
    MODULUS,
    BucketV1,
    Tick,
    blot_v1,
    day_number_v1,
    hash_rows_v1,
    weight_v1,
)
from migrations.frozen.more_digests_v1 import more_digests_v1
from migrations.frozen.old_digests_v1 import old_digests_v1
from migrations.frozen.records_v1 import RecordsV1
from migrations.frozen.set_aside_v1 import set_aside_v1
from migrations.frozen.worth_v1 import OwnedV1, Word, WorthV1

_TERMS = 13


class MeasuresV2(NamedTuple):
    """The measures of one file; see `MeasuresV1`.

    `whole` and `whole_latest` are the net worth in all currencies, in cents of a euro.
    """

    buckets: tuple[BucketV1, ...]
    year_ends: tuple[tuple[str, int], ...]
    latest: int
    latest_on: str | None
    digests: tuple[tuple[str, str], ...]
    whole: tuple[tuple[str, int], ...]
    whole_latest: int
    whole_on: str | None


def measured_v2(
    connection: Connection, tick: Tick, keys: KeysV1, revision: int, columns: Columns
) -> MeasuresV2:
    """Measure a file; never writes, and no value that it holds makes it raise."""
    with texts_as_stored_v1(connection):
        return _Measure(RecordsV1(connection, revision, columns, keys, tick)).taken()


class _Sums:
    """What the dated values add up to, row by row."""

    def __init__(self) -> None:
        self.rows = self.cents = self.checksum = self.sources = self.others = 0

    def take(self, owned: OwnedV1, words: list[Word]) -> None:
        """Count the values of an asset or a loan."""
        weight = weight_v1(owned.number)
        for day, key, amount, currency, source in words:
            if currency != "EUR":
                self.others += blot_v1("value", owned.number, day, amount, currency, source)
                continue
            self.rows += 1
            self.cents += amount
            number = day_number_v1(day) or 0
            self.checksum += ((amount & LOW_BITS) + 1) * (number * weight % MODULUS)
            self.sources += ord(source[:1] or "\0") * (key & LOW_BITS)


class _Measure:
    """One measure, as it is taken."""

    def __init__(self, records: RecordsV1) -> None:
        self._records = records
        self._worth = WorthV1(records)
        self._owned = sorted(self._worth.owned, key=lambda item: item.number)
        self._today = datetime.now(UTC).date()

    def taken(self) -> MeasuresV2:
        """Take it."""
        records = self._records
        made = self._made()
        spans = self._spans(made)
        sums, worths = _Sums(), _Worths(spans, made)
        current = _Current(spans[0].now.isoformat() if spans[0] else None)
        for owned in self._owned:
            words = self._worth.words(owned)
            sums.take(owned, words)
            current.take(owned, words)
            worths.take(self._worth, owned, words)
        now = current.found()
        aside, old = set_aside_v1(records), old_digests_v1(records)
        buckets = (
            BucketV1("assets", len(self._owned) - old.to_check, 0),
            BucketV1("to check", old.to_check, 0),
            BucketV1("values", sums.rows - len(now), sums.cents - sum(cents for *_k, cents in now)),
            BucketV1("current", len(now), sum(cents for *_key, cents in now)),
            BucketV1("computed", len(made), sum(item.cents for item in made)),
            *aside.buckets,
            BucketV1("owners unread", closed_owners_v1(records), 0),
        )
        checksum = sums.checksum + aside.checksum - current.checksum()
        digests = (
            ("year ends", "" if worths.is_computed else worths.digest()),
            ("single values", "" if made or not spans[0] else str(checksum)),
            ("sources", "" if made else str(sums.sources)),
            ("what cannot be read", f"{aside.blots % 2**64:016x}"),
            ("accounts set aside", aside.accounts),
            (
                "other currencies",
                "" if made else f"{(sums.others + self._others()) % 2**64:016x}",
            ),
            ("worth", worths.whole_digest()),
            *old.digests,
            *more_digests_v1(records),
        )
        unreadable = BucketV1("unreadable", records.unreadable + len(self._worth.unread), 0)
        return MeasuresV2(
            (*buckets, unreadable),
            worths.series(0),
            worths.latest(0),
            spans[0].now.isoformat() if spans[0] else None,
            digests,
            worths.series(1),
            worths.latest(1),
            spans[1].now.isoformat() if spans[1] else None,
        )

    def _spans(self, made: list[MadeV1]) -> tuple[SpanV1 | None, SpanV1 | None]:
        """Give the span of what counts in euros, and of everything, once values are made."""
        days = {item.day for item in made}
        for owned in self._owned:
            days |= self._worth.days(owned)
        return (
            span_v1(days | self._ends("WHERE currency = 'EUR'"), self._today),
            span_v1(days | self._ends(""), self._today),
        )

    def _ends(self, where: str) -> set[date]:
        """Give the first, the last and the latest day of the dated values."""
        row = self._records.connection.execute(
            "SELECT min(as_of), max(as_of), max(CASE WHEN as_of <= ? THEN as_of END)"
            f" FROM valuation {where}",
            (self._today.isoformat(),),
        ).fetchone()
        return {date.fromisoformat(day) for day in row if day is not None}

    def _made(self) -> list[MadeV1]:
        """Give the values that the way down would write: those of 0013 first, then of 0006."""
        if self._records.revision < _TERMS:
            return self._made_for([], is_lost_below_0006_v1)
        made = self._made_for([], is_lost_below_0013_v1)
        return made + self._made_for(
            made, lambda owned: is_lost_below_0006_v1(owned) and not is_lost_below_0013_v1(owned)
        )

    def _made_for(self, made: list[MadeV1], is_lost: Callable[[OwnedV1], bool]) -> list[MadeV1]:
        span = self._spans(made)[1]
        return list(materialised_v1(self._worth, span, is_lost)) if span else []

    def _others(self) -> int:
        return kept_others_v1(self._records) + sum(
            blot_v1("asset", owned.number, owned.currency)
            for owned in self._owned
            if owned.currency != "EUR"
        )


class _Worths:
    """Net worth at each year end and now: in euros alone, and whole.

    What is in euros alone is what a format that knows nothing else would say, once the values of
    the way down are made.
    """

    def __init__(self, spans: tuple[SpanV1 | None, SpanV1 | None], made: list[MadeV1]) -> None:
        self._days = [_days(span) for span in spans]
        self._made: dict[tuple[bool, int], list[Word]] = {}
        for item in made:
            self._made.setdefault(item.owned.key, []).append(item.word)
        self._found: list[dict[tuple[int, str], list[int | None]]] = [{}, {}]
        self.is_computed = False

    def take(self, worth: WorthV1, owned: OwnedV1, words: list[Word]) -> None:
        """Work out what an asset or a loan is worth on the days."""
        self.is_computed = self.is_computed or not owned.is_plain
        key = owned.number, owned.uid
        euros = [word for word in words if word[3] == "EUR"]
        known = merged_v1(euros, self._made.get(owned.key, []))
        self._found[0][key] = [worth.plain(known, day) for day in self._days[0]]
        days = sorted(set(self._days[1]))
        values = dict(zip(days, worth.at(owned, days, words), strict=True))
        self._found[1][key] = [values[day] for day in self._days[1]]

    def series(self, rank: int) -> tuple[tuple[str, int], ...]:
        """Give net worth at each year end."""
        return tuple(
            (day.isoformat(), self._sum(rank, at)) for at, day in enumerate(self._days[rank][:-1])
        )

    def latest(self, rank: int) -> int:
        """Give net worth now, 0 in a file without dates."""
        return self._sum(rank, -1) if self._days[rank] else 0

    def _sum(self, rank: int, at: int) -> int:
        return sum(values[at] or 0 for values in self._found[rank].values())

    def digest(self) -> str:
        """Digest the worth of each, as formats up to 0005 do."""
        return hash_rows_v1(self._rows(0, lambda key: key[0]))

    def whole_digest(self) -> str:
        """Digest the worth of each that has one, by its uid."""
        rows = self._rows(1, lambda key: key[1])
        return hash_rows_v1(sorted(row for row in rows if row[2]))

    def _rows(
        self, rank: int, named: Callable[[tuple[int, str]], object]
    ) -> Iterator[tuple[str, object, int]]:
        days = self._days[rank]
        names = [*(day.isoformat() for day in days[:-1]), "latest"] if days else []
        for at, name in enumerate(names):
            for key, values in self._found[rank].items():
                value = values[at]
                if value is not None:
                    yield name, named(key), value


def _days(span: SpanV1 | None) -> list[date]:
    return [*span.ends(), span.now] if span else []


class _Current:
    """Finds what stands for a current balance rather than a dated value; see `valuations_v1`."""

    def __init__(self, now: str | None) -> None:
        self._now = now
        self._candidates: list[tuple[int, int]] = []
        self._has_other = False

    def take(self, owned: OwnedV1, words: list[Word]) -> None:
        """Look at the last values of an asset by the last day."""
        if self._now is None:
            return
        pair = [word for word in words if word[0] <= self._now and word[3] == "EUR"][-2:]
        at_last = [word for word in pair if word[0] == self._now]
        self._has_other = self._has_other or any(word[4] != "calcul" for word in at_last)
        if not at_last or at_last[-1][4] != "calcul":
            return
        if len(pair) == 1 or pair[0][2] != pair[1][2]:
            self._candidates.append((owned.number, at_last[-1][2]))

    def found(self) -> list[tuple[int, int]]:
        """Give (id, cents) of each."""
        return self._candidates if self._has_other else []

    def checksum(self) -> int:
        """Give the part of the checksum of single values that they take."""
        day = day_number_v1(self._now) or 0
        return sum(
            ((cents & LOW_BITS) + 1) * (day * weight_v1(key) % MODULUS)
            for key, cents in self.found()
        )
