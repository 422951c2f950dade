"""When an open file has to be locked: nobody is there, the computer slept, or somebody asked.

A sleep is told by the clocks, on every system alike; the signals that some desktops send by a bus
would come a second earlier, and not everywhere.

Nothing is ever locked while a background job runs: an upgrade or a renewal of the keys goes on
through a sleep, and what was asked meanwhile is done when it has ended.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Signal, Slot

from patrimoine_gui.ui.background import running_jobs

if TYPE_CHECKING:
    from collections.abc import Callable

TICK_MS: Final = 1000
"""How often the clocks are looked at: after a sleep nothing is shown for longer than that."""

LONGEST_GAP: Final = 30.0
"""Seconds between two looks, above the usual, after which the computer has slept."""

_AGAIN_MS: Final = 250
_MINUTE: Final = 60.0
_ACTIVITY: Final = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseMove,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.TabletPress,
        QEvent.Type.InputMethod,
    }
)


class LockReason(Enum):
    """Why a file is locked."""

    ASKED = "asked for"
    IDLE = "nobody was there"
    ASLEEP = "the computer slept"
    TAKEN = "somebody else took the file"


@dataclass(frozen=True, slots=True)
class Clocks:
    """The two clocks whose disagreement tells a sleep; tests give their own.

    Attributes:
        monotonic: seconds; on some systems it stands still during a sleep.
        wall: seconds; it never stands still, and may be set by hand.
    """

    monotonic: Callable[[], float] = time.monotonic
    wall: Callable[[], float] = time.time


class AutoLock(QObject):
    """Watches the keyboard, the mouse and the clocks, and says when to lock."""

    due = Signal(object)
    """Lock now, for this `LockReason`; no job is running."""
    put_off = Signal(object)
    """A lock for this `LockReason` waits for the work in progress to end."""

    def __init__(
        self,
        application: QCoreApplication,
        clocks: Clocks | None = None,
        parent: QObject | None = None,
    ) -> None:
        """Watch the events of an application, from `begin` on."""
        super().__init__(parent)
        self._application = application
        self._clocks = clocks or Clocks()
        self._limit = 0.0
        self._active_at = self._seen_monotonic = self._clocks.monotonic()
        self._seen_wall = self._clocks.wall()
        self._waiting: LockReason | None = None
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.check)
        self._again = QTimer(self)
        self._again.timeout.connect(self._retry)

    def begin(self, minutes: int) -> None:
        """Lock after so many minutes without a key or a move of the mouse; 0 for never.

        A sleep of the computer locks whatever the number of minutes.
        """
        self._limit = minutes * _MINUTE
        self._active_at = self._clocks.monotonic()
        if not self._timer.isActive():
            self._look()
            self._application.installEventFilter(self)
            self._timer.start(TICK_MS)

    def end(self) -> None:
        """Watch no more; there is nothing to lock."""
        self._application.removeEventFilter(self)
        self._timer.stop()
        self._again.stop()
        self._waiting = None

    def ask(self, reason: LockReason) -> None:
        """Lock as soon as no job runs: now, or when the last one has ended."""
        if not running_jobs():
            self._active_at = self._clocks.monotonic()
            self.due.emit(reason)
        elif self._waiting is None:
            self._waiting = reason
            self._again.start(_AGAIN_MS)
            self.put_off.emit(reason)

    @Slot()
    def check(self) -> None:
        """Look at the clocks: has the computer slept, has nobody been there for too long?

        Work in progress counts as somebody being there, so that its result is seen.
        """
        gap = self._look()
        now = self._clocks.monotonic()
        if gap > TICK_MS / 1000 + LONGEST_GAP:
            self.ask(LockReason.ASLEEP)
        elif running_jobs():
            self._active_at = now
        elif self._limit and now - self._active_at >= self._limit:
            self.ask(LockReason.IDLE)

    def _look(self) -> float:
        """Give the seconds since the last look, by the clock that counted more of them.

        Systems differ in which clock goes on during a sleep.
        """
        monotonic, wall = self._clocks.monotonic(), self._clocks.wall()
        gap = max(monotonic - self._seen_monotonic, wall - self._seen_wall)
        self._seen_monotonic, self._seen_wall = monotonic, wall
        return gap

    @Slot()
    def _retry(self) -> None:
        if running_jobs() or self._waiting is None:
            return
        reason, self._waiting = self._waiting, None
        self._again.stop()
        self.ask(reason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002, N802  (Qt's own)
        """Note that somebody is there; never keeps an event for itself."""
        if event.type() in _ACTIVITY:
            self._active_at = self._clocks.monotonic()
        return False
