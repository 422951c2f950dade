"""A forgotten passphrase: what else opens the file is looked for, and offered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from patrimoine_gui.ui.background import JobRunner
from patrimoine_gui.ui.start.recovery_options import UnlockOptions, finding_unlock_options

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.ui.controllers.app_state import AppState
    from patrimoine_gui.ui.start.start_window import StartWindow


class ForgottenController(QObject):
    """Answers the page of a file whose passphrase is forgotten."""

    options_shown = Signal(object)
    """The page now shows these `UnlockOptions`."""

    def __init__(self, state: AppState, parent: QObject | None = None) -> None:
        """Look for nothing yet.

        Args:
            state: the windows of the moment.
            parent: owner.
        """
        super().__init__(parent)
        self._state = state
        self._jobs = JobRunner(self)

    def listen_to_start(self, window: StartWindow) -> None:
        """Answer the page, and the button that leads to it."""
        window.forgotten_asked.connect(self._on_forgotten)
        window.passphrase_asked.connect(self._state.file_opener.ask_for_key)
        window.recovery_asked.connect(self._on_recovery_asked)

    @Slot(object)
    def _on_forgotten(self, file: Path) -> None:
        """Look beside the window what else opens a file."""
        self._state.start.show_forgotten(file)
        task = finding_unlock_options(self._state.manager, file)
        self._jobs.run(task, self._on_found, self._on_not_found)

    def _on_found(self, options: UnlockOptions) -> None:
        page = self._state.start.forgotten
        if page is not None:
            page.show_options(options)
            self.options_shown.emit(options)

    def _on_not_found(self, error: BaseException) -> None:
        """The file itself has gone meanwhile: say so, as for any that does not open."""
        if self._state.start.forgotten is not None:
            self._state.file_opener.show_failure(error)

    @Slot(object)
    def _on_recovery_asked(self, file: Path) -> None:
        self._state.file_opener.ask_for_key(file)
        if self._state.start.unlock is not None:
            self._state.start.unlock.form.other_way.click()
