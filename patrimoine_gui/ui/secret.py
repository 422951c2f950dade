"""What was typed to unlock a file: given once, shown nowhere, and not left behind in an error."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from patrimoine_gui.ui.background import Task


class OneTimeSecret:
    """A passphrase or a recovery key on its way from a window to the thread that uses it."""

    __slots__ = ("_text", "is_recovery_key")

    def __init__(self, text: str, *, is_recovery_key: bool = False) -> None:
        """Keep what was typed until it is taken."""
        self._text = text
        self.is_recovery_key = is_recovery_key

    def __repr__(self) -> str:
        """Show nothing of it."""
        return "OneTimeSecret()"

    def take(self) -> str:
        """Give the text and forget it: nobody gets it twice."""
        text, self._text = self._text, ""
        return text


Unlocking = Callable[[OneTimeSecret], "Task"]
"""Makes the task that opens something with what was typed."""


def forget_values(error: BaseException) -> None:
    """Empty the frames that an error carries: they hold what the failed work was done with.

    What remains tells where it was raised, which is all that a report needs.
    """
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        traceback.clear_frames(current.__traceback__)
        current = current.__cause__ or current.__context__
