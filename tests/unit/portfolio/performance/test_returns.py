"""Rates of return, by hand, by closed forms and by numpy-financial."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import numpy_financial
import pytest

from patrimoine_gui.portfolio.household import (
    EventKind,
    Household,
    Loan,
    LoanEvent,
    LoanKind,
    Operation,
    OperationKind,
    Position,
    PriceSeries,
    Valuation,
)
from patrimoine_gui.portfolio.performance.returns import Lack, NoResult, Return
from tests.examples.cash_flow_households import (
    ACCOUNT,
    END,
    FUND,
    PLAN,
    START,
    account,
    made,
    month,
    moved,
    of,
    plan,
    value,
)

# --- the rate that the money earned ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "before", "after"),
    [(365, 100_000, 110_000), (31, 100_000, 100_123), (3_650, 1, 7), (500, 250_000, 1)],
)
def test_one_deposit_and_one_value_have_a_closed_form(days: int, before: int, after: int) -> None:
    # Oracle: (V / D) ^ (365 / days) - 1, in decimals.
    end = START + timedelta(days)
    performance = of([value(1, 1, START, before), value(2, 1, end, after)], (), ACCOUNT)
    expected = ((Decimal(after) / before) ** (Decimal(365) / days) - 1) * 100
    found = performance.money_weighted([1], START, end)
    assert found == Return(expected.quantize(Decimal("0.0001")))


def test_two_deposits_a_year_apart_are_a_quadratic() -> None:
    # Oracle: 1000 x² + 500 x = 1700 with x = 1 + r over two years of 365 days.
    middle, end = START + timedelta(365), START + timedelta(730)
    values = [value(1, 1, START, 100_000), value(2, 1, end, 170_000)]
    performance = of(values, [moved(1, 1, middle, "depot", 50_000)], ACCOUNT)
    root = (Decimal(-500) + Decimal(500**2 + 4 * 1000 * 1700).sqrt()) / 2000
    expected = ((root - 1) * 100).quantize(Decimal("0.0001"))
    assert performance.money_weighted([1], START, end) == Return(expected)


def test_yearly_flows_agree_with_numpy_financial() -> None:
    # Oracle: numpy_financial.irr, flows exactly 365 days apart.
    paid = [100_000, 20_000, -5_000, 70_000, -1_000]
    days = [START + timedelta(365 * year) for year in range(len(paid) + 1)]
    values = [value(1, 1, START, paid[0]), value(2, 1, days[-1], 230_000)]
    operations = [moved(n, 1, days[n], "depot", paid[n]) for n in range(1, len(paid))]
    found = of(values, operations, ACCOUNT).money_weighted([1], START, days[-1])
    rate = numpy_financial.irr([*(-amount for amount in paid), 230_000])
    assert found == Return(Decimal(str(rate * 100)).quantize(Decimal("0.0001")))


def test_losing_and_gaining_nothing() -> None:
    assert account(100, 100).money_weighted([1], START, END) == Return(Decimal("0.0000"))


@pytest.mark.parametrize(
    ("before", "after", "operations", "lack"),
    [
        (0, 0, (), Lack.ONE_SIGN),
        (100, 0, (), Lack.ONE_SIGN),
        (0, 100, (), Lack.ONE_SIGN),
        (0, 100, (moved(1, 1, END - timedelta(29), "depot", 90),), Lack.TOO_SHORT),
        # Invested for a month at a rate that no money ever earned.
        (0, 10**9, (moved(1, 1, END - timedelta(30), "depot", 1),), Lack.NO_ANSWER),
        # By hand: -100 x² + 250 x - 157 has no root.
        (
            100_000,
            -157_000,
            (moved(1, 1, month(7, 2), "retrait", -250_000),),
            Lack.NO_ANSWER,
        ),
        # By hand: -100 x² + 230 x - 132 has the roots 1.1 and 1.2 for each half of the year.
        (
            100_000,
            -132_000,
            (moved(1, 1, month(7, 2), "retrait", -230_000),),
            Lack.SEVERAL_ANSWERS,
        ),
    ],
)
def test_there_is_not_always_a_rate(
    before: int, after: int, operations: tuple[Operation, ...], lack: Lack
) -> None:
    found = account(before, after, *operations).money_weighted([1], START, END)
    assert found == NoResult(lack)


def test_flows_may_change_sign_twice_and_have_one_rate() -> None:
    # Oracle: 1000 x³ - 1200 x² + 300 x - 200 has one real root (numpy.roots).
    days = [START + timedelta(365 * year) for year in range(4)]
    values = [value(1, 1, START, 100_000), value(2, 1, days[3], 20_000)]
    operations = [moved(1, 1, days[1], "retrait", -120_000), moved(2, 1, days[2], "depot", 30_000)]
    found = of(values, operations, ACCOUNT).money_weighted([1], START, days[3])
    (root,) = (x.real for x in np.roots([1000, -1200, 300, -200]) if not x.imag)
    assert found == Return(Decimal(str((root - 1) * 100)).quantize(Decimal("0.0001")))


# --- the rate whatever was put in -----------------------------------------------------------------


def valued(*told: tuple[date, int]) -> list[Valuation]:
    return [value(rank, 1, day, amount) for rank, (day, amount) in enumerate(told, 1)]


def test_time_weighted_return_links_the_growths_between_flows() -> None:
    # By hand: 1000 to 1100 before 500 are put in (1600 after): 1.1; 1600 to 1440: 0.9; 0.99.
    performance = of(
        valued((START, 100_000), (month(4), 160_000), (END, 144_000)),
        [moved(1, 1, month(4), "depot", 50_000)],
        ACCOUNT,
    )
    assert performance.time_weighted([1], START, END) == Return(Decimal("-1.0000"))


def test_time_weighted_return_takes_the_flows_of_a_day_together() -> None:
    # By hand: (1300 - 500 + 200) / 1000 = 1 and 1365 / 1300 = 1.05, flow on the last day included.
    performance = of(
        valued((START, 100_000), (month(4), 130_000), (END, 146_500)),
        [
            moved(1, 1, month(4), "depot", 50_000),
            moved(2, 1, month(4), "retrait", -20_000),
            moved(3, 1, END, "depot", 10_000),
        ],
        ACCOUNT,
    )
    assert performance.time_weighted([1], START, END) == Return(Decimal("5.0000"))


def test_time_weighted_return_begins_with_the_first_flow() -> None:
    # By hand: 102 paid for 100, which become 110: 110 / 102 - 1 = 7.8431 %.
    performance = of(
        valued((START, 0), (month(4), 10_000), (END, 11_000)),
        [moved(1, 1, month(4), "depot", 10_200)],
        ACCOUNT,
    )
    assert performance.time_weighted([1], START, END) == Return(Decimal("7.8431"))


def test_time_weighted_return_of_securities_needs_no_value_for_a_dividend() -> None:
    # By hand: 15 held from 3 March: (150 - 51) / 100 = 0.99; 165 + 4 over 150 = 1.126667; 165/165.
    performance = plan(
        [moved(1, 3, month(3), "achat", -5_100), moved(2, 3, month(9), "dividende", 400)],
        [(START, 10), (month(3), 15)],
    )
    assert performance.time_weighted([3], START, END) == Return(Decimal("11.5400"))


def test_time_weighted_return_of_nothing_is_zero() -> None:
    assert account(0, 0).time_weighted([1], START, END) == Return(Decimal("0.0000"))


def test_time_weighted_return_of_a_loan_with_a_schedule_or_a_statement_is_below_zero() -> None:
    loan = Loan(
        *(9, "", "Prêt"),
        principal=120_000,
        rate=Decimal(0),
        first_due_on=month(1),
        months=24,
    )
    paid = Operation(1, "", None, 9, month(5), OperationKind.DEPOSIT, 5_000)
    scheduled = Household(loans=(loan,))
    found = made(scheduled, [paid]).time_weighted([9], START, END)
    assert found == NoResult(Lack.BELOW_ZERO, month(5))
    credit = Loan(9, "", "Crédit", LoanKind.REVOLVING)
    events = tuple(
        LoanEvent(number, "", 9, day, EventKind.STATEMENT, amount)
        for number, (day, amount) in enumerate(((START, 0), (month(5), -5_000), (END, -5_500)), 1)
    )
    told = Household(loans=(credit,), loan_events=events)
    assert made(told, [paid]).time_weighted([9], START, END) == Return(Decimal("10.0000"))


def test_a_value_that_was_not_told_on_the_day_of_a_flow_is_not_worked_out() -> None:
    performance = account(100, 200, moved(1, 1, month(4), "depot", 100))
    found = performance.time_weighted([1], START, END)
    assert found == NoResult(Lack.NOT_VALUED, month(4), (1,))


def test_a_value_is_no_word_about_what_securities_are_held() -> None:
    # The contract is valued by its units: a value of the day of the payment does not tell them.
    operations = [moved(1, 3, month(3), "depot", 5_000)]
    positions = (Position(1, "", 3, 1, START, Decimal(10)),)
    prices = (PriceSeries(1, (START.isoformat(),), ("10",)),)
    household = Household(
        (PLAN,),
        (value(1, 3, month(3), 15_000),),
        securities=(FUND,),
        positions=positions,
        prices=prices,
    )
    found = made(household, operations).time_weighted([3], START, END)
    assert found == NoResult(Lack.NOT_VALUED, month(3), (3,))
    # By hand: without any position its value is what was said, so 50.00 more and no gain.
    said = (value(1, 3, START, 10_000), value(2, 3, month(3), 15_000))
    plain = made(Household((PLAN,), said), operations)
    assert plain.time_weighted([3], START, END) == Return(Decimal("0.0000"))


def test_a_position_is_no_word_about_what_is_valued_otherwise() -> None:
    positions = (Position(1, "", 1, 1, month(3), Decimal(10)),)
    household = Household(
        (ACCOUNT,),
        (value(1, 1, START, 10_000), value(2, 1, END, 15_000)),
        positions=positions,
    )
    performance = made(household, [moved(1, 1, month(3), "depot", 5_000)])
    expected = NoResult(Lack.NOT_VALUED, month(3), (1,))
    assert performance.time_weighted([1], START, END) == expected


def test_a_price_that_lacks_on_the_day_of_a_flow_of_another_is_not_worked_out() -> None:
    positions = (
        Position(1, "", 3, 1, START, Decimal(0)),
        Position(2, "", 3, 1, month(2), Decimal(1)),
    )
    prices = (PriceSeries(1, (month(6).isoformat(),), ("10",)),)
    household = Household(
        (ACCOUNT, PLAN),
        tuple(valued((START, 100), (month(4), 200), (END, 200))),
        securities=(FUND,),
        positions=positions,
        prices=prices,
    )
    found = made(household, [moved(1, 1, month(4), "depot", 100)]).time_weighted([1, 3], START, END)
    assert found == NoResult(Lack.NO_VALUE, month(4), (3,))


@pytest.mark.parametrize(
    ("told", "amount", "expected"),
    [
        # Something is worth something without having been paid for: no rate can say that.
        ((0, 100, 100), -50, NoResult(Lack.NOTHING_INVESTED, month(4))),
        # 100 became -50 before 60 were put in.
        ((100, 10, 10), 60, NoResult(Lack.BELOW_ZERO, month(4))),
        # All was lost after the flow.
        ((100, 200, -5), 100, NoResult(Lack.BELOW_ZERO, END)),
        ((100, 200, 0), 100, Return(Decimal("-100.0000"))),
    ],
)
def test_there_is_not_always_a_time_weighted_return(
    told: tuple[int, int, int], amount: int, expected: Return | NoResult
) -> None:
    values = valued(*zip((START, month(4), END), told, strict=True))
    performance = of(values, [moved(1, 1, month(4), "depot", amount)], ACCOUNT)
    assert performance.time_weighted([1], START, END) == expected
