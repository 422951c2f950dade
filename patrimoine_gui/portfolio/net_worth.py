"""Net worth: one function, for the header, the table, the chart and the proof."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta

from patrimoine_gui.portfolio.currencies import Exchange
from patrimoine_gui.portfolio.household import Household, Valuation  # noqa: TC001


@dataclass(frozen=True, slots=True)
class NetWorth:
    """What the household is worth at a date, in cents of a euro.

    Attributes:
        on: the date.
        gross: sum of the values above zero.
        debts: sum of the values below zero, as a number below or equal to zero.
        unvalued: assets without any value on or before the date; unknown is not zero.
        unpriced: assets valued in a currency that has no rate on or before the date; they are
            in none of the sums.
    """

    on: date
    gross: int
    debts: int
    unvalued: int = 0
    unpriced: int = 0

    @property
    def net(self) -> int:
        """What is owned less what is owed."""
        return self.gross + self.debts


class ValueIndex:
    """Finds the value of an asset at a date: the latest on or before it."""

    def __init__(self, household: Household, today: date | None = None) -> None:
        """Index a household once; the household is not copied.

        Args:
            household: the snapshot.
            today: values after this day, most often slips of the hand, are left out of the
                span and of what is "latest"; a file that has no other keeps them. None: all
                values count.
        """
        self.household = household
        self._exchange = Exchange(household.rates)
        days = {value.as_of for value in household.valuations}
        self._until = today if today and any(day <= today for day in days) else None
        self._by_asset: dict[int, list[Valuation]] = {asset.id: [] for asset in household.assets}
        for valuation in household.valuations:
            if valuation.asset_id in self._by_asset:
                self._by_asset[valuation.asset_id].append(valuation)
        for values in self._by_asset.values():
            values.sort(key=lambda value: (value.as_of, value.id))
        self._days = {
            asset_id: [value.as_of for value in values]
            for asset_id, values in self._by_asset.items()
        }

    def latest(self, asset_id: int, on: date | None = None) -> Valuation | None:
        """Give the latest value of an asset on or before a date, None when it has none."""
        values = self._by_asset.get(asset_id, [])
        on = on or self._until
        rank = len(values) if on is None else bisect_right(self._days.get(asset_id, []), on)
        return values[rank - 1] if rank else None

    def history(self, asset_id: int) -> tuple[Valuation, ...]:
        """Give every value of an asset, oldest first."""
        return tuple(self._by_asset.get(asset_id, ()))

    def net_worth(self, on: date) -> NetWorth:
        """Give the net worth at a date."""
        latest = [self.latest(asset.id, on) for asset in self.household.assets]
        known = [self._euros(value, on) for value in latest if value is not None]
        cents = [amount for amount in known if amount is not None]
        return NetWorth(
            on,
            gross=sum(amount for amount in cents if amount > 0),
            debts=sum(amount for amount in cents if amount < 0),
            unvalued=sum(value is None for value in latest),
            unpriced=len(known) - len(cents),
        )

    def euros(self, asset_id: int, on: date | None = None) -> int | None:
        """Give what an asset is worth on a date, in cents of a euro.

        None where it has no value yet, or a value in a currency without a rate by then.
        """
        value = self.latest(asset_id, on)
        day = on or (self.span[1] if self.span else None)
        return None if value is None or day is None else self._euros(value, day)

    def history_in_euros(self, asset_id: int) -> tuple[tuple[date, int], ...]:
        """Give every value of an asset in cents of a euro, each at the rate of its own day."""
        found = ((item.as_of, self._euros(item, item.as_of)) for item in self.history(asset_id))
        return tuple((day, cents) for day, cents in dict(found).items() if cents is not None)

    def _euros(self, value: Valuation, on: date) -> int | None:
        return self._exchange.euros(value.cents, value.currency, on)

    @property
    def span(self) -> tuple[date, date] | None:
        """Give the first and the last date of the values, None when there is no value."""
        until = self._until or date.max
        days = [day for days in self._days.values() for day in days if day <= until]
        return (min(days), max(days)) if days else None

    def monthly(self) -> tuple[NetWorth, ...]:
        """Give the net worth at each month end from the first value on, and at the last date."""
        if self.span is None:
            return ()
        first, last = self.span
        ends = [end for end in _month_ends(first, last) if end < last]
        return tuple(self.net_worth(day) for day in [*ends, last])

    def year_ends(self) -> tuple[NetWorth, ...]:
        """Give the net worth at each 31 December from the first date to before the last one."""
        if self.span is None:
            return ()
        first, last = self.span
        ends = (date(year, 12, 31) for year in range(first.year, last.year + 1))
        return tuple(self.net_worth(end) for end in ends if first <= end < last)


def _month_ends(first: date, last: date) -> list[date]:
    ends = []
    year, month = first.year, first.month
    while (year, month) <= (last.year, last.month):
        year, month = (year + month // 12, month % 12 + 1)
        ends.append(date(year, month, 1) - timedelta(days=1))
    return ends
