"""What was put in, what it gained, and at what rate, between two days.

A value is that of the end of a day, so what moves on the first day is in the first value. What
moves after it, up to the last day, is a flow or not as `flows` says. Gains are what is left:
value at the end = value at the start + contributions + gains, exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from enum import Enum
from itertools import chain, groupby
from typing import TYPE_CHECKING, Final

from patrimoine_gui.portfolio.performance.cash_flows import CashFlow, CashFlows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from patrimoine_gui.portfolio.net_worth import ValueIndex
    from patrimoine_gui.portfolio.valuation import Worth

SHORTEST: Final = 30
"""Days below which a yearly rate would only be a caricature of a few days."""

_EXACT: Final = Context(prec=50, rounding=ROUND_HALF_UP)
_PLACES: Final = Decimal("0.0001")
_HIGHEST: Final = Decimal(1_000_000)
_GUESSES: Final = (0, 1, 10)


class Lack(Enum):
    """Why there is no result."""

    NO_VALUE = "no value, no price or no rate"
    NOT_VALUED = "not valued on the day of a flow"
    NOTHING_INVESTED = "nothing was invested"
    BELOW_ZERO = "more is owed than owned"
    ONE_SIGN = "money only goes one way"
    TOO_SHORT = "period too short"
    NO_ANSWER = "no rate answers"
    SEVERAL_ANSWERS = "several rates answer"


@dataclass(frozen=True, slots=True)
class NoResult:
    """Why nothing can be said.

    Attributes:
        lack: the reason.
        on: the day that it is about, if it is about one.
        owned_ids: assets and loans that it is about.
    """

    lack: Lack
    on: date | None = None
    owned_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Growth:
    """Where the change of a value comes from, in cents of a euro.

    Attributes:
        start: first day; its operations are in `before`.
        end: last day.
        before: value at the end of the first day.
        after: value at the end of the last day.
        contributions: what was put in, less what was taken out.
        left_out: assets and loans that are in none of the figures, because they have no value, no
            price or no rate when one is needed.
    """

    start: date
    end: date
    before: int
    after: int
    contributions: int
    left_out: tuple[int, ...] = ()

    @property
    def gains(self) -> int:
        """What was earned, or lost below zero."""
        return self.after - self.before - self.contributions


@dataclass(frozen=True, slots=True)
class Return:
    """A rate.

    Attributes:
        percent: rounded half up to four places.
        left_out: as in `Growth`.
    """

    percent: Decimal
    left_out: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Period:
    """What a rate is worked out from."""

    ids: tuple[int, ...]
    growth: Growth
    flows: tuple[CashFlow, ...]


class Performance:
    """Tells how the assets and the loans of a household did."""

    def __init__(self, index: ValueIndex) -> None:
        """Index the operations once.

        Args:
            index: the values, and the household.
        """
        self._index = index
        self._flows = CashFlows(index.household)

    def flows(self, owned_ids: Iterable[int], start: date, end: date) -> tuple[CashFlow, ...]:
        """Give the flows after a day up to another one, by day.

        An asset or a loan that has one without a rate has none here.
        """
        each = [self._flows.between(owned, start, end) or () for owned in sorted(set(owned_ids))]
        return tuple(sorted(chain.from_iterable(each), key=_rank))

    def growth(self, owned_ids: Iterable[int], start: date, end: date) -> Growth | NoResult:
        """Tell contributions from gains.

        Args:
            owned_ids: assets and loans, in any order; `index.counted` for the household.
            start: its value is that of the end of the day.
            end: after `start`.
        """
        found = self._period(owned_ids, start, end)
        return found if isinstance(found, NoResult) else found.growth

    def money_weighted(self, owned_ids: Iterable[int], start: date, end: date) -> Return | NoResult:
        """Give the yearly rate that the money earned: the internal rate of return of the flows.

        Source: r such that the sum of flow / (1 + r) ^ (days / 365) is zero, as XIRR of a
        spreadsheet; the value at the start is put in, the value at the end is taken out. Where
        the flows change sign more than once, several rates may answer: then none is given.
        """
        period = self._period(owned_ids, start, end)
        if isinstance(period, NoResult):
            return period
        flows_by_day = {start: -period.growth.before}
        for flow in period.flows:
            flows_by_day[flow.on] = flows_by_day.get(flow.on, 0) - flow.cents
        flows_by_day[end] = flows_by_day.get(end, 0) + period.growth.after
        rate = _internal_rate({day: cents for day, cents in sorted(flows_by_day.items()) if cents})
        return rate if isinstance(rate, NoResult) else Return(rate, period.growth.left_out)

    def time_weighted(self, owned_ids: Iterable[int], start: date, end: date) -> Return | NoResult:
        """Give the rate over the period, whatever was put in or taken out; not a yearly one.

        Source: GIPS 2020, time-weighted return: the value is known on each day of a flow, and the
        growths of the periods between are linked. Flows count at the end of their day: growth =
        (value - flow) / value before; where nothing was invested before, the flow is what was.
        A value that was not told on the day of a flow is not worked out: there is no result.
        """
        period = self._period(owned_ids, start, end)
        if isinstance(period, NoResult):
            return period
        factor, base = Decimal(1), period.growth.before
        for day, flows in groupby(period.flows, key=lambda flow: flow.on):
            day_flows = list(flows)
            value = self._value(period.ids, day, day_flows)
            if isinstance(value, NoResult):
                return value
            step = _step(base, value, sum(flow.cents for flow in day_flows), day)
            if isinstance(step, NoResult):
                return step
            factor, base = _EXACT.multiply(factor, step), value
        step = _step(base, period.growth.after, 0, end)
        if isinstance(step, NoResult):
            return step
        growth = _EXACT.subtract(_EXACT.multiply(factor, step), Decimal(1))
        return Return(_rounded(_EXACT.multiply(growth, Decimal(100))), period.growth.left_out)

    def _period(self, owned_ids: Iterable[int], start: date, end: date) -> _Period | NoResult:
        if end <= start:
            return NoResult(Lack.TOO_SHORT, end)
        all_ids = tuple(sorted(set(owned_ids)))
        ids = tuple(owned for owned in all_ids if self._is_known(owned, start, end))
        left_out = tuple(owned for owned in all_ids if owned not in ids)
        if not ids:
            return NoResult(Lack.NO_VALUE, start, left_out)
        flows = self.flows(ids, start, end)
        contributions = sum(flow.cents for flow in flows)
        before, after = self._sum(ids, start), self._sum(ids, end)
        growth = Growth(start, end, before, after, contributions, left_out)
        return _Period(ids, growth, flows)

    def _is_known(self, owned: int, start: date, end: date) -> bool:
        ends = [self._index.worth(owned, day) for day in (start, end)]
        return all(map(_is_whole, ends)) and self._flows.between(owned, start, end) is not None

    def _sum(self, ids: Iterable[int], day: date) -> int:
        return sum(self._index.euros(owned, day) or 0 for owned in ids)

    def _value(self, ids: tuple[int, ...], day: date, flows: list[CashFlow]) -> int | NoResult:
        """Give the value at the end of a day of flows, if it was told then."""
        untold = sorted({flow.owned_id for flow in flows if not self._flows.is_told(flow)})
        if untold:
            return NoResult(Lack.NOT_VALUED, day, tuple(untold))
        worths = {owned: self._index.worth(owned, day) for owned in ids}
        lacking = tuple(owned for owned, worth in worths.items() if not _is_whole(worth))
        if lacking:
            return NoResult(Lack.NO_VALUE, day, lacking)
        return sum(worth.cents or 0 for worth in worths.values())


def _rank(flow: CashFlow) -> tuple[object, ...]:
    return flow.on, flow.owned_id, flow.cents, flow.is_in_value


def _is_whole(worth: Worth) -> bool:
    return worth.cents is not None and not worth.unpriced


def _step(base: int, value: int, flow: int, day: date) -> Decimal | NoResult:
    """Give by how much a value was multiplied, flows at the end of the day."""
    if base < 0:
        return NoResult(Lack.BELOW_ZERO, day)
    grown = value - flow
    if base == 0:
        if grown == 0:
            return Decimal(1)
        base, grown = flow, value
    if base <= 0:
        return NoResult(Lack.NOTHING_INVESTED, day)
    if grown < 0:
        return NoResult(Lack.BELOW_ZERO, day)
    return _EXACT.divide(Decimal(grown), Decimal(base))


def _internal_rate(moved: Mapping[date, int]) -> Decimal | NoResult:
    """Solve for the yearly rate, percent.

    Args:
        moved: cents by day, in order, none of them 0; below zero for what is put in.
    """
    import pyxirr  # numbers are worked out when they are asked for

    days, cents = list(moved), list(moved.values())
    if not cents or (min(cents) > 0) == (max(cents) > 0):
        return NoResult(Lack.ONE_SIGN)
    if (days[-1] - days[0]).days < SHORTEST:
        return NoResult(Lack.TOO_SHORT)
    guesses = (None,) if pyxirr.is_conventional_cash_flow(cents) else _GUESSES
    answers = [_percent(pyxirr.xirr(days, cents, guess=guess)) for guess in guesses]
    rates = {answer for answer in answers if answer is not None}
    if len(rates) > 1:
        return NoResult(Lack.SEVERAL_ANSWERS)
    return rates.pop() if rates else NoResult(Lack.NO_ANSWER)


def _percent(rate: object) -> Decimal | None:
    """Take over what the solver found; None for nothing, or for what no money ever earned."""
    found = Decimal("NaN") if rate is None else Decimal(str(rate))
    return _rounded(found * 100) if found.is_finite() and found < _HIGHEST else None


def _rounded(percent: Decimal) -> Decimal:
    return percent.quantize(_PLACES, ROUND_HALF_UP, _EXACT)
