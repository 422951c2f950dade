"""Decrypts the texts of a row; one that cannot be read never hides the others."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from patrimoine_gui.errors import (
    TokenAuthFailed,
    TokenKeyUnknown,
    TokenTruncated,
    TokenVersionUnsupported,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from patrimoine_gui.crypto.keyring import FieldKeys

_log = logging.getLogger(__name__)
_ILLEGIBLE = (
    TokenAuthFailed,
    TokenKeyUnknown,
    TokenTruncated,
    TokenVersionUnsupported,
    UnicodeDecodeError,
)


_ODD = b"\xff"
"""Begins what was no text before it was encrypted; its kind follows, one letter."""


class Texts:
    """Reads encrypted texts with the keys of one household."""

    def __init__(self, keys: FieldKeys) -> None:
        self._keys = keys
        self._decryptors: dict[str, Callable[[bytes | str], bytes]] = {}

    def read(
        self, entity: str, row: int, fields: Mapping[str, object]
    ) -> tuple[dict[str, str], tuple[str, ...]]:
        """Decrypt the texts of one row.

        Args:
            entity: what the row is, the first half of the labels.
            row: its id, named in the log where a value cannot be read.
            fields: for each attribute its encrypted value, None for none. A number is no such
                value, nor is a text with surrogates: they cannot be read.

        Returns:
            The texts, "" for none, and the attributes that cannot be read.
        """
        words: dict[str, str] = {}
        illegible = []
        for name, value in fields.items():
            try:
                words[name] = self._text(f"{entity}.{name}", value)
            except _ILLEGIBLE:
                _log.warning("illegible: %s of row %d", f"{entity}.{name}", row)
                words[name] = ""
                illegible.append(name)
        return words, tuple(illegible)

    def _text(self, label: str, value: object) -> str:
        if value is None:
            return ""
        if not isinstance(value, bytes | str):
            raise TokenTruncated(label)
        decrypt = self._decryptors.get(label)
        if decrypt is None:
            decrypt = self._decryptors[label] = self._keys.decryptor(label)
        plain = decrypt(value)
        if plain.startswith(_ODD):
            return plain[2:].decode(errors="replace")
        return plain.decode()
