"""How long to wait before another try: an irritated user is slowed down, never locked out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class RetryDelay:
    """The delay after failures.

    Attributes:
        free: failures that cost nothing.
        first: seconds to wait after the next one; each further one doubles them.
        most: seconds to wait at most.
    """

    free: int = 2
    first: float = 2.0
    most: float = 30.0

    def seconds(self, failures: int) -> float:
        """Give the seconds to wait after so many failures in a row."""
        beyond = failures - self.free
        return min(self.most, self.first * 2 ** (beyond - 1)) if beyond > 0 else 0.0


RETRY_DELAY: Final = RetryDelay(first=5.0)
"""What the windows use: 5 s after the third failure, then 10, 20, and 30 at most."""


@dataclass(frozen=True, slots=True)
class Tries:
    """The failures on one file, kept while the program runs and no longer.

    Attributes:
        failures: how many in a row.
        not_before: moment of the next try, by the monotonic clock.
    """

    failures: int = 0
    not_before: float = 0.0
