"""Amounts, quantities and rates as they are typed: "1 234,56 €", "US$ 20", "-500", "3,05 %"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from patrimoine_gui.entry import numbers
from patrimoine_gui.errors import EntryFault, EntryUnreadable

if TYPE_CHECKING:
    from collections.abc import Callable

_SIGNS: Final = {
    "€": "EUR",
    "EUROS": "EUR",
    "EURO": "EUR",
    "£": "GBP",
    "US$": "USD",
    "$US": "USD",
    "C$": "CAD",
    "CA$": "CAD",
    "$CA": "CAD",
    "A$": "AUD",
    "AU$": "AUD",
    "NZ$": "NZD",
    "HK$": "HKD",
    "₹": "INR",
    "₽": "RUB",
    "₩": "KRW",
    "₺": "TRY",
}
_SEVERAL: Final = frozenset("$¥")
"""Signs of several currencies: which one is asked, never guessed."""

_UNIT: Final = r"[A-Za-z]{0,2}[$€£¥₹₽₩₺](?: ?[A-Za-z]{2})?|[A-Za-z]{3}|[Ee][Uu][Rr][Oo][Ss]?"
_BEFORE: Final = re.compile(rf"(?P<sign>[-+]?) ?(?P<unit>{_UNIT}) ?(?P<rest>[-+=.,\d(].*)")
_AFTER: Final = re.compile(rf"(?P<rest>.*?[\d.,)](?: ?(?:k|K|Md|M|bn))?) ?(?P<unit>{_UNIT})")

_LEAST_RATE: Final = Decimal(-100)
_MOST_RATE: Final = Decimal(1000)


@dataclass(frozen=True, slots=True)
class EnteredAmount:
    """An amount that was typed.

    Attributes:
        minor: smallest units of the currency.
        currency: ISO 4217 code: the one that was typed, or that of the field.
    """

    minor: int
    currency: str


def parse(text: str, currency: str, decimals: Callable[[str], int]) -> EnteredAmount:
    """Read an amount, with its currency where one is typed.

    Args:
        text: what was typed.
        currency: that of the field, where none is typed.
        decimals: tells how many decimals the amounts of a currency have.

    Raises:
        EntryAmbiguous: it can be read in two ways; the readings are in units, not in cents.
        EntryUnreadable: it cannot be read, or has more decimals than its currency. The result of a
            formula is rounded, half up.
    """
    number, unit = _parted(numbers.tidy(text))
    code = unit or currency
    places = decimals(code)
    found = numbers.EXACT.scaleb(numbers.parse(number), places)
    minor = numbers.EXACT.quantize(found, Decimal(1))
    if minor != found and not numbers.is_formula(number):
        raise EntryUnreadable(EntryFault.TOO_PRECISE, places)
    return EnteredAmount(int(minor), code)


def _parted(plain: str) -> tuple[str, str]:
    """Give the number and the currency of a text, "" where it names none."""
    before = _BEFORE.fullmatch(plain)
    if before is not None:
        return before["sign"] + before["rest"], _code(before["unit"])
    after = _AFTER.fullmatch(plain)
    if after is not None:
        return after["rest"], _code(after["unit"])
    return plain, ""


def _code(unit: str) -> str:
    sign = unit.upper().replace(" ", "")
    if sign in _SEVERAL:
        raise EntryUnreadable(EntryFault.CURRENCY_AMBIGUOUS)
    known = _SIGNS.get(sign, sign)
    if not known.isascii() or not known.isalpha():
        raise EntryUnreadable(EntryFault.NOT_A_NUMBER)
    return known


def parse_quantity(text: str) -> Decimal:
    """Read a quantity or a price. Raises as `numbers.parse`."""
    return numbers.parse(text)


def parse_rate(text: str) -> Decimal:
    """Read a rate in percent, with its sign or without: "3,05", "3.05 %".

    Readings below -100 or above 1000 are none: "3,125" is no three thousand percent.

    Raises:
        EntryAmbiguous, EntryUnreadable: see `numbers.parse`.
    """
    plain = numbers.tidy(text)
    return numbers.parse(
        plain.removesuffix("%").rstrip(), lambda rate: _LEAST_RATE <= rate <= _MOST_RATE
    )
