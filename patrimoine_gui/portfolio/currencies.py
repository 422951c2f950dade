"""Currencies: how small their smallest unit is, and exact conversion into euros.

Source of the decimals: ISO 4217, list one (the minor unit of each currency).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date  # noqa: TC003
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

EURO: Final = "EUR"
_EXACT: Final = Context(prec=130, rounding=ROUND_HALF_UP)

_WITHOUT: Final = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_WITH_THREE: Final = "BHD IQD JOD KWD LYD OMR TND"
_DECIMALS: Final = dict.fromkeys(_WITHOUT.split(), 0) | dict.fromkeys(_WITH_THREE.split(), 3)
_COMMON: Final = (
    "AED AUD BGN BRL CAD CHF CNY CZK DKK DZD EGP GBP HKD HUF IDR ILS "
    "INR ISK JPY KRW LBP LKR MAD MGA MUR MXN MYR NOK NZD PHP PLN RON "
    "RSD RUB SAR SEK SGD THB TND TRY TWD UAH USD VND XAF XOF XPF ZAR"
)
_KNOWN: Final = frozenset(_COMMON.split())
_SIGNS: Final = frozenset("$£¥₣₽₹")
_IN_BRACKETS: Final = re.compile(r"\(([^()]*)\)")


@dataclass(frozen=True, slots=True)
class Rate:
    """What one unit of a currency was worth in another on a day.

    Attributes:
        base: ISO 4217 code of the currency that is priced.
        quote: ISO 4217 code of the currency of the price.
        on: the day.
        value: units of `quote` for one unit of `base`, above zero.
    """

    base: str
    quote: str
    on: date
    value: Decimal


def decimals(currency: str) -> int:
    """Give how many decimals the amounts of a currency have: 2 for EUR, 0 for JPY, 3 for TND."""
    return _DECIMALS.get(currency, 2)


def mentions_other(name: str) -> bool:
    """Tell whether a name mentions a currency other than the euro in brackets: "Livret (USD)".

    It is a hint to be checked by the user, and changes no value.
    """
    words = (inside.strip() for inside in _IN_BRACKETS.findall(name))
    return any(word.upper() in _KNOWN or word in _SIGNS for word in words)


class CurrencyConverter:
    """Converts amounts into euros at the last rate known on a day; it never guesses one."""

    def __init__(self, rates: Iterable[Rate]) -> None:
        """Index rates in either direction: EUR for one USD, or USD for one EUR."""
        found: dict[str, dict[date, Decimal]] = {}
        for rate in sorted(rates, key=lambda item: item.quote == EURO):
            if EURO not in {rate.base, rate.quote} or rate.base == rate.quote:
                continue
            direct = rate.quote == EURO
            currency = rate.base if direct else rate.quote
            found.setdefault(currency, {})[rate.on] = rate.value if direct else 1 / rate.value
        self._rates = {currency: sorted(days.items()) for currency, days in found.items()}

    def rates(self, currency: str) -> Sequence[tuple[date, Decimal]]:
        """Give the euros for one unit of a currency, from each day on, in order."""
        return self._rates.get(currency, ())

    def euros(self, amount: int, currency: str, on: date) -> int | None:
        """Convert an amount in minor units into cents of a euro, half up; None without a rate."""
        return amount if currency == EURO else self.convert(Decimal(amount), currency, on)

    def convert(self, minor: Decimal, currency: str, on: date) -> int | None:
        """Convert minor units, whole or not, into cents of a euro, half up; None without a rate."""
        if currency == EURO:
            return int(minor.quantize(Decimal(1), ROUND_HALF_UP, _EXACT))
        days = self._rates.get(currency, [])
        rank = bisect_right(days, on, key=lambda item: item[0])
        if not rank:
            return None
        cents = _EXACT.multiply(minor.scaleb(2 - decimals(currency), _EXACT), days[rank - 1][1])
        return int(cents.quantize(Decimal(1), ROUND_HALF_UP, _EXACT))
