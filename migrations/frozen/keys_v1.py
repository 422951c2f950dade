"""The keys of a file, as the engine gives them to revisions and measures.

Frozen.
"""

from __future__ import annotations

import os
from collections.abc import Mapping  # noqa: TC003  (frozen: imports stay plain)
from typing import NamedTuple

KEY_BYTES = 32


class KeysV1(NamedTuple):
    """What it takes to read and write the encrypted values of one file.

    Attributes:
        legacy: key of the legacy tokens, 32 bytes; None for a file that has none left.
        active: number of the data key that new tokens are made with.
        data: data keys by number, 32 bytes each.
    """

    legacy: bytes | None
    active: int
    data: Mapping[int, bytes]

    def __repr__(self) -> str:
        """Show nothing: a key must not reach a log or a traceback."""
        return "KeysV1(hidden)"


def random_keys_v1() -> KeysV1:
    """Give keys that open nothing and are thrown away: to build an empty file of a revision."""
    return KeysV1(os.urandom(KEY_BYTES), 1, {1: os.urandom(KEY_BYTES)})
