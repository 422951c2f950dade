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

    def __init__(self, *, final: bool = False) -> None:
        """Prepare the switch.

        Args:
            final: whether the work is over for good where the block ends well. No Ctrl-C is heard
                from then to the end of the process: it came too late to stop what is done, and
                must not have it told as stopped.
        """
        self._final = final
        self._pressed = False
        self._before: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Self:
        for number in (signal.SIGINT, signal.SIGTERM):
            self._before[number] = signal.signal(number, self._press)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        is_over = self._final and kind is None
        for number, handler in self._before.items():
            signal.signal(number, signal.SIG_IGN if is_over else handler)

    def _press(self, _number: int, _frame: FrameType | None) -> None:
        self._pressed = True

    def pressed(self) -> bool:
        """Whether somebody asked to stop."""
        return self._pressed
