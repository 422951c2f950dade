"""What a usufruct is worth of the whole: article 669 of the general tax code.

For life, a percentage by the completed years of the usufructuary; for a fixed term, a percentage
for each period of ten years begun, and never more than for life. Scale and percentages come from
the table of the law, with the day from which each is in force.
"""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from patrimoine_gui.errors import ParameterMalformed, ParameterMissing
from patrimoine_gui.portfolio import regulations
from patrimoine_gui.portfolio.regulations import Regulations

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from patrimoine_gui.portfolio.household import Member, Ownership, RegulatoryParam

BY_AGE: Final = "usufruct.by_age"
TERM_RATE: Final = "usufruct.term_rate"
TERM_YEARS: Final = "usufruct.term_years"
_KEYS: Final = frozenset({BY_AGE, TERM_RATE, TERM_YEARS})
_DAY: Final = timedelta(1)


def completed_years(birth: date, day: date) -> int:
    """Give an age on a day; below zero before the birth."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def years_after(day: date, years: int) -> date:
    """Give the same day some years later, or earlier below zero; 29 February becomes 1 March.

    Days beyond those of the calendar are its last, or its first.
    """
    year = day.year + years
    if not date.min.year <= year <= date.max.year:
        return date.max if years > 0 else date.min
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


class Usufructs:
    """The worth of usufructs, as parts of the whole."""

    def __init__(self, parameters: Iterable[RegulatoryParam], members: Iterable[Member]) -> None:
        kept = [item for item in parameters if item.key in _KEYS]
        self._law = Regulations(kept)
        self._law_days = sorted({item.valid_from for item in kept})
        self._births = {member.id: member.birth_date for member in members}

    def part(self, row: Ownership, day: date) -> Fraction | None:
        """Give what a usufruct is worth on a day: 0 after its term; None where nobody can tell.

        That is without an age for life, or for a day on which the law is not known.
        """
        try:
            if row.usufruct_term is None:
                return self._for_life(row, day)
            return self._for_a_term(row, row.usufruct_term, day)
        except (ParameterMissing, ParameterMalformed):
            return None

    def _for_life(self, row: Ownership, day: date) -> Fraction | None:
        birth = self._birth(row)
        if birth is None or birth > day:
            return None
        scale = self._law.scale(BY_AGE, day)
        return Fraction(regulations.at(scale, completed_years(birth, day))) / 100

    def _for_a_term(self, row: Ownership, term: date, day: date) -> Fraction | None:
        if day > term:
            return Fraction(0)
        rate = Fraction(self._law.number(TERM_RATE, day)) / 100
        years = int(self._law.number(TERM_YEARS, day))
        if years < 1:
            return None
        periods = 1
        while years_after(day, periods * years) <= term and periods * rate < 1:
            periods += 1
        parts = [rate * periods, Fraction(1)]
        life = self._for_life(row, day)
        return min(parts if life is None else [*parts, life])

    def _birth(self, row: Ownership) -> date | None:
        return row.ref_birth_date or self._births.get(row.member_id or 0)

    def days(self, row: Ownership) -> Iterator[date]:
        """Give every day on which the worth of a usufruct may change."""
        yield from self._law_days
        birth = self._birth(row)
        if birth is not None:
            yield birth
            yield from (years_after(birth, years) for years in self._ages())
        if row.usufruct_term is not None:
            yield from self._term_days(row.usufruct_term)

    def _ages(self) -> set[int]:
        ages = set()
        for day in self._law_days:
            try:
                ages |= {int(bound) for bound, _part in self._law.scale(BY_AGE, day)}
            except (ParameterMissing, ParameterMalformed):
                continue
        return ages

    def _term_days(self, term: date) -> Iterator[date]:
        """Give the days around which a period of years begins, and the one after the last."""
        yield _next(term)
        for law in self._law_days:
            try:
                years = int(self._law.number(TERM_YEARS, law))
                rate = Fraction(self._law.number(TERM_RATE, law))
            except (ParameterMissing, ParameterMalformed):
                continue
            if years < 1 or rate <= 0:
                continue
            for periods in range(1, int(100 // rate) + 2):
                start = years_after(term, -periods * years)
                yield from (start, _next(start))


def _next(day: date) -> date:
    return day + _DAY if day < date.max else day
