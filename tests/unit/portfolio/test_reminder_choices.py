"""What the catalogue of subtypes and the household itself say of delays and of days to come."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from patrimoine_gui.portfolio.household import (
    Asset,
    AssetGroup,
    Household,
    Loan,
    Valuation,
    ValuationMode,
)
from patrimoine_gui.portfolio.reminders import (
    Occasion,
    StaleValue,
    UpcomingDate,
    stale,
    upcoming,
)

TODAY, END = date(2026, 11, 23), date(2027, 11, 23)
HOUSE = Asset(1, "", "Maison", AssetGroup.PROPERTY, "locatif")
PLAN = Asset(2, "", "PEA", AssetGroup.FINANCIAL, "pea", mode=ValuationMode.POSITIONS)
OLD = TODAY - timedelta(11)


def test_parts_of_a_plan_become_available_on_their_days() -> None:
    parts = [
        {"amount": 500, "available_on": "2027-06-01"},
        {"amount": 200, "available_on": "2027-06-01"},
        {"amount": 100, "available_on": "2027-11-01"},
        {"amount": 9, "available_on": None},
    ]
    plan = replace(PLAN, subtype="pee", details={"tranches": parts})
    first, second = (
        UpcomingDate(day, Occasion.UNLOCKING, 2, amount=amount, currency="EUR")
        for day, amount in ((date(2027, 6, 1), 700), (date(2027, 11, 1), 100))
    )
    assert upcoming(Household((plan,)), TODAY, END) == (first, second)
    closed = replace(plan, closed_on=date(2027, 7, 1))
    assert upcoming(Household((closed,)), TODAY, END) == (first,)


def test_the_household_may_choose_how_soon_a_subtype_grows_old() -> None:
    chosen = {"locatif": 10, "livret": 5}
    loan = Loan(9, "", "")
    words = (Valuation(1, "", 1, None, OLD, 100), Valuation(2, "", None, 9, OLD, 100))
    household = Household((HOUSE,), words, loans=(loan,))
    assert stale(household, TODAY) == ()
    assert stale(household, TODAY, chosen) == (StaleValue(1, OLD, 11, 10),)
    own = replace(HOUSE, stale_after_days=20)
    assert stale(replace(household, assets=(own,)), TODAY, chosen) == ()
