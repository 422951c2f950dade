"""The grid of the statement: institutions, and below each what is valued by hand there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from patrimoine_gui.i18n import _
from patrimoine_gui.portfolio.monthly_statement import pasted_values, statement_rows
from patrimoine_gui.ui.main.monthly.entered_row import INPUTS, Column, EnteredRow
from patrimoine_gui.ui.main.monthly.row_texts import RowTexts
from patrimoine_gui.ui.main.pages.asset_tree import asset_name

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from patrimoine_gui.portfolio.monthly_statement.new_values import NewValue
    from patrimoine_gui.portfolio.net_worth import ValueIndex
    from patrimoine_gui.portfolio.snapshot import Snapshot
    from patrimoine_gui.ui.amounts import Amounts

Index = QModelIndex | QPersistentModelIndex
_NOWHERE: Final = QModelIndex()
_RIGHT: Final = (Column.LAST, Column.VALUE, Column.CHANGE)


class StatementModel(QAbstractTableModel):
    """Keeps what was typed, cell by cell, until it is saved; the rows keep their order."""

    typed = Signal()
    """Something was typed, pasted, cleared or taken back."""

    def __init__(self, snapshot: Snapshot, day: date, amounts: Amounts) -> None:
        """Show the last values as of a day.

        Args:
            snapshot: the file as it is.
            day: the one of the statement.
            amounts: how amounts are written.
        """
        super().__init__()
        self.day = day
        self.today = snapshot.today
        self.index_of_values: ValueIndex = snapshot.index
        self.lines: list[EnteredRow | str] = []
        self.texts = RowTexts(amounts, snapshot.household)
        self._ranks: dict[int, int] = {}
        self._undo: list[list[tuple[EnteredRow, Column, str]]] = []
        self._arrange({})

    @property
    def entered(self) -> list[EnteredRow]:
        """The rows, without the institutions between them."""
        return [line for line in self.lines if isinstance(line, EnteredRow)]

    @property
    def new_values(self) -> list[NewValue]:
        """What is to be written."""
        return [value for row in self.entered if (value := row.new_value)]

    @property
    def is_typed(self) -> bool:
        """Whether anything would be lost."""
        return any(row.is_typed for row in self.entered)

    def rank(self, owned_id: int) -> int:
        """Give the line of an asset or a loan."""
        return self._ranks[owned_id]

    def first(self) -> int | None:
        """Give the first line whose value is old, else the first that is asked for."""
        inputs = [(rank, row) for rank, row in self._ranked() if row.is_input]
        stale = [rank for rank, row in inputs if row.row.is_stale]
        return next(iter([*stale, *(rank for rank, _row in inputs)]), None)

    def next_input(self, rank: int, step: int) -> int | None:
        """Give the next line below or above that is asked for, None at the end."""
        ranks = [rank for rank, row in self._ranked() if row.is_input]
        after = [found for found in ranks if (found - rank) * step > 0]
        return None if not after else after[0] if step > 0 else after[-1]

    def first_fault(self) -> tuple[int, Column] | None:
        """Give the first cell that cannot be read."""
        found = ((rank, min(row.faults)) for rank, row in self._ranked() if row.faults)
        return next(found, None)

    def _ranked(self) -> list[tuple[int, EnteredRow]]:
        lines = enumerate(self.lines)
        return [(rank, line) for rank, line in lines if isinstance(line, EnteredRow)]

    # --- what changes it --------------------------------------------------------------------------

    def show_day(self, day: date) -> None:
        """Read the last values again as of a day; what was typed stays."""
        kept = {row.owned_id: row for row in self.entered if row.is_typed or row.texts[Column.DAY]}
        self.beginResetModel()
        self.day = day
        self._arrange(kept)
        self.endResetModel()
        self.typed.emit()

    def _arrange(self, kept: Mapping[int, EnteredRow]) -> None:
        self.lines = []
        rows = [EnteredRow(row) for row in statement_rows.rows(self.index_of_values, self.day)]
        found = {row.owned_id for row in rows}
        rows = [kept.get(row.owned_id, row) for row in rows]
        rows += [row for key, row in kept.items() if key not in found]
        for row in kept.values():
            row.read_day(self.index_of_values, self.today, self.day)
        place = None
        for row in rows:
            if row.row.institution != place:
                place = row.row.institution
                self.lines.append(place)
            self.lines.append(row)
        if self.lines[:1] == [""]:  # there is no institution at all
            self.lines = list(rows)
        self._ranks = {row.owned_id: rank for rank, row in self._ranked()}

    def paste(self, text: str, rank: int) -> tuple[str, ...]:
        """Fill in what was copied elsewhere; gives the lines that found no row."""
        ranked = self._ranked()
        names = [asset_name(row.row.owned) for _rank, row in ranked]
        ranks = [
            place
            for place, (line, row) in enumerate(ranked)
            if line == rank or (line > rank and row.is_input)
        ]
        found = pasted_values.match(text, names, ranks)
        cells = [(ranked[place][1], Column.VALUE, cell) for place, cell in found.texts.items()]
        self._type(cells)
        return found.left

    def undo(self) -> tuple[int, Column] | None:
        """Take back what was typed last; gives the cell that it was typed into."""
        if not self._undo:
            return None
        cells = self._undo.pop()
        self._type(cells, remember=False)
        return self.rank(cells[0][0].owned_id), cells[0][1]

    def _type(self, cells: list[tuple[EnteredRow, Column, str]], *, remember: bool = True) -> None:
        before = [(row, column, row.texts[column]) for row, column, _text in cells]
        for row, column, text in cells:
            row.type(column, text, self.index_of_values, self.today, self.day)
            rank = self.rank(row.owned_id)
            self.dataChanged.emit(self.index(rank, 0), self.index(rank, Column.NOTE))
        if remember and cells:
            self._undo.append(before)
        self.typed.emit()

    # --- Qt's own ---------------------------------------------------------------------------------

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802  (Qt's name)
        """Give the number of lines."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802  (Qt's name)
        """Give the number of columns."""
        return 0 if parent.isValid() else len(Column)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let the new value, the day and the note be typed into; institutions stand aside."""
        if not index.isValid() or isinstance(self.lines[index.row()], str):
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() in INPUTS else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give what a cell shows."""
        line, column = self.lines[index.row()], Column(index.column())
        if isinstance(line, str):
            return self.texts.institution(line, role) if column is Column.NAME else None
        if role == Qt.ItemDataRole.TextAlignmentRole and column in _RIGHT:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return self.texts.cell(line, column, role)

    def setData(  # noqa: N802  (Qt's name)
        self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole
    ) -> bool:
        """Take what was typed; nothing is refused."""
        line, column = self.lines[index.row()], Column(index.column())
        if role != Qt.ItemDataRole.EditRole or isinstance(line, str) or column not in INPUTS:
            return False
        shown = self.texts.cell(line, column, role)
        if value != shown:
            self._type([(line, column, str(value))])
        return True

    def headerData(  # noqa: N802  (Qt's name)
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Give the head of a column."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            right = Column(section) in _RIGHT
            side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return {
            Column.NAME: _("Name"),
            Column.LAST: _("Last value"),
            Column.AS_OF: _("As of"),
            Column.VALUE: _("New value"),
            Column.CHANGE: _("Change"),
            Column.DAY: _("Date"),
            Column.NOTE: _("Note"),
        }[Column(section)]
