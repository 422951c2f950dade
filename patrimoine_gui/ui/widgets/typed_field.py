"""A line of text under its title, with a message below it."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from patrimoine_gui.ui.widgets.inline_message import InlineMessage
from patrimoine_gui.ui.widgets.labels import label
from patrimoine_gui.ui.widgets.layouts import row
from patrimoine_gui.ui.widgets.roles import set_role


class TypedField(QWidget):
    """A title, a line, and a message below it where something is wrong."""

    changed = Signal()
    """Something else stands in the line."""
    submitted = Signal()
    """Enter was pressed in the line."""

    def __init__(self, title: str, edit: QLineEdit, parent: QWidget | None = None) -> None:
        """Put a line under its title."""
        super().__init__(parent)
        self.edit = edit
        self.edit.setAccessibleName(title)
        self.message = InlineMessage()
        self.line = row(self.edit, spacing=4)
        self.lines = QVBoxLayout(self)
        self.lines.setContentsMargins(0, 0, 0, 0)
        self.lines.setSpacing(5)
        self.lines.addWidget(label(title, "strong"))
        self.lines.addLayout(self.line)
        self.lines.addWidget(self.message)
        self.setFocusProxy(self.edit)
        self.edit.textEdited.connect(self._on_edited)
        self.edit.returnPressed.connect(self.submitted)

    def text(self) -> str:
        """Give what was typed, as it was typed."""
        return self.edit.text()

    def show_error(self, text: str) -> None:
        """Say what is wrong, below the line and to a screen reader; "" puts it away."""
        self.message.say(text)
        self.edit.setAccessibleDescription(text)
        set_role(self.edit, "bad" if text else "")

    def forget(self) -> None:
        """Empty the line, with its history: `clear` would leave it to be undone."""
        self.edit.setText("")
        self.show_error("")

    @Slot()
    def _on_edited(self) -> None:
        self.show_error("")
        self.changed.emit()
