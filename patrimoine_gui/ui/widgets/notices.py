"""Coloured notices: one that stays, one that can be put away."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QToolButton, QWidget

from patrimoine_gui.i18n import _
from patrimoine_gui.ui import icons
from patrimoine_gui.ui.theme import colours
from patrimoine_gui.ui.widgets.frames import frame
from patrimoine_gui.ui.widgets.labels import label
from patrimoine_gui.ui.widgets.layouts import column, row
from patrimoine_gui.ui.widgets.pictures import picture
from patrimoine_gui.ui.widgets.roles import tone_colour

_TONES = {"info": "circle-info", "good": "shield", "warn": "warning", "bad": "circle-stop"}


def banner(tone: str, text: str, title: str = "") -> QFrame:
    """Make a coloured notice; the icon says the same as the colour.

    Args:
        tone: "info", "good", "warn" or "bad".
        text: what it says.
        title: a first line that stands out.
    """
    words = column(spacing=3)
    if title:
        words.addWidget(label(title, "strong"))
    words.addWidget(label(text, select=True))
    sign = picture(_TONES[tone], 22, tone_colour(tone, colours()))
    inside = row(spacing=12)
    inside.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
    inside.addLayout(words, 1)
    result = frame(inside, tone, 12)
    result.setAccessibleName(f"{title} {text}".strip())
    return result


class Notice(QFrame):
    """A banner that the user can put away."""

    closed = Signal(object)
    """The user has read it: its text."""

    def __init__(self, tone: str, text: str, parent: QWidget | None = None) -> None:
        """Show a text in a tone, with a cross at its end."""
        super().__init__(parent)
        self.text = text
        self.close_button = QToolButton()
        self.close_button.setIcon(icons.icon("close", tone_colour(tone, colours())))
        self.close_button.setToolTip(_("Hide this notice"))
        self.close_button.setAccessibleName(_("Hide this notice"))
        self.close_button.clicked.connect(self._on_close)
        inside = row(spacing=0)
        inside.addWidget(banner(tone, text), 1)
        inside.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        self.setProperty("role", tone)
        self.setLayout(inside)

    @Slot()
    def _on_close(self) -> None:
        self.hide()
        self.closed.emit(self.text)
