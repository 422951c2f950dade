"""Clear copies that earlier versions of Patrimoine left: listed, and removed on demand only."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003

from PySide6.QtWidgets import QFrame, QWidget


class ClearCopiesCard(QFrame):
    """Hidden while there is no such copy."""

    def __init__(self, folder: Path, parent: QWidget | None = None) -> None:
        """Look into a folder of backups, once asked to."""
        super().__init__(parent)
        self._folder = folder
        self.hide()

    def show_copies(self) -> None:
        """Look again."""
