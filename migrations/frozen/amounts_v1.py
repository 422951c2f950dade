"""Reads the amounts and dates of format 0001, as people and spreadsheets wrote them.

Frozen. Both functions are total: they never raise, and give None for what cannot be read
without guessing.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

LIMIT_CENTS = 10**13
"""Greatest amount, in cents, that is taken for an amount (a hundred billion euros)."""

_FIRST_YEAR = 1900
_LAST_YEAR = 2199
_TIE_ZONE = 0.49
"""Beyond this distance from a whole cent, the float product may be on the wrong side of a half."""

_SPACES = str.maketrans(dict.fromkeys("\t\xa0\u2007\u2009\u202f", " "))
_AMOUNT = re.compile(
    r"(?P<sign>[-+\u2212\u2013]?) ?"
    r"(?P<whole>\d+|\d{1,3}(?P<group>[ .,'\u2019])\d{3}(?:(?P=group)\d{3})*)"
    r"(?:(?P<mark>[.,])(?P<part>\d*))?"
    r" ?(?:\u20ac|EUR)?",
    re.ASCII | re.IGNORECASE,
)
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)


def cents_v1(value: object) -> int | None:
    """Read an amount in euros as cents, rounded half up (away from zero).

    Args:
        value: REAL, INTEGER, TEXT ("1 234,5", "-12.30 €"), BLOB or NULL, as SQLite gives it.

    Returns:
        Cents between -10**13 and 10**13, or None for NULL, a blob, infinity, an amount out of
        range, or a text that has no single reading ("1,234": thousand or decimal?).
    """
    if type(value) is float:
        scaled = value * 100.0
        if not -LIMIT_CENTS <= scaled <= LIMIT_CENTS:
            return None
        nearest = round(scaled)
        if -_TIE_ZONE < scaled - nearest < _TIE_ZONE:
            return nearest
        return _rounded(Decimal(repr(value)))
    if type(value) is int:
        return _rounded(Decimal(value))
    if type(value) is str:
        number = _decimal(value)
        return None if number is None else _rounded(number)
    return None


def _rounded(number: Decimal) -> int | None:
    if abs(number) > LIMIT_CENTS:
        return None
    cents = int((number * 100).quantize(Decimal(1), ROUND_HALF_UP))
    return cents if abs(cents) <= LIMIT_CENTS else None


def _decimal(text: str) -> Decimal | None:
    match = _AMOUNT.fullmatch(text.translate(_SPACES).strip())
    if match is None or _is_ambiguous(match):
        return None
    whole = re.sub(r"\D", "", match["whole"])
    negative = match["sign"] not in {"", "+"}
    number = Decimal(f"{whole}.{match['part'] or 0}")
    return -number if negative else number


def _is_ambiguous(match: re.Match[str]) -> bool:
    """Tell whether one mark could be a thousands mark as well as a decimal mark."""
    group, mark = match["group"], match["mark"]
    if group is not None and group == mark:
        return True
    if group is not None and group in ".,":
        return mark is None and match["whole"].count(group) == 1
    if mark is None or group is not None:
        return False
    whole = match["whole"]
    return len(match["part"]) == 3 and len(whole) <= 3 and not whole.startswith("0")


@lru_cache(maxsize=65536)
def iso_date_v1(value: object) -> str | None:
    """Read a date written "jj/mm/aaaa" (also with dots or dashes) or "aaaa-mm-jj".

    Returns:
        "YYYY-MM-DD" between 1900 and 2199, or None for anything that is no such day.
    """
    if type(value) is not str:
        return None
    text = value.translate(_SPACES).strip()
    if match := _DAY_FIRST.fullmatch(text):
        day, month, year = match.groups()
    elif match := _ISO.fullmatch(text):
        year, month, day = match.groups()
    else:
        return None
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return found.isoformat() if _FIRST_YEAR <= found.year <= _LAST_YEAR else None
