"""Random nonces, fetched from the system by thousands and each given once.

One call to the system for each field would cost a third of the encryption. A list is the store:
`list.pop` is atomic, so that two threads never take the same one, and a forked child starts with
an empty store, so that it never takes what its parent will take too.
"""

from __future__ import annotations

import os
from typing import Final

LENGTH: Final = 12
_BATCH = 4096
_store: list[bytes] = []

take = _store.pop
"""Take a nonce.

Raises:
    IndexError: the store is empty: `refill` gives one.
"""


def refill() -> bytes:
    """Fill the store and take a nonce."""
    drawn = os.urandom(LENGTH * _BATCH)
    fresh = [drawn[start : start + LENGTH] for start in range(0, len(drawn), LENGTH)]
    mine = fresh.pop()
    _store.extend(fresh)
    return mine


if hasattr(os, "register_at_fork"):  # not on Windows, where nothing forks
    os.register_at_fork(after_in_child=_store.clear)
