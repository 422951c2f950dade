"""Decrypts the fields of a row; one that cannot be read never hides the others."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast

from patrimoine_gui.errors import (
    TokenAuthFailed,
    TokenKeyUnknown,
    TokenTruncated,
    TokenVersionUnsupported,
)
from patrimoine_gui.portfolio.entities import NO_DETAILS, Details

if TYPE_CHECKING:
    from collections.abc import Callable

_log = logging.getLogger(__name__)
_ILLEGIBLE = (
    TokenAuthFailed,
    TokenKeyUnknown,
    TokenTruncated,
    TokenVersionUnsupported,
    TypeError,  # no token at all: a number, by another program
    ValueError,  # what it holds is not what it should; a text that is not UTF-8 is one too
    InvalidOperation,
)
_T = TypeVar("_T")
_ODD = b"\xff"
"""Begins what was no text before it was encrypted; its kind follows, one letter."""


class Decryptors(Protocol):
    """What opens the values of each field."""

    def decryptor(self, label: str) -> Callable[[Any], bytes]:
        """Give what opens the values of a field."""


class FieldDecryptor:
    """Reads the encrypted values of one household, row by row."""

    def __init__(self, keys: Decryptors) -> None:
        self._keys = keys
        self._readers: dict[str, Callable[[int, object], object]] = {}
        self._bad: list[str] = []

    def numbers(self, label: str) -> Callable[[int, object], int | None]:
        """Give what reads the whole numbers of many rows: row by row, None for none."""
        return self._reader(label, int)

    def decimals(self, label: str) -> Callable[[int, object], Decimal | None]:
        """Give what reads the decimal numbers of many rows: row by row, None for none."""
        return self._reader(label, _decimal)

    def texts(self, label: str) -> Callable[[int, object], str | None]:
        """Give what reads the texts of many rows: row by row, None for none."""
        return self._reader(label, _text)

    def illegible(self) -> tuple[str, ...]:
        """Give the fields of this row that cannot be read, and begin with the next row."""
        found = tuple(self._bad)
        if found:
            self._bad.clear()
        return found

    def text(self, label: str, row: int, token: object) -> str:
        """Give a text, "" for none."""
        return self._read(label, row, token, _text) or ""

    def number(self, label: str, row: int, token: object) -> int | None:
        """Give a whole number, None for none."""
        return self._read(label, row, token, int)

    def decimal(self, label: str, row: int, token: object) -> Decimal | None:
        """Give a decimal number, None for none."""
        return self._read(label, row, token, _decimal)

    def day(self, label: str, row: int, token: object) -> date | None:
        """Give a day, None for none."""
        return self._read(label, row, token, _day)

    def document(self, label: str, row: int, token: object) -> Details:
        """Give details, empty for none."""
        return self._read(label, row, token, _document) or NO_DETAILS

    def _read(self, label: str, row: int, token: object, read: Callable[[bytes], _T]) -> _T | None:
        if token is None:
            return None
        reader = self._readers.get(label)
        if reader is None:
            reader = self._readers[label] = self._reader(label, read)
        return cast("_T | None", reader(row, token))

    def _reader(
        self, label: str, read: Callable[[bytes], _T]
    ) -> Callable[[int, object], _T | None]:
        decrypt = self._keys.decryptor(label)
        name = label.partition(".")[2]

        def reader(row: int, token: object) -> _T | None:
            if token is None:
                return None
            try:
                return read(decrypt(token))
            except _ILLEGIBLE:
                _log.warning("illegible: %s of row %d", label, row)
                self._bad.append(name)
                return None

        return reader


def _text(plain: bytes) -> str:
    if plain.startswith(_ODD):
        return plain[2:].decode(errors="replace")
    return plain.decode()


def _decimal(plain: bytes) -> Decimal:
    found = Decimal(plain.decode("ascii"))
    if not found.is_finite():
        raise ValueError
    return found


def _day(plain: bytes) -> date:
    return date.fromisoformat(plain.decode("ascii"))


def _document(plain: bytes) -> Details:
    found = json.loads(plain)
    if not isinstance(found, Mapping):
        raise ValueError  # noqa: TRY004  (the file is wrong, not the caller)
    return MappingProxyType(dict(found))
