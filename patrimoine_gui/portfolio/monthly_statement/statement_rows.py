"""The rows of a monthly statement: what is valued by hand, with its last value as of a day."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from patrimoine_gui.portfolio import reminders
from patrimoine_gui.portfolio.household import Asset, EventKind, Loan, LoanEvent, Valuation
from patrimoine_gui.portfolio.valuation import LoanValues

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from patrimoine_gui.portfolio.net_worth import ValueIndex

MOVES: Final = 12
"""How many past moves tell what is usual."""


class KnownValue(NamedTuple):
    """What was said, or worked out, of something.

    Attributes:
        amount: smallest units of the currency; of a loan, above zero for what is owed.
        currency: ISO 4217 code.
        on: the day.
    """

    amount: int
    currency: str
    on: date


@dataclass(frozen=True, slots=True)
class StatementRow:
    """One thing, as a statement of a day shows it.

    Attributes:
        owned: the asset or the loan.
        institution: name of where it is kept, "" for nowhere.
        day: the one that its new value is of.
        last: its last value by then; of a loan with a schedule, what that says.
        valuation: its value of that very day, which a new one replaces.
        event: the balance that the bank told of that very day, which a new one replaces.
        has_schedule: whether it needs no word of its owner.
        is_stale: whether its last value is old.
        largest_move: between two of its last values in one currency; None without two.
    """

    owned: Asset | Loan
    institution: str
    day: date
    last: KnownValue | None = None
    valuation: Valuation | None = None
    event: LoanEvent | None = None
    has_schedule: bool = False
    is_stale: bool = False
    largest_move: int | None = None

    @property
    def is_loan(self) -> bool:
        """Whether it is owed."""
        return isinstance(self.owned, Loan)

    @property
    def note(self) -> str:
        """What is noted beside the value of that very day."""
        present = self.event or self.valuation
        return present.note if present else ""


def rows(index: ValueIndex, day: date) -> tuple[StatementRow, ...]:
    """Give the rows of a statement, by institution; what has none comes last.

    What is worth what its securities are, what is closed or not open yet, and what only holds
    others is left out.
    """
    household = index.household
    stale = {value.owned_id for value in reminders.stale(household, day)}
    parents = {asset.parent_id for asset in household.assets}
    names = {item.id: item.name for item in household.institutions}
    found = [
        row(
            *(index, owned, day, names.get(owned.institution_id or 0, "")),
            is_stale=owned.id in stale,
        )
        for owned in household.owned
        if _is_valued_by_hand(index, owned, day, parents)
    ]
    return tuple(sorted(found, key=_place))


def _is_valued_by_hand(
    index: ValueIndex, owned: Asset | Loan, day: date, parents: set[int | None]
) -> bool:
    opening = owned.opened_on if isinstance(owned, Asset) else None
    has_begun = opening is None or opening <= day
    if not has_begun or (owned.closed_on is not None and owned.closed_on < day):
        return False
    only_holds = owned.id in parents and not index.history(owned.id)
    return not only_holds and not index.is_in_securities(owned.id, day)


def _place(item: StatementRow) -> tuple[object, ...]:
    rank = 0 if isinstance(item.owned, Loan) else item.owned.position
    name = item.institution.casefold()
    return not name, name, item.is_loan, rank, item.owned.id


def row(
    index: ValueIndex, owned: Asset | Loan, day: date, institution: str = "", *, is_stale: bool
) -> StatementRow:
    """Give the row of one thing as of a day."""
    words = [word for word in index.history(owned.id) if word.as_of <= day]
    values = index.values(owned.id)
    loan = values if isinstance(values, LoanValues) else None
    events = _statements(loan, day) if loan else []
    return StatementRow(
        owned,
        institution,
        day,
        _last(loan, words, events, day),
        next((word for word in reversed(words) if word.as_of == day), None),
        next((event for event in reversed(events) if event.on_date == day), None),
        has_schedule=loan is not None and loan.schedule is not None,
        is_stale=is_stale,
        largest_move=_largest_move(words),
    )


def _statements(loan: LoanValues, day: date) -> list[LoanEvent]:
    """Give what the bank told of a loan up to a day, in order."""
    found = [
        event
        for event in loan.events
        if event.kind is EventKind.STATEMENT and event.amount is not None and event.on_date <= day
    ]
    return sorted(found, key=lambda event: (event.on_date, event.id))


def _last(
    loan: LoanValues | None, words: Sequence[Valuation], events: Sequence[LoanEvent], day: date
) -> KnownValue | None:
    if loan is not None and loan.schedule is not None:
        return KnownValue(loan.schedule.balance(day), loan.loan.currency, day)
    known = [KnownValue(word.amount, word.currency, word.as_of) for word in words[-1:]]
    known += [
        KnownValue(event.amount or 0, loan.loan.currency, event.on_date)
        for event in events[-1:]
        if loan is not None
    ]
    return max(reversed(known), key=lambda value: value.on, default=None)


def _largest_move(words: Sequence[Valuation]) -> int | None:
    by_day = {word.as_of: word for word in words}
    kept = list(by_day.values())[-MOVES - 1 :]
    moves = [
        abs(after.amount - before.amount)
        for before, after in pairwise(kept)
        if before.currency == after.currency
    ]
    return max(moves, default=None)
