"""What differs between two households: a line per kind and owner, and each thing below it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, Qt

from patrimoine_gui import formats
from patrimoine_gui.i18n import _
from patrimoine_gui.portfolio.comparison.lines import ChangeKind, ComparisonItem, ComparisonLine
from patrimoine_gui.portfolio.currencies import EURO, decimals
from patrimoine_gui.portfolio.household import Operation, Valuation
from patrimoine_gui.ui import icons
from patrimoine_gui.ui.amounts import Amounts
from patrimoine_gui.ui.theme import colours
from patrimoine_gui.wording import comparison_words

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from patrimoine_gui.portfolio.comparison.households import Comparison
    from patrimoine_gui.portfolio.comparison.lines import Thing

Index = QModelIndex | QPersistentModelIndex
WHAT: Final = 0
OF: Final = 1
WHEN: Final = 2
DETAIL: Final = 3
_NOWHERE: Final = QModelIndex()
_TOP: Final = 0
_SIGNS: Final = {
    ChangeKind.ADDED: ("plus", "good"),
    ChangeKind.CHANGED: ("refresh", "accent"),
    ChangeKind.REMOVED: ("minus", "warn"),
}


class ComparisonModel(QAbstractItemModel):
    """Two levels, made as they are looked at: a hundred thousand things cost nothing until then."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Hold no line yet."""
        super().__init__(parent)
        self._lines: tuple[ComparisonLine, ...] = ()
        self._amounts = Amounts()

    def show_comparison(self, comparison: Comparison, amounts: Amounts) -> None:
        """Show what differs."""
        self.beginResetModel()
        self._lines, self._amounts = comparison.lines, amounts
        self.endResetModel()

    def index(self, row: int, column: int, parent: Index = _NOWHERE) -> QModelIndex:
        """Give the place of a cell; its number is that of its line, plus one, below a line."""
        inside = parent.row() + 1 if parent.isValid() else _TOP
        return self.createIndex(row, column, inside)

    def parent(self, index: Index = _NOWHERE) -> QModelIndex:  # type: ignore[override]
        """Give the line that a thing is below."""
        above = index.internalId() if index.isValid() else _TOP
        return self.createIndex(above - 1, 0, _TOP) if above else QModelIndex()

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802  (Qt's name)
        """Give the number of lines, or of things below one."""
        if not parent.isValid():
            return len(self._lines)
        is_line = parent.internalId() == _TOP and parent.column() == 0
        return len(self._lines[parent.row()].items) if is_line else 0

    def columnCount(self, _parent: Index = _NOWHERE) -> int:  # noqa: N802  (Qt's name)
        """Give the number of columns."""
        return DETAIL + 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give what a cell shows."""
        above = index.internalId()
        line = self._lines[above - 1 if above else index.row()]
        if role == Qt.ItemDataRole.DecorationRole and index.column() == WHAT and not above:
            sign, tint = _SIGNS[line.change]
            return icons.icon(sign, getattr(colours(), tint))
        if role not in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
            return None
        if above:
            return self._item(line, line.items[index.row()], index.column())
        return _line(line, index.column())

    def _item(self, line: ComparisonLine, item: ComparisonItem, column: int) -> str:
        if column == WHAT:
            nameless = "" if line.owner else _("(no name)")
            return " ".join(item.name.split()) or nameless
        if column == WHEN:
            return formats.short_day(item.day) if item.day else ""
        return self._detail(item) if column == DETAIL else ""

    def _detail(self, item: ComparisonItem) -> str:
        told = [text for text in map(self._amount, (item.before, item.after)) if text]
        amounts = " → ".join(dict.fromkeys(told))
        return (
            amounts
            if len(set(told)) > 1 or not item.fields
            else comparison_words.fields(item.fields)
        )

    def _amount(self, thing: Thing | None) -> str:
        if not isinstance(thing, Valuation | Operation):
            return ""
        if thing.currency == EURO:
            return self._amounts.exact(thing.amount)
        return self._amounts.foreign(thing.amount, decimals(thing.currency), thing.currency)

    def headerData(  # noqa: N802  (Qt's name)
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Give the head of a column."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (_("What"), _("Of"), _("When"), _("Detail"))[section]
        return None


def _line(line: ComparisonLine, column: int) -> str:
    if column == WHAT:
        return comparison_words.things(line.kind, line.count)
    if column == OF:
        return " ".join(line.owner.split())
    return (
        comparison_words.days(line) if column == WHEN else comparison_words.change_name(line.change)
    )
