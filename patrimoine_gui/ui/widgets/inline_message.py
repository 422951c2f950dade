"""One line below a field: a sign and a sentence, in a tone."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from patrimoine_gui.formats import visible
from patrimoine_gui.ui import icons
from patrimoine_gui.ui.theme import colours
from patrimoine_gui.ui.widgets.labels import label
from patrimoine_gui.ui.widgets.roles import set_role, tone_colour

_SIGNS = {"bad": "circle-stop", "warn": "warning", "good": "circle-check", "info": "circle-info"}
_SIGN = 16


class InlineMessage(QWidget):
    """Hidden while it has nothing to say; the sign says the same as the colour."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Say nothing yet."""
        super().__init__(parent)
        self.sign = QLabel()
        self.words = label()
        self._keeps_room = False
        self._build()

    def _build(self) -> None:
        self.sign.setFixedSize(_SIGN, _SIGN + 2)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self.words, 1)
        self.hide()

    def keep_room(self, lines: int = 1) -> None:
        """Take the room of so many lines even while there is nothing to say."""
        self._keeps_room = True
        self.words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.words.ensurePolished()
        self.setMinimumHeight(lines * (self.words.fontMetrics().lineSpacing() + 3))
        self.show()

    @property
    def text(self) -> str:
        """What it says, "" when nothing."""
        return self.words.text()

    def say(self, text: str, tone: str = "bad") -> None:
        """Say something in a tone ("bad", "warn", "good", "info"); "" puts it away."""
        self.words.setText(visible(text, "\n"))
        self.sign.setVisible(bool(text))
        if text:
            colour = colours().muted if tone == "info" else tone_colour(tone, colours())
            self.sign.setPixmap(icons.pixmap(_SIGNS[tone], colour, _SIGN))
            set_role(self.words, "muted" if tone == "info" else f"said-{tone}")
        self.setVisible(bool(text) or self._keeps_room)
