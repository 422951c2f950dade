"""Net worth before and after an upgrade, date by date."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from patrimoine_gui import formats
from patrimoine_gui.i18n import _
from patrimoine_gui.ui import icons
from patrimoine_gui.ui.theme import colours

if TYPE_CHECKING:
    from patrimoine_gui.migration.outcome import Proof

Index = QModelIndex | QPersistentModelIndex
Line = tuple[date, str, str]
"""Date, amount before, amount after."""

SAME: Final = 3
"""The column of the signs."""

_NOWHERE: Final = QModelIndex()


def proof_lines(proof: Proof) -> tuple[Line, ...]:
    """Give net worth at each year end and at the last date, before and after."""
    after = {item.on: formats.money(item.cents) for item in proof.after.year_ends}
    lines = [
        (item.on, formats.money(item.cents), after.get(item.on, formats.UNKNOWN))
        for item in proof.before.year_ends
    ]
    if proof.before.latest_on is not None:
        both = formats.money(proof.before.latest), formats.money(proof.after.latest)
        lines.append((proof.before.latest_on, *both))
    return tuple(lines)


class ProofModel(QAbstractTableModel):
    """Four columns: date, before, after, and a sign that they are the same."""

    def __init__(self, proof: Proof) -> None:
        """Hold the lines of a proof."""
        super().__init__()
        self._lines = proof_lines(proof)
        self._short = False

    def full_dates(self) -> tuple[str, ...]:
        """Give the dates as they are written where there is room."""
        return tuple(formats.day(line[0]) for line in self._lines)

    def shorten(self, *, short: bool) -> None:
        """Write the dates short, or in full again."""
        if short != self._short and self._lines:
            self._short = short
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._lines) - 1, 0))

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802  (Qt's name)
        """Give the number of dates."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802  (Qt's name)
        """Give the number of columns."""
        return 0 if parent.isValid() else SAME + 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give what a cell shows."""
        line, column = self._lines[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole and column != SAME:
            return line[column] if column else self._day(line[0])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column)
        return self._sign(same=line[1] == line[2], role=role) if column == SAME else None

    def _day(self, on: date) -> str:
        return formats.short_day(on) if self._short else formats.day(on)

    @staticmethod
    def _sign(*, same: bool, role: int) -> Any:
        if role == Qt.ItemDataRole.DecorationRole:
            shown = colours()
            name, tint = ("check", shown.good) if same else ("warning", shown.bad)
            return icons.icon(name, tint)
        if role in {Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole}:
            return _("the same") if same else _("not the same")
        if role == Qt.ItemDataRole.ForegroundRole:
            return QColor(colours().good)
        return None

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
            return _alignment(section)
        if role == Qt.ItemDataRole.DisplayRole:
            return (_("Net worth"), _("Before"), _("After"), "")[section]
        return None


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column in {1, 2} else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
