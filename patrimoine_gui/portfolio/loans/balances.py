"""Loans: what they say of themselves, what is owed on a day, what paying early would save."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date  # noqa: TC003
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from patrimoine_gui.portfolio.household import (
    Deferral,
    EventKind,
    InsuranceMode,
    Keep,
    LoanKind,
)
from patrimoine_gui.portfolio.loans import loan_events, schedules
from patrimoine_gui.portfolio.loans.amortization import RepaymentStyle, Terms, half_up
from patrimoine_gui.portfolio.loans.loan_events import LoanChange

if TYPE_CHECKING:
    from collections.abc import Iterable

    from patrimoine_gui.portfolio.household import Loan, LoanEvent, Valuation
    from patrimoine_gui.portfolio.loans.schedules import Schedule
    from patrimoine_gui.portfolio.regulations import Regulations

_OPEN_ENDED: Final = frozenset({LoanKind.REVOLVING, LoanKind.OVERDRAFT})
_STYLES: Final = {
    LoanKind.CONSTANT_PRINCIPAL: RepaymentStyle.PRINCIPAL,
    LoanKind.BULLET: RepaymentStyle.BULLET,
    LoanKind.BRIDGE: RepaymentStyle.BULLET,
}
_NEEDED: Final = ("principal", "rate", "months", "first_due_on")


def missing_terms(loan: Loan) -> tuple[str, ...]:
    """Name what a loan does not say and a schedule needs.

    Nothing is missing of a loan that is open ended: it has no schedule, only known balances.
    """
    if loan.kind in _OPEN_ENDED:
        return ()
    return tuple(name for name in _NEEDED if getattr(loan, name) is None)


def terms(loan: Loan) -> Terms | None:
    """Give the terms of a loan; None when it has no schedule, by its kind or for want of terms."""
    principal, rate, months, first = loan.principal, loan.rate, loan.months, loan.first_due_on
    if principal is None or rate is None or months is None or first is None:
        return None
    if loan.kind in _OPEN_ENDED:
        return None
    per_year = loan.periodicity.per_year
    lines = -(-months * per_year // 12)
    is_deferred = loan.deferral is not Deferral.NONE
    return Terms(
        _STYLES.get(loan.kind, RepaymentStyle.PAYMENT),
        principal,
        rate,
        per_year,
        lines,
        first,
        deferred=min(loan.deferral_months * per_year // 12, lines - 1) if is_deferred else 0,
        adds_interest=loan.deferral is Deferral.TOTAL,
        balloon=loan.balloon or 0,
        insured_share=_insured_share(loan, per_year),
        insures_balance=loan.insurance_mode is InsuranceMode.BALANCE,
        insurance=(loan.insurance_amount or 0)
        if loan.insurance_mode is InsuranceMode.AMOUNT
        else 0,
    )


def _insured_share(loan: Loan, per_year: int) -> Decimal:
    by_rate = loan.insurance_mode in {InsuranceMode.PRINCIPAL, InsuranceMode.BALANCE}
    if not by_rate or loan.insurance_rate is None:
        return Decimal(0)
    return loan.insurance_rate / (100 * per_year)


def schedule(
    loan: Loan, events: Iterable[LoanEvent], points: Iterable[Valuation]
) -> Schedule | None:
    """Write the schedule of a loan; None when it has none.

    Args:
        loan: any loan.
        events: its events, in any order.
        points: its values, in any order: each re-bases the schedule from its day.
    """
    found = terms(loan)
    if found is None:
        return None
    return schedules.build(found, loan_events.ordered(events, points))


def balance(
    loan: Loan, events: Iterable[LoanEvent], points: Iterable[Valuation], day: date
) -> int | None:
    """Give what is owed on a loan at the end of a day, in minor units of its currency.

    Returns:
        0 after the loan was closed, and before it starts; the schedule where there is one, the
        last known balance otherwise; None when nothing is known.
    """
    if loan.closed_on is not None and day > loan.closed_on:
        return 0
    changes, found = loan_events.ordered(events, points), terms(loan)
    if found is None:
        return loan_events.latest(changes, day)
    return schedules.build(found, changes).balance(day)


@dataclass(frozen=True, slots=True)
class Simulation:
    """What an early repayment would change; amounts in minor units.

    Attributes:
        keep: what stays: the payment, or the end.
        before: the schedule as it is.
        after: as it would be.
        fee: what the bank would ask for it.
        on: the day.
    """

    keep: Keep
    before: Schedule
    after: Schedule
    fee: int
    on: date

    @property
    def saving(self) -> int:
        """Interest and insurance that would not be paid, less the fee."""
        return self.before.cost - self.after.cost - self.fee

    @property
    def lines_less(self) -> int:
        """By how many lines the loan would end sooner."""
        return len(self.before.lines) - len(self.after.lines)

    @property
    def payment_less(self) -> int:
        """By how much the next payment, without insurance, would be lower."""
        before, after = self.before.next_line(self.on), self.after.next_line(self.on)
        return (before.payment if before else 0) - (after.payment if after else 0)


def simulations(  # noqa: PLR0913  (the loan, as everywhere, and the repayment)
    loan: Loan,
    events: Iterable[LoanEvent],
    points: Iterable[Valuation],
    *,
    on: date,
    amount: int,
    fee: int = 0,
) -> tuple[Simulation, ...]:
    """Tell what an early repayment would change, in either way of taking it into account.

    Args:
        loan: any loan; one without a schedule has no simulation.
        events: its events.
        points: its values.
        on: day of the repayment.
        amount: minor units, above zero.
        fee: what the bank asks for it, minor units: see `highest_fee`.
    """
    loan_terms = terms(loan)
    if loan_terms is None:
        return ()
    changes = loan_events.ordered(events, points)
    before = schedules.build(loan_terms, changes)
    after = {keep: _with(changes, on, amount, keep) for keep in Keep}
    return tuple(
        Simulation(keep, before, schedules.build(loan_terms, later_changes), fee, on)
        for keep, later_changes in after.items()
    )


def _with(
    changes: tuple[LoanChange, ...], on: date, amount: int, keep: Keep
) -> tuple[LoanChange, ...]:
    """Add a repayment as the last word of its day."""
    keeps = keep is Keep.PAYMENT
    added = LoanChange(on, EventKind.PREPAYMENT, amount, keeps_payment=keeps, rank=2)
    return tuple(sorted((*changes, added), key=lambda change: (change.on, change.rank, change.id)))


def highest_fee(owed: int, amount: int, rate: Decimal, regulations: Regulations, day: date) -> int:
    """Give the most that a bank may ask for the early repayment of a home loan, in minor units.

    Source: article R. 313-25 of the code of consumption: some months of interest on what is
    repaid, and no more than a share of what was owed before.

    Args:
        owed: before the repayment, minor units.
        amount: repaid, minor units.
        rate: of the loan, percent a year.
        regulations: gives the months and the share.
        day: of the repayment.

    Raises:
        ParameterMissing: if the law of that day is not known.
    """
    months = regulations.number("early_repayment.interest_months", day)
    share = regulations.number("early_repayment.balance_rate", day)
    interest = min(amount, owed) * rate * months / 1200
    return half_up(min(interest, owed * share / 100))
