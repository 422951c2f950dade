"""Reads the holdings that were written in the notes of investments until 0.5.

Frozen. A holding is a line of its own: "FR0010315770 12,5 x 431,20", a security (ISIN), a
quantity, the price paid for one. Anything else is a note and nothing but a note.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import NamedTuple

_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)
_STEP = Decimal("1e-12")
_NUMBER = r"\d{1,3}(?:[ \u00a0\u202f\u2009]\d{3})+(?:,\d{1,12})?|\d{1,15}(?:[.,]\d{1,12})?"
_LINE = re.compile(
    rf"\s*([A-Za-z]{{2}}[A-Za-z0-9]{{9}}\d)[ \t\u00a0\u202f]+({_NUMBER})"
    rf"[ \t\u00a0\u202f]*[x\u00d7][ \t\u00a0\u202f]*({_NUMBER})[ \t\u00a0\u202f]*(?:€|EUR)?\s*"
)


class HoldingV1(NamedTuple):
    """One line: the ISIN as it was typed, how many, and what one cost."""

    isin: str
    quantity: Decimal
    unit_cost: Decimal


def holdings_v1(note: object) -> list[HoldingV1]:
    """Give the holdings of a note, in the order of its lines."""
    lines = note.splitlines() if type(note) is str else []
    found = []
    for line in lines:
        match = _LINE.fullmatch(line)
        if match and is_isin_v1(match[1]):
            found.append(HoldingV1(match[1], _number(match[2]), _number(match[3])))
    return found


def is_isin_v1(text: str) -> bool:
    """Tell whether a text is an ISIN, in capitals or not: ISO 6166, the Luhn sum of its digits."""
    if not re.fullmatch(r"[A-Za-z]{2}[A-Za-z0-9]{9}\d", text) or not text.isascii():
        return False
    digits = "".join(str(int(letter, 36)) for letter in text)
    total = 0
    for rank, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + rank % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _number(text: str) -> Decimal:
    return Decimal(re.sub(r"[ \u00a0\u202f\u2009]", "", text).replace(",", "."))


def together_v1(lots: list[tuple[Decimal, Decimal | None]]) -> tuple[Decimal, Decimal | None]:
    """Give several lots of one security as one: quantities add up, the cost is their mean.

    The mean is weighted by quantity and rounded half up at twelve decimals; None where a lot has
    no cost or nothing is held.
    """
    quantity = sum((lot[0] for lot in lots), Decimal(0))
    if len(lots) == 1:
        return lots[0]
    costs = [cost for _quantity, cost in lots if cost is not None]
    if len(costs) < len(lots) or quantity == 0:
        return quantity, None
    paid = sum(
        (_EXACT.multiply(held, cost) for (held, _c), cost in zip(lots, costs, strict=True)),
        Decimal(0),
    )
    return quantity, _EXACT.divide(paid, quantity).quantize(_STEP, ROUND_HALF_UP, _EXACT)


def plain_v1(number: Decimal) -> str:
    """Write a number in its one plain spelling: no exponent, no zero at the end."""
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"", "-0"} else text
