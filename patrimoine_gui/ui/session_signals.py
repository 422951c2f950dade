"""What the desktop tells of sleep and of the locked session, on systems with systemd's login1.

Only the local system bus is asked. Where there is none, nothing is said and nothing fails: the
clocks of `locking` notice a sleep everywhere.
"""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import SLOT, QObject, Signal, Slot

if TYPE_CHECKING:
    from PySide6.QtDBus import QDBusConnection, QDBusPendingCallWatcher

_SERVICE: Final = "org.freedesktop.login1"
_PATH: Final = "/org/freedesktop/login1"
_MANAGER: Final = "org.freedesktop.login1.Manager"
_SESSION: Final = "org.freedesktop.login1.Session"
_log = logging.getLogger(__name__)


class SessionSignals(QObject):
    """Passes on that the computer is about to sleep, and that the session is being locked."""

    sleeping = Signal()
    """The computer is about to sleep."""
    locked = Signal()
    """The user's session is being locked."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Hear nothing before `listen`."""
        super().__init__(parent)
        self._bus: QDBusConnection | None = None
        self._asked: QDBusPendingCallWatcher | None = None
        self.has_session = False
        """Whether the bus has told which session is ours, so that its lock is heard."""

    def listen(self, bus: QDBusConnection | None = None) -> bool:
        """Listen to a bus, the local system bus by default.

        Returns:
            Whether there is one to listen to.
        """
        if self._bus is not None:
            return True
        if bus is None:
            bus = _system_bus()
        if bus is None or not bus.isConnected():
            return False
        self._bus = bus
        heard = self._hear(_PATH, _MANAGER, "PrepareForSleep", "_on_sleep(bool)")
        self._ask_for_session(bus)
        return heard

    def _ask_for_session(self, bus: QDBusConnection) -> None:
        """Ask which session is ours, without waiting for the answer: others lock theirs too."""
        from PySide6.QtDBus import QDBusMessage, QDBusPendingCallWatcher

        call = QDBusMessage.createMethodCall(_SERVICE, _PATH, _MANAGER, "GetSession")
        call.setArguments(["auto"])
        self._asked = QDBusPendingCallWatcher(bus.asyncCall(call), self)
        self._asked.finished.connect(self._on_session_told)

    @Slot()
    def _on_session_told(self) -> None:
        if self._asked is None or self._bus is None:
            return
        answer, self._asked = self._asked.reply(), None
        told = answer.arguments()
        path = getattr(told[0], "path", None) if told else None
        if path is not None:
            self.has_session = self._hear(path(), _SESSION, "Lock", "_on_lock()")

    def _hear(self, path: str, interface: str, name: str, slot: str) -> bool:
        """Connect a signal of the bus to a slot of ours; tells whether that worked."""
        if self._bus is None:
            return False
        # PySide6 wants what SLOT gives, a str, where its own stubs say bytes.
        heard: bool = self._bus.connect(  # type: ignore[call-overload]
            _SERVICE, path, interface, name, self, SLOT(slot)
        )
        return heard

    @Slot(bool)
    def _on_sleep(self, begins: bool) -> None:  # noqa: FBT001  (a signal's payload)
        if begins:
            self.sleeping.emit()

    @Slot()
    def _on_lock(self) -> None:
        self.locked.emit()


def _system_bus() -> QDBusConnection | None:
    """Give the local system bus, None where the system has no such thing."""
    if sys.platform != "linux":
        return None
    try:
        from PySide6.QtDBus import QDBusConnection
    except ImportError:
        _log.info("no QtDBus: sleep is noticed by the clocks alone")
        return None
    return QDBusConnection.systemBus()
