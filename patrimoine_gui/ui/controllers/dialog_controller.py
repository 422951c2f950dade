"""The dialogs that stand above any window: an error that nobody foresaw, the version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

if TYPE_CHECKING:
    from PySide6.QtWidgets import QDialog


class DialogController(QObject):
    """Shows one dialog at a time."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Show nothing yet."""
        super().__init__(parent)
        self.shown: QDialog | None = None

    def show(self, dialog: QDialog) -> None:
        """Show a dialog in the place of the one before."""
        self.close()
        self.shown = dialog
        dialog.finished.connect(self._on_finished)
        dialog.open()

    def close(self) -> None:
        """Close what is shown."""
        if self.shown is not None:
            self.shown.reject()

    @Slot()
    def _on_finished(self) -> None:
        dialog, self.shown = self.shown, None
        if dialog is not None:
            dialog.deleteLater()
