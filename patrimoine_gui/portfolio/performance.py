"""What was put in, what it gained, and at what rate, between two days.

A value is that of the end of a day, so what moves on the first day is in the first value. What
moves after it, up to the last day, either crosses the edge of what is valued, and is a flow, or
happens inside it, and is a gain or a loss:

- The value of an account (a balance, or anything among cash and financial assets) and of a loan
  has its money in it. Deposits, withdrawals and transfers cross the edge; interest, dividends,
  rents, fees and taxes are gains and losses; what is bought or sold only changes its form.
- The value of securities that are told one by one, and of a thing (a house, a company, a
  painting), has no money in it. What is bought, sold, received and paid crosses the edge: a rent
  comes out of a house, a fee is put into it. Deposits, withdrawals and transfers then only move
  the money beside it. Where nothing says what that money did (securities without a single purchase
  or sale, a thing with none of these operations), they are what was put in and taken out.
- A switch stays inside. Operations in the bin never happened.

So a transfer between two things of a set is two flows that cancel out. Gains are what is left:
value at the end = value at the start + contributions + gains, exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from enum import Enum
from itertools import groupby
from typing import TYPE_CHECKING, Final

from patrimoine_gui.portfolio.currencies import Exchange
from patrimoine_gui.portfolio.household import (
    Asset,
    AssetGroup,
    EventKind,
    OperationKind,
    ValuationMode,
)
from patrimoine_gui.portfolio.loans import terms

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from patrimoine_gui.portfolio.household import Household, Operation
    from patrimoine_gui.portfolio.net_worth import ValueIndex
    from patrimoine_gui.portfolio.values import Worth

SHORTEST: Final = 30
"""Days below which a yearly rate would only be a caricature of a few days."""

_EXACT: Final = Context(prec=50, rounding=ROUND_HALF_UP)
_PLACES: Final = Decimal("0.0001")
_HIGHEST: Final = Decimal(1_000_000)
_GUESSES: Final = (0, 1, 10)
_ACCOUNTS: Final = frozenset({AssetGroup.CASH, AssetGroup.FINANCIAL})
_MONEY: Final = dict.fromkeys(
    (OperationKind.DEPOSIT, OperationKind.WITHDRAWAL, OperationKind.TRANSFER), 1
)
_TRADES: Final = dict.fromkeys((OperationKind.PURCHASE, OperationKind.SALE), -1)
_YIELD: Final = dict.fromkeys(
    (
        OperationKind.DIVIDEND,
        OperationKind.INTEREST,
        OperationKind.RENT,
        OperationKind.FEE,
        OperationKind.TAX,
    ),
    -1,
)
_THING: Final = _TRADES | _YIELD


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
class Flow:
    """Money that crosses the edge of what is valued.

    Attributes:
        on: the day.
        owned_id: the asset or the loan.
        cents: of a euro; above zero for what is put in, below for what is taken out.
        is_in_value: whether the next value has it in it: true but for what is received or paid
            beside a thing, such as a rent.
    """

    on: date
    owned_id: int
    cents: int
    is_in_value: bool


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
    flows: tuple[Flow, ...]


class Performance:
    """Tells how the assets and the loans of a household did."""

    def __init__(self, index: ValueIndex) -> None:
        """Index the operations once.

        Args:
            index: the values, and the household.
        """
        self._index = index
        household = index.household
        self._exchange = Exchange(household.rates)
        self._operations: dict[int, list[Operation]] = {}
        for operation in household.operations:
            if not operation.deleted_at:
                owned = operation.asset_id if operation.asset_id is not None else operation.loan_id
                self._operations.setdefault(owned or 0, []).append(operation)
        self._signs = {
            asset.id: _signs(asset, self._operations.get(asset.id, ()))
            for asset in household.assets
        }
        self._scheduled = {loan.id for loan in household.loans if terms(loan) is not None}
        self._told = _told(household)

    @property
    def counted(self) -> tuple[int, ...]:
        """Give the assets and the loans that count in the net worth of the household."""
        household = self._index.household
        assets = [asset.id for asset in household.assets if asset.in_net_worth]
        return (*assets, *(loan.id for loan in household.loans if not loan.off_balance))

    def flows(self, owned_ids: Iterable[int], start: date, end: date) -> tuple[Flow, ...]:
        """Give the flows after a day up to another one, by day; none without a rate for it."""
        found = [
            flow
            for owned in sorted(set(owned_ids))
            for flow in self._of(owned, start, end)
            if flow is not None
        ]
        return tuple(sorted(found, key=lambda flow: flow.on))

    def growth(self, owned_ids: Iterable[int], start: date, end: date) -> Growth | NoResult:
        """Tell contributions from gains.

        Args:
            owned_ids: assets and loans, in any order.
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
        found = self._period(owned_ids, start, end)
        if isinstance(found, NoResult):
            return found
        moved = {start: -found.growth.before}
        for flow in found.flows:
            moved[flow.on] = moved.get(flow.on, 0) - flow.cents
        moved[end] = moved.get(end, 0) + found.growth.after
        rate = _internal_rate({day: cents for day, cents in sorted(moved.items()) if cents})
        return rate if isinstance(rate, NoResult) else Return(rate, found.growth.left_out)

    def time_weighted(self, owned_ids: Iterable[int], start: date, end: date) -> Return | NoResult:
        """Give the rate over the period, whatever was put in or taken out; not a yearly one.

        Source: GIPS 2020, time-weighted return: the value is known on each day of a flow, and the
        growths of the periods between are linked. Flows count at the end of their day: growth =
        (value - flow) / value before; where nothing was invested before, the flow is what was.
        A value that was not told on the day of a flow is not worked out: there is no result.
        """
        found = self._period(owned_ids, start, end)
        if isinstance(found, NoResult):
            return found
        factor, base = Decimal(1), found.growth.before
        for day, flows in groupby(found.flows, key=lambda flow: flow.on):
            moved = list(flows)
            value = self._value(found.ids, day, moved)
            if isinstance(value, NoResult):
                return value
            step = _step(base, value, sum(flow.cents for flow in moved), day)
            if isinstance(step, NoResult):
                return step
            factor, base = _EXACT.multiply(factor, step), value
        step = _step(base, found.growth.after, 0, end)
        if isinstance(step, NoResult):
            return step
        grown = _EXACT.subtract(_EXACT.multiply(factor, step), Decimal(1))
        return Return(_rounded(_EXACT.multiply(grown, Decimal(100))), found.growth.left_out)

    def _period(self, owned_ids: Iterable[int], start: date, end: date) -> _Period | NoResult:
        if end <= start:
            return NoResult(Lack.TOO_SHORT, end)
        wanted = tuple(sorted(set(owned_ids)))
        ids = tuple(owned for owned in wanted if self._is_known(owned, start, end))
        left_out = tuple(owned for owned in wanted if owned not in ids)
        if not ids:
            return NoResult(Lack.NO_VALUE, start, left_out)
        flows = self.flows(ids, start, end)
        contributions = sum(flow.cents for flow in flows)
        before, after = self._sum(ids, start), self._sum(ids, end)
        growth = Growth(start, end, before, after, contributions, left_out)
        return _Period(ids, growth, flows)

    def _is_known(self, owned: int, start: date, end: date) -> bool:
        ends = [self._index.worth(owned, day) for day in (start, end)]
        return all(map(_is_whole, ends)) and None not in self._of(owned, start, end)

    def _sum(self, ids: Iterable[int], day: date) -> int:
        return sum(self._index.euros(owned, day) or 0 for owned in ids)

    def _of(self, owned: int, start: date, end: date) -> list[Flow | None]:
        """Give the flows of one asset or loan, None for one that has no rate."""
        found: list[Flow | None] = []
        signs = self._signs.get(owned, _MONEY)
        for operation in self._operations.get(owned, ()):
            day, sign = operation.on_date, signs.get(operation.kind, 0)
            if not start < day <= end or not sign * operation.amount:
                continue
            cents = self._exchange.euros(sign * operation.amount, operation.currency, day)
            is_in_value = operation.kind not in _YIELD
            found.append(None if cents is None else Flow(day, owned, cents, is_in_value))
        return found

    def _value(self, ids: tuple[int, ...], day: date, flows: list[Flow]) -> int | NoResult:
        """Give the value at the end of a day of flows, if it was told then."""
        untold = sorted(
            {
                flow.owned_id
                for flow in flows
                if flow.is_in_value
                and flow.owned_id not in self._scheduled
                and (flow.owned_id, day) not in self._told
            }
        )
        if untold:
            return NoResult(Lack.NOT_VALUED, day, tuple(untold))
        worths = {owned: self._index.worth(owned, day) for owned in ids}
        lacking = tuple(owned for owned, worth in worths.items() if not _is_whole(worth))
        if lacking:
            return NoResult(Lack.NO_VALUE, day, lacking)
        return sum(worth.cents or 0 for worth in worths.values())


