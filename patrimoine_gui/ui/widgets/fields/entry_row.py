"""A line under its title, and below it what is understood, what is wrong, or what to choose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QPushButton, QWidget

from patrimoine_gui.ui.widgets.buttons import button
from patrimoine_gui.ui.widgets.layouts import clear, row
from patrimoine_gui.ui.widgets.typed_field import TypedField

if TYPE_CHECKING:
    from patrimoine_gui.ui.widgets.fields.entry_edit import EntryEdit

_TEXT = "text"


class EntryRow(TypedField):
    """Tells what its line understands while one types, and what is wrong once one goes on."""

    def __init__(self, title: str, edit: EntryEdit, parent: QWidget | None = None) -> None:
        """Put a line under its title."""
        super().__init__(title, edit, parent)
        self.entry = edit
        self._choices = row(spacing=6)
        self._buttons: list[QPushButton] = []
        self.message.keep_room()
        self.lines.addLayout(self._choices)
        self._choices.addStretch(1)
        edit.textChanged.connect(self._on_text_changed)
        edit.editingFinished.connect(self._on_finished)
        self.tell()

    @property
    def choices(self) -> tuple[QPushButton, ...]:
        """The buttons of the ways in which the text can be read."""
        return tuple(self._buttons)

    def check(self) -> bool:
        """Tell whether what was typed can be kept; if not, say why."""
        fault = self.entry.reading().fault
        if fault:
            self.show_error(fault)
        return not fault

    def tell(self) -> None:
        """Say what the line understands now; what is wrong is not said before one goes on."""
        reading = self.entry.reading()
        self.show_error("")
        self._offer(reading.choices)
        if reading.choices:
            self.message.say(reading.fault, "warn")
        elif not reading.fault:
            self.message.say(reading.meaning, reading.tone)
        self.edit.setAccessibleDescription(self.message.text)

    def _offer(self, choices: tuple[str, ...]) -> None:
        clear(self._choices)
        self._buttons = []
        for text in choices:
            choice = button(text)
            choice.setAutoDefault(False)
            choice.setProperty(_TEXT, text)
            choice.clicked.connect(self._on_chosen)
            self._choices.addWidget(choice)
            self._buttons.append(choice)
        self._choices.addStretch(1)

    @Slot()
    def _on_text_changed(self) -> None:
        self.tell()

    @Slot()
    def _on_finished(self) -> None:
        """Say what is wrong, of what was typed at all."""
        reading = self.entry.reading()
        if not reading.fault:
            self.entry.tidy()
        elif self.edit.text().strip() and not reading.choices:
            self.show_error(reading.fault)

    @Slot()
    def _on_chosen(self) -> None:
        chosen = self.sender()
        if isinstance(chosen, QPushButton):
            self.edit.setText(str(chosen.property(_TEXT)))
            self.edit.setFocus()
