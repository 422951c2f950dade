"""Says that keys are being worked out: the window lives on meanwhile."""

from __future__ import annotations

from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from patrimoine_gui.ui.widgets.labels import label

_BAR = 220


class BusyLine(QWidget):
    """A sentence and a moving bar; hidden while there is no work."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        """Be hidden until there is work."""
        super().__init__(parent)
        self.words = label(text, "muted")
        self.bar = QProgressBar()
        self._build(text)

    def _build(self, text: str) -> None:
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.setMaximumWidth(_BAR)
        self.bar.setAccessibleName(text)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(5)
        layout.addWidget(self.words)
        layout.addWidget(self.bar)
        self.hide()
