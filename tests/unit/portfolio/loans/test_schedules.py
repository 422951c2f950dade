"""Schedules of loans without events, against numpy-financial, closed formulas and sums by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import numpy_financial as npf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from patrimoine_gui.portfolio.loans.amortization import RepaymentStyle, Terms
from patrimoine_gui.portfolio.loans.schedules import Schedule, build

FIRST = date(2020, 2, 5)


def of(terms: Terms) -> Schedule:
    return build(terms, ())


def a_terms(
    style: RepaymentStyle, principal: int, rate: str, lines: int, per_year: int = 12
) -> Terms:
    return Terms(style, principal, Decimal(rate), per_year, lines, FIRST)


def test_200_000_euros_at_3_percent_over_240_months() -> None:
    # Oracle: the example of the design, schema-history.md.
    schedule = of(a_terms(RepaymentStyle.PAYMENT, 20_000_000, "3", 240))
    assert {line.payment for line in schedule.lines[:-1]} == {110_920}
    assert schedule.lines[-1].payment == 110_920 - 157
    assert schedule.lines[0].interest == 50_000  # 200 000 x 3 % / 12
    assert schedule.cost == 239 * 110_920 + 110_763 - 20_000_000
    assert (schedule.start, schedule.ends_on) == (date(2020, 1, 5), date(2040, 1, 5))


@pytest.mark.parametrize("per_year", [1, 2, 4, 12])
@pytest.mark.parametrize("rate", ["0.01", "1.45", "3.05", "12"])
@pytest.mark.parametrize("balloon", [0, 5_000_000])
def test_payment_is_that_of_numpy_financial(per_year: int, rate: str, balloon: int) -> None:
    terms = Terms(
        RepaymentStyle.PAYMENT, 20_000_000, Decimal(rate), per_year, 40, FIRST, balloon=balloon
    )
    expected = -npf.pmt(float(rate) / 100 / per_year, 40, 20_000_000, -balloon)
    assert of(terms).lines[0].payment == pytest.approx(float(expected), abs=0.51)


def test_balance_follows_the_closed_formula() -> None:
    # C (1+i)^k - P ((1+i)^k - 1) / i, with the payment unrounded: some cents of drift.
    schedule = of(a_terms(RepaymentStyle.PAYMENT, 20_000_000, "3", 240))
    for k in (1, 60, 120, 239):
        expected = -npf.fv(0.0025, k, -npf.pmt(0.0025, 240, 20_000_000), -20_000_000)
        assert schedule.lines[k - 1].balance == pytest.approx(abs(float(expected)), abs=200)


def test_without_interest_the_last_line_takes_the_rest() -> None:
    # 100.00 in three: 33.33, 33.33, 33.34.
    lines = of(a_terms(RepaymentStyle.PAYMENT, 10_000, "0", 3)).lines
    assert [line.payment for line in lines] == [3_333, 3_333, 3_334]
    assert [line.balance for line in lines] == [6_667, 3_334, 0]


def test_constant_principal() -> None:
    # 1 200.00 at 12 % over 12 months: 100.00 each, interest 12.00, 11.00, ... 1.00.
    schedule = of(a_terms(RepaymentStyle.PRINCIPAL, 120_000, "12", 12))
    assert {line.principal for line in schedule.lines} == {10_000}
    assert [line.interest for line in schedule.lines] == [1_200 - 100 * k for k in range(12)]
    assert schedule.interest == 7_800


def test_all_at_the_end() -> None:
    # 1 000.00 at 6 %: 5.00 a month, then 1 005.00.
    lines = of(a_terms(RepaymentStyle.BULLET, 100_000, "6", 12)).lines
    assert [line.payment for line in lines] == [500] * 11 + [100_500]


@pytest.mark.parametrize(
    ("adds_interest", "balances", "payments"),
    [
        (False, [100_000, 100_000], [1_000, 1_000]),
        (True, [101_000, 102_010], [0, 0]),  # 1 000.00, 1 010.00, 1 020.10
    ],
)
def test_deferral(*, adds_interest: bool, balances: list[int], payments: list[int]) -> None:
    terms = Terms(
        RepaymentStyle.PAYMENT,
        100_000,
        Decimal(12),
        12,
        12,
        FIRST,
        deferred=2,
        adds_interest=adds_interest,
    )
    schedule = of(terms)
    assert [line.balance for line in schedule.lines[:2]] == balances
    assert [line.payment for line in schedule.lines[:2]] == payments
    expected = -npf.pmt(0.01, 10, balances[-1])
    assert schedule.lines[2].payment == pytest.approx(float(expected), abs=0.51)
    assert len(schedule.lines) == 12
    assert schedule.lines[-1].balance == 0


def test_balloon_stays_for_the_last_line() -> None:
    # 1 000.00 without interest, 400.00 at the end: 5 x 100.00 and 500.00.
    terms = Terms(RepaymentStyle.PAYMENT, 100_000, Decimal(0), 12, 6, FIRST, balloon=40_000)
    assert [line.payment for line in of(terms).lines] == [10_000] * 5 + [50_000]


def test_balloon_above_what_is_owed_leaves_interest_only() -> None:
    terms = Terms(RepaymentStyle.PAYMENT, 100_000, Decimal(12), 12, 3, FIRST, balloon=200_000)
    assert [line.payment for line in of(terms).lines] == [1_000, 1_000, 101_000]


def test_a_day_that_the_month_lacks_is_its_last() -> None:
    terms = Terms(RepaymentStyle.PAYMENT, 400, Decimal(0), 12, 4, date(2020, 1, 31))
    assert [line.due for line in of(terms).lines] == [
        date(2020, 1, 31),
        date(2020, 2, 29),
        date(2020, 3, 31),
        date(2020, 4, 30),
    ]
    assert of(terms).start == date(2019, 12, 31)


@pytest.mark.parametrize(("per_year", "second"), [(1, 2021), (2, 2020), (4, 2020)])
def test_periods_are_counted_in_months(per_year: int, second: int) -> None:
    lines = of(a_terms(RepaymentStyle.PAYMENT, 100, "0", 2, per_year)).lines
    assert lines[1].due == date(second, 2 + 12 // per_year if per_year > 1 else 2, 5)


def test_owed_from_the_start_until_the_last_line() -> None:
    # 300.00 without interest in three lines: owed 300, 200, 100, 0.
    schedule = of(a_terms(RepaymentStyle.PAYMENT, 30_000, "0", 3))
    days = {
        date(2020, 1, 4): 0,
        date(2020, 1, 5): 30_000,
        date(2020, 2, 4): 30_000,
        date(2020, 2, 5): 20_000,
        date(2020, 4, 4): 10_000,
        date(2020, 4, 5): 0,
        date(2050, 1, 1): 0,
    }
    assert {day: schedule.balance(day) for day in days} == days


def test_next_line() -> None:
    schedule = of(a_terms(RepaymentStyle.PAYMENT, 30_000, "0", 3))
    assert schedule.next_line(date(2020, 2, 5)) is schedule.lines[1]
    assert schedule.next_line(date(2020, 4, 5)) is None


def test_nothing_borrowed_has_no_line() -> None:
    schedule = of(a_terms(RepaymentStyle.PAYMENT, 0, "3", 3))
    assert schedule.lines == ()
    assert schedule.ends_on == schedule.start
    assert schedule.balance(FIRST) == 0


def test_half_a_cent_is_rounded_up() -> None:
    # 1.00 at 6 % a year: 0.5 cent of interest a month.
    assert of(a_terms(RepaymentStyle.BULLET, 100, "6", 2)).lines[0].interest == 1


def test_insurance_on_what_was_borrowed() -> None:
    # 0.36 % a year of 1 000.00 is 0.30 a month; deferral and last line pay it too.
    terms = Terms(
        RepaymentStyle.PRINCIPAL, 100_000, Decimal(0), 12, 4, FIRST, insured_share=Decimal("0.0003")
    )
    schedule = of(terms)
    assert [line.insurance for line in schedule.lines] == [30] * 4
    assert schedule.insurance == 120
    assert schedule.lines[0].total == 25_030


def test_insurance_on_what_is_owed() -> None:
    # 1 000.00, 750.00, 500.00, 250.00 at 0.03 %: 30, 22.5, 15, 7.5 cents.
    terms = Terms(
        RepaymentStyle.PRINCIPAL,
        100_000,
        Decimal(0),
        12,
        4,
        FIRST,
        insured_share=Decimal("0.0003"),
        insures_balance=True,
    )
    assert [line.insurance for line in of(terms).lines] == [30, 23, 15, 8]


def test_insurance_of_a_fixed_amount() -> None:
    terms = Terms(RepaymentStyle.PAYMENT, 100_000, Decimal(1), 12, 4, FIRST, insurance=1_234)
    assert of(terms).insurance == 4 * 1_234
    assert of(terms).cost == of(terms).interest + 4_936


ANY_TERMS = st.builds(
    Terms,
    style=st.sampled_from(RepaymentStyle),
    principal=st.integers(1, 10**9),
    rate=st.decimals(0, 20, places=2),
    per_year=st.sampled_from([1, 2, 4, 12]),
    lines=st.integers(1, 80),
    first_due_on=st.dates(date(1990, 1, 1), date(2040, 12, 31)),
    adds_interest=st.booleans(),
    balloon=st.integers(0, 10**8),
).flatmap(
    lambda terms: st.integers(0, terms.lines - 1).map(
        lambda deferred: Terms(
            terms.style,
            terms.principal,
            terms.rate,
            terms.per_year,
            terms.lines,
            terms.first_due_on,
            deferred=deferred,
            adds_interest=terms.adds_interest,
            balloon=terms.balloon,
        )
    )
)


@given(ANY_TERMS)
def test_principal_adds_up_and_the_last_line_ends_it(terms: Terms) -> None:
    schedule = of(terms)
    assert sum(line.principal for line in schedule.lines) == terms.principal
    assert schedule.lines[-1].balance == 0
    owed = terms.principal
    for line in schedule.lines:
        assert line.payment == line.interest + line.principal
        owed -= line.principal
        assert line.balance == owed >= 0
    assert len(schedule.lines) <= terms.lines
    assert all(line.principal <= 0 for line in schedule.lines[: terms.deferred])
