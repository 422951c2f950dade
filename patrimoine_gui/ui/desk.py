"""Leads from one window to the next: start window, wizard, main window."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStandardPaths, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QWidget

from patrimoine_gui import config, i18n, paths
from patrimoine_gui.i18n import _
from patrimoine_gui.logs import file_tag
from patrimoine_gui.ui import opening, theme
from patrimoine_gui.ui.about_dialog import AboutDialog
from patrimoine_gui.ui.background import BackgroundJob, JobFailure, JobResult, Task
from patrimoine_gui.ui.error_dialog import ErrorDialog
from patrimoine_gui.ui.main_window import MainWindow
from patrimoine_gui.ui.qt_language import translate_qt
from patrimoine_gui.ui.settings import SettingsStore
from patrimoine_gui.ui.start_window import StartWindow
from patrimoine_gui.ui.wizards.upgrade import UpgradeWizard

if TYPE_CHECKING:
    from patrimoine_gui.migration.manager import MigrationManager

_log = logging.getLogger(__name__)


class Desk(QObject):
    """Owns the windows and the settings; the only place that decides which window is shown."""

    settled = Signal(object)
    """Something new is shown: the window, and nothing is being read."""

    def __init__(
        self, application: QApplication, folders: paths.UserFolders, manager: MigrationManager
    ) -> None:
        """Work with the folders of a user."""
        super().__init__()
        self.application = application
        self.folders = folders
        self.manager = manager
        self.settings = SettingsStore(folders.settings)
        self.start = self._new_start_window()
        self.main: MainWindow | None = None
        self.wizard: UpgradeWizard | None = None
        self.job: BackgroundJob | None = None
        self._file: Path | None = None
        self._chooser: QFileDialog | None = None
        self._dialog: QDialog | None = None
        hints = application.styleHints()
        hints.colorSchemeChanged.connect(self._on_scheme_changed)

    # --- beginning ----------------------------------------------------------------------------

    def begin(self, file: Path | None = None) -> None:
        """Show the first window, and open a file where one is named."""
        self.start.show()
        if file is not None:
            self.open(file)
        else:
            self.settled.emit(self.start)

    def begin_with_example(self) -> None:
        """Show the first window and open a fresh copy of the example."""
        self.start.show()
        self._on_example()

    def _new_start_window(self) -> StartWindow:
        window = StartWindow(self.settings.current.recent)
        window.open_asked.connect(self._on_open_asked)
        window.file_asked.connect(self.open)
        window.create_asked.connect(self._on_create_asked)
        window.example_asked.connect(self._on_example)
        window.forget_asked.connect(self._on_forget)
        window.back_asked.connect(self._on_back)
        self._quit_from(window)
        return window

    def _quit_from(self, window: QWidget) -> None:
        """Let Ctrl+Q leave the program; a window that is busy may refuse, as it does to close."""
        QShortcut(QKeySequence("Ctrl+Q"), window).activated.connect(
            self.application.closeAllWindows
        )

    # --- opening a file -----------------------------------------------------------------------

    @Slot(object)
    def open(self, file: Path) -> None:
        """Open a file, propose its upgrade, or say why it cannot be opened."""
        if self.job is not None or self.wizard is not None:
            return
        file = file.absolute()
        if self.main is not None and self.main.file == file:
            self._on_back()
            return
        self._file = file
        _log.info("opening %s", file_tag(file))
        self._run(self._read, _("Reading {file}…").format(file=file.name))

    def _run(self, task: Task, text: str) -> None:
        """Run a task that leads to a file."""
        self.start.show_waiting(text)
        self.job = BackgroundJob(task, self)
        self.job.succeeded.connect(self._on_read)
        self.job.failed.connect(self._on_not_read)
        self.job.start()

    def _read(self, _report: object, _cancel: object) -> opening.Opened | opening.Proposed:
        if self._file is None:
            raise AssertionError
        return opening.open_file(self.manager, self.folders, self._file)

    def _create(self, _report: object, _cancel: object) -> opening.Opened | opening.Proposed:
        if self._file is None:
            raise AssertionError
        self.manager.create(self._file)
        return opening.open_file(self.manager, self.folders, self._file)

    @Slot(object)
    def _on_read(self, result: JobResult) -> None:
        self.job = None
        if isinstance(result.value, opening.Opened):
            self._show_main(result.value)
        elif isinstance(result.value, opening.Proposed):
            self._show_wizard(result.value)

    @Slot(object)
    def _on_not_read(self, failure: JobFailure) -> None:
        self.job = None
        self.start.show_error(self._file or Path(), failure.error)
        self.start.show()
        self.start.raise_()
        self.settled.emit(self.start)

    def _remember(self, file: Path) -> None:
        self.settings.update(self.settings.current.with_recent(file))
        self.start.show_recent(self.settings.current.recent)

    # --- windows ------------------------------------------------------------------------------

    def _show_main(self, opened: opening.Opened) -> None:
        self._remember(opened.status.file)
        before, self.main = self.main, None
        self.main = self._new_main_window(opened)
        self.main.show()
        if before is not None:
            before.close()
        self.start.hide()
        self.start.show_home()
        self.settled.emit(self.main)

    def _new_main_window(self, opened: opening.Opened) -> MainWindow:
        current = self.settings.current
        window = MainWindow(opened.status, opened.household, opened.lock, current)
        window.open_asked.connect(self._on_open_asked)
        window.create_asked.connect(self._on_create_asked)
        window.about_asked.connect(self._on_about)
        window.theme_chosen.connect(self._on_theme)
        window.language_chosen.connect(self._on_language)
        window.hiding_chosen.connect(self._on_hiding)
        window.closed.connect(self._on_main_closed)
        window.quit_asked.connect(self.application.closeAllWindows)
        return window

    def _show_wizard(self, proposed: opening.Proposed) -> None:
        if self._file is not None:
            self._remember(self._file)
        self.start.show_home()
        self.start.show()
        self.wizard = UpgradeWizard(self.manager, proposed.plan, self.start)
        if proposed.interrupted:
            self.wizard.welcome.show_interrupted()
        self.wizard.finished.connect(self._on_wizard_finished)
        self._quit_from(self.wizard)
        self.wizard.open()
        self.settled.emit(self.wizard)

    @Slot(int)
    def _on_wizard_finished(self, _code: int) -> None:
        wizard, self.wizard = self.wizard, None
        if wizard is None:
            return
        done = wizard.outcome is not None
        wizard.deleteLater()
        if done and self._file is not None:
            self.open(self._file)
        else:
            self.settled.emit(self.start)

    @Slot(object)
    def _on_main_closed(self, geometry: str) -> None:
        self.settings.update(replace(self.settings.current, geometry=geometry))
        if self.sender() is self.main:
            self.main = None

    def show_error(self, error: BaseException) -> None:
        """Show an error that nobody foresaw, above whatever is shown."""
        if self._dialog is None:
            self._open_dialog(ErrorDialog(error, self._shown()))

    def _open_dialog(self, dialog: QDialog) -> None:
        self._dialog = dialog
        dialog.finished.connect(self._on_dialog_finished)
        self._quit_from(dialog)
        dialog.open()

    @Slot()
    def _on_dialog_finished(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None

    def _shown(self) -> QWidget:
        windows = (self.wizard, self.main, self.start)
        return next((item for item in windows if item is not None and item.isVisible()), self.start)

    # --- what the user asks -------------------------------------------------------------------

    @Slot()
    def _on_open_asked(self) -> None:
        chooser = self._new_chooser(_("Open a household file"))
        chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
        chooser.setLabelText(QFileDialog.DialogLabel.Accept, _("Open"))
        chooser.fileSelected.connect(self._on_file_chosen)
        chooser.open()

    @Slot()
    def _on_create_asked(self) -> None:
        chooser = self._new_chooser(_("Create a household file"))
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setLabelText(QFileDialog.DialogLabel.Accept, _("Create"))
        chooser.setOption(QFileDialog.Option.DontConfirmOverwrite)
        chooser.setDefaultSuffix(config.FILE_EXTENSION[1:])
        name = _("our household")
        chooser.selectFile(f"{name}{config.FILE_EXTENSION}")
        chooser.fileSelected.connect(self._on_new_file_chosen)
        chooser.open()

    def _new_chooser(self, title: str) -> QFileDialog:
        place = QStandardPaths.StandardLocation.DocumentsLocation
        documents = QStandardPaths.writableLocation(place)
        folder = documents if Path(documents).is_dir() else str(Path.home())
        filters = (_("Household files"), f"*{config.FILE_EXTENSION}")
        chooser = QFileDialog(self._shown(), title, folder)
        chooser.setNameFilters([f"{filters[0]} ({filters[1]})", _("All files") + " (*)"])
        kind = QFileDialog.DialogLabel
        for which, text in (
            (kind.LookIn, _("Folder:")),
            (kind.FileName, _("File name:")),
            (kind.FileType, _("Kind of file:")),
            (kind.Reject, _("Cancel")),
        ):
            chooser.setLabelText(which, text)
        self._chooser = chooser
        return chooser

    @Slot(str)
    def _on_file_chosen(self, file: str) -> None:
        self.open(Path(file))

    @Slot(str)
    def _on_new_file_chosen(self, file: str) -> None:
        self.create(Path(file))

    def create(self, file: Path) -> None:
        """Make a new file and open it; never overwrites."""
        if self.job is None and self.wizard is None:
            self._file = file.absolute()
            self._run(self._create, _("Creating {file}…").format(file=file.name))

    @Slot()
    def _on_back(self) -> None:
        """Go back to the open file, where there is one; the start window was above it."""
        if self.main is not None:
            self.start.hide()
            self.main.raise_()
            self.main.activateWindow()

    @Slot()
    def _on_example(self) -> None:
        try:
            self.open(opening.copy_example(self.folders))
        except OSError as error:
            self.start.show_error(self.folders.data, error)

    @Slot(object)
    def _on_forget(self, file: Path) -> None:
        self.settings.update(self.settings.current.without_recent(file))
        self.start.show_recent(self.settings.current.recent)

    @Slot()
    def _on_about(self) -> None:
        self._open_dialog(AboutDialog(self._shown()))

    # --- appearance ---------------------------------------------------------------------------

    @Slot(object)
    def _on_theme(self, setting: str) -> None:
        self.settings.update(replace(self.settings.current, theme=setting))
        theme.apply(self.application, theme.resolve(setting, self.application))
        self.rebuild()

    @Slot()
    def _on_scheme_changed(self) -> None:
        if self.settings.current.theme == "system" and self.wizard is None:
            name = theme.resolve("system", self.application)
            if name != theme.theme():
                theme.apply(self.application, name)
                self.rebuild()

    @Slot(object)
    def _on_language(self, language: str) -> None:
        self.settings.update(replace(self.settings.current, language=language))
        i18n.set_language(language)
        translate_qt(self.application, language)
        self.rebuild()

    @Slot(object)
    def _on_hiding(self, hidden: bool) -> None:  # noqa: FBT001  (a signal's payload)
        self.settings.update(replace(self.settings.current, hide_amounts=hidden))

    def rebuild(self) -> None:
        """Make the windows again, in the language and the theme in use."""
        old_start, old_main = self.start, self.main
        self.start = self._new_start_window()
        if old_main is not None:
            opened = opening.Opened(old_main.status, old_main.household, old_main.hand_over())
            self.main = self._new_main_window(opened)
            self.main.setGeometry(old_main.geometry())
            self.main.show()
            old_main.close()
            old_main.deleteLater()
        elif old_start.isVisible():
            self.start.setGeometry(old_start.geometry())
            self.start.show()
        old_start.close()
        old_start.deleteLater()
        self.settled.emit(self.main or self.start)
