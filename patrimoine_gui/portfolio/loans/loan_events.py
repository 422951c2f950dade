"""What happens to a loan, in the order in which it takes effect."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date  # noqa: TC003
from decimal import Decimal  # noqa: TC003
from enum import Enum
from typing import TYPE_CHECKING

from patrimoine_gui.portfolio.household import EventKind, Keep

if TYPE_CHECKING:
    from collections.abc import Iterable

    from patrimoine_gui.portfolio.household import LoanEvent, Valuation


class IgnoredReason(Enum):
    """Why something that was entered for a loan changes nothing."""

    INCOMPLETE = "amount or rate missing"
    NOT_POSITIVE = "amount not above zero"
    BELOW_INTEREST = "payment does not cover the interest"
    NO_PAYMENT = "a loan of this kind has no payment to change"
    ALREADY_PAUSED = "next line is paused already"
    REPAID = "nothing is owed any more"


@dataclass(frozen=True, slots=True)
class IgnoredEvent:
    """An event that was left out of the schedule of a loan.

    Attributes:
        event_id: number of the event in the file.
        on: its day.
        reason: why.
    """

    event_id: int
    on: date
    reason: IgnoredReason


@dataclass(frozen=True, slots=True)
class LoanChange:
    """An event, or a balance that was told as a value of the loan.

    Attributes:
        on: the day.
        kind: STATEMENT for a known balance, whatever told it.
        amount: minor units; None when there is none, or when it could not be read.
        rate: percent a year.
        keeps_payment: whether the payment stays and the end moves; otherwise the reverse.
        rank: 0 for a value, 1 for an event, which is the later word of a day.
        id: order of entry.
    """

    on: date
    kind: EventKind
    amount: int | None = None
    rate: Decimal | None = None
    keeps_payment: bool = False
    rank: int = 1
    id: int = 0


def ordered(events: Iterable[LoanEvent], points: Iterable[Valuation]) -> tuple[LoanChange, ...]:
    """Put the events and the values of one loan in the order in which they take effect.

    Args:
        events: of the loan, in any order.
        points: its values, in any order: what was owed on a day.
    """
    found = [
        LoanChange(
            event.on_date,
            event.kind,
            event.amount,
            event.rate,
            keeps_payment=event.keep is Keep.PAYMENT,
            id=event.id,
        )
        for event in events
    ]
    found += [
        LoanChange(point.as_of, EventKind.STATEMENT, point.amount, rank=0, id=point.id)
        for point in points
    ]
    return tuple(sorted(found, key=lambda change: (change.on, change.rank, change.id)))


def latest(changes: Iterable[LoanChange], day: date) -> int | None:
    """Give the last balance that was told on or before a day; None when none was."""
    told = None
    for change in changes:
        if change.on <= day and change.kind is EventKind.STATEMENT and change.amount is not None:
            told = change.amount
    return told
