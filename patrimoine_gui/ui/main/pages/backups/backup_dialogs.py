"""The dialogs of what is done with a backup: a question, or a place for a new file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from patrimoine_gui import paths
from patrimoine_gui.ui.dialogs.file_dialogs import name_parts

if TYPE_CHECKING:
    from collections.abc import Callable


class BackupDialogs(QObject):
    """Shows one question and one file dialog at a time, above a part of a window."""

    def __init__(self, parent: QWidget) -> None:
        """Show nothing yet.

        Args:
            parent: what they stand above.
        """
        super().__init__(parent)
        self._widget = parent
        self.question: QMessageBox | None = None
        self.chooser: QFileDialog | None = None

    def ask(self, box: QMessageBox, agreed: Callable[[], None]) -> None:
        """Ask something.

        Args:
            box: the question.
            agreed: what is done once the user agreed.
        """
        self.question = box
        box.accepted.connect(agreed)
        box.finished.connect(self._on_question_closed)
        box.open()

    def choose(self, title: str, name: str, chosen: Callable[[str], None]) -> None:
        """Ask for the name of a new file; a taken one is refused later.

        Args:
            title: of the dialog.
            name: what is proposed.
            chosen: what is done with the path.
        """
        chooser = self.chooser = QFileDialog(self._widget, title, str(paths.home()))
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setOption(QFileDialog.Option.DontConfirmOverwrite)
        name_parts(chooser)
        chooser.selectFile(name)
        chooser.fileSelected.connect(chosen)
        chooser.finished.connect(self._on_chooser_closed)
        chooser.open()

    def close(self) -> None:
        """Close what is shown."""
        for window in (self.question, self.chooser):
            if window is not None:
                window.reject()

    @Slot()
    def _on_question_closed(self) -> None:
        if self.question is not None:
            self.question.deleteLater()
            self.question = None

    @Slot()
    def _on_chooser_closed(self) -> None:
        if self.chooser is not None:
            self.chooser.deleteLater()
            self.chooser = None
