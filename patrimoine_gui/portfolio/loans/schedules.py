"""The whole schedule of a loan: its lines, what is owed on any day, and what it costs."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date  # noqa: TC003
from typing import TYPE_CHECKING

from patrimoine_gui.portfolio.household import EventKind
from patrimoine_gui.portfolio.loans.amortization import Amortization, ScheduleLine, Terms
from patrimoine_gui.portfolio.loans.loan_events import IgnoredEvent

if TYPE_CHECKING:
    from collections.abc import Iterable

    from patrimoine_gui.portfolio.loans.loan_events import LoanChange


@dataclass(frozen=True, slots=True)
class Schedule:
    """What a loan costs and when; amounts in minor units of its currency.

    Attributes:
        start: the day from which it is owed, one period before the first line.
        lines: those with something owed, in order.
        steps: the days on which what is owed changes, in order, each with what is owed from then
            on; of two for one day, the later counts.
        prepaid: early repayments that took effect.
        restated: by how much known balances raised what was owed; below zero when they lowered it.
        anomalies: events that took no effect.
    """

    start: date
    lines: tuple[ScheduleLine, ...]
    steps: tuple[tuple[date, int], ...]
    prepaid: int
    restated: int
    anomalies: tuple[IgnoredEvent, ...]

    @property
    def interest(self) -> int:
        """All interest, paid or added to what is owed."""
        return sum(line.interest for line in self.lines)

    @property
    def insurance(self) -> int:
        """All insurance."""
        return sum(line.insurance for line in self.lines)

    @property
    def cost(self) -> int:
        """What the loan costs on top of what was borrowed: interest and insurance."""
        return self.interest + self.insurance

    @property
    def ends_on(self) -> date:
        """The day of the last line; the start when there is none."""
        return self.lines[-1].due if self.lines else self.start

    def balance(self, day: date) -> int:
        """Give what is owed at the end of a day; 0 before the start."""
        rank = bisect_right(self.steps, day, key=lambda step: step[0])
        return self.steps[rank - 1][1] if rank else 0

    def next_line(self, day: date) -> ScheduleLine | None:
        """Give the first line due after a day; None when there is none."""
        return next((line for line in self.lines if line.due > day), None)


class _Builder:
    """A schedule that is being written."""

    def __init__(self, terms: Terms) -> None:
        self.course = Amortization(terms)
        self.start = terms.due(-1)
        self.lines: list[ScheduleLine] = []
        self.steps = [(self.start, self.course.balance)]
        self.prepaid = self.restated = 0
        self.anomalies: list[IgnoredEvent] = []

    def take(self, change: LoanChange) -> None:
        before = self.course.balance
        reason = self.course.take(change)
        if reason is not None:
            self.anomalies.append(IgnoredEvent(change.id, change.on, reason))
        increase = self.course.balance - before
        if change.kind is EventKind.STATEMENT:
            self.restated += increase
        else:
            self.prepaid -= increase
        self.steps.append((max(change.on, self.start), self.course.balance))

    def pay(self, due: date) -> None:
        line = self.course.pay()
        if line is not None:
            self.lines.append(line)
        self.steps.append((due, self.course.balance))

    def finished(self) -> Schedule:
        return Schedule(
            self.start,
            tuple(self.lines),
            tuple(self.steps),
            self.prepaid,
            self.restated,
            tuple(self.anomalies),
        )


def build(terms: Terms, changes: Iterable[LoanChange]) -> Schedule:
    """Write the schedule of a loan.

    An event takes effect after the lines due before it, and before the line due on its day.

    Args:
        terms: of the loan.
        changes: in the order in which they take effect.
    """
    draft = _Builder(terms)
    for change in changes:
        _pay_before(draft, change.on)
        draft.take(change)
    _pay_before(draft, None)
    return draft.finished()


def _pay_before(draft: _Builder, day: date | None) -> None:
    """Let the lines due before a day be paid; all of them when there is none."""
    while not draft.course.is_over:
        due = draft.course.terms.due(draft.course.line)
        if day is not None and due >= day:
            return
        draft.pay(due)
