"""Opens and makes the tokens of formats 0006 to 0009, one value at a time.

Frozen. A token is made of the older kind as long as the file has its key: then every version that
opens the file reads it. A file that came down from a newer format has no such key any more.
"""

from __future__ import annotations

from collections.abc import Callable  # noqa: TC003  (frozen: imports stay plain)

from migrations.frozen.fields_v1 import (
    STRINGS,
    RowUnreadableV1,
    UnreadableV1,
    Value,
    pack_v1,
    reader_v1,
    seal_legacy_v1,
    seal_v1,
    unpack_v1,
)
from migrations.frozen.keys_v1 import KeysV1  # noqa: TC001


class TokensV1:
    """What opens and makes tokens; the keys are asked for at the first value."""

    def __init__(self, keys: Callable[[], KeysV1]) -> None:
        self._keys = keys
        self._openers: dict[str, Callable[[object], bytes]] = {}
        self._makers: dict[str, Callable[[bytes], object]] = {}

    def opened(self, label: str, token: object) -> Value | None:
        """Give what a token holds, None for NULL.

        Raises:
            UnreadableV1: it does not open.
        """
        if token is None:
            return None
        if label not in self._openers:
            self._openers[label] = reader_v1(self._keys(), label)
        return unpack_v1(self._openers[label](token))

    def of_row(self, label: str, token: object, table: str, key: object) -> Value | None:
        """Give what a token holds, None for NULL.

        Raises:
            RowUnreadableV1: it does not open.
        """
        try:
            return self.opened(label, token)
        except UnreadableV1:
            raise RowUnreadableV1(table, key) from None

    def made(self, label: str, value: Value | None, block: int = STRINGS) -> object:
        """Make a token and open it again; NULL for None.

        Raises:
            UnreadableV1: the token does not give the value back.
        """
        if value is None:
            return None
        if label not in self._makers:
            keys = self._keys()
            self._makers[label] = (
                seal_v1(keys.data[keys.active], keys.active, label, block)
                if keys.legacy is None
                else seal_legacy_v1(keys.legacy)
            )
        token = self._makers[label](pack_v1(value))
        if pack_v1(self.opened(label, token)) != pack_v1(value):
            raise UnreadableV1(label)
        return token

    def moved(self, label: str, token: object, target: str) -> object:
        """Give a token of another label for the same value; what does not open stays as it is."""
        try:
            return self.made(target, self.opened(label, token))
        except UnreadableV1:
            return token
