"""Which things a statement asks for, in which order, and what was last said of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from patrimoine_gui.portfolio.household import (
    Asset,
    AssetGroup,
    EventKind,
    Household,
    Institution,
    Loan,
    LoanEvent,
    Position,
    PriceSeries,
    Security,
    Valuation,
    ValuationMode,
)
from patrimoine_gui.portfolio.monthly_statement.statement_day import usual_day
from patrimoine_gui.portfolio.monthly_statement.statement_rows import KnownValue, StatementRow, rows
from patrimoine_gui.portfolio.net_worth import ValueIndex

DAY = date(2026, 11, 30)
ACCOUNT = Asset(
    *(1, "", "Compte", AssetGroup.CASH, "compte_courant", 1), mode=ValuationMode.BALANCE
)
SAVINGS = Asset(*(2, "", "Livret", AssetGroup.CASH, "livret_a", 2), mode=ValuationMode.BALANCE)
HOUSE = Asset(3, "", "Maison", AssetGroup.PROPERTY, "locatif", position=1)
PLAN = Asset(4, "", "PEA", AssetGroup.FINANCIAL, "pea", 1, mode=ValuationMode.POSITIONS)
CARD = Loan(9, "", "Découvert", institution_id=1)
LOAN = Loan(
    *(8, "", "Prêt"),
    institution_id=2,
    principal=120_000,
    rate=Decimal(0),
    first_due_on=date(2026, 1, 31),
    months=12,
)
BANKS = (Institution(1, "", "Zénith"), Institution(2, "", "alpha"))


def said(key: int, owned: int, day: date, amount: int, *, is_loan: bool = False) -> Valuation:
    return Valuation(key, "", None if is_loan else owned, owned if is_loan else None, day, amount)


def of(household: Household, owned: int, day: date = DAY) -> StatementRow:
    return next(row for row in rows(ValueIndex(household), day) if row.owned.id == owned)


@pytest.mark.parametrize(
    ("today", "day"),
    [
        (date(2026, 12, 1), date(2026, 11, 30)),
        (date(2026, 12, 15), date(2026, 11, 30)),
        (date(2026, 12, 16), date(2026, 12, 16)),
        (date(2024, 3, 2), date(2024, 2, 29)),
        (date(2026, 1, 10), date(2025, 12, 31)),
    ],
)
def test_the_day_is_the_last_month_end_until_the_fifteenth(today: date, day: date) -> None:
    assert usual_day(today) == day


def test_rows_stand_by_institution_loans_last_and_what_has_none_at_the_end() -> None:
    household = Household(
        assets=(ACCOUNT, SAVINGS, HOUSE, replace(ACCOUNT, id=5, position=-1)),
        loans=(LOAN, CARD),
        institutions=BANKS,
    )
    found = rows(ValueIndex(household), DAY)
    assert [row.owned.id for row in found] == [2, 8, 5, 1, 9, 3]
    assert [row.institution for row in found] == [
        "alpha",
        "alpha",
        "Zénith",
        "Zénith",
        "Zénith",
        "",
    ]
    assert [row.is_loan for row in found] == [False, True, False, False, True, False]
    assert [row.has_schedule for row in found] == [False, True, False, False, False, False]


def test_what_needs_no_word_is_left_out() -> None:
    held = Position(1, "", PLAN.id, 1, DAY, Decimal(2))
    household = Household(
        assets=(
            PLAN,
            replace(PLAN, id=5),
            replace(ACCOUNT, id=6, closed_on=date(2026, 11, 29)),
            replace(ACCOUNT, id=7, opened_on=date(2026, 12, 1)),
            replace(ACCOUNT, id=10, closed_on=DAY, opened_on=DAY),
            HOUSE,
            replace(ACCOUNT, id=11, parent_id=HOUSE.id),
        ),
        loans=(replace(CARD, closed_on=date(2026, 1, 1)),),
        positions=(held,),
        securities=(Security(1, ""),),
        prices=(PriceSeries(1, (DAY.isoformat(),), ("3",)),),
    )
    assert {row.owned.id for row in rows(ValueIndex(household), DAY)} == {5, 10, 11}
    told = replace(household, valuations=(said(1, HOUSE.id, DAY, 5),))
    assert HOUSE.id in {row.owned.id for row in rows(ValueIndex(told), DAY)}


def test_the_last_value_is_that_of_the_day_and_the_one_of_that_very_day_is_known() -> None:
    words = (
        said(1, 1, date(2026, 9, 30), 100),
        said(2, 1, DAY, 200),
        replace(said(3, 1, DAY, 300), note="relevé"),
        said(4, 1, date(2026, 12, 5), 900),
    )
    household = Household(assets=(ACCOUNT, SAVINGS), valuations=words)
    row = of(household, 1)
    assert row.last == KnownValue(300, "EUR", DAY)
    assert row.valuation == words[2]
    assert row.note == "relevé"
    earlier = of(household, 1, date(2026, 11, 29))
    assert earlier.last == KnownValue(100, "EUR", date(2026, 9, 30))
    assert earlier.valuation is None
    assert earlier.note == ""
    assert of(household, 2).last is None


def test_a_value_that_is_old_is_stale() -> None:
    household = Household(assets=(ACCOUNT,), valuations=(said(1, 1, date(2026, 11, 1), 100),))
    assert not of(household, 1).is_stale
    assert of(household, 1, date(2026, 12, 31)).is_stale


def test_a_loan_with_a_schedule_is_owed_what_that_says() -> None:
    row = of(Household(loans=(LOAN,)), LOAN.id)
    assert row.last == KnownValue(10_000, "EUR", DAY)
    assert not row.is_stale


def test_the_bank_has_the_later_word_on_a_loan_without_schedule() -> None:
    words = (said(1, CARD.id, date(2026, 10, 31), 700, is_loan=True),)
    later = LoanEvent(1, "", CARD.id, DAY, EventKind.STATEMENT, 500, note="banque")
    without = replace(later, id=2, amount=None)
    other = replace(later, id=3, kind=EventKind.PAUSE)
    coming = replace(later, id=4, on_date=date(2026, 12, 31))
    household = Household(loans=(CARD,), valuations=words)
    assert of(household, CARD.id).last == KnownValue(700, "EUR", date(2026, 10, 31))
    told = replace(household, loan_events=(later, without, other, coming))
    row = of(told, CARD.id)
    assert row.last == KnownValue(500, "EUR", DAY)
    assert row.event == later
    assert row.note == "banque"
    assert of(told, CARD.id, date(2026, 11, 29)).event is None
    same_day = replace(words[0], as_of=DAY)
    assert of(replace(told, valuations=(same_day,)), CARD.id).last == KnownValue(500, "EUR", DAY)


def test_the_largest_of_the_last_twelve_moves_in_one_currency() -> None:
    amounts = [0, 90_000, *range(90_000, 90_012), 90_030]
    words = tuple(
        said(rank, 1, date(2025, 1 + rank // 2 if rank < 24 else 12, 1 + rank), amount)
        for rank, amount in enumerate(amounts)
    )
    household = Household(assets=(ACCOUNT,), valuations=words)
    assert of(household, 1).largest_move == 19
    dollars = replace(words[-1], currency="USD")
    assert of(replace(household, valuations=(*words[:-1], dollars)), 1).largest_move == 1
    assert of(replace(household, valuations=words[:1]), 1).largest_move is None
