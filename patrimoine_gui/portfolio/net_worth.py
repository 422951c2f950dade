"""Net worth: one function, for the header, the table, the chart and the proof."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple, TypeVar, cast

from patrimoine_gui.portfolio.household import Asset, Household, Valuation
from patrimoine_gui.portfolio.valuation import AssetValues, LoanValues, Prices, Worth

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from patrimoine_gui.portfolio.household import Loan, LoanEvent, Position


@dataclass(frozen=True, slots=True)
class NetWorth:
    """What the household is worth at a date, in cents of a euro.

    Attributes:
        on: the date.
        gross: sum of the worths above zero.
        debts: sum of the worths below zero, as a number below or equal to zero.
        unvalued: assets and loans without any value on or before the date; unknown is not zero.
        unpriced: values and securities that have no price, or no rate, on or before the date;
            they are in none of the sums.
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
    """Finds what each asset and loan is worth at a date; they share one series of numbers."""

    def __init__(
        self, household: Household, today: date | None = None, earlier: EarlierValues | None = None
    ) -> None:
        """Index a household once; the household is not copied.

        Args:
            household: the snapshot.
            today: days after this one, most often slips of the hand, are left out of the span and
                of what is "latest"; a file that has no other keeps them. None: all days count.
            earlier: what is known of the snapshot before an edit; see `after`.
        """
        self.household = household
        self._today = today
        self._prices = Prices(household)
        self._inputs = _Inputs(household, None if earlier is None else earlier.inputs)
        self._owned = {
            owned.id: self._kept(owned, earlier) or self._made(owned) for owned in household.owned
        }
        day_lists = [owned.days for owned in self._owned.values() if owned.days]
        self._until = today if today and any(days[0] <= today for days in day_lists) else None
        within = [span for days in day_lists if (span := _within(days, self._until))]
        first = min((span[0] for span in within), default=None)
        last = max((span[1] for span in within), default=None)
        self._span = None if first is None or last is None else (first, last)

    def _kept(
        self, owned: Asset | Loan, earlier: EarlierValues | None
    ) -> AssetValues | LoanValues | None:
        """Give the values of before an edit that left them alone, else None."""
        values = None if earlier is None else earlier.values.get(owned.id)
        if earlier is None or values is None:
            return None
        is_same = self._inputs.of(owned) == earlier.inputs.of(values.owned)
        return values if is_same and values.are_priced_alike(self._prices) else None

    def _made(self, owned: Asset | Loan) -> AssetValues | LoanValues:
        _owned, words, rest = self._inputs.of(owned)
        if isinstance(owned, Asset):
            return AssetValues(owned, words, cast("list[Position]", rest), self._prices)
        return LoanValues(owned, words, cast("list[LoanEvent]", rest), self._prices)

    def after(self, household: Household) -> ValueIndex:
        """Index the snapshot that follows an edit; only what the edit changed is worked out."""
        return ValueIndex(household, self._today, EarlierValues(self._inputs, self._owned))

    def values(self, owned_id: int) -> AssetValues | LoanValues:
        """Give the values of an asset or a loan.

        Raises:
            KeyError: the household has no such thing.
        """
        return self._owned[owned_id]

    @property
    def span(self) -> tuple[date, date] | None:
        """Give the first and the last date on which something is said, None without any."""
        return self._span

    @property
    def counted(self) -> tuple[int, ...]:
        """Give the assets and loans that count in the totals."""
        return tuple(key for key, owned in self._owned.items() if owned.is_counted)

    def worth(self, owned_id: int, on: date | None = None) -> Worth:
        """Give what an asset or a loan is worth on a day, by default the last one."""
        day = on or (self._span[1] if self._span else None)
        owned = self._owned.get(owned_id)
        return Worth(None) if owned is None or day is None else owned.at(day)

    def is_in_securities(self, owned_id: int, on: date) -> bool:
        """Tell whether something is worth what its securities are on a day, no balance."""
        owned = self._owned.get(owned_id)
        return isinstance(owned, AssetValues) and owned.is_in_securities(on)

    def euros(self, owned_id: int, on: date | None = None) -> int | None:
        """Give what an asset or a loan is worth, in cents of a euro, below zero for what is owed.

        None where nothing is known by then, or the currency has no rate.
        """
        return self.worth(owned_id, on).cents

    def net_worth(self, on: date) -> NetWorth:
        """Give the net worth at a date."""
        worths = [owned.at(on) for owned in self._owned.values() if owned.is_counted]
        cents = [worth.cents for worth in worths if worth.cents is not None]
        return NetWorth(
            on,
            gross=sum(amount for amount in cents if amount > 0),
            debts=sum(amount for amount in cents if amount < 0),
            unvalued=sum(worth.cents is None and not worth.unpriced for worth in worths),
            unpriced=sum(worth.unpriced for worth in worths),
        )

    def latest(self, owned_id: int, on: date | None = None) -> Valuation | None:
        """Give the latest value said of an asset or a loan by a date, None when there is none."""
        words = self._words(owned_id)
        day = on or self._until
        rank = len(words) if day is None else bisect_right(words, day, key=_day)
        return words[rank - 1] if rank else None

    def history(self, owned_id: int) -> tuple[Valuation, ...]:
        """Give every value said of an asset or a loan, oldest first."""
        return tuple(self._words(owned_id))

    def history_in_euros(self, owned_id: int) -> tuple[tuple[date, int], ...]:
        """Give what an asset or a loan was worth on each day that something was said of it."""
        owned = self._owned.get(owned_id)
        days = owned.days if owned else []
        amounts = ((day, owned.at(day).cents) for day in days) if owned else ()
        return tuple((day, cents) for day, cents in amounts if cents is not None)

    def _words(self, owned_id: int) -> list[Valuation]:
        owned = self._owned.get(owned_id)
        return owned.words if owned else []

    def monthly(self) -> tuple[NetWorth, ...]:
        """Give the net worth at each month end from the first date on, and at the last date."""
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


