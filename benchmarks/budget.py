"""The time that one measure may take: as many rounds as fit, and at least three."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LEAST = 3
"""Rounds that are taken even when there is no time for them: a median needs as many."""


class Budget:
    """The time of one measure, from the preparation of its files to its last round.

    Args:
        seconds: how long it may take.
        clock: what gives the time.
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.seconds = seconds
        self._clock = clock
        self._began = clock()

    def spent(self) -> float:
        """Give the seconds since the measure began."""
        return self._clock() - self._began

    def rounds(self, share: float = 1.0) -> Iterator[int]:
        """Count rounds from 0, while another one as long as the longest still fits.

        `LEAST` rounds are taken in any case.

        Args:
            share: the part of all the time after which no round may end.
        """
        rank, longest = 0, 0.0
        while rank < LEAST or self.spent() + longest <= self.seconds * share:
            began = self.spent()
            yield rank
            longest = max(longest, self.spent() - began)
            rank += 1
