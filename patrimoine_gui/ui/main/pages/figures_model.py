"""Dates and amounts, newest first: the table behind every chart."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from patrimoine_gui import formats
from patrimoine_gui.i18n import _
from patrimoine_gui.ui.amounts import Amounts
from patrimoine_gui.ui.charts import Point  # noqa: TC001

Index = QModelIndex | QPersistentModelIndex
_DATE: Final = 0
_AMOUNT: Final = 1
_CHANGE: Final = 2
_NOWHERE: Final = QModelIndex()


class FiguresModel(QAbstractTableModel):
    """Three columns: date, amount, change since the value before."""

    def __init__(self) -> None:
        """Hold no figure yet."""
        super().__init__()
        self._series: tuple[Point, ...] = ()
        self._amounts = Amounts()
        self._title = ""

    def show_series(self, title: str, series: tuple[Point, ...], amounts: Amounts) -> None:
        """Show a series, given oldest first.

        Args:
            title: head of the column of amounts.
            series: dates and cents.
            amounts: how amounts are written.
        """
        self.beginResetModel()
        self._title, self._series, self._amounts = title, series, amounts
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802  (Qt's name)
        """Give the number of dates."""
        return 0 if parent.isValid() else len(self._series)

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802  (Qt's name)
        """Give the number of columns."""
        return 0 if parent.isValid() else _CHANGE + 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give what a cell shows."""
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() != _DATE:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        rank = len(self._series) - 1 - index.row()
        on, cents = self._series[rank]
        if index.column() == _DATE:
            return formats.day(on)
        if index.column() == _AMOUNT:
            return self._amounts.exact(cents)
        return self._amounts.change(cents - self._series[rank - 1][1] if rank else None)

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
            side = Qt.AlignmentFlag.AlignLeft if section == _DATE else Qt.AlignmentFlag.AlignRight
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.DisplayRole:
            return (_("Date"), self._title, _("Change"))[section]
        return None
