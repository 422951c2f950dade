"""Numbers as they are typed: "1 234,5", "1,234.50", "12k", "=3*1500+20".

The mark of the decimals is a comma or a point, whatever the language: each is tried, and where both
give a number, and not the same, the text is ambiguous. Groups are of three digits, with one kind of
separator: a space of any width, an apostrophe, or the mark that is not that of the decimals.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import TYPE_CHECKING, Final

from patrimoine_gui.entry.formulas import Formula
from patrimoine_gui.errors import EntryAmbiguous, EntryFault, EntryUnreadable

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST: Final = 200
"""Characters that are looked at."""

MOST_DECIMALS: Final = 18
MOST: Final = Decimal(10) ** 15
"""Numbers stay below, either way."""

EXACT: Final = Context(prec=LONGEST + 50, rounding=ROUND_HALF_UP)
"""Holds whatever fits into a field."""

_MINUSES: Final = str.maketrans(dict.fromkeys("\u2212\u2010\u2011\u2012\u2013\uff0d", "-"))
_APOSTROPHES: Final = str.maketrans(dict.fromkeys("\u2019\u02bc\u2032`", "'"))
_MULTIPLES: Final = {"": 1, "k": 10**3, "K": 10**3, "M": 10**6, "Md": 10**9, "bn": 10**9}
_MULTIPLE: Final = r"(?: ?(?P<multiple>k|K|Md|M|bn))?"
_PLAIN: Final = {
    mark: re.compile(
        r"(?P<whole>\d+|\d{1,3}(?:(?P<group>[ ']|" + other + r")\d{3})(?:(?P=group)\d{3})*|)"
        r"(?:" + re.escape(mark) + r"(?P<part>\d*))?" + _MULTIPLE
    )
    for mark, other in ((",", r"\."), (".", ","))
}


def tidy(text: str) -> str:
    """Give a text with plain spaces, minus signs and apostrophes, and none at its ends.

    Raises:
        EntryUnreadable: there is nothing, or too much.
    """
    if len(text) > LONGEST:
        raise EntryUnreadable(EntryFault.TOO_LONG, LONGEST)
    plain = "".join(" " if unicodedata.category(sign) == "Zs" else sign for sign in text)
    plain = " ".join(plain.translate(_MINUSES).translate(_APOSTROPHES).split())
    if not plain:
        raise EntryUnreadable(EntryFault.EMPTY)
    return plain


def is_formula(text: str) -> bool:
    """Tell whether a text, without spaces before it, is a formula: its result may be rounded."""
    return text.startswith("=")


def parse(text: str, accepts: Callable[[Decimal], bool] = lambda _number: True) -> Decimal:
    """Read a number or a formula.

    Args:
        text: what was typed.
        accepts: tells whether the field can hold a number; a reading that it cannot is none.

    Raises:
        EntryAmbiguous: it can be read in two ways.
        EntryUnreadable: it cannot be read, is 10^15 or more, or has more than 18 decimals.
    """
    plain = tidy(text)
    found: set[Decimal] = set()
    faults: list[EntryUnreadable] = []
    for mark in _PLAIN:
        try:
            found.add(_bounded(_read(plain, mark), is_rounded=is_formula(plain)))
        except EntryUnreadable as error:
            faults.append(error)
    if not found:
        raise _clearest(faults)
    fitting = {number for number in found if accepts(number)} or found
    if len(fitting) > 1:
        raise EntryAmbiguous(tuple(sorted(fitting)))
    return fitting.pop()


def _clearest(faults: list[EntryUnreadable]) -> EntryUnreadable:
    """Give the fault that says most: what is no number with one mark may be one with the other."""
    return next((item for item in faults if item.fault is not EntryFault.NOT_A_NUMBER), faults[0])


def _read(plain: str, mark: str) -> Decimal:
    if is_formula(plain):
        return Formula(plain[1:], lambda text: _number(text, mark), EXACT).value()
    number = _number(plain[1:].lstrip() if plain[0] in "-+" else plain, mark)
    return number.copy_negate() if plain.startswith("-") else number


def _number(text: str, mark: str) -> Decimal:
    """Read a number without a sign, with one mark for its decimals."""
    found = _PLAIN[mark].fullmatch(text)
    if found is None:
        raise EntryUnreadable(EntryFault.NOT_A_NUMBER)
    whole, part = found["whole"], found["part"] or ""
    has_groups = found["group"] is not None
    if not whole + part or (has_groups and whole.startswith("0")):
        raise EntryUnreadable(EntryFault.NOT_A_NUMBER)
    digits = "".join(sign for sign in whole if sign.isdigit())
    number = Decimal(f"{digits or 0}.{part or 0}")
    return EXACT.multiply(number, Decimal(_MULTIPLES[found["multiple"] or ""]))


def _bounded(number: Decimal, *, is_rounded: bool) -> Decimal:
    """Give a number as plainly as it can be written.

    Raises:
        EntryUnreadable: it is too large, or has too many decimals and may not be rounded.
    """
    if abs(number) >= MOST:
        raise EntryUnreadable(EntryFault.TOO_LARGE)
    rounded = number.quantize(Decimal(1).scaleb(-MOST_DECIMALS), context=EXACT)
    if rounded != number and not is_rounded:
        raise EntryUnreadable(EntryFault.TOO_PRECISE, MOST_DECIMALS)
    return Decimal(f"{rounded.normalize(EXACT):f}") or Decimal(0)
