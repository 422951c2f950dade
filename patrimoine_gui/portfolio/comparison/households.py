"""What differs between two households: what was added, changed and removed, and what it is worth.

A thing is the same in two files when it has the same uid, whatever its number there; prices, rates
and figures of the law are the same when they are of the same day. What an operation in the bin
says counts nowhere: putting it there removes it, taking it out adds it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from patrimoine_gui.database.uncounted import Uncounted
from patrimoine_gui.portfolio.comparison import by_uid, counts, uid_matching
from patrimoine_gui.portfolio.comparison.lines import ChangeKind, ComparisonLine, RecordKind
from patrimoine_gui.portfolio.net_worth import NetWorth, ValueIndex

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from patrimoine_gui.portfolio.household import Household


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

    lines: tuple[ComparisonLine, ...]
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

    def count(self, change: ChangeKind | None = None, kind: RecordKind | None = None) -> int:
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
    before = uid_matching.with_matching_uids(before, after)
    index = ValueIndex(before, on)
    return Comparison(
        lines=tuple(_lines(before, after)),
        before=index.net_worth(on),
        after=index.after(after).net_worth(on),
        unreadable=(before.unreadable, after.unreadable),
        uncounted=(before.uncounted, after.uncounted),
    )


def _lines(before: Household, after: Household) -> Iterator[ComparisonLine]:
    found = [*by_uid.lines(before, after), *counts.lines(before, after)]
    kinds = {kind: rank for rank, kind in enumerate(RecordKind)}
    changes = {change: rank for rank, change in enumerate(ChangeKind)}
    yield from sorted(found, key=lambda line: (kinds[line.kind], line.owner, changes[line.change]))
