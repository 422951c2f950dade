"""The course of a loan, line after line: the only place that knows how one is paid back.

Each amount is rounded half up to the minor unit, as banks do; the last line takes what is left.
Source of the payment: the annuity, payment = (C - B (1+i)^-n) i / (1 - (1+i)^-n), where C is owed,
B the balloon, i the rate of a period and n the periods that are left.
"""

from __future__ import annotations

from calendar import monthrange
from copy import copy
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from enum import Enum
from typing import TYPE_CHECKING, Final

from patrimoine_gui.portfolio.household import EventKind
from patrimoine_gui.portfolio.loans.loan_events import IgnoredReason

if TYPE_CHECKING:
    from patrimoine_gui.portfolio.loans.loan_events import LoanChange

_EXACT: Final = Context(prec=50, rounding=ROUND_HALF_UP)
LONGER: Final = 120
"""Lines that a lower payment or a higher rate may add."""


class RepaymentStyle(Enum):
    """How what was borrowed is paid back."""

    PAYMENT = "same payment each time"
    PRINCIPAL = "same principal each time"
    BULLET = "all at the end"


@dataclass(frozen=True, slots=True)
class Terms:
    """What a loan says of itself, once it says enough for a schedule.

    Attributes:
        style: how it is paid back.
        principal: what was borrowed, minor units.
        rate: percent a year, without insurance.
        per_year: lines a year: 12, 4, 2 or 1.
        lines: how many, at least 1.
        first_due_on: day of the first line.
        deferred: lines at the beginning that pay no principal.
        adds_interest: whether these add their interest to what is owed instead of asking for it.
        balloon: what the last line keeps for itself, minor units.
        insured_share: insurance of one line, as a share of what it is counted on.
        insures_balance: whether that is what is owed; what was borrowed otherwise.
        insurance: insurance of one line that is a fixed amount, minor units.
    """

    style: RepaymentStyle
    principal: int
    rate: Decimal
    per_year: int
    lines: int
    first_due_on: date
    deferred: int = 0
    adds_interest: bool = False
    balloon: int = 0
    insured_share: Decimal = Decimal(0)
    insures_balance: bool = False
    insurance: int = 0

    def due(self, line: int) -> date:
        """Give the day of a line, counted from 0; -1 is the start of the loan.

        It is always worked out from the first one, so that a loan of the 31st comes back to the
        31st after a short month.
        """
        whole = self.first_due_on.year * 12 + self.first_due_on.month - 1
        year, month = divmod(whole + line * (12 // self.per_year), 12)
        last = monthrange(year, month + 1)[1]
        return date(year, month + 1, min(self.first_due_on.day, last))

    def insured(self, owed: int) -> int:
        """Give the insurance of a line, before which so much is owed."""
        base = owed if self.insures_balance else self.principal
        return self.insurance + half_up(_EXACT.multiply(self.insured_share, Decimal(base)))


@dataclass(frozen=True, slots=True)
class ScheduleLine:
    """One line of a schedule; amounts in minor units.

    Attributes:
        due: the day.
        payment: interest and principal, without insurance.
        interest: of the period, asked for or added to what is owed.
        principal: by how much it lowers what is owed; below zero when interest was added.
        insurance: on top of the payment.
        balance: what is owed after it.
    """

    due: date
    payment: int
    interest: int
    principal: int
    insurance: int
    balance: int

    @property
    def total(self) -> int:
        """What leaves the account: payment and insurance."""
        return self.payment + self.insurance


def half_up(value: Decimal) -> int:
    """Round to the nearest minor unit; a half goes away from zero."""
    return int(value.quantize(Decimal(1), ROUND_HALF_UP, _EXACT))


class Amortization:
    """Where a loan stands; it goes on by `pay` and `take`."""

    def __init__(self, terms: Terms) -> None:
        """Stand before the first line."""
        self.terms = terms
        self.balance = terms.principal
        self.rate = terms.rate
        self.lines = terms.lines
        self.line = 0
        self.payment: int | None = None
        self.is_paused = False

    @property
    def is_over(self) -> bool:
        """Whether the last line was paid."""
        return self.line >= self.lines

    @property
    def interest(self) -> int:
        """Interest of one period on what is owed."""
        return half_up(_EXACT.multiply(Decimal(self.balance), self._period_rate))

    @property
    def _period_rate(self) -> Decimal:
        return _EXACT.divide(self.rate, Decimal(100 * self.terms.per_year))

    def pay(self) -> ScheduleLine | None:
        """Let the next line be paid, and give it; None where nothing was owed."""
        before, interest = self.balance, self.interest
        is_last = self.line >= self.lines - 1
        principal = before if is_last else self._principal(interest)
        due = self.terms.due(self.line)
        self.balance -= principal
        self.is_paused = False
        self.line += 1
        if before <= 0:
            return None
        paid, insurance = interest + principal, self.terms.insured(before)
        return ScheduleLine(due, paid, interest, principal, insurance, self.balance)

    def _principal(self, interest: int) -> int:
        """Give the principal of a line that is not the last."""
        if self.balance <= 0:
            return 0
        if self.is_paused:
            return -interest
        if self.line < self.terms.deferred:
            return -interest if self.terms.adds_interest else 0
        if self.terms.style is RepaymentStyle.BULLET:
            return 0
        return min(self._regular(interest), self.balance)

    def _regular(self, interest: int) -> int:
        """Give the principal that the payment leaves, working the payment out if need be."""
        if self.terms.style is RepaymentStyle.PRINCIPAL:
            if self.payment is None:
                self.payment = self._computed()
            return self.payment
        if self.payment is None or self.payment < interest:
            self.payment = self._computed()
        return self.payment - interest

    def _computed(self) -> int:
        """Give the payment, or the principal of a line, that pays all by the last line."""
        periods = max(self.lines - max(self.line, self.terms.deferred), 1)
        balance, rate = Decimal(self.balance), self._period_rate
        balloon = min(Decimal(self.terms.balloon), balance)
        if rate == 0 or self.terms.style is RepaymentStyle.PRINCIPAL:
            return half_up(_EXACT.divide(balance - balloon, Decimal(periods)))
        factor = _EXACT.power(1 + rate, -periods)
        above = _EXACT.multiply(balance - _EXACT.multiply(balloon, factor), rate)
        return half_up(_EXACT.divide(above, 1 - factor))

    def take(self, change: LoanChange) -> IgnoredReason | None:
        """Let a change take effect; tells why when it has none."""
        match change.kind:
            case EventKind.STATEMENT:
                return self._restate(change)
            case EventKind.PREPAYMENT:
                return self._prepay(change)
            case EventKind.RATE:
                return self._reprice(change)
            case EventKind.MODULATION:
                return self._modulate(change)
        return self._pause()

    def _restate(self, change: LoanChange) -> IgnoredReason | None:
        if change.amount is None:
            return IgnoredReason.INCOMPLETE
        self.balance, self.payment = change.amount, None
        return None

    def _prepay(self, change: LoanChange) -> IgnoredReason | None:
        if change.amount is None:
            return IgnoredReason.INCOMPLETE
        if change.amount <= 0:
            return IgnoredReason.NOT_POSITIVE
        if self.balance <= 0:
            return IgnoredReason.REPAID
        self.balance = max(self.balance - change.amount, 0)
        self._keep(self.lines, keeps_payment=change.keeps_payment)
        return None

    def _reprice(self, change: LoanChange) -> IgnoredReason | None:
        if change.rate is None:
            return IgnoredReason.INCOMPLETE
        if self.is_over:
            return IgnoredReason.REPAID
        self.rate = change.rate
        covers = self.payment is not None and self._covers(self.payment)
        self._keep(self.lines + LONGER, keeps_payment=change.keeps_payment and covers)
        return None

    def _modulate(self, change: LoanChange) -> IgnoredReason | None:
        if change.amount is None:
            return IgnoredReason.INCOMPLETE
        if self.terms.style is RepaymentStyle.BULLET:
            return IgnoredReason.NO_PAYMENT
        if self.is_over:
            return IgnoredReason.REPAID
        if not self._covers(change.amount):
            return IgnoredReason.BELOW_INTEREST
        self.payment = change.amount
        self._keep(self.lines + LONGER, keeps_payment=True)
        return None

    def _pause(self) -> IgnoredReason | None:
        if self.is_over:
            return IgnoredReason.REPAID
        if self.is_paused:
            return IgnoredReason.ALREADY_PAUSED
        self.is_paused = True
        self.lines += 1
        return None

    def _covers(self, payment: int) -> bool:
        least = 0 if self.terms.style is RepaymentStyle.PRINCIPAL else self.interest
        return payment > least

    def _keep(self, limit: int, *, keeps_payment: bool) -> None:
        """Keep the payment and move the end, at most to a limit; or keep the end."""
        if not keeps_payment:
            self.payment = None
        elif self.payment is not None and self.balance > 0:
            ahead = copy(self)
            ahead.lines = limit
            while ahead.balance > 0:
                ahead.pay()
            self.lines = ahead.line
