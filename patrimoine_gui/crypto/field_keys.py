"""The keys of the fields: what encrypts and decrypts values, and never shows itself."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from patrimoine_gui.crypto import field_token, legacy_token
from patrimoine_gui.crypto.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class FieldKeys(Secret):
    """What tokens need: data keys by their id, which of them writes, and the key of the old format.

    Immutable. It is given to an engine, to revisions and to the proof; it opens neither the
    header nor a backup.
    """

    __slots__ = ("_active", "_data", "_legacy")

    def __init__(self, active: int, data: Mapping[int, bytes], legacy: bytes | None = None) -> None:
        if active not in data:
            raise ValueError(active)
        self._active = active
        self._data = MappingProxyType(dict(data))
        self._legacy = legacy

    @property
    def active(self) -> int:
        """The id of the key that writes, 1 to 255."""
        return self._active

    @property
    def data(self) -> Mapping[int, bytes]:
        """Every data key by its id, retired ones too: 32 bytes each."""
        return self._data

    @property
    def legacy(self) -> bytes | None:
        """The key of tokens of the old format, 32 bytes; None when the file has none any more."""
        return self._legacy

    def encryptor(self, label: str, block: int) -> Callable[[bytes], bytes]:
        """Give the function that encrypts the values of a field; see `token.encryptor`."""
        return field_token.encryptor(self._data[self._active], self._active, label, block)

    def decryptor(self, label: str, block: int | None = None) -> Callable[[bytes | str], bytes]:
        """Give the function that decrypts a field: bytes are version 2, text is the old format.

        See `token.decryptor`; text without a key of the old format raises `TokenKeyUnknown`.
        """
        otherwise = None if self._legacy is None else legacy_token.decryptor(self._legacy, label)
        return field_token.decryptor(self._data, label, block, otherwise)

    def __repr__(self) -> str:
        return f"FieldKeys(active={self._active}, hidden)"
