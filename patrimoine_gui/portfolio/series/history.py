"""Net worth over time: day by day, by month or by year, and taken apart as `breakdowns` does.

A history is made once for a snapshot, and the next one, after an edit, takes from it all that the
edit left alone. Asking for a series only adds up what it holds. Every figure is the one that
`ValueIndex.net_worth` and `breakdowns.breakdown` give for the day, to the cent.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date  # noqa: TC003
from enum import Enum
from typing import TYPE_CHECKING

import numpy as np

from patrimoine_gui.portfolio import breakdowns
from patrimoine_gui.portfolio.breakdowns import By, Key
from patrimoine_gui.portfolio.ownership import Owner, Owners
from patrimoine_gui.portfolio.series.daily_sums import DailySums
from patrimoine_gui.portfolio.series.daily_values import DailyValues, ScaledPrices, daily_values
from patrimoine_gui.portfolio.series.owner_parts import OwnerParts, Segment, divide_among_owners

if TYPE_CHECKING:
    from collections.abc import Mapping

    from patrimoine_gui.portfolio.net_worth import ValueIndex
    from patrimoine_gui.portfolio.series.daily_values import Days, Numbers


class Frequency(Enum):
    """How far apart the points of a series are."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Series:
    """Net worth, or a part of it, at each of some days, in cents of a euro.

    The arrays are of one length, and are not to be written to.

    Attributes:
        days: in order.
        gross: sum of the worths above zero.
        debts: sum of the worths below zero, as numbers below or equal to zero.
        unvalued: assets and loans without any value.
        unpriced: values and securities without a price or a rate; they are in none of the sums.
    """

    days: Days
    gross: Numbers
    debts: Numbers
    unvalued: Numbers
    unpriced: Numbers

    @property
    def net(self) -> Numbers:
        """What is owned less what is owed."""
        return self.gross + self.debts

    def at(self, ranks: Numbers) -> Series:
        """Give some of its points."""
        return Series(
            self.days[ranks],
            self.gross[ranks],
            self.debts[ranks],
            self.unvalued[ranks],
            self.unpriced[ranks],
        )


