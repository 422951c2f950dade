"""A part that is folded until it is asked for."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from patrimoine_gui.ui import icons
from patrimoine_gui.ui.theme import colours


class Disclosure(QWidget):
    """A part that is folded until it is asked for."""

    unfolded = Signal(bool)
    """Whether it is now unfolded."""

    def __init__(self, title: str, content: QWidget, parent: QWidget | None = None) -> None:
        """Fold a widget under a title."""
        super().__init__(parent)
        self.button = QToolButton()
        self.button.setText(title)
        self.button.setAccessibleName(title)
        self.button.setProperty("role", "link")
        self.button.setCheckable(True)
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.content = content
        self._build()
        self._connect()

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.content)
        self._on_toggled(unfolded=False)

    def _connect(self) -> None:
        self.button.toggled.connect(self._on_toggled)

    def unfold(self) -> None:
        """Show the content."""
        self.button.setChecked(True)

    @Slot(bool)
    def _on_toggled(self, unfolded: bool) -> None:  # noqa: FBT001  (Qt's own signature)
        sign = "chevron-down" if unfolded else "chevron-right"
        self.button.setIcon(icons.icon(sign, colours().accent))
        self.content.setVisible(unfolded)
        self.unfolded.emit(unfolded)
