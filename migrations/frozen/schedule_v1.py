"""What is owed on a loan at a day, worked out from its terms.

Frozen. An implementation of its own: the application has another, and a test holds both to the
same cent. Every line is rounded half up to the minor unit; the last one takes what is left.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence  # noqa: TC003  (frozen: imports stay plain)
from copy import copy
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import NamedTuple

_EXACT = Context(prec=50, rounding=ROUND_HALF_UP)
_LONGER = 120
"""Periods that a lower payment may add."""

PER_YEAR = {"mensuelle": 12, "trimestrielle": 4, "semestrielle": 2, "annuelle": 1}
OPEN_ENDED = ("revolving", "decouvert")
BULLETS = ("in_fine", "relais")


class TermsV1(NamedTuple):
    """The terms of a loan; amounts in minor units, the rate in percent a year."""

    kind: str
    principal: int
    rate: Decimal
    months: int
    first_due: date
    periodicity: str
    deferral: str
    deferral_months: int
    balloon: int


class EventV1(NamedTuple):
    """Something that happened to a loan, in the order in which it takes effect.

    `kind` is that of `loan_event`; a known balance is "crd_releve" whatever told it.
    """

    on: date
    rank: int
    key: int
    kind: str
    amount: int | None
    rate: Decimal | None
    keep: str | None


def shifted_v1(day: date, months: int) -> date:
    """Give the day that many months later, clamped to the end of its month."""
    whole = day.year * 12 + day.month - 1 + months
    year, month = whole // 12, whole % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def start_v1(terms: TermsV1) -> date:
    """Give the day from which a loan is owed: one period before its first due day."""
    return shifted_v1(terms.first_due, -12 // PER_YEAR[terms.periodicity])


def _half_up(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), ROUND_HALF_UP, _EXACT))


class _Loan:
    """The state of a loan as its lines and events go by."""

    def __init__(self, terms: TermsV1) -> None:
        self.terms = terms
        self.per_year = PER_YEAR[terms.periodicity]
        self.periods = -(-terms.months * self.per_year // 12)
        self.deferred = 0
        if terms.deferral != "aucun":
            self.deferred = min(terms.deferral_months * self.per_year // 12, self.periods - 1)
        self.balance = terms.principal
        self.rate = terms.rate
        self.line = 0
        self.is_paused = False
        self.payment: int | None = None

    @property
    def is_over(self) -> bool:
        """Whether the last line is paid."""
        return self.line >= self.periods

    @property
    def _is_constant(self) -> bool:
        return self.terms.kind == "capital_constant"

    @property
    def _is_bullet(self) -> bool:
        return self.terms.kind in BULLETS

    def _interest(self) -> int:
        """Interest of one period on what is owed."""
        return _half_up(_EXACT.multiply(Decimal(self.balance), self._by_period()))

    def _by_period(self) -> Decimal:
        return _EXACT.divide(self.rate, Decimal(100 * self.per_year))

    def due(self, line: int) -> date:
        """Give the due day of a line, counted from 0."""
        return shifted_v1(self.terms.first_due, line * (12 // self.per_year))

    def _computed(self) -> int:
        """Give the payment that clears what is owed by the last line."""
        left = Decimal(max(self.periods - max(self.line, self.deferred), 1))
        rate, owed = self._by_period(), Decimal(self.balance)
        balloon = Decimal(min(self.terms.balloon, self.balance))
        if self._is_constant or rate == 0:
            return _half_up(_EXACT.divide(owed - balloon, left))
        factor = _EXACT.power(_EXACT.add(Decimal(1), rate), -left)
        part = _EXACT.subtract(owed, _EXACT.multiply(balloon, factor))
        top = _EXACT.multiply(part, rate)
        return _half_up(_EXACT.divide(top, _EXACT.subtract(Decimal(1), factor)))

    def take(self, event: EventV1) -> None:
        """Let an event take effect."""
        if event.kind == "crd_releve":
            if event.amount is not None:
                self.balance, self.payment = event.amount, None
        elif event.kind == "remboursement_anticipe":
            self._repay(event)
        elif not self.is_over:
            if event.kind == "taux" and event.rate is not None:
                self._change_rate(event)
            elif event.kind == "modulation":
                self._change_payment(event)
            elif event.kind == "pause" and not self.is_paused:
                self.is_paused = True
                self.periods += 1

    def _repay(self, event: EventV1) -> None:
        if event.amount is None or event.amount <= 0 or self.balance <= 0:
            return
        self.balance = max(self.balance - event.amount, 0)
        if event.keep != "mensualite":
            self.payment = None
        elif self.payment is not None and not self._is_bullet:
            self._reach(self.periods)

    def _change_rate(self, event: EventV1) -> None:
        self.rate = event.rate or Decimal(0)
        if event.keep != "mensualite" or self.payment is None:
            self.payment = None
        elif self._covers(self.payment):
            self._reach(self.periods + _LONGER)
        else:
            self.payment = None

    def _change_payment(self, event: EventV1) -> None:
        if event.amount is None or self._is_bullet or not self._covers(event.amount):
            return
        self.payment = event.amount
        self._reach(self.periods + _LONGER)

    def _covers(self, payment: int) -> bool:
        return payment > (0 if self._is_constant else self._interest())

    def _reach(self, limit: int) -> None:
        """Move the end to where the present payment leads, at most to a number of lines."""
        if self.balance <= 0 or self._is_bullet:
            return
        ahead = copy(self)
        ahead.periods = limit
        while ahead.balance > 0 and not ahead.is_over:
            ahead.pay()
        self.periods = ahead.line

    def pay(self) -> None:
        """Let the next line be paid."""
        is_last = self.line >= self.periods - 1
        if is_last:
            self.balance = 0
        elif self.balance > 0:
            self._pay()
        self.is_paused = False
        self.line += 1

    def _pay(self) -> None:
        interest = self._interest()
        if self.is_paused:
            self.balance += interest
        elif self.line < self.deferred:
            self.balance += interest if self.terms.deferral == "total" else 0
        elif not self._is_bullet:
            low = self.payment is not None and not self._is_constant and self.payment < interest
            if self.payment is None or low:
                self.payment = self._computed()
            part = self.payment if self._is_constant else self.payment - interest
            self.balance -= min(part, self.balance)


def balances_v1(terms: TermsV1, events: Sequence[EventV1], days: Sequence[date]) -> Iterator[int]:
    """Give what is owed at each of some days, which come in order.

    Args:
        terms: of a loan that has them.
        events: in the order in which they take effect.
        days: in order.
    """
    loan = _Loan(terms)
    start = start_v1(terms)
    waiting = list(events)
    for day in days:
        while True:
            due = None if loan.is_over else loan.due(loan.line)
            happens = waiting[0].on if waiting else None
            if happens is not None and happens <= day and (due is None or happens <= due):
                loan.take(waiting.pop(0))
            elif due is not None and due <= day:
                loan.pay()
            else:
                break
        yield loan.balance if day >= start else 0
