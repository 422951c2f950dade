"""Every way to a file: opened, created, the example, or one that has to be upgraded first."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from patrimoine_gui.errors import FileExists
from patrimoine_gui.ui.opening.opener import copy_example
from patrimoine_gui.ui.widgets.file_drop import is_backup_name

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.crypto.keyring import Keyring
    from patrimoine_gui.ui.controllers.app_state import AppState
    from patrimoine_gui.ui.controllers.backup_controller import BackupController
    from patrimoine_gui.ui.controllers.restore_controller import RestoreController
    from patrimoine_gui.ui.main.main_window import MainWindow
    from patrimoine_gui.ui.opening.opener import ProposedUpgrade
    from patrimoine_gui.ui.start.start_window import StartWindow


class OpeningController(QObject):
    """Leads to one file at a time; does nothing while another is read or a wizard is shown."""

    wizard_ready = Signal(object)
    """A wizard that is to be shown."""

    def __init__(
        self,
        state: AppState,
        restores: RestoreController,
        backups: BackupController,
        parent: QObject | None = None,
    ) -> None:
        """Open nothing yet.

        Args:
            state: the windows of the moment.
            restores: takes the files that are backups.
            backups: says whether a file is still held since it was closed.
            parent: owner.
        """
        super().__init__(parent)
        self._state = state
        self._restores = restores
        self._backups = backups
        state.file_opener.proposed.connect(self._show_proposed)
        state.file_dialogs.file_chosen.connect(self.open)
        state.file_dialogs.name_chosen.connect(self.create)

    def listen_to(self, window: MainWindow) -> None:
        """Answer the menus of a main window."""
        window.menus.open_asked.connect(self._state.file_dialogs.ask_for_file)
        window.menus.create_asked.connect(self._state.file_dialogs.ask_for_name)

    def listen_to_start(self, window: StartWindow) -> None:
        """Answer the buttons and the list of a start window."""
        window.open_asked.connect(self._state.file_dialogs.ask_for_file)
        window.file_asked.connect(self.open)
        window.create_asked.connect(self._state.file_dialogs.ask_for_name)
        window.example_asked.connect(self.open_example)
        window.forget_asked.connect(self._on_forget)
        window.back_asked.connect(self._state.go_back)

    @Slot(object)
    @Slot(object, object)
    def open(self, file: Path, keyring: Keyring | None = None) -> None:
        """Open a file, ask for its key, propose its upgrade, or say why it cannot be opened.

        Args:
            file: which one.
            keyring: its keys, where a wizard has just made or opened them.
        """
        state = self._state
        if not state.is_free:
            return
        file = file.absolute()
        if is_backup_name(file):
            self._restores.restore(file)
        elif state.main is not None and state.main.file == file:
            state.go_back()
        elif not self._backups.puts_off(file, keyring):
            state.file_opener.open(file, keyring)

    @Slot(object)
    def create(self, file: Path) -> None:
        """Ask for the keys of a new file, make it and open it; never overwrites."""
        state = self._state
        if not state.is_free:
            return
        state.file_opener.file = file = file.absolute()
        if os.path.lexists(file):
            state.file_opener.show_failure(FileExists(file))
        else:
            self.wizard_ready.emit(state.wizards.create(file, state.start))

    @Slot()
    def open_example(self) -> None:
        """Open a fresh copy of the example."""
        folders = self._state.opener.folders
        try:
            self.open(copy_example(folders))
        except OSError as error:
            self._state.start.show_error(folders.data, error)

    @Slot(object)
    def _show_proposed(self, proposed: ProposedUpgrade) -> None:
        state = self._state
        file = state.file_opener.remember()
        self.wizard_ready.emit(state.wizards.propose(file, proposed, state.start))

    @Slot(object)
    def _on_forget(self, file: Path) -> None:
        settings = self._state.settings
        settings.update(settings.current.without_recent(file))
        self._state.start.show_recent(settings.current.recent)
