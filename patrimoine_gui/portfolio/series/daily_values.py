"""What each asset and loan is worth on every day: whole numbers, in arrays.

The values are those of `values.AssetValues.at` and `LoanValues.at`, worked out only on the days
on which they may change. Assets in securities have many such days: their lines are worked out
here, all at once, with the same rules and the same rounding, by whole numbers without any bound.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np

from patrimoine_gui.portfolio.currencies import EURO
from patrimoine_gui.portfolio.valuation import AssetValues, LoanValues, Worth

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from numpy.typing import NDArray

    from patrimoine_gui.portfolio.currencies import Rate
    from patrimoine_gui.portfolio.household import Position, PriceSeries
    from patrimoine_gui.portfolio.valuation import Prices

Numbers: TypeAlias = "NDArray[Any]"
"""Whole numbers: of 64 bits, or Python's own where these do not hold them."""

_LineInputs: TypeAlias = "tuple[Sequence[Position], PriceSeries | None, str, Sequence[Rate]]"
Days: TypeAlias = "NDArray[np.datetime64]"

_DAY = timedelta(1)
SAFE: Final = 2**62
"""What no sum in 64 bits may reach; above, Python's own numbers are used."""


@dataclass(frozen=True, slots=True)
class ChangePoints:
    """The worth of one asset or loan from each day on which it may change.

    Attributes:
        days: in order; the first is the first of the calendar.
        cents: from each day on; 0 where it is not known.
        unvalued: 1 where nothing is known.
        unpriced: how many values or securities have no price or no rate.
    """

    days: Days
    cents: Numbers
    unvalued: Numbers
    unpriced: Numbers


def whole(numbers: Sequence[int]) -> Numbers:
    """Put whole numbers in an array that holds them, and sums of many of them."""
    if all(-SAFE < number < SAFE for number in numbers):
        return np.array(numbers, dtype=np.int64)
    return np.array(numbers, dtype=object)


@dataclass(frozen=True, slots=True)
class DailyValues:
    """One asset or loan on every day of a history, or the part of it that somebody has.

    Attributes:
        values: what it was worked out from.
        cents: its worth; 0 where it is not known.
        gross: its worth where the whole is above zero, else 0.
        debts: its worth where the whole is below zero, else 0.
        unvalued: 1 where nothing is known.
        unpriced: how many values or securities have no price or no rate.
        greatest: the largest amount of them, without its sign.
        has_gross: whether any of `gross` is not 0.
        has_debts: whether any of `debts` is not 0.
        is_lacking: whether there is anything unvalued or unpriced.
    """

    values: AssetValues | LoanValues
    cents: Numbers
    gross: Numbers
    debts: Numbers
    unvalued: Numbers
    unpriced: Numbers
    greatest: int
    has_gross: bool
    has_debts: bool
    is_lacking: bool

    @classmethod
    def made(
        cls,
        values: AssetValues | LoanValues,
        cents: Numbers,
        unvalued: Numbers,
        unpriced: Numbers,
        is_above: Numbers,
    ) -> DailyValues:
        """Take the worths above zero and the others apart."""
        gross, debts = np.where(is_above, cents, 0), np.where(is_above, 0, cents)
        return cls(
            values,
            cents,
            gross,
            debts,
            unvalued,
            unpriced,
            int(np.abs(cents).max(initial=0)),
            has_gross=bool(gross.any()),
            has_debts=bool(debts.any()),
            is_lacking=bool(unvalued.any() or unpriced.any()),
        )


def daily_values(values: AssetValues | LoanValues, days: Days, scaled: ScaledPrices) -> DailyValues:
    """Work out an asset or a loan on each of some days, in order.

    Args:
        values: of it.
        days: which.
        scaled: the prices read already; those that are read here are kept in it.
    """
    points = change_points(values, scaled)
    rank = np.searchsorted(points.days, days, side="right") - 1
    cents = points.cents[rank]
    return DailyValues.made(values, cents, points.unvalued[rank], points.unpriced[rank], cents > 0)


