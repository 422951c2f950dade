"""The dated values that stand for a computed worth where a format cannot compute it.

Frozen. A downgrade writes them before it loses what the worth is computed from, and the measure of
the newer format foresees them, so that net worth stays the same at each year end and at the last
day. They are in euros, of source "calcul".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator  # noqa: TC003  (frozen: imports stay plain)
from datetime import date
from typing import NamedTuple

from migrations.frozen.worth_v1 import OwnedV1, Word, WorthV1, day_after_v1

SOURCES = ("calcul", "import", "manuel", "expertise", "releve")


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
    """A value to write; cents are below zero for what is owed."""

    owned: OwnedV1
    day: date
    cents: int
    source: str


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
    return dated or owned.terms is not None or not owned.is_counted


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
    is_computed = owned.has_positions or owned.terms is not None
    made: list[Word] = []
    for day, cents in zip(within, worth.at(owned, within, words), strict=True):
        if cents is None:
            continue
        known = _merged(words, made)
        euros = [word for word in known if word[3] == "EUR"]
        plain = worth.plain(known, day), worth.plain(euros, day)
        is_in_euros = is_computed or owned.currency == "EUR"
        is_new = cents != plain[0] or (is_in_euros and cents != plain[1])
        if (is_computed and day in computed) or (is_new and (cents or plain[0] is not None)):
            source = _free(words, day)
            made.append((day.isoformat(), 2**63, cents, "EUR", source))
            yield MadeV1(owned, day, cents, source)


def _merged(words: list[Word], made: list[Word]) -> list[Word]:
    return sorted([*words, *made]) if made else words


def _free(words: list[Word], day: date) -> str:
    """Give a source that no value of the day has; the last one where all are taken."""
    iso = day.isoformat()
    taken = {word[4] for word in words if word[0] == iso}
    return next((source for source in SOURCES if source not in taken), SOURCES[-1])
