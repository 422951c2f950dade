"""What a monthly statement changes of the net worth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from patrimoine_gui.portfolio.currencies import CurrencyConverter

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from patrimoine_gui.portfolio.monthly_statement.new_values import NewValue
    from patrimoine_gui.portfolio.net_worth import ValueIndex


@dataclass(frozen=True, slots=True)
class StatementTotals:
    """The net worth without and with the new values, in cents of a euro.

    Attributes:
        before: as the file says it.
        after: as it will say it.
        missing: what is in neither, for want of a value, a price or a rate.
    """

    before: int
    after: int
    missing: int


def totals(index: ValueIndex, day: date, values: Iterable[NewValue]) -> StatementTotals:
    """Add up what the new values change; those of things that do not count change nothing."""
    exchange = CurrencyConverter(index.household.rates)
    counted = set(index.counted)
    net = index.net_worth(day)
    after, missing = net.net, net.unvalued + net.unpriced
    for value in values:
        owned, on = value.row.owned.id, value.row.day
        sign = -1 if value.row.is_loan else 1
        cents = exchange.euros(sign * value.amount.minor, value.amount.currency, on)
        if owned in counted and cents is not None:
            worth = index.euros(owned, on)
            after += cents - (worth or 0)
            missing -= worth is None
    return StatementTotals(net.net, after, missing)
