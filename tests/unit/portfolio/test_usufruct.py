"""What a usufruct is worth: article 669, each figure by hand from the text of the law."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from patrimoine_gui.portfolio.household import Household, RegulatoryParam
from patrimoine_gui.portfolio.ownership import UNATTRIBUTED, Owner, OwnerKind, Owners
from patrimoine_gui.portfolio.usufruct import completed_years, years_after
from tests.examples.ownership_households import (
    BARE,
    LEA,
    PAUL,
    TODAY,
    USED,
    household,
    member,
    row,
    shares,
)


@pytest.mark.parametrize(
    ("age", "percent"),
    [
        (0, 90), (20, 90), (21, 80), (30, 80), (31, 70), (40, 70), (41, 60), (50, 60), (51, 50),
        (60, 50), (61, 40), (70, 40), (71, 30), (80, 30), (81, 20), (90, 20), (91, 10), (119, 10),
    ],
)  # fmt: skip
def test_usufruct_for_life_by_the_scale_of_article_669(age: int, percent: int) -> None:
    birth = years_after(TODAY, -age)
    found = shares(row(1, 1, "1/1", USED), row(2, 2, "1/1", BARE), births=(birth, None))
    assert found == {PAUL: Fraction(percent, 100), LEA: 1 - Fraction(percent, 100)}


def test_the_day_before_a_birthday_is_a_year_less() -> None:
    rows = (row(1, 1, "1/1", USED), row(2, 2, "1/1", BARE))
    births = (date(1955, 3, 10), None)
    assert shares(*rows, on=date(2026, 3, 9), births=births)[PAUL] == Fraction(40, 100)
    assert shares(*rows, on=date(2026, 3, 10), births=births)[PAUL] == Fraction(30, 100)
    owners = Owners(household(*rows, births=births))
    assert owners.turning_days(1, date(2010, 1, 1), date(2050, 1, 1)) == (
        date(2016, 3, 10),
        date(2026, 3, 10),
        date(2036, 3, 10),
        date(2046, 3, 10),
    )


def test_the_scale_of_before_2004_is_that_of_article_762() -> None:
    rows = (row(1, 1, "1/1", USED), row(2, 2, "1/1", BARE))
    births = (date(1935, 1, 1), None)  # 68 at the end of 2003: 20 %; then 40 %
    assert shares(*rows, on=date(2003, 12, 31), births=births)[PAUL] == Fraction(20, 100)
    assert shares(*rows, on=date(2004, 1, 1), births=births)[PAUL] == Fraction(40, 100)
    owners = Owners(household(*rows, births=births))
    assert owners.turning_days(1, date(2003, 6, 1), date(2005, 1, 1)) == (date(2004, 1, 1),)


def test_age_of_somebody_else_counts_where_it_is_given() -> None:
    used = row(1, 1, "1/1", USED, ref_birth_date=date(1930, 1, 1))
    found = shares(used, row(2, 2, "1/1", BARE), births=(date(1990, 1, 1), None))
    assert found == {PAUL: Fraction(1, 10), LEA: Fraction(9, 10)}


def test_two_usufructuaries_of_different_ages() -> None:
    """81 and 61 years, a half each: 1/2 x 20 % and 1/2 x 40 %; the bare owner has 70 %."""
    rows = (
        row(1, 1, "1/2", USED),
        row(2, 2, "1/2", USED),
        row(3, "les enfants", "1/1", BARE),
    )
    found = shares(*rows, births=(date(1945, 1, 1), date(1965, 1, 1)))
    children = Owner(OwnerKind.THIRD, name="les enfants")
    assert found == {
        PAUL: Fraction(10, 100), LEA: Fraction(20, 100), children: Fraction(70, 100)
    }  # fmt: skip


def test_age_nobody_knows_leaves_both_sides_unattributed() -> None:
    rows = (row(1, 1, "1/2", USED), row(2, 2, "1/2", BARE), row(3, 2, "1/2"))
    half = Fraction(1, 2)
    assert shares(*rows) == {LEA: half, UNATTRIBUTED: half}
    unborn = (date(2030, 1, 1), None)
    assert shares(*rows, births=unborn) == {LEA: half, UNATTRIBUTED: half}
    born = (date(1966, 1, 1), None)
    before_the_law = date(1979, 6, 30)
    assert shares(*rows, on=before_the_law, births=born) == {LEA: half, UNATTRIBUTED: half}


def test_usufruct_without_bare_owner_and_bare_owner_without_usufruct() -> None:
    born = (date(1966, 1, 1), None)  # 60 years: 50 %
    half = Fraction(1, 2)
    assert shares(row(1, 1, "1/1", USED), births=born) == {PAUL: half, UNATTRIBUTED: half}
    assert shares(row(1, 2, "1/1", BARE), births=born) == {UNATTRIBUTED: 1}
    told = row(1, 2, "1/1", BARE, ref_birth_date=born[0])
    assert shares(told) == {LEA: half, UNATTRIBUTED: half}


def test_bare_ownership_of_more_than_the_usufruct() -> None:
    """A half in usufruct at 50 %: 1/4; bare owners have 1/2 of the whole; 1/4 is unattributed."""
    rows = (row(1, 1, "1/2", USED), row(2, 2, "1/1", BARE))
    found = shares(*rows, births=(date(1966, 1, 1), None))
    quarter = Fraction(1, 4)
    assert found == {PAUL: quarter, LEA: Fraction(1, 2), UNATTRIBUTED: quarter}


def test_usufruct_that_has_ended_is_the_bare_owner_s() -> None:
    rows = (row(1, 1, "1/1", USED, ends_on=date(2024, 5, 1)), row(2, 2, "1/1", BARE))
    born = (date(1966, 1, 1), None)
    assert shares(*rows, on=date(2024, 5, 1), births=born)[LEA] == Fraction(1, 2)
    assert shares(*rows, on=date(2024, 5, 2), births=born) == {LEA: 1}
    half_over = (rows[0], row(3, 1, "1/2", USED), row(2, 2, "1/1", BARE))
    assert shares(*half_over, births=born) == {PAUL: Fraction(1, 4), LEA: Fraction(3, 4)}


@pytest.mark.parametrize(
    ("day", "percent"),
    [
        (date(2020, 1, 1), 46),  # twenty years left
        (date(2019, 12, 31), 69),  # twenty years and a day: three periods begun
        (date(2030, 1, 1), 23),
        (date(2039, 12, 31), 23),
        (date(2040, 1, 1), 0),
    ],
)
def test_usufruct_for_a_term_counts_each_period_of_ten_years_begun(day: date, percent: int) -> None:
    rows = (row(1, 1, "1/1", USED, usufruct_term=date(2039, 12, 31)), row(2, 2, "1/1", BARE))
    expected = {PAUL: Fraction(percent, 100), LEA: 1 - Fraction(percent, 100)}
    assert shares(*rows, on=day) == expected


def test_days_on_which_a_term_turns() -> None:
    rows = (row(1, 1, "1/1", USED, usufruct_term=date(2039, 12, 31)), row(2, 2, "1/1", BARE))
    assert Owners(household(*rows)).turning_days(1, date(2005, 1, 1), date(2060, 1, 1)) == (
        date(2010, 1, 1),
        date(2020, 1, 1),
        date(2030, 1, 1),
        date(2040, 1, 1),
    )


def test_usufruct_for_a_term_is_never_worth_more_than_for_life_nor_than_the_whole() -> None:
    rows = (row(1, 1, "1/1", USED, usufruct_term=date(2060, 1, 1)), row(2, 2, "1/1", BARE))
    old = shares(*rows, births=(date(1930, 1, 1), None))  # 96 years: 10 %, not 92 %
    assert old == {PAUL: Fraction(1, 10), LEA: Fraction(9, 10)}
    for_ever = (row(1, 1, "1/1", USED, usufruct_term=date(9999, 1, 1)), rows[1])
    assert shares(*for_ever) == {PAUL: 1, LEA: 0}


def law(key: str, value: str) -> RegulatoryParam:
    return RegulatoryParam(key, date(1979, 7, 1), value)


@pytest.mark.parametrize(
    "parameters",
    [
        (),
        (law("usufruct.term_rate", "23"), law("usufruct.term_years", "0")),
        (law("usufruct.term_rate", "0"), law("usufruct.term_years", "10")),
        (law("usufruct.by_age", "5:90"), law("usufruct.term_rate", "x")),
    ],
)
def test_law_that_is_missing_or_broken_leaves_a_usufruct_unattributed(
    parameters: tuple[RegulatoryParam, ...],
) -> None:
    term = row(1, 1, "1/1", USED, usufruct_term=date(2039, 12, 31))
    life = row(2, 1, "1/1", USED)
    for used in (term, life):
        whole = Household(
            assets=household().assets,
            members=(member(1, date(1966, 1, 1)), member(2)),
            ownerships=(used, row(3, 2, "1/1", BARE)),
            parameters=parameters,
        )
        owners = Owners(whole)
        assert sum(owners.shares(1, TODAY).values()) == 1
        assert owners.turning_days(1, date(2000, 1, 1), TODAY) in {(), (date(2000, 1, 2),)}


def test_ages_and_years() -> None:
    assert completed_years(date(2004, 2, 29), date(2026, 2, 28)) == 21
    assert completed_years(date(2004, 2, 29), date(2026, 3, 1)) == 22
    assert years_after(date(2024, 2, 29), 1) == date(2025, 3, 1)
    assert years_after(date(9990, 1, 1), 20) == date.max
    assert years_after(date(10, 1, 1), -20) == date.min
