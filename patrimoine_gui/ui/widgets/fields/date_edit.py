"""A line for a day: "31/12", "311225", "hier", "fin de mois", "+7", or the arrows."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QLocale, Qt

from patrimoine_gui import formats
from patrimoine_gui.entry import days
from patrimoine_gui.errors import EntryUnreadable
from patrimoine_gui.i18n import _, language
from patrimoine_gui.ui.widgets.fields.entry_edit import EntryEdit, Reading
from patrimoine_gui.wording.typed_errors import entry_fault

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QWidget

_STEPS: Final = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}


class DateEdit(EntryEdit):
    """Reads a day, and says its day of the week; the arrows go to the next and the last day."""

    def __init__(self, day: date, today: date, parent: QWidget | None = None) -> None:
        """Hold a day.

        Args:
            day: the one that is proposed.
            today: what words and missing years count from.
            parent: widget that holds it.
        """
        super().__init__(parent)
        self._today = today
        self._present = day
        self.show_day(day)

    def show_day(self, day: date) -> None:
        """Hold another day."""
        self._present = day
        self.setText(f"{day:%d/%m/}{day.year:04}")

    def day(self) -> date:
        """Give the day.

        Raises:
            EntryUnreadable: the text names none.
        """
        return days.parse(self.text(), self._today, present=self._present)

    def reading(self) -> Reading:
        """Say which day was typed, and whether it is still to come."""
        try:
            found = self.day()
        except EntryUnreadable as error:
            return Reading(entry_fault(error))
        weekday = QLocale(language()).dayName(found.isoweekday())
        meaning = f"{weekday} {formats.day(found)}"
        if found > self._today:
            told = _("{day}: this day is still to come").format(day=meaning)
            return Reading(meaning=told, tone="warn")
        return Reading(meaning=meaning)

    def tidy(self) -> None:
        """Write the day in figures, so that "+7" counts once."""
        self.show_day(self.day())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        """Go to the next day or to the last."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None or self.reading().fault:
            super().keyPressEvent(event)
            return
        self.show_day(self.day() + timedelta(step))
