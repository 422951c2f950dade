"""What one asset or one loan is worth at a day: the one set of rules, for every total.

A value is the latest on or before the day. An asset in securities is worth each quantity at the
latest price, every line rounded half up to the cent of a euro. A loan is owed by its schedule,
which each known balance re-bases, or by the latest balance known. Outside the days between which
something exists it is worth nothing.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from patrimoine_gui.portfolio.currencies import EURO, CurrencyConverter, decimals
from patrimoine_gui.portfolio.household import (
    Asset,
    EventKind,
    Household,
    Loan,
    LoanEvent,
    Position,
    Valuation,
    ValuationMode,
)
from patrimoine_gui.portfolio.loans import balances

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from patrimoine_gui.portfolio.household import PriceSeries
    from patrimoine_gui.portfolio.loans.schedules import Schedule

_EXACT = Context(prec=130, rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Worth:
    """What something is worth on a day, in cents of a euro; a loan counts below zero.

    Attributes:
        cents: None where nothing is known by then, or its currency has no rate.
        unpriced: how many values or securities have no price or no rate, and are in no sum.
    """

    cents: int | None
    unpriced: int = 0


NOTHING = Worth(0)
UNKNOWN = Worth(None)


class Prices:
    """The latest price of each security at a day."""

    def __init__(self, household: Household) -> None:
        self._series: dict[int, PriceSeries] = {item.security_id: item for item in household.prices}
        self._currencies = {item.id: item.currency for item in household.securities}
        self.rates = household.rates
        self.exchange = CurrencyConverter(household.rates)

    def series(self, security: int) -> PriceSeries | None:
        """Give the prices of a security, None where there are none."""
        return self._series.get(security)

    def currency(self, security: int) -> str:
        """Give the currency of the prices of a security."""
        return self._currencies[security]

    def latest(self, security: int, day: date) -> Decimal | None:
        """Give the latest price of a security, in its own currency."""
        series = self._series.get(security)
        rank = bisect_right(series.days, day.isoformat()) if series else 0
        return Decimal(series.prices[rank - 1]) if series and rank else None

    def line(self, security: int, quantity: Decimal, day: date) -> int | None:
        """Give what a quantity is worth, in cents of a euro; None without a price or a rate."""
        price = self.latest(security, day)
        if price is None:
            return None
        currency = self._currencies[security]
        minor = _EXACT.multiply(quantity, price).scaleb(decimals(currency), _EXACT)
        return self.exchange.convert(minor, currency, day)

    def euros(self, amount: int, currency: str, day: date) -> int | None:
        """Convert an amount, in cents of a euro; None without a rate."""
        return self.exchange.euros(amount, currency, day)


class AssetValues:
    """The values of one asset."""

    def __init__(
        self, asset: Asset, words: Iterable[Valuation], held: Iterable[Position], prices: Prices
    ) -> None:
        self.asset = asset
        self.words = sorted(words, key=_order)
        self.prices = prices
        self.held: dict[int, list[Position]] = {}
        if asset.mode is ValuationMode.POSITIONS:
            for position in held:
                self.held.setdefault(position.security_id, []).append(position)
            for positions in self.held.values():
                positions.sort(key=lambda position: (position.as_of, position.id))

    @property
    def owned(self) -> Asset:
        """The asset."""
        return self.asset

    @property
    def is_counted(self) -> bool:
        """Whether it counts in the totals."""
        return self.asset.in_net_worth

    @cached_property
    def days(self) -> list[date]:
        """The days on which something is said of it, in order."""
        held = {position.as_of for items in self.held.values() for position in items}
        return sorted(held | {word.as_of for word in self.words})

    def are_priced_alike(self, prices: Prices) -> bool:
        """Tell whether other prices and rates give the same values."""
        return all(_are_alike(security, prices, self.prices) for security in self.held) and (
            not self.is_foreign or prices.rates == self.prices.rates
        )

    @cached_property
    def is_foreign(self) -> bool:
        """Whether rates matter."""
        currencies = {word.currency for word in self.words}
        return not currencies | {self.prices.currency(key) for key in self.held} <= {EURO}

    def at(self, day: date) -> Worth:
        """Give what it is worth."""
        start, end = self.asset.opened_on, self.asset.closed_on
        if (start is not None and day < start) or (end is not None and day > end):
            return NOTHING
        lines = self._lines(day)
        missing = lines.count(None)
        if lines and missing == len(lines):
            return Worth(self._said(day).cents, missing)
        if lines or self._is_known(day):
            return Worth(sum(cents for cents in lines if cents is not None), missing)
        return self._said(day)

    def is_in_securities(self, day: date) -> bool:
        """Tell whether it is worth what its securities are, whatever balance was told of it."""
        lines = self._lines(day)
        return lines.count(None) < len(lines) if lines else self._is_known(day)

    def _is_known(self, day: date) -> bool:
        return any(positions[0].as_of <= day for positions in self.held.values())

    def _lines(self, day: date) -> list[int | None]:
        found: list[int | None] = []
        for security, positions in self.held.items():
            rank = bisect_right(positions, day, key=lambda position: position.as_of)
            if rank and positions[rank - 1].quantity:
                found.append(self.prices.line(security, positions[rank - 1].quantity, day))
        return found

    def _said(self, day: date) -> Worth:
        rank = bisect_right(self.words, day, key=lambda word: word.as_of)
        if not rank:
            return UNKNOWN
        word = self.words[rank - 1]
        cents = self.prices.euros(word.amount, word.currency, day)
        return Worth(cents, int(cents is None))


class LoanValues:
    """What is owed of one loan."""

    def __init__(
        self, loan: Loan, words: Iterable[Valuation], events: Iterable[LoanEvent], prices: Prices
    ) -> None:
        self.loan = loan
        self.words = sorted(words, key=_order)
        self.events = tuple(events)
        self.prices = prices

    @cached_property
    def schedule(self) -> Schedule | None:
        """The schedule, None for a loan without terms."""
        return balances.schedule(self.loan, self.events, self.words)

    @property
    def owned(self) -> Loan:
        """The loan."""
        return self.loan

    @property
    def is_counted(self) -> bool:
        """Whether it counts in the totals."""
        return not self.loan.off_balance

    @cached_property
    def days(self) -> list[date]:
        """The days on which something is said of it, and the one from which it is owed."""
        known = {
            event.on_date
            for event in self.events
            if event.kind is EventKind.STATEMENT and event.amount is not None
        }
        known |= {word.as_of for word in self.words}
        return sorted(known | ({self.schedule.start} if self.schedule else set()))

    def are_priced_alike(self, prices: Prices) -> bool:
        """Tell whether other rates give the same values."""
        return not self.is_foreign or prices.rates == self.prices.rates

    @cached_property
    def is_foreign(self) -> bool:
        """Whether rates matter."""
        return not {self.loan.currency, *(word.currency for word in self.words)} <= {EURO}

    def at(self, day: date) -> Worth:
        """Give what is owed, below zero."""
        if self.loan.closed_on is not None and day > self.loan.closed_on:
            return NOTHING
        if self.schedule is not None:
            return self._worth(self.schedule.balance(day), self.loan.currency, day)
        return self._said(day)

    def _said(self, day: date) -> Worth:
        balances_said = [
            (event.on_date, 1, event.id, event.amount, self.loan.currency)
            for event in self.events
            if event.kind is EventKind.STATEMENT and event.amount is not None
        ]
        balances_said += [
            (word.as_of, 0, word.id, word.amount, word.currency) for word in self.words
        ]
        latest = max((item for item in balances_said if item[0] <= day), default=None)
        return UNKNOWN if latest is None else self._worth(latest[3], latest[4], day)

    def _worth(self, amount: int, currency: str, day: date) -> Worth:
        cents = self.prices.euros(-amount, currency, day)
        return Worth(cents, int(cents is None))


def _are_alike(security: int, first: Prices, second: Prices) -> bool:
    """Tell whether a security has the same prices; a series is made once and never changes."""
    return first.series(security) is second.series(security) and first.currency(
        security
    ) == second.currency(security)


def _order(word: Valuation) -> tuple[date, int]:
    return word.as_of, word.id