class ScaledPrices:
    """The prices that were read already, and the securities worked out; each once."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[PriceSeries | None, _Scaled]] = {}
        self._lines: dict[tuple[int, int], tuple[_LineInputs, _Line]] = {}

    def line(self, positions: Sequence[Position], prices: Prices) -> _Line:
        """Work out one security of an asset, or give it as it was for the very same inputs."""
        asset, security = positions[0].asset_id, positions[0].security_id
        currency = prices.currency(security)
        rates = () if currency == EURO else prices.rates
        inputs = positions, prices.series(security), currency, rates
        known = self._lines.get((asset, security))
        if known is None or not _are_same(known[0], inputs):
            known = self._lines[asset, security] = (inputs, _line(positions, prices, self))
        return known[1]

    def of(self, security: int, series: PriceSeries | None) -> _Scaled:
        """Give the prices of a security as whole numbers."""
        known = self._known.get(security)
        if known is None or known[0] is not series:
            days, prices = ((), ()) if series is None else (series.days, series.prices)
            known = self._known[security] = (series, _Scaled.written(days, prices))
        return known[1]


def _are_same(first: _LineInputs, second: _LineInputs) -> bool:
    """Tell whether two securities are worked out of the same; a series never changes."""
    return first[1] is second[1] and first == second


def change_points(owned: AssetValues | LoanValues, scaled: ScaledPrices) -> ChangePoints:
    """Give the worth of an asset or a loan on every day.

    Args:
        owned: its values.
        scaled: the prices read already; those that are read here are kept in it.
    """
    if isinstance(owned, AssetValues) and owned.held:
        lines = [scaled.line(positions, owned.prices) for positions in owned.held.values()]
        return _in_securities(owned, lines)
    return _evaluated(owned, _turning(owned))


def _evaluated(owned: AssetValues | LoanValues, days: Iterable[date]) -> ChangePoints:
    dates = sorted({date.min, *days})
    worths = [owned.at(day) for day in dates]
    return ChangePoints(
        np.array(dates, dtype="datetime64[D]"),
        whole([worth.cents or 0 for worth in worths]),
        np.array([_is_unvalued(worth) for worth in worths], dtype=np.int64),
        np.array([worth.unpriced for worth in worths], dtype=np.int64),
    )


def _is_unvalued(worth: Worth) -> bool:
    return worth.cents is None and not worth.unpriced


def _turning(owned: AssetValues | LoanValues) -> set[date]:
    """Give every day on which the worth may change, prices apart."""
    days = set(owned.days)
    if isinstance(owned, LoanValues):
        ends = [owned.loan.closed_on]
        if owned.schedule is not None:
            days.update(day for day, _balance in owned.schedule.steps)
    else:
        ends = [owned.asset.closed_on]
        if owned.asset.opened_on is not None:
            days.add(owned.asset.opened_on)
    days.update(end + _DAY for end in ends if end is not None and end < date.max)
    if owned.is_foreign:
        days.update(rate.on for rate in owned.prices.rates)
    return days


# --- assets in securities -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Line:
    """One security of an asset, from each day on which its worth may change.

    Attributes:
        days: in order.
        cents: from each day on; 0 where there is none, or no price.
        is_there: whether some of it is held.
        is_missing: whether it has no price or no rate.
    """

    days: Days
    cents: Numbers
    is_there: NDArray[np.bool_]
    is_missing: NDArray[np.bool_]


def _line(positions: Sequence[Position], prices: Prices, scaled: ScaledPrices) -> _Line:
    """Work out one security."""
    security = positions[0].security_id
    quantities = _Scaled.of(
        [position.as_of.isoformat() for position in positions],
        [position.quantity for position in positions],
    )
    unit_prices = scaled.of(security, prices.series(security))
    currency = prices.currency(security)
    rates = _Scaled.written(["0001-01-01"], ["1"]) if currency == EURO else _rated(prices, currency)
    factors = (quantities, unit_prices, rates)
    days = np.unique(np.concatenate([factor.days for factor in factors]))
    days = days[np.searchsorted(days, quantities.days[0]) :]
    at = [np.searchsorted(factor.days, days, side="right") - 1 for factor in factors]
    is_known = (at[1] >= 0) & (at[2] >= 0)
    is_there = quantities.numbers[at[0]] != 0
    cents = np.zeros(len(days), dtype=np.int64)
    if is_known.any():
        numbers = [factor.numbers[rank[is_known]] for factor, rank in zip(factors, at, strict=True)]
        exponent = sum(factor.scale for factor in factors) - 2
        product = _product(numbers, [factor.greatest for factor in factors], exponent)
        values = _rounded(product, exponent)
        cents = cents if values.dtype == np.int64 else cents.astype(object)
        cents[is_known] = values
    return _Line(days, cents, is_there, is_there & ~is_known)


def _in_securities(owned: AssetValues, lines: Sequence[_Line]) -> ChangePoints:
    """Put the securities of an asset together, by the rules of `AssetValues.at`."""
    words = AssetValues(owned.asset, owned.words, (), owned.prices)
    statements = _evaluated(words, _turning(words))
    days = np.unique(np.concatenate([statements.days, *(line.days for line in lines)]))
    there, missing = np.zeros(len(days), np.int64), np.zeros(len(days), np.int64)
    total: Numbers = np.zeros(len(days), np.int64)
    for line in lines:
        start = int(np.searchsorted(days, line.days[0]))
        rank = np.searchsorted(line.days, days[start:], side="right") - 1
        there[start:] += line.is_there[rank]
        missing[start:] += line.is_missing[rank]
        total = _added(total, start, line.cents[rank])
    ranks = np.searchsorted(statements.days, days, side="right") - 1
    first = min(line.days[0] for line in lines)
    is_said = (missing == there) & ((there > 0) | (days < first))
    cents = np.where(is_said, statements.cents[ranks], total)
    unvalued = np.where(is_said & (missing == 0), statements.unvalued[ranks], 0)
    unpriced = np.where(is_said & (missing == 0), statements.unpriced[ranks], missing)
    is_outside = _outside(owned, days)
    for numbers in (cents, unvalued, unpriced):
        numbers[is_outside] = 0
    return ChangePoints(days, cents, unvalued, unpriced)


def _added(total: Numbers, start: int, more: Numbers) -> Numbers:
    """Add the cents of a line from a rank on; two that 64 bits hold are far below their end."""
    if object in {total.dtype.type, more.dtype.type} or more.dtype == object:
        total = total.astype(object)
    total[start:] += more
    return whole(total.tolist()) if total.dtype == object else total


def _outside(owned: AssetValues, days: Days) -> NDArray[np.bool_]:
    """Tell on which days an asset does not exist."""
    is_outside: NDArray[np.bool_] = np.zeros(len(days), dtype=np.bool_)
    if owned.asset.opened_on is not None:
        is_outside |= days < np.datetime64(owned.asset.opened_on)
    if owned.asset.closed_on is not None:
        is_outside |= days > np.datetime64(owned.asset.closed_on)
    return is_outside


def _product(numbers: Sequence[Numbers], greatest: Sequence[int], exponent: int) -> Numbers:
    """Multiply, in 64 bits where every step of `_rounded` has room in them."""
    bound = 2 * greatest[0] * greatest[1] * greatest[2] * 10 ** max(-exponent, 0)
    kind: type = np.int64 if bound + 10 ** max(exponent, 0) < SAFE else object
    product: Numbers = numbers[0].astype(kind)
    for part in numbers[1:]:
        product = product * part.astype(kind)
    return product


def _rounded(product: Numbers, exponent: int) -> Numbers:
    """Divide by a power of ten and round half up, away from zero."""
    if exponent <= 0:
        scaled: Numbers = product * 10**-exponent
    else:
        unit = 10**exponent
        size = (2 * np.abs(product) + unit) // (2 * unit)
        scaled = np.where(product < 0, -size, size)
    return scaled if scaled.dtype == np.int64 else whole(scaled.tolist())


@dataclass(frozen=True, slots=True)
class _Scaled:
    """Dated decimals as whole numbers: each is `numbers / 10**scale` from its day on."""

    days: Days
    numbers: Numbers
    scale: int
    greatest: int

    @classmethod
    def of(cls, days: Sequence[str], values: Sequence[Decimal]) -> _Scaled:
        """Scale decimals; of two for one day the later in the sequence counts."""
        texts = [f"{value:f}" for value in values]
        last = {day: rank for rank, day in enumerate(days)}
        kept = list(last.values())
        return cls.written([days[rank] for rank in kept], [texts[rank] for rank in kept])

    @classmethod
    def written(cls, days: Sequence[str], texts: Sequence[str]) -> _Scaled:
        """Scale plain decimal texts, one for each day, in the order of days."""
        places = [len(text) - text.find(".") - 1 if "." in text else 0 for text in texts]
        scale = max(places, default=0)
        numbers = [
            int(text.replace(".", "") + "0" * (scale - place))
            for text, place in zip(texts, places, strict=True)
        ]
        greatest = max(map(abs, numbers), default=0)
        return cls(np.array(days, dtype="datetime64[D]"), whole(numbers), scale, greatest)


def _rated(prices: Prices, currency: str) -> _Scaled:
    rates = prices.exchange.rates(currency)
    return _Scaled.of([day.isoformat() for day, _rate in rates], [rate for _day, rate in rates])