class _Inputs:
    """What is said of each asset and loan."""

    words: dict[int, list[Valuation]]
    held: dict[int, list[Position]]

    def __init__(self, household: Household, earlier: _Inputs | None = None) -> None:
        self.household = household
        before = None if earlier is None else earlier.household
        if earlier is not None and before and before.valuations is household.valuations:
            self.words = earlier.words
        else:
            self.words = _grouped(household.valuations, attrgetter("owned_id"))
        if earlier is not None and before and before.positions is household.positions:
            self.held = earlier.held
        else:
            self.held = _grouped(household.positions, attrgetter("asset_id"))
        self.events = _grouped(household.loan_events, attrgetter("loan_id"))

    def of(
        self, owned: Asset | Loan
    ) -> tuple[Asset | Loan, list[Valuation], list[Position] | list[LoanEvent]]:
        """Give all that is said of an asset or a loan."""
        rest = self.held if isinstance(owned, Asset) else self.events
        return owned, self.words.get(owned.id, []), rest.get(owned.id, [])


class EarlierValues(NamedTuple):
    """What an index hands to the next one."""

    inputs: _Inputs
    values: Mapping[int, AssetValues | LoanValues]


_T = TypeVar("_T")


def _grouped(rows: Iterable[_T], key: Callable[[_T], int]) -> dict[int, list[_T]]:
    found: dict[int, list[_T]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return found


def _within(days: list[date], until: date | None) -> tuple[date, date] | None:
    """Give the first and the last of some days, in order, up to one; None where none is."""
    rank = len(days) if until is None else bisect_right(days, until)
    return (days[0], days[rank - 1]) if rank else None


def _day(word: Valuation) -> date:
    return word.as_of


def _month_ends(first: date, last: date) -> list[date]:
    ends = []
    year, month = first.year, first.month
    while (year, month) <= (last.year, last.month):
        year, month = (year + month // 12, month % 12 + 1)
        ends.append(date(year, month, 1) - timedelta(days=1))
    return ends
