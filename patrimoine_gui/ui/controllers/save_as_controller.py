"""Saves what a window shows to a new file, when its own was deleted or its disk pulled out."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStandardPaths, Signal, Slot
from PySide6.QtWidgets import QMessageBox, QWidget

from patrimoine_gui.i18n import _
from patrimoine_gui.ui import icons
from patrimoine_gui.ui.background import JobRunner
from patrimoine_gui.ui.dialogs.error_dialog import ErrorDialog
from patrimoine_gui.ui.dialogs.file_dialogs import FileDialogs
from patrimoine_gui.ui.main.main_window import MainWindow
from patrimoine_gui.ui.widgets.top_level import close_by_keys
from patrimoine_gui.ui.wizards.restore.restore_context import free_name

if TYPE_CHECKING:
    from patrimoine_gui.migration.manager import MigrationManager
    from patrimoine_gui.migration.progress import Cancel, Report
    from patrimoine_gui.ui.controllers.app_state import AppState
    from patrimoine_gui.ui.opening.opener import OpenedFile


class SaveAsController(QObject):
    """Asks where to, saves beside the window, and opens the new file in its place."""

    reopen_asked = Signal(object, object)
    """It is saved: this `MainWindow` is to show the new file, a `Path`."""

    def __init__(self, state: AppState, parent: QObject | None = None) -> None:
        """Save nothing yet.

        Args:
            state: the windows of the moment.
            parent: owner.
        """
        super().__init__(parent)
        self._state = state
        self._window: MainWindow | None = None
        self.question: QMessageBox | None = None
        self._jobs = JobRunner(self)
        self.file_dialogs = FileDialogs(self._above, self)
        self.file_dialogs.name_chosen.connect(self.save)

    def listen_to(self, window: MainWindow) -> None:
        """Answer a main window that is closed while its file is lost."""
        window.closing_asked.connect(self.ask_before_closing)

    def _above(self) -> QWidget:
        return self._window or self._state.start

    @Slot(object)
    def begin(self, window: MainWindow) -> None:
        """Ask where what a window shows is to be saved."""
        if self._jobs.is_running:
            return
        self._window = window
        place = QStandardPaths.StandardLocation.DocumentsLocation
        documents = Path(QStandardPaths.writableLocation(place))
        title = _("Save the household elsewhere")
        self.file_dialogs.ask_for_place(free_name(documents / window.file.name), title, _("Save"))

    @Slot(object)
    def save(self, target: Path) -> None:
        """Save there, beside the window."""
        window = self._window
        if window is None or self._jobs.is_running:
            return
        window.status_bar.say(_("Saving to {file}…").format(file=target.name))
        task = partial(_save, self._state.manager, window.opened, target)
        self._jobs.run(task, self._on_saved, self._on_failed)

    def _on_saved(self, target: Path) -> None:
        window, self._window = self._window, None
        if window is not None:
            window.status_bar.say(_("Saved: {file}").format(file=target.name))
            self.reopen_asked.emit(window, target)

    def _on_failed(self, error: BaseException) -> None:
        window, self._window = self._window, None
        if window is not None:
            window.status_bar.say(_("Nothing was saved."))
            self._state.dialogs.show(ErrorDialog(error, window))

    # --- closing ----------------------------------------------------------------------------------

    @Slot()
    def ask_before_closing(self) -> None:
        """Ask what is to become of what the window shows, whose file is lost."""
        window = self.sender()
        if not isinstance(window, MainWindow) or self.question is not None:
            return
        self._window = window
        self.question = box = QMessageBox(window)
        box.setIconPixmap(icons.pixmap("patrimoine", "", 40))
        box.setWindowTitle(_("Close the window"))
        text = _("{file} is no longer where it was. Close its window all the same?")
        box.setText(text.format(file=window.file.name))
        warning = _("What is shown here may be the last copy of it, apart from your backups.")
        way_out = _("Saved elsewhere, it is a file with the same passphrase.")
        box.setInformativeText(f"{warning} {way_out}" if window.opened.is_kept else warning)
        _add_answers(box, saves=window.opened.is_kept)
        close_by_keys(box)
        box.finished.connect(self._on_answered)
        box.open()

    @Slot()
    def _on_answered(self) -> None:
        box, self.question = self.question, None
        window, self._window = self._window, None
        if box is None or window is None:
            return
        role = box.buttonRole(box.clickedButton()) if box.clickedButton() else None
        box.deleteLater()
        if role is QMessageBox.ButtonRole.AcceptRole:
            self.begin(window)
        elif role is QMessageBox.ButtonRole.DestructiveRole:
            window.retire(saves=False)


def _add_answers(box: QMessageBox, *, saves: bool) -> None:
    box.addButton(_("&Close without saving"), QMessageBox.ButtonRole.DestructiveRole)
    stay = box.addButton(_("&Keep the window open"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(stay)
    box.setEscapeButton(stay)
    if saves:
        text = _("&Save it elsewhere…")
        box.setDefaultButton(box.addButton(text, QMessageBox.ButtonRole.AcceptRole))


def _save(
    manager: MigrationManager, opened: OpenedFile, target: Path, report: Report, cancel: Cancel
) -> Path:
    if opened.kept is None:
        raise AssertionError
    manager.restores.save_elsewhere(opened.kept, target, opened.keyring, report, cancel)
    return target
