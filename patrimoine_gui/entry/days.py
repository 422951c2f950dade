"""Days as they are typed: "31/12", "31/12/25", "311225", "2025-12-31", "hier", "fin de mois", "+7".

Figures stand in the order day, month, year, in both languages, unless the year comes first with its
four digits. What does not name its year, or its month, is the last such day up to today; or the
next one, where the field is about the future. A year of two digits is the one between 79 years ago
and in 20 years.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from patrimoine_gui.entry import numbers
from patrimoine_gui.errors import EntryFault, EntryUnreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

FIRST: Final = date(1900, 1, 1)
LAST: Final = date(2199, 12, 31)

_CENTURY: Final = 100
_YEARS_AHEAD: Final = 20
_MONTHS: Final = (
    *(("janvier", "january"), ("fevrier", "february"), ("mars", "march"), ("avril", "april")),
    *(("mai", "may"), ("juin", "june"), ("juillet", "july"), ("aout", "august")),
    *(("septembre", "september"), ("octobre", "october"), ("novembre", "november")),
    ("decembre", "december"),
)
_SHORTEST: Final = 3
_NEAR: Final = {
    **dict.fromkeys(("aujourd'hui", "today", "auj", "ce jour"), 0),
    **dict.fromkeys(("hier", "yesterday"), -1),
    **dict.fromkeys(("avant-hier", "avant hier", "day before yesterday"), -2),
    **dict.fromkeys(("demain", "tomorrow"), 1),
}
_MONTH_ENDS: Final = frozenset({"fin de mois", "fin du mois", "end of month", "month end", "fdm"})
_YEAR_ENDS: Final = frozenset({"fin d'annee", "fin de l'annee", "end of year", "year end"})
_MONTH_STARTS: Final = frozenset({"debut de mois", "debut du mois", "start of month"})

_MOVED: Final = re.compile(r"([-+]) ?(\d{1,5})(?: ?(?:j|d|jours?|days?))?")
_ISO: Final = re.compile(r"(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})")
_FIGURES: Final = re.compile(r"(\d{1,2})(?:[-/. ](\d{1,2})(?:[-/. ](\d{2}|\d{4}))?)?")
_CLOSED_UP: Final = re.compile(r"(\d{2})(\d{2})(\d{4}|\d{2})?")
_ISO_CLOSED_UP: Final = re.compile(r"((?:19|20|21)\d{2})(0\d|1[0-2])(\d{2})")
"""No figures of a day of these years can be read the other way round as well."""

_NAMED: Final = re.compile(r"(\d{1,2})(?:er|st|nd|rd|th)? ?([a-z]+)\.?,?(?: ?(\d{4}|\d{2}))?")
_NAMED_FIRST: Final = re.compile(r"([a-z]+)\.? ?(\d{1,2})(?:st|nd|rd|th)?,?(?: (\d{4}|\d{2}))?")


def parse(text: str, today: date, *, present: date | None = None, future: bool = False) -> date:
    """Read a day.

    Args:
        text: what was typed.
        today: what words and missing years count from.
        present: the day that stands in the field, from which "+7" counts; None for today.
        future: whether the field is about days to come.

    Raises:
        EntryUnreadable: it names no day, or one before 1900 or after 2199.
    """
    plain = _plain(text)
    found = _near(plain, today, present or today, future=future)
    if found is None:
        found = next(_dated(plain, today, future=future), None)
    if found is None:
        raise EntryUnreadable(EntryFault.NOT_A_DAY)
    return _within(found)


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", numbers.tidy(text).casefold())
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


def _within(day: date) -> date:
    if not FIRST <= day <= LAST:
        raise EntryUnreadable(EntryFault.DAY_IMPOSSIBLE)
    return day


def _near(plain: str, today: date, present: date, *, future: bool) -> date | None:
    """Read what counts from today, or from the day in the field; None where it is not that."""
    if plain in _NEAR:
        return today + timedelta(_NEAR[plain])
    moved = _MOVED.fullmatch(plain)
    if moved is not None:
        return _moved(present, int(moved[1] + moved[2]))
    ends = {
        _MONTH_ENDS: [date(year, month, _length(year, month)) for year, month in _months(today)],
        _MONTH_STARTS: [date(year, month, 1) for year, month in _months(today)],
        _YEAR_ENDS: [date(year, 12, 31) for year in _years(today)],
    }
    days = next((days for words, days in ends.items() if plain in words), None)
    return None if days is None else _nearest(days, today, future=future)


def _moved(day: date, days: int) -> date:
    try:
        return day + timedelta(days)
    except OverflowError:
        raise EntryUnreadable(EntryFault.DAY_IMPOSSIBLE) from None


def _dated(plain: str, today: date, *, future: bool) -> Iterator[date]:
    """Read the figures of a day, the first way that fits.

    Raises:
        EntryUnreadable: the figures are of a day that does not exist.
    """
    iso = _ISO.fullmatch(plain) or _ISO_CLOSED_UP.fullmatch(plain)
    if iso is not None:
        yield _day(int(iso[1]), int(iso[2]), int(iso[3]))
    figures = _FIGURES.fullmatch(plain) or _CLOSED_UP.fullmatch(plain)
    if figures is not None:
        yield _completed(figures[1], figures[2], figures[3], today, future=future)
    named, first = _NAMED.fullmatch(plain), _NAMED_FIRST.fullmatch(plain)
    parts = named.groups() if named else (first[2], first[1], first[3]) if first else None
    month = _month(parts[1]) if parts else None
    if parts and month:
        yield _completed(parts[0], str(month), parts[2], today, future=future)


def _month(word: str) -> int | None:
    """Give the month that a word begins; None where it begins none, or several."""
    found = {
        rank
        for rank, names in enumerate(_MONTHS, 1)
        if any(name.startswith(word) for name in names)
    }
    return found.pop() if len(found) == 1 and len(word) >= _SHORTEST else None


def _completed(day: str, month: str | None, year: str | None, today: date, *, future: bool) -> date:
    if year is not None:
        return _day(_full_year(year, today), int(month or 0), int(day))
    wanted = None if month is None else int(month)
    places = [place for place in _months(today) if wanted in {None, place[1]}]
    days = [date(*place, int(day)) for place in places if 0 < int(day) <= _length(*place)]
    return _nearest(days, today, future=future)


def _full_year(year: str, today: date) -> int:
    number = int(year)
    if len(year) > 2:  # noqa: PLR2004  (digits)
        return number
    last = today.year + _YEARS_AHEAD
    return last - (last - number) % _CENTURY


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise EntryUnreadable(EntryFault.DAY_IMPOSSIBLE) from None


def _nearest(days: list[date], today: date, *, future: bool) -> date:
    """Give the last of some days up to today, or the first from today on."""
    fitting = [day for day in days if (day >= today if future else day <= today)]
    if not fitting:
        raise EntryUnreadable(EntryFault.DAY_IMPOSSIBLE)
    return min(fitting) if future else max(fitting)


def _years(today: date) -> range:
    """Give the years in which any day is met at least once before and after today."""
    return range(max(today.year - 8, date.min.year), min(today.year + 8, date.max.year) + 1)


def _months(today: date) -> list[tuple[int, int]]:
    """Give the months around today, as many as any day of a month needs to be met."""
    return [(year, month) for year in _years(today) for month in range(1, 13)]


def _length(year: int, month: int) -> int:
    """Give how many days a month has, 0 where there is no such month."""
    return calendar.monthrange(year, month)[1] if 0 < month <= 12 else 0  # noqa: PLR2004
