"""Locks what is open: its windows close, and its key is asked for again."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from patrimoine_gui.logs import file_tag
from patrimoine_gui.ui.controllers.auto_lock import AutoLock, LockReason

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

    from patrimoine_gui.ui.controllers.app_state import AppState
    from patrimoine_gui.ui.controllers.auto_lock import Clocks
    from patrimoine_gui.ui.controllers.read_only_controller import ReadOnlyController
    from patrimoine_gui.ui.main.main_window import MainWindow

_log = logging.getLogger(__name__)


class LockController(QObject):
    """Closes every window that shows or holds a file, when the user or the clock says so."""

    open_asked = Signal(object)
    """This `Path` is locked now: its key has to be asked for."""

    def __init__(
        self,
        application: QApplication,
        state: AppState,
        read_only: ReadOnlyController,
        clocks: Clocks | None = None,
        parent: QObject | None = None,
    ) -> None:
        """Lock nothing yet.

        Args:
            application: the one there is.
            state: the windows of the moment.
            read_only: the windows of what is only looked at.
            clocks: what tells a sleep; tests give their own.
            parent: owner.
        """
        super().__init__(parent)
        self._state = state
        self._read_only = read_only
        self.auto_lock = AutoLock(application, clocks, self)
        self.auto_lock.due.connect(self._on_due)
        self.auto_lock.put_off.connect(self._on_put_off)

    def listen_to(self, window: MainWindow) -> None:
        """Answer the menu and the padlock of a main window."""
        window.lock_asked.connect(self.lock)

    @Slot()
    def lock(self) -> None:
        """Lock the open file, as soon as no work is in progress."""
        self.auto_lock.ask(LockReason.ASKED)

    @Slot()
    def lock_lost_file(self) -> None:
        """Ask for the key again: somebody else took the file while its keys were changed."""
        self.auto_lock.ask(LockReason.TAKEN)

    def begin(self) -> None:
        """Count the minutes without anybody from now on: something is shown."""
        self.auto_lock.begin(self._state.settings.current.lock_after)

    @Slot(object)
    def _on_put_off(self, _reason: LockReason) -> None:
        if self._state.main is not None:
            self._state.main.show_lock_put_off()

    @Slot(object)
    def _on_due(self, reason: LockReason) -> None:
        """Close what shows or holds a file, then ask for its key again."""
        state = self._state
        if not self._read_only.close() and state.main is None and not state.wizards.holds_keys:
            return
        if state.main is not None and self._is_last_copy(state.main):
            state.main.show_lock_refused()
            return
        state.file_dialogs.close()
        state.dialogs.close()
        state.key_controller.close()
        file = state.wizards.leave_upgrade()
        main, state.main = state.main, None
        if main is not None:
            file = file or main.file
            state.start.show()
            main.retire(saves=reason in {LockReason.ASKED, LockReason.IDLE})
        self._ask_again(file, reason, was_open=main is not None)

    @staticmethod
    def _is_last_copy(main: MainWindow) -> bool:
        return main.is_last_copy and not main.file_monitor.may_come_back

    def _ask_again(self, file: Path | None, reason: LockReason, *, was_open: bool) -> None:
        start = self._state.start
        if file is not None:
            _log.info("%s locked: %s", file_tag(file), reason.value)
            start.show_home()
            self.open_asked.emit(file)
        elif not was_open:
            start.show_home()
            start.show()
