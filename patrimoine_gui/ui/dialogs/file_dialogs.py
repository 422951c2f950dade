"""The dialogs that choose a file: one that is there, or the name of a new one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStandardPaths, Signal, Slot
from PySide6.QtWidgets import QFileDialog

from patrimoine_gui import config, paths
from patrimoine_gui.i18n import _
from patrimoine_gui.ui.widgets.top_level import close_by_keys

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget


class FileDialogs(QObject):
    """Shows one dialog at a time, above a window."""

    file_chosen = Signal(object)
    """A file to open, a `Path`."""
    name_chosen = Signal(object)
    """The name of a file to make, a `Path`."""
    backup_chosen = Signal(object)
    """A backup to restore, a `Path`."""

    def __init__(self, above: Callable[[], QWidget], parent: QObject | None = None) -> None:
        """Show nothing yet.

        Args:
            above: gives the window that is asked from.
            parent: owner.
        """
        super().__init__(parent)
        self._above = above
        self.shown: QFileDialog | None = None

    @Slot()
    def ask_for_file(self) -> None:
        """Ask for a file to open."""
        chooser = _chooser(self._above(), _("Open a household file"))
        chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
        chooser.setLabelText(QFileDialog.DialogLabel.Accept, _("Open"))
        chooser.fileSelected.connect(self._on_file_chosen)
        self._show(chooser)

    @Slot()
    def ask_for_name(self) -> None:
        """Ask for the name of a new file; a taken one is refused later, never replaced."""
        name = _("our household")
        chooser = _chooser(self._above(), _("Create a household file"))
        chooser.selectFile(f"{name}{config.FILE_EXTENSION}")
        self._show_for_name(chooser, _("Create"))

    def ask_for_place(self, proposed: Path, title: str = "", accept: str = "") -> None:
        """Ask for the name and the folder of a file to make; a taken one is refused later."""
        chooser = _chooser(self._above(), title or _("Restore to a new file"))
        chooser.setDirectory(str(proposed.parent))
        chooser.selectFile(proposed.name)
        self._show_for_name(chooser, accept or _("Choose"))

    def ask_for_backup(self, folder: Path) -> None:
        """Ask for a backup to restore; begins in a folder."""
        chooser = _chooser(self._above(), _("Choose a backup"))
        filters = (_("Backups"), f"*{config.BACKUP_EXTENSION}")
        chooser.setNameFilters([f"{filters[0]} ({filters[1]})", _("All files") + " (*)"])
        chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
        chooser.setLabelText(QFileDialog.DialogLabel.Accept, _("Choose"))
        if folder.is_dir():
            chooser.setDirectory(str(folder))
        chooser.fileSelected.connect(self._on_backup_chosen)
        self._show(chooser)

    def _show_for_name(self, chooser: QFileDialog, accept: str) -> None:
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setLabelText(QFileDialog.DialogLabel.Accept, accept)
        chooser.setOption(QFileDialog.Option.DontConfirmOverwrite)
        chooser.setDefaultSuffix(config.FILE_EXTENSION[1:])
        chooser.fileSelected.connect(self._on_name_chosen)
        self._show(chooser)

    def close(self) -> None:
        """Close what is shown, without a choice."""
        if self.shown is not None:
            self.shown.reject()

    def _show(self, chooser: QFileDialog) -> None:
        self.close()
        self.shown = chooser
        chooser.finished.connect(self._on_finished)
        chooser.open()

    @Slot(str)
    def _on_file_chosen(self, file: str) -> None:
        self.file_chosen.emit(Path(file))

    @Slot(str)
    def _on_name_chosen(self, file: str) -> None:
        self.name_chosen.emit(Path(file))

    @Slot(str)
    def _on_backup_chosen(self, file: str) -> None:
        self.backup_chosen.emit(Path(file))

    @Slot()
    def _on_finished(self) -> None:
        chooser, self.shown = self.shown, None
        if chooser is not None:
            chooser.deleteLater()


def _chooser(window: QWidget, title: str) -> QFileDialog:
    place = QStandardPaths.StandardLocation.DocumentsLocation
    documents = QStandardPaths.writableLocation(place)
    folder = documents if Path(documents).is_dir() else str(paths.home())
    filters = (_("Household files"), f"*{config.FILE_EXTENSION}")
    chooser = QFileDialog(window, title, folder)
    chooser.setNameFilters([f"{filters[0]} ({filters[1]})", _("All files") + " (*)"])
    name_parts(chooser)
    return chooser


def name_parts(chooser: QFileDialog) -> None:
    """Name the parts of a file dialog that Qt has in English only, and keep it on its screen."""
    close_by_keys(chooser)
    kind = QFileDialog.DialogLabel
    for which, text in (
        (kind.LookIn, _("Folder:")),
        (kind.FileName, _("File name:")),
        (kind.FileType, _("Kind of file:")),
        (kind.Reject, _("Cancel")),
    ):
        chooser.setLabelText(which, text)
