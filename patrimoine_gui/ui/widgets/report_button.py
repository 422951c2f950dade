"""The report of an error or of an upgrade: unfolded, copied, never with an amount or a name."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QSizePolicy, QWidget

from patrimoine_gui.i18n import _
from patrimoine_gui.migration.outcome import Outcome  # noqa: TC001
from patrimoine_gui.ui import icons
from patrimoine_gui.ui.theme import colours
from patrimoine_gui.ui.widgets.disclosure import Disclosure
from patrimoine_gui.wording import report_text

_HEIGHT = 150


class ReportButton(QPushButton):
    """Copies a report to the clipboard and says so."""

    def __init__(self, subject: Outcome | BaseException, parent: QWidget | None = None) -> None:
        """Offer the report of an outcome or of an error."""
        super().__init__(_("&Copy the report"), parent)
        self.setAutoDefault(True)
        self._text = report_text(subject)
        self.setIcon(icons.icon("copy", colours().accent))
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setToolTip(_("The report holds no amount, no name and no folder."))
        self.clicked.connect(self._on_clicked)

    @Slot()
    def _on_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self._text)
        self.setText(_("Report copied"))
        self.setIcon(icons.icon("check", colours().good))


def technical_details(subject: Outcome | BaseException) -> Disclosure:
    """Fold the report under "Details"."""
    text = QPlainTextEdit(report_text(subject))
    text.setReadOnly(True)
    text.setTabChangesFocus(True)
    text.setAccessibleName(_("Technical report"))
    text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
    text.setFixedHeight(_HEIGHT)
    return Disclosure(_("Details"), text)
