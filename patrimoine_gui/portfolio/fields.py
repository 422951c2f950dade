"""Decrypts the fields of a row; one that cannot be read never hides the others."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from patrimoine_gui.errors import (
    TokenAuthFailed,
    TokenKeyUnknown,
    TokenTruncated,
    TokenVersionUnsupported,
)
from patrimoine_gui.portfolio.entities import NO_DETAILS, Details

if TYPE_CHECKING:
    from collections.abc import Callable

    from patrimoine_gui.crypto.keyring import FieldKeys

_log = logging.getLogger(__name__)
_ILLEGIBLE = (
    TokenAuthFailed,
    TokenKeyUnknown,
    TokenTruncated,
    TokenVersionUnsupported,
    ValueError,  # what it holds is not what it should; a text that is not UTF-8 is one too
    InvalidOperation,
)
_T = TypeVar("_T")
_ODD = b"\xff"
"""Begins what was no text before it was encrypted; its kind follows, one letter."""


class Fields:
    """Reads the encrypted values of one household, row by row."""

    def __init__(self, keys: FieldKeys) -> None:
        self._keys = keys
        self._decryptors: dict[str, Callable[[bytes | str], bytes]] = {}
        self._bad: list[str] = []

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
        try:
            if not isinstance(token, bytes | str):
                raise TokenTruncated(label)
            decrypt = self._decryptors.get(label)
            if decrypt is None:
                decrypt = self._decryptors[label] = self._keys.decryptor(label)
            return read(decrypt(token))
        except _ILLEGIBLE:
            _log.warning("illegible: %s of row %d", label, row)
            self._bad.append(label.partition(".")[2])
            return None


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
