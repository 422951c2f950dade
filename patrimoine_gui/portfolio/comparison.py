"""What differs between two households: what was added, changed and removed, and what it is worth.

A thing is the same in two files when it has the same uid, whatever its number there; prices, rates
and figures of the law are the same when they are of the same day. What an operation in the bin
says counts nowhere: putting it there removes it, taking it out adds it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Final

from patrimoine_gui.database.uncounted import Uncounted
from patrimoine_gui.portfolio.net_worth import NetWorth, ValueIndex

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from patrimoine_gui.portfolio.comparison_things import Thing
    from patrimoine_gui.portfolio.household import Household


class Kind(Enum):
    """What a line is about, in the order in which a comparison shows it."""

    HOUSEHOLD = "household"
    MEMBER = "member"
    INSTITUTION = "institution"
    ASSET = "asset"
    LOAN = "loan"
    OWNERSHIP = "ownership"
    LOAN_SHARE = "loan share"
    LOAN_EVENT = "loan event"
    VALUATION = "valuation"
    POSITION = "position"
    OPERATION = "operation"
    CATEGORY = "category"
    SECURITY = "security"
    PRICE = "price"
    RATE = "rate"
    STATEMENT = "statement"
    PARAMETER = "parameter"


class Change(Enum):
    """What happened to a thing between the first household and the second."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that differs.

    Attributes:
        name: its name or its label; of a part or a position, the name of whose or of what; ""
            where it has none or it cannot be read.
        day: the day that it is of, None where it has none.
        before: what it was, None where it was not.
        after: what it is, None where it is no more.
        fields: names of the attributes that differ, those of `portfolio.entities`; empty for what
            was added or removed.
    """

    name: str
    day: date | None = None
    before: Thing | None = field(default=None, repr=False)
    after: Thing | None = field(default=None, repr=False)
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """What happened to the things of one kind that belong to one asset, loan or security.

    Attributes:
        kind: what they are.
        change: what happened to them.
        owner: name of what they belong to, "" for what belongs to nothing.
        count: how many they are.
        first: the earliest of their days, None where they have none; `last`, the latest.
        items: each of them, oldest first; empty for what is only counted (prices, rates, figures
            of the law).
    """

    kind: Kind
    change: Change
    owner: str
    count: int
    first: date | None = None
    last: date | None = None
    items: tuple[Item, ...] = field(default=(), repr=False)


_ALL_COUNTED: Final = Uncounted(), Uncounted()


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs between two households.

    Attributes:
        lines: what was added, changed and removed, kind by kind.
        before: net worth of the first household at the date; `after`, of the second.
        unreadable: how many amounts could not be read in the first and in the second; what they
            were of is in neither, and so may seem added or removed.
        uncounted: what else is in no total of the first and of the second.
    """

    lines: tuple[Line, ...]
    before: NetWorth
    after: NetWorth
    unreadable: tuple[int, int] = (0, 0)
    uncounted: tuple[Uncounted, Uncounted] = _ALL_COUNTED

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs."""
        return not self.lines

    @property
    def difference(self) -> int:
        """Give net worth after less net worth before, in cents of a euro."""
        return self.after.net - self.before.net

    def count(self, change: Change | None = None, kind: Kind | None = None) -> int:
        """Count the things of a kind that a change happened to; all of them by default."""
        return sum(
            line.count
            for line in self.lines
            if change in {None, line.change} and kind in {None, line.kind}
        )


def compare(before: Household, after: Household, on: date) -> Comparison:
    """Compare two households.

    Args:
        before: the first, for instance the file of today.
        after: the second, for instance a backup that may be restored.
        on: the day, most often today, at which both net worths are told.
    """
    from patrimoine_gui.portfolio import kinship

    before = kinship.recognised(before, after)
    index = ValueIndex(before, on)
    return Comparison(
        lines=tuple(_lines(before, after)),
        before=index.net_worth(on),
        after=index.after(after).net_worth(on),
        unreadable=(before.unreadable, after.unreadable),
        uncounted=(before.uncounted, after.uncounted),
    )


def _lines(before: Household, after: Household) -> Iterator[Line]:
    from patrimoine_gui.portfolio import comparison_counts, comparison_things

    found = [*comparison_things.lines(before, after), *comparison_counts.lines(before, after)]
    kinds = {kind: rank for rank, kind in enumerate(Kind)}
    changes = {change: rank for rank, change in enumerate(Change)}
    yield from sorted(found, key=lambda line: (kinds[line.kind], line.owner, changes[line.change]))
