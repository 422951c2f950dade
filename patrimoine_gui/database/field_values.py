r"""Values of encrypted fields as the bytes inside a token, one spelling each.

A value that could not be read back exactly as it was given is refused, with an exception that is
for this package alone: those of Python quote the value, so `encrypted_types` never lets them out.
"""

from __future__ import annotations

import json
import math
import struct
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

UNFIT: Final = (TypeError, ValueError, ArithmeticError, RecursionError, struct.error)
"""What the functions here raise for a value, or for bytes, that they cannot take."""

Document: TypeAlias = dict[str, object]
Stored: TypeAlias = str | int | float | bytes

_MOST_DIGITS = 1000
"""Digits that a decimal may have on either side of its point."""

# --- texts and bytes ------------------------------------------------------------------------------


text_bytes: Final[Callable[[str], bytes]] = str.encode
"""Gives a text in UTF-8; half a surrogate pair is refused."""

text: Final[Callable[[bytes], str]] = bytes.decode
"""Reads what `text_bytes` gave. Both are called for every value: nothing stands between."""


def raw_bytes(value: bytes) -> bytes:
    """Give bytes as they are; what can be changed meanwhile (bytearray) is refused."""
    if type(value) is not bytes:
        raise TypeError
    return value


def blob(plain: bytes) -> bytes:
    """Read what `raw_bytes` gave."""
    return plain


# --- numbers and days -----------------------------------------------------------------------------


def integer_bytes(value: int) -> bytes:
    """Give a whole number as decimal text; True is none."""
    if type(value) is not int:
        raise TypeError
    return b"%d" % value


def integer(plain: bytes) -> int:
    """Read what `integer_bytes` gave."""
    return int(plain)


def decimal_bytes(value: Decimal) -> bytes:
    """Give a decimal as its one text: no exponent, no zero at the end, no negative zero.

    So the value is kept exactly, whatever its length, and its scale is not: 1.50 comes back as
    1.5, which is equal. What is not finite is refused, and so are more than a thousand digits on
    either side of the point.
    """
    if type(value) is not Decimal:
        raise TypeError
    _sign, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int) or not (
        exponent >= -_MOST_DIGITS and len(digits) + exponent <= _MOST_DIGITS
    ):
        raise ValueError
    written = f"{value:f}"
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    return b"0" if not value else written.encode("ascii")


def decimal(plain: bytes) -> Decimal:
    """Read what `decimal_bytes` gave."""
    found = Decimal(plain.decode("ascii"))
    if not found.is_finite():
        raise ValueError
    return found


def day_bytes(value: date) -> bytes:
    """Give a day in ISO form; a moment (`datetime`) is none."""
    if type(value) is not date:
        raise TypeError
    return value.isoformat().encode("ascii")


def day(plain: bytes) -> date:
    """Read what `day_bytes` gave."""
    return date.fromisoformat(plain.decode("ascii"))


# --- documents ------------------------------------------------------------------------------------


def document_bytes(value: Document) -> bytes:
    """Give a JSON object in UTF-8: keys sorted, no space.

    Only what JSON gives back as it was: objects whose keys are texts, lists, texts, whole and
    finite numbers, true, false, null. A tuple would come back as a list, a number as a key as a
    text: they are refused.
    """
    if type(value) is not dict:
        raise TypeError
    _require_plain(value)
    return json.dumps(
        value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    ).encode()


def document(plain: bytes) -> Document:
    """Read what `document_bytes` gave."""
    found = json.loads(plain.decode(), parse_constant=_refuse)
    if type(found) is not dict:
        raise TypeError
    return found


def _require_plain(value: object) -> None:
    kind = type(value)
    if isinstance(value, dict) and kind is dict:
        if not all(type(key) is str for key in value):
            raise TypeError
        for item in value.values():
            _require_plain(item)
    elif isinstance(value, list) and kind is list:
        for item in value:
            _require_plain(item)
    elif kind not in {str, int, float, bool, type(None)}:
        raise TypeError


def _refuse(_constant: str) -> object:
    raise ValueError


# --- what was kept aside word for word ------------------------------------------------------------

_NO_TEXT = b"\xff"  # no text in UTF-8 begins so


def stored_bytes(value: Stored) -> bytes:
    """Give a value of SQLite with its storage class: a text as it is, another behind 0xFF.

    Source: `pack_v1` of migrations/frozen/fields_v1.py, which writes what is read here.
    """
    kind = type(value)
    if isinstance(value, str) and kind is str:
        return value.encode()
    if isinstance(value, int) and kind is int:
        return _NO_TEXT + b"i%d" % value
    if isinstance(value, float) and kind is float and not math.isnan(value):
        return _NO_TEXT + b"r" + struct.pack(">d", value)
    if isinstance(value, bytes) and kind is bytes:
        return _NO_TEXT + b"b" + value
    raise TypeError


def stored(plain: bytes) -> Stored:
    """Read what `stored_bytes` or a revision gave.

    A text that was not UTF-8 in an old file comes with its strange bytes as surrogates.
    """
    if not plain.startswith(_NO_TEXT):
        return plain.decode()
    kind, rest = plain[1:2], plain[2:]
    if kind == b"i":
        return int(rest)
    if kind == b"r":
        return float(struct.unpack(">d", rest)[0])
    if kind == b"b":
        return rest
    if kind == b"t":
        return rest.decode("utf-8", "surrogateescape")
    raise ValueError
