"""One row of the statement, with what was typed into it, whether that can be read or not."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Final

from patrimoine_gui.entry import days
from patrimoine_gui.errors import EntryAmbiguous, EntryFault, EntryUnreadable
from patrimoine_gui.portfolio.monthly_statement import new_values, statement_rows
from patrimoine_gui.portfolio.monthly_statement.new_values import NewValue

if TYPE_CHECKING:
    from datetime import date

    from patrimoine_gui.entry.amounts import EnteredAmount
    from patrimoine_gui.portfolio.monthly_statement.statement_rows import StatementRow
    from patrimoine_gui.portfolio.net_worth import ValueIndex

EntryError = EntryAmbiguous | EntryUnreadable


class Column(IntEnum):
    """What stands side by side."""

    NAME = 0
    LAST = 1
    AS_OF = 2
    VALUE = 3
    CHANGE = 4
    DAY = 5
    NOTE = 6


INPUTS: Final = (Column.VALUE, Column.DAY, Column.NOTE)


def read_day(text: str, today: date, present: date) -> date:
    """Read a day that is not to come.

    Raises:
        EntryUnreadable: it cannot be read, or is to come.
    """
    found = days.parse(text, today, present=present)
    if found > today:
        raise EntryUnreadable(EntryFault.DAY_TO_COME)
    return found


class EnteredRow:
    """Keeps what was typed as it was typed, and what it means.

    Attributes:
        row: the thing as of the day of its new value.
        texts: what was typed into each column.
        amount: the new value, None where there is none or it cannot be read.
        faults: why what was typed into a column cannot be read.
    """

    def __init__(self, row: StatementRow) -> None:
        """Hold a row into which nothing is typed."""
        self.row = row
        self.texts = {Column.VALUE: "", Column.DAY: "", Column.NOTE: row.note}
        self.amount: EnteredAmount | None = None
        self.faults: dict[Column, EntryError] = {}

    @property
    def owned_id(self) -> int:
        """The asset or the loan."""
        return self.row.owned.id

    @property
    def is_input(self) -> bool:
        """Whether Enter stops here."""
        return not self.row.has_schedule

    @property
    def is_typed(self) -> bool:
        """Whether anything would be lost."""
        texts = self.texts
        has_note = texts[Column.NOTE] != self.row.note
        return bool(texts[Column.VALUE].strip()) or has_note or bool(self.faults)

    @property
    def new_value(self) -> NewValue | None:
        """What is to be written; None where nothing is, or it cannot be read.

        Where only the note of a value of that day was changed, that value is said again.
        """
        note = self.texts[Column.NOTE]
        if self.faults:
            return None
        present = self.row.valuation or self.row.event
        if self.amount is None and present is not None and note != self.row.note:
            return NewValue(self.row, new_values.said_again(self.row.last), note)
        return None if self.amount is None else NewValue(self.row, self.amount, note)

    def type(self, column: Column, text: str, index: ValueIndex, today: date, day: date) -> None:
        """Take what was typed.

        Args:
            column: where.
            text: what.
            index: what is known of everything.
            today: what days are counted from.
            day: the one of the statement.
        """
        self.texts[column] = text
        if column is Column.DAY:
            self.read_day(index, today, day)
        else:
            self._read()

    def read_day(self, index: ValueIndex, today: date, day: date) -> None:
        """See the thing as of the day that was typed, or else as of that of the statement."""
        self.faults.pop(Column.DAY, None)
        text = self.texts[Column.DAY].strip()
        try:
            found = read_day(text, today, day) if text else day
        except EntryUnreadable as error:
            self.faults[Column.DAY] = error
            return
        before = self.row
        self.row = statement_rows.row(
            *(index, before.owned, found, before.institution), is_stale=before.is_stale
        )
        if self.texts[Column.NOTE] == before.note:
            self.texts[Column.NOTE] = self.row.note
        self._read()

    def _read(self) -> None:
        self.faults.pop(Column.VALUE, None)
        row, self.amount = self.row, None
        try:
            self.amount = new_values.read(self.texts[Column.VALUE], row.last, row.owned.currency)
        except (EntryAmbiguous, EntryUnreadable) as error:
            self.faults[Column.VALUE] = error
        else:
            if self.amount is None and self._has_lone_note():
                self.faults[Column.VALUE] = EntryUnreadable(EntryFault.NOTE_ALONE)

    def _has_lone_note(self) -> bool:
        present = self.row.valuation or self.row.event
        return present is None and bool(self.texts[Column.NOTE].strip())
