"""Gives every JSON text that a column held the one shape that encrypted details have: an object.

Frozen. What is no object goes under `_value`; a text that is no JSON, or whose meaning would not
come back exactly, goes word for word under `_text`.
"""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from math import isfinite

TEXT, VALUE = "_text", "_value"
_POSTAL = frozenset({"code_postal", "codepostal", "postal_code", "postcode", "zip", "cp"})


class _StrangeError(Exception):
    """A document whose meaning would not come back."""


def shaped_v1(text: str) -> str:
    """Give details as they are encrypted, from what a clear column held.

    A postal code that had become a number is a text of five digits again: 1000 is "01000". One
    that is a text stays what was typed: "1000" is in Belgium.
    """
    try:
        document = json.loads(
            text, object_pairs_hook=_pairs, parse_float=_float, parse_constant=_constant
        )
        return canonical_v1(document if _is_ours(document) else {VALUE: document})
    except (ValueError, RecursionError, _StrangeError):
        return canonical_v1({TEXT: text})


def clear_v1(text: str) -> str:
    """Give the text of a clear column back, from details as they were encrypted."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return text
    if isinstance(document, dict) and list(document) == [TEXT]:
        kept = document[TEXT]
        return kept if isinstance(kept, str) else text
    if isinstance(document, dict) and list(document) == [VALUE]:
        return canonical_v1(document[VALUE])
    return text


def canonical_v1(document: object) -> str:
    """Write JSON: keys sorted, no space, no NaN; half a surrogate pair is escaped."""
    text = json.dumps(
        document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(document, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text


def _is_ours(document: object) -> bool:
    """Tell whether a document is an object that nobody takes for a wrapped one."""
    return isinstance(document, dict) and list(document) not in ([TEXT], [VALUE])


def _pairs(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = {key: _postal(key, value) for key, value in pairs}
    if len(found) < len(pairs):
        raise _StrangeError
    return found


def _postal(key: str, value: object) -> object:
    is_number = type(value) is int and 1_000 <= value < 100_000
    if key.casefold() in _POSTAL and is_number:
        return str(value).zfill(5)
    return value


def _float(text: str) -> float:
    """Read a number; 85.50 is 85.5, and one with more digits than can be kept is strange."""
    number = float(text)
    try:
        is_same = isfinite(number) and Decimal(text) == Decimal(repr(number))
    except InvalidOperation:  # an exponent out of all proportion
        is_same = False
    if not is_same:
        raise _StrangeError
    return number


def _constant(_text: str) -> object:
    raise _StrangeError