def _told(household: Household) -> set[tuple[int, date]]:
    """Give the days on which the value of each asset or loan was told.

    Of an asset in securities, the days on which it is told what it holds.
    """
    valued = {asset.id for asset in household.assets if asset.mode is ValuationMode.POSITIONS}
    held = {
        (position.asset_id, position.as_of)
        for position in household.positions
        if position.asset_id in valued
    }
    holders = {asset for asset, _day in held}
    said = {
        (word.owned_id, word.as_of) for word in household.valuations if word.owned_id not in holders
    }
    owed = {
        (event.loan_id, event.on_date)
        for event in household.loan_events
        if event.kind is EventKind.STATEMENT
    }
    return held | said | owed


def _is_whole(worth: Worth) -> bool:
    return worth.cents is not None and not worth.unpriced


def _signs(asset: Asset, operations: Iterable[Operation]) -> Mapping[OperationKind, int]:
    """Tell which operations of an asset are flows, and whether its money is on the other side."""
    is_account = asset.mode is ValuationMode.BALANCE or asset.group in _ACCOUNTS
    if is_account and asset.mode is not ValuationMode.POSITIONS:
        return _MONEY
    telling = _TRADES if is_account else _THING
    return _THING if any(operation.kind in telling for operation in operations) else _MONEY


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
