"""The dialog for what nobody foresaw: honest, calm, with a report to copy."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from patrimoine_gui.i18n import _
from patrimoine_gui.ui import icons
from patrimoine_gui.ui.theme import colours
from patrimoine_gui.ui.widgets.buttons import button
from patrimoine_gui.ui.widgets.labels import label
from patrimoine_gui.ui.widgets.layouts import SPACE, column, row
from patrimoine_gui.ui.widgets.notices import banner
from patrimoine_gui.ui.widgets.pictures import picture
from patrimoine_gui.ui.widgets.report_button import ReportButton, technical_details
from patrimoine_gui.ui.widgets.scroll_area import scrolled
from patrimoine_gui.ui.widgets.top_level import close_by_keys, size_within_screen
from patrimoine_gui.wording import explain

_SIZE = (580, 440)
_SMALLEST = (480, 280)


class ErrorDialog(QDialog):
    """Explains an error; the technical report is folded under "Details"."""

    def __init__(self, error: BaseException, parent: QWidget | None = None) -> None:
        """Explain an error."""
        super().__init__(parent)
        self.error = error
        self.close_button = button(_("Close"), "primary")
        self.details = technical_details(error)
        self._build()
        self.close_button.clicked.connect(self.accept)

    def _build(self) -> None:
        told = explain(self.error)
        self.setWindowTitle(told.title)
        self.setWindowIcon(icons.app_icon())
        top = row(spacing=2 * SPACE)
        sign = picture("warning", 36, colours().warn)
        top.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(column(label(told.title, "title"), label(told.what)), 1)
        buttons = row(ReportButton(self.error))
        buttons.addStretch(1)
        buttons.addWidget(self.close_button)
        content = QWidget()
        inside: QVBoxLayout = column(spacing=2 * SPACE)
        inside.addLayout(top)
        inside.addWidget(banner("good", told.safe))
        inside.addWidget(label(told.next))
        inside.addWidget(self.details)
        inside.addStretch(1)
        content.setLayout(inside)
        layout = column(scrolled(content), buttons, spacing=2 * SPACE, margin=3 * SPACE)
        self.setLayout(layout)
        size_within_screen(self, _SIZE, _SMALLEST)
        close_by_keys(self)
        self.close_button.setDefault(True)
