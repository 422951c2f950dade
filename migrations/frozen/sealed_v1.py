"""Opens tokens of any kind and makes tokens v2, one value at a time, for small tables.

Frozen.
"""

from __future__ import annotations

from collections.abc import Callable  # noqa: TC003  (frozen: imports stay plain)

from migrations.frozen.closed_v1 import ClosedV1, closed_v1
from migrations.frozen.fields_v1 import (
    STRINGS,
    RowUnreadableV1,
    UnreadableV1,
    open_v1,
    reader_v1,
    seal_v1,
)
from migrations.frozen.keys_v1 import KeysV1  # noqa: TC001

NUMBERS, DOCUMENTS = 16, 64
"""Tokens of whole numbers and of documents are padded to a multiple of this many bytes."""


class SealedV1:
    """What opens and makes the tokens of one file; its keys are asked for at the first value."""

    def __init__(self, keys: Callable[[], KeysV1]) -> None:
        self._keys = keys
        self._openers: dict[str, Callable[[object], bytes]] = {}
        self._makers: dict[tuple[str, int], Callable[[bytes], bytes]] = {}

    def opened(self, label: str, token: object, table: str, key: object) -> bytes | None:
        """Give what a token holds, None for NULL.

        Raises:
            RowUnreadableV1: it does not open; `table` and `key` say where it stands.
        """
        if token is None:
            return None
        try:
            return self._opener(label)(token)
        except UnreadableV1:
            raise RowUnreadableV1(table, key) from None

    def held(self, label: str, token: object) -> bytes | ClosedV1 | None:
        """Give what a token holds, None for NULL, the token itself where it does not open."""
        if token is None:
            return None
        try:
            return self._opener(label)(token)
        except UnreadableV1:
            return closed_v1(token)

    def kept(self, label: str, held: bytes | ClosedV1 | None, block: int = STRINGS) -> object:
        """Make a token again of what `held` gave; one that did not open stays as it was."""
        return held.token if isinstance(held, ClosedV1) else self.sealed(label, held, block)

    def sealed(self, label: str, plain: bytes | None, block: int = STRINGS) -> bytes | None:
        """Make a token and open it again; NULL for None.

        Raises:
            UnreadableV1: the token does not give the value back.
        """
        if plain is None:
            return None
        token = self._maker(label, block)(plain)
        if open_v1(self._keys().data, label)(token) != plain:
            raise UnreadableV1(label)
        return token

    def _opener(self, label: str) -> Callable[[object], bytes]:
        if label not in self._openers:
            self._openers[label] = reader_v1(self._keys(), label)
        return self._openers[label]

    def _maker(self, label: str, block: int) -> Callable[[bytes], bytes]:
        if (label, block) not in self._makers:
            keys = self._keys()
            made = seal_v1(keys.data[keys.active], keys.active, label, block)
            self._makers[label, block] = made
        return self._makers[label, block]
