"""Loans as the household enters them: terms, what is owed, early repayment."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patrimoine_gui.portfolio.household import (
    Deferral,
    EventKind,
    InsuranceMode,
    Keep,
    Loan,
    LoanEvent,
    LoanKind,
    Periodicity,
    Valuation,
)
from patrimoine_gui.portfolio.loans import balances
from patrimoine_gui.portfolio.loans.amortization import RepaymentStyle
from tests.examples.regulations import LAW

LOAN = Loan(
    1,
    "",
    "",
    principal=120_000,
    rate=Decimal(0),
    first_due_on=date(2020, 1, 10),
    months=12,
)
"""1 200.00 without interest in twelve lines."""


def an_event(number: int, day: date, kind: EventKind, amount: int | None = None) -> LoanEvent:
    return LoanEvent(number, "", 1, day, kind, amount)


def a_point(number: int, day: date, amount: int) -> Valuation:
    return Valuation(number, "", None, 1, day, amount)


DAY = date(2020, 3, 11)


@pytest.mark.parametrize(
    ("field", "loan"),
    [
        ("principal", replace(LOAN, principal=None)),
        ("rate", replace(LOAN, rate=None)),
        ("months", replace(LOAN, months=None)),
        ("first_due_on", replace(LOAN, first_due_on=None)),
    ],
)
def test_a_loan_that_does_not_say_enough_has_no_schedule(field: str, loan: Loan) -> None:
    assert balances.missing_terms(loan) == (field,)
    assert balances.terms(loan) is None
    assert balances.schedule(loan, (), ()) is None
    assert balances.simulations(loan, (), (), on=DAY, amount=1) == ()


@pytest.mark.parametrize("kind", [LoanKind.REVOLVING, LoanKind.OVERDRAFT])
def test_what_is_open_ended_has_no_schedule(kind: LoanKind) -> None:
    assert balances.terms(replace(LOAN, kind=kind)) is None
    assert balances.missing_terms(replace(LOAN, kind=kind, rate=None)) == ()


@pytest.mark.parametrize(
    ("kind", "style"),
    [
        (LoanKind.AMORTIZING, RepaymentStyle.PAYMENT),
        (LoanKind.ZERO_RATE, RepaymentStyle.PAYMENT),
        (LoanKind.CONSTANT_PRINCIPAL, RepaymentStyle.PRINCIPAL),
        (LoanKind.BULLET, RepaymentStyle.BULLET),
        (LoanKind.BRIDGE, RepaymentStyle.BULLET),
    ],
)
def test_how_a_kind_is_paid_back(kind: LoanKind, style: RepaymentStyle) -> None:
    found = balances.terms(replace(LOAN, kind=kind))
    assert found is not None
    assert found.style is style


@pytest.mark.parametrize(
    ("periodicity", "months", "lines", "deferred"),
    [
        (Periodicity.MONTHLY, 12, 12, 7),
        (Periodicity.QUARTERLY, 10, 4, 2),  # 40 / 12 and 28 / 12
        (Periodicity.HALF_YEARLY, 12, 2, 1),
        (Periodicity.YEARLY, 1, 1, 0),
        (Periodicity.MONTHLY, 5, 5, 4),  # the last line always pays
    ],
)
def test_months_become_lines(
    periodicity: Periodicity, months: int, lines: int, deferred: int
) -> None:
    loan = replace(LOAN, periodicity=periodicity, months=months, deferral_months=7)
    found = balances.terms(replace(loan, deferral=Deferral.PARTIAL))
    assert found is not None
    assert (found.lines, found.deferred, found.adds_interest) == (lines, deferred, False)
    none, total = balances.terms(loan), balances.terms(replace(loan, deferral=Deferral.TOTAL))
    assert none is not None
    assert total is not None
    assert (none.deferred, total.adds_interest) == (0, True)


@pytest.mark.parametrize(
    ("mode", "insurance"),
    [
        # 1.2 % a year of 1 200.00 is 1.20 a month; of 1 200, 1 100, ... 100: 7.80 in all.
        (InsuranceMode.PRINCIPAL, 12 * 120),
        (InsuranceMode.BALANCE, 780),
        (InsuranceMode.AMOUNT, 12 * 55),
        (InsuranceMode.NONE, 0),
        (None, 0),
    ],
)
def test_insurance(mode: InsuranceMode | None, insurance: int) -> None:
    loan = replace(LOAN, insurance_mode=mode, insurance_rate=Decimal("1.2"), insurance_amount=55)
    schedule = balances.schedule(loan, (), ())
    assert schedule is not None
    assert schedule.insurance == insurance


@pytest.mark.parametrize("mode", InsuranceMode)
def test_insurance_without_a_figure_is_nothing(mode: InsuranceMode) -> None:
    schedule = balances.schedule(replace(LOAN, insurance_mode=mode), (), ())
    assert schedule is not None
    assert schedule.insurance == 0


def test_balance_until_it_is_closed() -> None:
    loan = replace(LOAN, closed_on=date(2020, 3, 20))
    assert balances.balance(loan, (), (), date(2020, 3, 20)) == 90_000
    assert balances.balance(loan, (), (), date(2020, 3, 21)) == 0


def test_balance_without_terms_is_the_last_known_one() -> None:
    loan = replace(LOAN, kind=LoanKind.REVOLVING)
    points = (a_point(8, date(2020, 5, 1), 300), a_point(7, date(2020, 5, 1), 200))
    events = (
        an_event(1, date(2020, 6, 1), EventKind.STATEMENT, 100),
        an_event(2, date(2020, 7, 1), EventKind.STATEMENT),
        an_event(3, date(2020, 7, 1), EventKind.PREPAYMENT, 50),
    )
    days = {
        date(2020, 4, 30): None,
        date(2020, 5, 31): 300,
        date(2020, 6, 1): 100,
        date(2021, 1, 1): 100,
    }
    assert {day: balances.balance(loan, events, points, day) for day in days} == days


def test_an_event_is_the_later_word_of_a_day() -> None:
    point, event = a_point(9, DAY, 45_000), an_event(1, DAY, EventKind.STATEMENT, 18_000)
    assert balances.balance(LOAN, (event,), (point,), DAY) == 18_000


def test_early_repayment_in_both_ways() -> None:
    # 900.00 are left; 450.00 repaid: nine lines of 50.00, or five of 100.00 and 50.00.
    # Insurance is 1.00 a line: four lines less save 4.00.
    loan = replace(LOAN, insurance_mode=InsuranceMode.AMOUNT, insurance_amount=100)
    duration, payment = balances.simulations(loan, (), (), on=DAY, amount=45_000, fee=150)
    assert (duration.keep, payment.keep) == (Keep.DURATION, Keep.PAYMENT)
    assert (duration.lines_less, duration.payment_less, duration.saving) == (0, 5_000, -150)
    assert (payment.lines_less, payment.payment_less, payment.saving) == (4, 0, 400 - 150)


def test_repaying_all_leaves_nothing_to_pay() -> None:
    found = balances.simulations(LOAN, (), (), on=DAY, amount=90_000)
    assert [item.payment_less for item in found] == [10_000, 10_000]
    assert [item.lines_less for item in found] == [9, 9]


def test_after_the_end_there_is_nothing_to_save() -> None:
    found = balances.simulations(LOAN, (), (), on=date(2022, 1, 1), amount=1)
    assert [(item.payment_less, item.saving) for item in found] == [(0, 0), (0, 0)]


@pytest.mark.parametrize(
    ("owed", "amount", "rate", "fee"),
    [
        # Oracle: article R. 313-25 of the code of consumption, six months and 3 %.
        (10_000_000, 5_000_000, "3", 75_000),  # 50 000 x 3 % / 2 = 750; 3 % of 100 000 = 3 000
        (10_000_000, 10_000_000, "8", 300_000),  # 4 000 above 3 000
        (10_000, 20_000, "2", 100),  # no more than what is owed
    ],
)
def test_highest_fee(owed: int, amount: int, rate: str, fee: int) -> None:
    assert balances.highest_fee(owed, amount, Decimal(rate), LAW, date(2024, 1, 1)) == fee


EVENTS = st.lists(
    st.builds(
        LoanEvent,
        id=st.integers(1, 50),
        uid=st.just(""),
        loan_id=st.just(1),
        on_date=st.dates(date(2019, 12, 1), date(2021, 2, 1)),
        kind=st.sampled_from(EventKind),
        amount=st.integers(0, 200_000),
        rate=st.decimals(0, 15, places=1),
        keep=st.sampled_from([None, *Keep]),
    ),
    max_size=5,
    unique_by=lambda event: event.id,
)


@given(EVENTS, st.randoms(use_true_random=False))
def test_order_of_entry_never_matters(events: list[LoanEvent], chance: object) -> None:
    shuffled = list(events)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    loan = replace(LOAN, rate=Decimal(3))
    assert balances.schedule(loan, shuffled, ()) == balances.schedule(loan, events, ())
