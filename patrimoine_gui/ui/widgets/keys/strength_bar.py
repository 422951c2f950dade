"""The strength of a passphrase: a bar, a word, and advice; never a colour alone."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from patrimoine_gui.i18n import _
from patrimoine_gui.ui.widgets.keys.passphrase_strength import (
    Assessment,
    Strength,
    advice,
    strength_name,
)
from patrimoine_gui.ui.widgets.labels import label
from patrimoine_gui.ui.widgets.layouts import row
from patrimoine_gui.ui.widgets.roles import set_role

_DEGREES: Final = len(Strength)


class StrengthBar(QWidget):
    """Shows an assessment; empty while there is nothing to assess."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Show nothing yet."""
        super().__init__(parent)
        self.bar = QProgressBar()
        self.word = label("", "muted", wrap=False)
        self.advice = label("", "muted")
        self._build()

    def _build(self) -> None:
        self.bar.setRange(0, _DEGREES)
        self.bar.setTextVisible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        line = row(spacing=12)
        line.addWidget(self.bar, 1)
        line.addWidget(self.word)
        layout.addLayout(line)
        layout.addWidget(self.advice)
        self.show_assessment(None)

    def show_assessment(self, found: Assessment | None) -> None:
        """Show what a passphrase is worth, None where there is none."""
        if found is None:
            self.bar.setValue(0)
            self._say(_("Strength"), "muted", "")
            return
        tone = "bad" if found.strength <= Strength.WEAK else "good"
        tone = "warn" if found.strength is Strength.MIDDLING else tone
        self.bar.setValue(found.strength + 1)
        set_role(self.bar, tone)
        text = _("Strength: {degree}").format(degree=strength_name(found.strength))
        self._say(text, f"said-{tone}", advice(found))

    def _say(self, text: str, role: str, more: str) -> None:
        self.word.setText(text)
        set_role(self.word, role)
        self.bar.setAccessibleName(text)
        self.advice.setText(more)
        self.advice.setVisible(bool(more))
