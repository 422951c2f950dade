"""A file that does not open: its backups are looked for, and it may be put in order or read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from patrimoine_gui.i18n import _
from patrimoine_gui.ui.background import JobRunner
from patrimoine_gui.ui.start.recovery_options import (
    UsableBackups,
    calls_for_a_backup,
    finding_backups,
)
from patrimoine_gui.ui.wizards.recover.recover_task import RecoverTask, preparing

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.ui.controllers.app_state import AppState
    from patrimoine_gui.ui.start.start_window import StartWindow


class DiagnosisController(QObject):
    """Answers the page that says why a file does not open."""

    backups_shown = Signal(object)
    """The page now shows these `UsableBackups`."""
    wizard_ready = Signal(object)
    """A wizard that is to be shown."""

    def __init__(self, state: AppState, parent: QObject | None = None) -> None:
        """Look for nothing yet.

        Args:
            state: the windows of the moment.
            parent: owner.
        """
        super().__init__(parent)
        self._state = state
        self._jobs = JobRunner(self)
        state.file_opener.failed.connect(self._on_not_opened)

    def listen_to_start(self, window: StartWindow) -> None:
        """Answer the page of a file that does not open."""
        window.recover_asked.connect(self._on_recover_asked)
        window.mend_asked.connect(self._on_mend_asked)
        window.cancel_asked.connect(self._on_cancel_asked)

    # --- its backups ------------------------------------------------------------------------------

    @Slot(object)
    def _on_not_opened(self, error: BaseException) -> None:
        """Look beside the window which backups of the file open."""
        self._jobs.abandon()
        page = self._state.start.diagnosis
        if page is not None and calls_for_a_backup(error):
            task = finding_backups(self._state.manager, page.file)
            self._jobs.run(task, self._show_backups, self._on_nothing_found)

    def _on_nothing_found(self, _error: BaseException) -> None:
        self._show_backups(UsableBackups())

    def _show_backups(self, backups: UsableBackups) -> None:
        page = self._state.start.diagnosis
        if page is not None:
            page.show_backups(backups)
            self.backups_shown.emit(backups)

    # --- reading what can be read -----------------------------------------------------------------

    @Slot(object)
    def _on_recover_asked(self, file: Path) -> None:
        """Look for the keys of a damaged file, then propose to read it into a new one."""
        state = self._state
        if not state.is_free:
            return
        state.start.show_waiting(_("Looking at {file}…").format(file=file.name))
        task = preparing(state.manager, file)
        self._jobs.run(task, self._on_prepared, state.file_opener.show_failure)

    def _on_prepared(self, task: RecoverTask) -> None:
        self.wizard_ready.emit(self._state.wizards.recover(task, self._state.start))

    @Slot()
    def _on_cancel_asked(self) -> None:
        """Wait no more for the keys of a damaged file; whatever they are is not listened to."""
        if self._jobs.is_running and not self._state.file_opener.reader.is_busy:
            self._jobs.abandon()
            self._state.start.show_home()

    # --- putting it in order ----------------------------------------------------------------------

    @Slot(object)
    def _on_mend_asked(self, file: Path) -> None:
        """Propose to put in order what another program did to a file."""
        if self._state.is_free:
            self._state.file_opener.mend(file)
