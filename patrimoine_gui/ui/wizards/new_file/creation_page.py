"""The page that is shown for the moment it takes to make a new file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QProgressBar

from patrimoine_gui.i18n import _
from patrimoine_gui.ui.wizards.wizard_page import WizardPage

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget


class CreationPage(WizardPage):
    """Asks for the work to begin when it appears."""

    started = Signal()
    """The page is shown: the work may begin."""

    def __init__(self, file: Path, parent: QWidget | None = None) -> None:
        """Name the file that is about to be made."""
        super().__init__(
            _("Your file is being made"), _("Creating {file}…").format(file=file.name), parent
        )
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(_("Please wait"))
        self.body.addWidget(self.bar)
        self.body.addStretch(1)

    def initializePage(self) -> None:  # noqa: N802  (Qt's name)
        """Begin: called by the wizard when the page is about to be shown."""
        self.started.emit()

    def isComplete(self) -> bool:  # noqa: N802  (Qt's name)
        """Tell the wizard that only the end of the work leads on."""
        return False
