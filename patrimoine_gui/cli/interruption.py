"""Ctrl-C and a polite end of session become a safe cancel."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from types import FrameType, TracebackType


class CancelSwitch:
    """A context manager whose `pressed` is the `cancel` of the engine.

    The engine looks at it often, and stops where nothing is half done; a second Ctrl-C changes
    nothing, because there is nothing quicker that is as safe.
    """

    def __init__(self) -> None:
        self._pressed = False
        self._before: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Self:
        for number in (signal.SIGINT, signal.SIGTERM):
            self._before[number] = signal.signal(number, self._press)
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _press(self, _number: int, _frame: FrameType | None) -> None:
        self._pressed = True

    def pressed(self) -> bool:
        """Whether somebody asked to stop."""
        return self._pressed
