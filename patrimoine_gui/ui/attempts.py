"""How long to wait after wrong passphrases: longer and longer, but never for good. No Qt."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

FREE: Final = 3
"""How many wrong tries in a row cost nothing but the last."""

PAUSES: Final = (5.0, 10.0, 20.0, 30.0)
"""Seconds to wait after the third wrong try, the fourth...; the last holds for all that follow."""


class Attempts:
    """The wrong tries on one file, kept in memory only: a new start of the program forgets them.

    The wait keeps hasty hands from hammering; what keeps an attacker out is the derivation.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Count from none.

        Args:
            clock: seconds, never backwards.
        """
        self._clock = clock
        self._wrong = 0
        self._until = 0.0

    @property
    def wrong(self) -> int:
        """How many wrong tries in a row."""
        return self._wrong

    @property
    def wait(self) -> float:
        """Seconds until the next try, 0 when it may be made now."""
        return max(0.0, self._until - self._clock())

    def failed(self) -> None:
        """Count a wrong try."""
        self._wrong += 1
        if self._wrong >= FREE:
            rank = min(self._wrong - FREE, len(PAUSES) - 1)
            self._until = self._clock() + PAUSES[rank]

    def succeeded(self) -> None:
        """Forget the wrong tries."""
        self._wrong, self._until = 0, 0.0