class History:
    """The worth of everything that counts, on every day between two."""

    def __init__(
        self,
        index: ValueIndex,
        span: tuple[date, date] | None = None,
        earlier: History | None = None,
    ) -> None:
        """Work out the days.

        Args:
            index: what things are worth.
            span: the first and the last day; by default those between which something is said.
            earlier: the history before an edit; what is the same is taken from it.
        """
        self.index = index
        self._asked = span
        self.days = _days(span or index.span)
        self.owners = _owners(index, earlier)
        prices = ScaledPrices() if earlier is None else earlier._scaled  # noqa: SLF001
        self._scaled: ScaledPrices = prices
        earlier_values: Mapping[int, DailyValues] = {}
        self._parts: dict[int, OwnerParts] = {}
        if earlier is not None and np.array_equal(earlier.days, self.days):
            earlier_values = earlier._daily  # noqa: SLF001  (one of us)
            if earlier.owners is self.owners:
                self._parts.update(earlier._parts)  # noqa: SLF001
        self._daily: dict[int, DailyValues] = {}
        for owned_id in index.counted:
            values, old = index.values(owned_id), earlier_values.get(owned_id)
            self._daily[owned_id] = (
                old
                if old is not None and old.values is values
                else daily_values(values, self.days, self._scaled)
            )

    def after(self, index: ValueIndex) -> History:
        """Give the history that follows an edit; only what the edit changed is worked out.

        Args:
            index: that of the snapshot after the edit, by `ValueIndex.after`.
        """
        return History(index, self._asked, self)

    def total(
        self,
        frequency: Frequency = Frequency.DAY,
        first: date | None = None,
        last: date | None = None,
    ) -> Series:
        """Give the net worth over time.

        Args:
            frequency: every day; the last day of each month, or of each year, and the last day.
            first: leave out the days before.
            last: leave out the days after.
        """
        sums = DailySums(len(self.days))
        for item in self._daily.values():
            sums.add(item)
        return self._series(sums).at(self._ranks(frequency, first, last))

    def by(
        self,
        by: By,
        frequency: Frequency = Frequency.DAY,
        first: date | None = None,
        last: date | None = None,
    ) -> dict[Key, Series]:
        """Take the net worth apart over time: one series for each line that there ever is.

        They add up to `total`, but for `unvalued` and `unpriced` by owner, where what belongs to
        several counts for each.

        Args:
            by: what by.
            frequency: see `total`.
            first: leave out the days before.
            last: leave out the days after.
        """
        ranks = self._ranks(frequency, first, last)
        found = self._by_owner() if by is By.OWNER else self._by_key(by)
        return {key: self._series(sums).at(ranks) for key, sums in found.items()}

    def _by_key(self, by: By) -> Mapping[Key, DailySums]:
        keys = breakdowns.keys(self.index.household, by)
        found: defaultdict[Key, DailySums] = defaultdict(lambda: DailySums(len(self.days)))
        for owned_id, item in self._daily.items():
            found[keys[owned_id]].add(item)
        return found

    def _by_owner(self) -> Mapping[Key, DailySums]:
        found: defaultdict[Key, DailySums] = defaultdict(lambda: DailySums(len(self.days)))
        for owned_id, item in self._daily.items():
            for owner, part in self._parts_of(owned_id, item).items():
                found[owner].add(part)
        return found

    def _parts_of(self, owned_id: int, item: DailyValues) -> Mapping[Owner, DailyValues]:
        known = self._parts.get(owned_id)
        if known is None or known.whole is not item:
            known = self._parts[owned_id] = divide_among_owners(item, self._segments(owned_id))
        return known.parts

    def _segments(self, owned_id: int) -> list[Segment]:
        """Give the runs of days on which the shares of an asset or a loan are the same."""
        if not len(self.days):
            return []
        first, last = self.days[0].item(), self.days[-1].item()
        starts = [first, *self.owners.turning_days(owned_id, first, last)]
        ranks = [*np.searchsorted(self.days, np.array(starts, self.days.dtype)), len(self.days)]
        return [
            Segment(slice(start, stop), dict(self.owners.shares(owned_id, day)))
            for day, start, stop in zip(starts, ranks, ranks[1:], strict=False)
        ]

    def _series(self, sums: DailySums) -> Series:
        return Series(self.days, sums.gross, sums.debts, sums.unvalued, sums.unpriced)

    def _ranks(self, frequency: Frequency, first: date | None, last: date | None) -> Numbers:
        start = 0 if first is None else int(np.searchsorted(self.days, np.datetime64(first)))
        stop = len(self.days)
        if last is not None:
            stop = int(np.searchsorted(self.days, np.datetime64(last), side="right"))
        ranks: Numbers = np.arange(start, stop)
        if frequency is Frequency.DAY or not len(ranks):
            return ranks
        unit = "datetime64[M]" if frequency is Frequency.MONTH else "datetime64[Y]"
        periods = self.days[start:stop].astype(unit)
        is_end = np.append(periods[1:] != periods[:-1], np.True_)
        chosen: Numbers = ranks[is_end]
        return chosen


def _days(span: tuple[date, date] | None) -> Days:
    if span is None:
        return np.array([], dtype="datetime64[D]")
    first, last = (np.datetime64(day, "D") for day in span)
    return np.arange(first, last + 1)


def _owners(index: ValueIndex, earlier: History | None) -> Owners:
    """Give who owns what; as before, where nothing was said anew."""
    if earlier is not None:
        old, new = earlier.index.household, index.household
        is_same = (
            old.ownerships == new.ownerships
            and old.members == new.members
            and old.parameters == new.parameters
            and [loan.id for loan in old.loans] == [loan.id for loan in new.loans]
        )
        if is_same:
            return earlier.owners
    return Owners(index.household)
