"""The dated values that stand for a computed worth where a format cannot compute it.

Frozen. A downgrade writes them before it loses what the worth is computed from, and the measure of
the newer format foresees them, so that net worth stays the same at each year end and at the last
day. They are in euros, of source "calcul".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator  # noqa: TC003  (frozen: imports stay plain)
from datetime import date
from typing import NamedTuple

from migrations.frozen.fields_v1 import RowChangedV1
from migrations.frozen.worth_v1 import OwnedV1, Word, WorthV1, day_after_v1

SOURCES = ("calcul", "import", "manuel", "expertise", "releve")


class DayFullV1(RowChangedV1):
    """A day has a value of each source, and none may give way: the table and the id of one."""


class SpanV1(NamedTuple):
    """The days of a file: the first, the last, the last one that is not in the future."""

    first: date
    last: date
    now: date

    def ends(self) -> list[date]:
        """Give the year ends from the first day to before the last one."""
        years = range(self.first.year, self.last.year + 1)
        ends = (date(year, 12, 31) for year in years)
        return [end for end in ends if end < self.last]


class MadeV1(NamedTuple):
    """A value to write; cents are below zero for what is owed.

    `source` is one that no value of the day has, "" where all are taken by values like `taken`.
    """

    owned: OwnedV1
    day: date
    cents: int
    source: str
    taken: int

    @property
    def word(self) -> Word:
        """The same as a value that was read, the last one of its day."""
        return self.day.isoformat(), 2**63, self.cents, "EUR", self.source


def span_v1(days: set[date], today: date) -> SpanV1 | None:
    """Give the span of some days; where all are in the future, the last one is now."""
    if not days:
        return None
    past = [day for day in days if day <= today]
    return SpanV1(min(days), max(days), max(past or days))


def is_lost_below_0006_v1(owned: OwnedV1) -> bool:
    """Tell what format 0005 cannot compute, of a file of 0006 to 0012."""
    return owned.has_positions


def is_lost_below_0013_v1(owned: OwnedV1) -> bool:
    """Tell what format 0012 cannot compute."""
    dated = owned.opened is not None or owned.closed is not None
    is_computed = owned.terms is not None or owned.has_balances
    return dated or is_computed or not owned.is_counted


def materialised_v1(
    worth: WorthV1, span: SpanV1, is_lost: Callable[[OwnedV1], bool]
) -> Iterator[MadeV1]:
    """Give the values to write for what a format cannot compute."""
    for owned in worth.owned:
        if is_lost(owned):
            yield from _of(worth, owned, span)


def _of(worth: WorthV1, owned: OwnedV1, span: SpanV1) -> Iterator[MadeV1]:
    words = worth.words(owned)
    computed = worth.days(owned)
    days = computed | {date.fromisoformat(word[0]) for word in words}
    days |= {span.first, span.last, span.now, *span.ends()}
    days |= {owned.opened} if owned.opened else set()
    days |= {day_after_v1(owned.closed)} if owned.closed else set()
    within = sorted(day for day in days if span.first <= day <= span.last)
    is_computed = owned.has_positions or owned.terms is not None or owned.has_balances
    made: list[Word] = []
    for day, found in zip(within, worth.at(owned, within, words), strict=True):
        cents = found or 0  # without a price or a rate it counts for nothing
        known = merged_v1(words, made)
        euros = [word for word in known if word[3] == "EUR"]
        plain = worth.plain(known, day), worth.plain(euros, day)
        is_in_euros = is_computed or owned.currency == "EUR"
        is_new = cents != plain[0] or (is_in_euros and cents != plain[1])
        if (found is not None and day in computed) or (is_new and (cents or plain[0] is not None)):
            item = MadeV1(owned, day, cents, *_free(words, day))
            made.append(item.word)
            yield item


def writable_v1(worth: WorthV1, span: SpanV1, is_lost: Callable[[OwnedV1], bool]) -> list[MadeV1]:
    """Give the same as `materialised_v1`, each with a source of its own.

    Raises:
        DayFullV1: one has none left.
    """
    made = list(materialised_v1(worth, span, is_lost))
    for item in made:
        if not item.source:
            raise DayFullV1("valuation", item.taken)
    return made


def merged_v1(words: list[Word], made: list[Word]) -> list[Word]:
    """Give all values of an asset or a loan in order."""
    return sorted([*words, *made]) if made else words


def _free(words: list[Word], day: date) -> tuple[str, int]:
    """Give a source that no value of the day has, "" if all are taken; the id of the last one."""
    iso = day.isoformat()
    taken = {word[4]: word[1] for word in words if word[0] == iso}
    source = next((source for source in SOURCES if source not in taken), "")
    return source, max(taken.values(), default=0)
