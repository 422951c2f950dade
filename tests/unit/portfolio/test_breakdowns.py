"""Net worth at a day taken apart, by hand; `test_series` holds any household to its total."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from patrimoine_gui.portfolio.breakdowns import DEBTS, BreakdownLine, By, breakdown, keys
from patrimoine_gui.portfolio.household import Asset, AssetGroup, Household, Institution, Valuation
from patrimoine_gui.portfolio.net_worth import ValueIndex
from patrimoine_gui.portfolio.ownership import Owners
from tests.examples.ownership_households import LEA, PAUL, TODAY, household, row

CASH = Asset(3, "a3", "account", AssetGroup.CASH, "compte_courant", 8)
NEVER = Asset(4, "a4", "never valued", AssetGroup.CASH, "livret", 7)
WORDS = (
    Valuation(3, "v3", 3, None, date(2001, 1, 1), -2_000),  # overdrawn
    Valuation(4, "v4", 3, None, date(2002, 1, 1), 50, "USD"),  # there is no rate
)


def lines(by: By, day: date = TODAY) -> tuple[BreakdownLine, ...]:
    """Take a house of 100 003, a loan of 5 001 and two accounts apart."""
    house = household(row(1, 1, "2/3"), row(2, 2, "1/3"))
    whole = replace(
        house,
        assets=(*house.assets, CASH, NEVER),
        valuations=(*house.valuations, *WORDS),
        institutions=(Institution(7, "i7", "bank"), Institution(8, "i8", "bank")),
    )
    return breakdown(ValueIndex(whole), by, day, Owners(whole))


def test_an_account_below_zero_is_a_debt_of_its_group() -> None:
    found = lines(By.GROUP, date(2001, 6, 1))
    assert found == (
        BreakdownLine(AssetGroup.PROPERTY, 100_003),
        BreakdownLine(AssetGroup.CASH, 0, -2_000, unvalued=1),
        BreakdownLine(DEBTS, 0, -5_001),
    )
    assert [line.net for line in found] == [100_003, -2_000, -5_001]


def test_what_lacks_a_rate_is_told_on_its_line_and_in_no_sum() -> None:
    assert lines(By.INSTITUTION) == (
        BreakdownLine(None, 100_003, -5_001),
        BreakdownLine(7, unvalued=1),
        BreakdownLine(8, unpriced=1),
    )


def test_parts_of_owners_to_the_cent() -> None:
    """Two thirds of 100 003 are 66 668.67, a third 33 334.33; the first member has the rest."""
    assert lines(By.OWNER) == (
        BreakdownLine(PAUL, 66_669, -5_001, unvalued=1, unpriced=1),
        BreakdownLine(LEA, 33_334),
    )


def test_an_owner_is_no_line_of_one_asset() -> None:
    with pytest.raises(ValueError, match="OWNER"):
        keys(Household(), By.OWNER)
