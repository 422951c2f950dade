"""Sums and products as they are typed after "=": "3*1500+20", "(1 200 + 50) / 2"."""

from __future__ import annotations

import re
from decimal import Context, Decimal  # noqa: TC003
from typing import TYPE_CHECKING, Final

from patrimoine_gui.errors import EntryFault, EntryUnreadable

if TYPE_CHECKING:
    from collections.abc import Callable

_TOKEN: Final = re.compile(
    r" *(?P<number>[0-9.,](?:[0-9.,']| (?=\d))*(?: ?(?:k|K|Md|M|bn)\b)?)"
    r"| *(?P<sign>[-+*/()\u00d7\u00f7:])"
)
_SIGNS: Final = {"\u00d7": "*", "\u00f7": "/", ":": "/"}
"""Other ways to write a product and a quotient."""

_DEEPEST: Final = 20
"""Brackets and signs inside one another."""


class Formula:
    """Reads a formula from left to right, each product before the sums; nothing else is known."""

    def __init__(self, text: str, number: Callable[[str], Decimal], context: Context) -> None:
        """Cut the text into numbers and signs.

        Args:
            text: what stands after "=".
            number: reads one number, or raises `EntryUnreadable`.
            context: how precisely to reckon.

        Raises:
            EntryUnreadable: there is something else in it.
        """
        self._context = context
        self._number = number
        self._tokens = _tokens(text)
        self._depth = 0

    def value(self) -> Decimal:
        """Work it out.

        Raises:
            EntryUnreadable: it is no formula, divides by zero, or is too deep.
        """
        found = self._sum()
        if self._tokens:
            raise EntryUnreadable(EntryFault.NOT_A_NUMBER)
        return found

    def _sum(self) -> Decimal:
        found = self._product()
        while self._next() in {"+", "-"}:
            is_less = self._tokens.pop(0) == "-"
            reckon = self._context.subtract if is_less else self._context.add
            found = reckon(found, self._product())
        return found

    def _product(self) -> Decimal:
        found = self._factor()
        while self._next() in {"*", "/"}:
            is_quotient = self._tokens.pop(0) == "/"
            factor = self._factor()
            if is_quotient and not factor:
                raise EntryUnreadable(EntryFault.DIVISION_BY_ZERO)
            reckon = self._context.divide if is_quotient else self._context.multiply
            found = reckon(found, factor)
        return found

    def _factor(self) -> Decimal:
        self._depth += 1
        if not self._tokens or self._depth > _DEEPEST:
            raise EntryUnreadable(EntryFault.NOT_A_NUMBER)
        piece = self._tokens.pop(0)
        if piece in {"+", "-"}:
            found = self._factor()
            found = found.copy_negate() if piece == "-" else found
        elif piece == "(":
            found = self._sum()
            if self._next() != ")":
                raise EntryUnreadable(EntryFault.NOT_A_NUMBER)
            self._tokens.pop(0)
        else:
            found = self._number(piece)
        self._depth -= 1
        return found

    def _next(self) -> str:
        return self._tokens[0] if self._tokens else ""


def _tokens(text: str) -> list[str]:
    found, place = [], 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise EntryUnreadable(EntryFault.NOT_A_NUMBER)
        piece = match["number"] or match["sign"]
        found.append(_SIGNS.get(piece, piece))
        place = match.end()
    return found
