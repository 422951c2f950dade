"""How long to wait before another try: an irritated user is slowed down, never locked out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Patience:
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


PATIENCE: Final = Patience()
"""What the windows use: 2 s after the third failure, 30 s at most."""
