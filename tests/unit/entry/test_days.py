"""Days as they are typed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patrimoine_gui import formats
from patrimoine_gui.entry import days
from patrimoine_gui.errors import EntryFault, EntryUnreadable

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("31/12", date(2025, 12, 31)),
        ("22/11", TODAY),
        ("1/2", date(2026, 2, 1)),
        ("31/12/25", date(2025, 12, 31)),
        ("31.12.2025", date(2025, 12, 31)),
        ("31-12-25", date(2025, 12, 31)),
        ("31 12 25", date(2025, 12, 31)),
        ("311225", date(2025, 12, 31)),
        ("31122025", date(2025, 12, 31)),
        ("20251231", date(2025, 12, 31)),
        ("20122012", date(2012, 12, 20)),
        ("3112", date(2025, 12, 31)),
        ("2025-12-31", date(2025, 12, 31)),
        ("2025/1/5", date(2025, 1, 5)),
        ("15", date(2026, 11, 15)),
        ("23", date(2026, 10, 23)),
        ("31", date(2026, 10, 31)),
        ("29/2", date(2024, 2, 29)),
        ("1/1/46", date(2046, 1, 1)),
        ("1/1/47", date(1947, 1, 1)),
        ("hier", date(2026, 11, 21)),
        ("Avant-hier", date(2026, 11, 20)),
        ("aujourd\u2019hui", TODAY),
        ("Yesterday", date(2026, 11, 21)),
        ("demain", date(2026, 11, 23)),
        ("fin de mois", date(2026, 10, 31)),
        ("end of month", date(2026, 10, 31)),
        ("début de mois", date(2026, 11, 1)),
        ("fin d'année", date(2025, 12, 31)),
        ("+7", date(2026, 11, 29)),
        ("-3 j", date(2026, 11, 19)),
        ("1er mars 2026", date(2026, 3, 1)),
        ("1 déc. 2025", date(2025, 12, 1)),
        ("31 aout", date(2026, 8, 31)),
        ("March 1, 2026", date(2026, 3, 1)),
        ("Sept 3", date(2026, 9, 3)),
        ("3rd Aug 26", date(2026, 8, 3)),
    ],
)
def test_days(text: str, expected: date) -> None:
    assert days.parse(text, TODAY) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("31/12", date(2026, 12, 31)),
        ("22/11", TODAY),
        ("5", date(2026, 12, 5)),
        ("fin de mois", date(2026, 11, 30)),
        ("fin d'année", date(2026, 12, 31)),
        ("début de mois", date(2026, 12, 1)),
        ("29/2", date(2028, 2, 29)),
    ],
)
def test_fields_about_the_future_take_the_next_such_day(text: str, expected: date) -> None:
    assert days.parse(text, TODAY, future=True) == expected


def test_a_move_counts_from_the_day_in_the_field() -> None:
    assert days.parse("+7", TODAY, present=date(2026, 1, 1)) == date(2026, 1, 8)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", EntryFault.EMPTY),
        ("lundi prochain", EntryFault.NOT_A_DAY),
        ("3 jui", EntryFault.NOT_A_DAY),
        ("3 ma", EntryFault.NOT_A_DAY),
        ("1/2/3/4", EntryFault.NOT_A_DAY),
        ("31/02", EntryFault.DAY_IMPOSSIBLE),
        ("30/02/2025", EntryFault.DAY_IMPOSSIBLE),
        ("12/13", EntryFault.DAY_IMPOSSIBLE),
        ("0", EntryFault.DAY_IMPOSSIBLE),
        ("32", EntryFault.DAY_IMPOSSIBLE),
        ("2025-13-01", EntryFault.DAY_IMPOSSIBLE),
        ("01/01/1899", EntryFault.DAY_IMPOSSIBLE),
        ("2200-01-01", EntryFault.DAY_IMPOSSIBLE),
        ("-99999", EntryFault.DAY_IMPOSSIBLE),
    ],
)
def test_no_day(text: str, fault: EntryFault) -> None:
    with pytest.raises(EntryUnreadable) as caught:
        days.parse(text, TODAY)
    assert caught.value.fault is fault


def test_a_day_that_python_cannot_count_to() -> None:
    with pytest.raises(EntryUnreadable):
        days.parse("+99999", date.max)


@given(st.dates(days.FIRST, days.LAST), st.sampled_from(["fr", "en"]))
def test_what_is_shown_is_read_back(day: date, language: str) -> None:
    for shown in (formats.day(day, language), formats.short_day(day, language), day.isoformat()):
        assert days.parse(shown, TODAY) == day
    assert days.parse(f"{day:%d%m%Y}", TODAY) == day
    assert days.parse(f"{day:%Y%m%d}", TODAY) == day


@given(st.dates(date(1947, 1, 1), date(2046, 12, 31)))
def test_two_digits_of_a_year_are_read_back_within_the_window(day: date) -> None:
    assert days.parse(f"{day:%d/%m/%y}", TODAY) == day


@given(st.dates(date(1950, 1, 1), date(2150, 1, 1)), st.integers(0, 364))
def test_a_day_without_its_year_is_the_last_one(today: date, back: int) -> None:
    day = today - timedelta(back)
    if (day.month, day.day) != (2, 29):
        assert days.parse(f"{day:%d/%m}", today) == day


@given(st.text(max_size=20))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        days.parse(text, TODAY)
    except EntryUnreadable:
        return
