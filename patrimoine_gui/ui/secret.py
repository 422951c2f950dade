"""What was typed to unlock a file: given once, and shown nowhere."""

from __future__ import annotations

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


Unlocking = Callable[[OneTimeSecret], "Task[object]"]
"""Makes the task that opens something with what was typed."""
