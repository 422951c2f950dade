"""Amounts, dates and sizes as CLDR writes them."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from babel.dates import format_date
from babel.numbers import format_currency
from hypothesis import given
from hypothesis import strategies as st

from patrimoine_gui import formats, local_time

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

AMOUNTS = st.integers(-(10**14), 10**14)


@given(AMOUNTS)
def test_french_amounts_are_those_of_cldr(cents: int) -> None:
    from decimal import Decimal

    expected = format_currency(Decimal(cents) / 100, "EUR", locale="fr_FR")
    assert formats.money(cents, "fr") == expected


@given(AMOUNTS)
def test_english_amounts_are_those_of_cldr(cents: int) -> None:
    from decimal import Decimal

    expected = format_currency(Decimal(cents) / 100, "EUR", locale="en_GB")
    assert formats.money(cents, "en") == expected


@given(st.dates(date(1900, 1, 1), date(2200, 12, 31)))
def test_dates_are_those_of_cldr(on: date) -> None:
    french = format_date(on, "d MMMM y", locale="fr_FR")
    assert formats.day(on, "fr").replace("1er ", "1 ") == french
    assert formats.day(on, "en") == format_date(on, "d MMMM y", locale="en_GB")


@given(st.dates(date(1900, 1, 1), date(2200, 12, 31)))
def test_short_dates_are_those_of_cldr(on: date) -> None:
    for language, locale in (("fr", "fr_FR"), ("en", "en_GB")):
        shown = formats.short_day(on, language).replace(formats.HARD_SPACE, " ")
        assert shown == format_date(on, "d MMM y", locale=locale)


def test_the_first_of_the_month_is_ordinal_in_french() -> None:
    assert formats.day(date(2026, 3, 1), "fr") == "1er mars 2026"
    assert formats.day(date(2026, 3, 1), "en") == "1 March 2026"


@pytest.mark.parametrize(
    ("cents", "shown"),
    [(49, "0"), (50, "1"), (-49, "0"), (-50, "-1"), (123_456_789, "1\u202f234\u202f568")],
)
def test_euros_are_rounded_half_away_from_zero(cents: int, shown: str) -> None:
    assert formats.euros(cents, "fr") == f"{shown}\u00a0€"


@pytest.mark.parametrize(
    ("cents", "shown"), [(12_300, "+123\u00a0€"), (0, "0\u00a0€"), (-12_300, "-123\u00a0€")]
)
def test_a_difference_shows_its_sign(cents: int, shown: str) -> None:
    assert formats.signed(cents, "fr") == shown


def test_a_small_difference_is_not_signed() -> None:
    assert formats.signed(20, "fr") == "0\u00a0€"


@pytest.mark.parametrize(
    ("ratio", "french", "english"),
    [
        (0.0321, "+3,2\u202f%", "+3.2%"),
        (-0.5, "-50,0\u202f%", "-50.0%"),
        (0.0001, "0,0\u202f%", "0.0%"),
    ],
)
def test_a_ratio_is_signed_and_rounded(ratio: float, french: str, english: str) -> None:
    assert formats.percent(ratio, "fr") == french
    assert formats.percent(ratio, "en") == english


@pytest.mark.parametrize(
    ("count", "french", "english"),
    [
        (0, "0\u00a0octet", "0\u00a0bytes"),
        (999, "999\u00a0octets", "999\u00a0bytes"),
        (57_344, "57,3\u00a0ko", "57.3\u00a0kB"),
        (999_960, "1,0\u00a0Mo", "1.0\u00a0MB"),
        (84_030_464_000, "84,0\u00a0Go", "84.0\u00a0GB"),
        (5 * 10**15, "5000,0\u00a0To", "5000.0\u00a0TB"),
    ],
)
def test_a_size_has_the_unit_that_a_person_reads(count: int, french: str, english: str) -> None:
    assert formats.size(count, "fr") == french
    assert formats.size(count, "en") == english


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0, "0 s"), (59.4, "59 s"), (59.6, "1 min 00 s"), (125, "2 min 05 s"), (3900, "1 h 05 min")],
)
def test_a_duration_has_two_units_at_most(seconds: float, shown: str) -> None:
    assert formats.duration(seconds).replace(formats.HARD_SPACE, " ") == shown


def test_the_language_in_use_is_taken_by_default() -> None:
    assert formats.money(123_456) == "€1,234.56"


@pytest.fixture
def live_in(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Give what moves the computer to a zone, for the time of a test."""
    if not hasattr(time, "tzset"):
        pytest.skip("the zone is none of the environment here")

    def move(zone: str) -> None:
        monkeypatch.setenv("TZ", zone)
        time.tzset()

    yield move
    monkeypatch.undo()
    time.tzset()


def test_a_moment_is_told_by_the_local_clock(live_in: Callable[[str], None]) -> None:
    at = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    live_in("CET-1CEST,M3.5.0,M10.5.0/3")
    assert formats.moment(at, "fr") == "29 mars 2026, 03:30"
    live_in("NST3:30NDT,M3.2.0,M11.1.0")
    assert formats.short_moment(at, "en") == "28\xa0Mar\xa02026, 23:00"


@pytest.mark.parametrize("zone", ["XXX+167", "XXX-167", "UTC+24", "UTC-25:30"])
def test_a_zone_that_cannot_be_counted_in_is_replaced_by_the_one_that_is_named(
    live_in: Callable[[str], None], zone: str
) -> None:
    live_in(zone)
    at = datetime(2026, 3, 1, 8, 5, tzinfo=UTC)
    assert formats.moment(at, "fr") == "1er mars 2026, 08:05\xa0UTC"
    assert formats.short_moment(at, "fr") == "1\xa0mars\xa02026, 08:05\xa0UTC"
    assert local_time.now().tzinfo is UTC
    assert local_time.today() == local_time.now().date()


EAST, WEST = timezone(timedelta(hours=14)), timezone(timedelta(hours=-12))


@given(st.datetimes(timezones=st.sampled_from([UTC, EAST, WEST])))
def test_every_moment_can_be_told(at: datetime) -> None:
    assert str(local_time.local(at).year) in formats.moment(at)


@pytest.mark.parametrize(
    ("seconds", "year"),
    [(0.0, 1970), (-1.0, 1969), (-1e9, 1938), (4.2e9, 2103), (1e12, 9999), (-1e12, 1)],
)
def test_every_time_of_a_file_is_a_moment(seconds: float, year: int) -> None:
    assert local_time.of_file(seconds).year == year


def test_what_cannot_be_shown_is_written_by_its_number() -> None:
    assert (
        formats.visible("l’été 🐝 👨‍👩‍👧 1\u202f000\u00a0€") == "l’été 🐝 👨‍👩‍👧 1\u202f000\u00a0€"
    )
    assert formats.visible("a\x1b[31m\x85\n\t\r") == r"a\x1b[31m\x85\n\t\r"
    assert formats.visible("a\nb\x07", "\n") == "a\nb\\x07"
    assert formats.visible(b"caf\xe9".decode("utf-8", "surrogateescape")) == r"caf\xe9"
    assert formats.visible("\ud83d\u202egpj.xslx\u2028") == r"\ud83d\u202egpj.xslx\u2028"
