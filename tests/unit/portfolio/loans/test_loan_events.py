"""What happens to a loan, by sums done by hand: 1 200.00 without interest in twelve lines.

Three lines of 100.00 are paid before each event: 900.00 are left, and nine lines.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import numpy_financial as npf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from patrimoine_gui.portfolio.household import EventKind
from patrimoine_gui.portfolio.loans.amortization import RepaymentStyle, Terms
from patrimoine_gui.portfolio.loans.loan_events import IgnoredReason, LoanChange
from patrimoine_gui.portfolio.loans.schedules import Schedule, build

TERMS = Terms(RepaymentStyle.PAYMENT, 120_000, Decimal(0), 12, 12, date(2020, 1, 10))
AFTER_3 = date(2020, 3, 11)


def a_change(
    kind: EventKind, amount: int | None = None, *, keeps: bool = False, on: date = AFTER_3
) -> LoanChange:
    return LoanChange(on, kind, amount, keeps_payment=keeps)


def a_rate(rate: str, *, keeps: bool = False) -> LoanChange:
    return LoanChange(AFTER_3, EventKind.RATE, rate=Decimal(rate), keeps_payment=keeps)


def payments(*changes: LoanChange, terms: Terms = TERMS) -> list[int]:
    return [line.payment for line in build(terms, changes).lines]


def reasons(*changes: LoanChange, terms: Terms = TERMS) -> list[IgnoredReason]:
    return [anomaly.reason for anomaly in build(terms, changes).anomalies]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        # 450.00 are left over nine lines, or at 100.00 each.
        (a_change(EventKind.PREPAYMENT, 45_000), [5_000] * 9),
        (a_change(EventKind.PREPAYMENT, 45_000, keeps=True), [10_000] * 4 + [5_000]),
        (a_change(EventKind.PREPAYMENT, 99_999_999), []),
        (a_change(EventKind.PREPAYMENT, 99_999_999, keeps=True), []),
        # 900.00 at 200.00, at 50.00, and at 0.01 for 120 lines more at the most.
        (a_change(EventKind.MODULATION, 20_000), [20_000] * 4 + [10_000]),
        (a_change(EventKind.MODULATION, 5_000), [5_000] * 18),
        (a_change(EventKind.MODULATION, 1), [1] * 128 + [89_872]),
        # The fourth line pays nothing, and there is one more.
        (a_change(EventKind.PAUSE), [0] + [10_000] * 9),
        # The bank says 450.00, or 1 800.00.
        (a_change(EventKind.STATEMENT, 45_000), [5_000] * 9),
        (a_change(EventKind.STATEMENT, 180_000), [20_000] * 9),
        (a_change(EventKind.STATEMENT, -5), []),
        (a_rate("0"), [10_000] * 9),
    ],
)
def test_the_lines_after_an_event(change: LoanChange, expected: list[int]) -> None:
    assert payments(change) == [10_000] * 3 + expected


def test_two_pauses_in_a_row_are_two_lines() -> None:
    second = a_change(EventKind.PAUSE, on=date(2020, 4, 11))
    assert payments(a_change(EventKind.PAUSE), second) == [10_000] * 3 + [0, 0] + [10_000] * 9


def test_a_second_pause_before_the_same_line_is_ignored() -> None:
    pause = a_change(EventKind.PAUSE)
    assert payments(pause, pause) == [10_000] * 3 + [0] + [10_000] * 9
    assert reasons(pause, pause) == [IgnoredReason.ALREADY_PAUSED]


def test_interest_of_a_paused_line_is_added() -> None:
    # 1 000.00 at 12 %: 10.00 added, then 10.10 of interest on 1 010.00.
    terms = Terms(RepaymentStyle.BULLET, 100_000, Decimal(12), 12, 2, date(2020, 1, 10))
    schedule = build(terms, (a_change(EventKind.PAUSE, on=date(2020, 1, 1)),))
    assert [line.payment for line in schedule.lines] == [0, 1_010, 102_010]
    assert schedule.lines[0].principal == -1_000


def test_an_event_on_the_day_of_a_line_comes_before_it() -> None:
    schedule = build(TERMS, (a_change(EventKind.STATEMENT, 50_000, on=date(2020, 4, 10)),))
    assert schedule.lines[3].balance == 50_000 - 5_556  # 500.00 over nine lines
    assert schedule.balance(date(2020, 4, 9)) == 90_000
    assert schedule.balance(date(2020, 4, 10)) == 44_444


def test_an_event_changes_what_is_owed_on_its_day() -> None:
    schedule = build(TERMS, (a_change(EventKind.PREPAYMENT, 45_000),))
    assert schedule.balance(date(2020, 3, 10)) == 90_000
    assert schedule.balance(AFTER_3) == 45_000
    assert (schedule.prepaid, schedule.restated) == (45_000, 0)


def test_an_event_before_the_start_does_not_make_a_loan_owed_sooner() -> None:
    schedule = build(TERMS, (a_change(EventKind.STATEMENT, 60_000, on=date(2019, 1, 1)),))
    assert schedule.balance(date(2019, 12, 9)) == 0
    assert schedule.balance(date(2019, 12, 10)) == 60_000
    assert schedule.restated == -60_000


def test_a_new_rate_over_the_same_lines() -> None:
    # Oracle: numpy-financial, 900.00 over nine months at 1 % a month.
    expected = -float(npf.pmt(0.01, 9, 90_000))
    assert payments(a_rate("12"))[3] == pytest.approx(expected, abs=0.51)
    assert len(payments(a_rate("12"))) == 12


def test_a_new_rate_with_the_same_payment_lasts_longer() -> None:
    # Oracle: numpy-financial, 9.48 months: ten lines instead of nine.
    assert float(npf.nper(0.01, -10_000, 90_000)) == pytest.approx(9.48, abs=0.005)
    changed = payments(a_rate("12", keeps=True))
    assert changed[:12] == [10_000] * 12
    assert len(changed) == 13


def test_a_payment_that_no_longer_covers_the_interest_is_worked_out_again() -> None:
    # 20 % a month of 900.00 is 180.00.
    expected = -float(npf.pmt(0.2, 9, 90_000))
    assert payments(a_rate("240", keeps=True))[3] == pytest.approx(expected, abs=0.51)


def test_a_modulated_payment_that_interest_overtakes_is_worked_out_again() -> None:
    # Total deferral: 11.00 covers the 10.00 of the first month, not 1 000.00 x 1.01^11 x 1 %.
    terms = Terms(
        RepaymentStyle.PAYMENT,
        100_000,
        Decimal(12),
        12,
        24,
        date(2020, 1, 10),
        deferred=11,
        adds_interest=True,
    )
    early = a_change(EventKind.MODULATION, 1_100, on=date(2020, 1, 1))
    schedule = build(terms, (early,))
    assert schedule.lines[11].principal > 0
    assert schedule.lines[-1].balance == 0


def test_constant_principal_after_events() -> None:
    terms = Terms(RepaymentStyle.PRINCIPAL, 120_000, Decimal(0), 12, 12, date(2020, 1, 10))
    sooner = a_change(EventKind.PREPAYMENT, 45_000, keeps=True)
    assert payments(sooner, terms=terms) == [10_000] * 7 + [5_000]
    larger = a_change(EventKind.MODULATION, 30_000)
    assert payments(larger, terms=terms) == [10_000] * 3 + [30_000] * 3


def test_the_end_that_a_payment_gave_stays_for_later_events() -> None:
    # 900.00 at 200.00 end in five lines; one later 700.00 are left over four, half of it prepaid.
    faster = a_change(EventKind.MODULATION, 20_000)
    prepaid = a_change(EventKind.PREPAYMENT, 35_000, on=date(2020, 4, 11))
    assert payments(faster, prepaid) == [10_000] * 3 + [20_000] + [8_750] * 4


def test_an_early_repayment_before_the_first_line_has_no_payment_to_keep() -> None:
    change = a_change(EventKind.PREPAYMENT, 60_000, keeps=True, on=date(2019, 12, 20))
    assert payments(change) == [5_000] * 12


def test_after_the_last_line_only_known_balances_count() -> None:
    late = date(2021, 6, 1)
    told = a_change(EventKind.STATEMENT, 700, on=late)
    paid = a_change(EventKind.PREPAYMENT, 300, on=date(2021, 7, 1), keeps=True)
    schedule = build(TERMS, (told, paid))
    assert len(schedule.lines) == 12
    assert schedule.balance(late) == 700
    assert schedule.balance(date(2030, 1, 1)) == 400
    others = (
        a_change(EventKind.PREPAYMENT, 1, on=late),
        a_change(EventKind.PAUSE, on=late),
        a_change(EventKind.MODULATION, 1, on=late),
        LoanChange(late, EventKind.RATE, rate=Decimal(1)),
    )
    assert reasons(*others) == [IgnoredReason.REPAID] * 4


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (a_change(EventKind.STATEMENT), IgnoredReason.INCOMPLETE),
        (a_change(EventKind.PREPAYMENT), IgnoredReason.INCOMPLETE),
        (a_change(EventKind.MODULATION), IgnoredReason.INCOMPLETE),
        (a_change(EventKind.RATE), IgnoredReason.INCOMPLETE),
        (a_change(EventKind.PREPAYMENT, 0), IgnoredReason.NOT_POSITIVE),
        (a_change(EventKind.MODULATION, 0), IgnoredReason.BELOW_INTEREST),
    ],
)
def test_what_cannot_be_counted_is_told(change: LoanChange, reason: IgnoredReason) -> None:
    assert payments(change) == [10_000] * 12
    assert reasons(change) == [reason]


def test_a_modulation_must_exceed_the_interest() -> None:
    # 1 000.00 at 12 %: 10.00 of interest, so 10.00 is refused.
    terms = Terms(RepaymentStyle.PAYMENT, 100_000, Decimal(12), 12, 12, date(2020, 4, 10))
    assert reasons(a_change(EventKind.MODULATION, 1_000), terms=terms) == [
        IgnoredReason.BELOW_INTEREST
    ]
    assert reasons(a_change(EventKind.MODULATION, 1_001), terms=terms) == []


def test_a_loan_paid_at_the_end_has_no_payment_to_change() -> None:
    terms = Terms(RepaymentStyle.BULLET, 100_000, Decimal(12), 12, 12, date(2020, 4, 10))
    assert reasons(a_change(EventKind.MODULATION, 5_000), terms=terms) == [IgnoredReason.NO_PAYMENT]


CHANGES = st.lists(
    st.builds(
        LoanChange,
        on=st.dates(date(2019, 6, 1), date(2026, 12, 31)),
        kind=st.sampled_from(EventKind),
        amount=st.none() | st.integers(0, 10**7),
        rate=st.none() | st.decimals(0, 15, places=2),
        keeps_payment=st.booleans(),
    ),
    max_size=6,
).map(lambda found: tuple(sorted(found, key=lambda change: change.on)))
LOANS = st.builds(
    Terms,
    style=st.sampled_from(RepaymentStyle),
    principal=st.integers(1, 10**7),
    rate=st.decimals(0, 15, places=2),
    per_year=st.sampled_from([2, 4, 12]),
    lines=st.integers(4, 40),
    first_due_on=st.just(date(2020, 1, 31)),
    deferred=st.integers(0, 3),
    adds_interest=st.booleans(),
    balloon=st.integers(0, 10**6),
)


@given(LOANS, CHANGES)
def test_what_is_borrowed_is_paid_back_told_away_or_left(
    terms: Terms, changes: tuple[LoanChange, ...]
) -> None:
    schedule: Schedule = build(terms, changes)
    paid = sum(line.principal for line in schedule.lines)
    left = schedule.steps[-1][1]
    assert paid + schedule.prepaid + left == terms.principal + schedule.restated
    assert all(balance >= 0 for _, balance in schedule.steps)
    assert all(line.payment == line.interest + line.principal >= 0 for line in schedule.lines)
    days = [day for day, _ in schedule.steps]
    assert days == sorted(days)
