"""What the cells of the statement show: texts, colours, and reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QIcon

from patrimoine_gui import formats
from patrimoine_gui.errors import EntryAmbiguous
from patrimoine_gui.i18n import _
from patrimoine_gui.portfolio.currencies import EURO, decimals
from patrimoine_gui.ui import icons
from patrimoine_gui.ui.main.monthly.entered_row import Column, EnteredRow
from patrimoine_gui.ui.main.pages.asset_tree import asset_context, asset_name
from patrimoine_gui.ui.theme import colours
from patrimoine_gui.ui.widgets.labels import tip
from patrimoine_gui.wording import typed_errors

if TYPE_CHECKING:
    from patrimoine_gui.portfolio.household import Household
    from patrimoine_gui.portfolio.monthly_statement.new_values import NewValue
    from patrimoine_gui.portfolio.monthly_statement.statement_rows import KnownValue
    from patrimoine_gui.ui.amounts import Amounts
    from patrimoine_gui.ui.main.monthly.entered_row import EntryError

_ROLES: Final = Qt.ItemDataRole
_MOST_TIMES: Final = 10
"""Beyond so many times the last value, a percentage says nothing."""


def fault_sentence(error: EntryError) -> str:
    """Say why what was typed cannot be read."""
    if isinstance(error, EntryAmbiguous):
        return typed_errors.entry_readings(error)
    return typed_errors.entry_fault(error)


class RowTexts:
    """Writes the cells of a household's statement."""

    def __init__(self, amounts: Amounts, household: Household) -> None:
        """Write amounts as the window does."""
        self._amounts = amounts
        self._household = household

    def institution(self, name: str, role: int) -> Any:
        """Give what the line of an institution shows."""
        if role == _ROLES.DisplayRole:
            return formats.visible(name) or _("No institution")
        if role == _ROLES.FontRole:
            font = QFont()
            font.setBold(True)
            return font
        return QColor(colours().muted) if role == _ROLES.ForegroundRole else None

    def cell(self, row: EnteredRow, column: Column, role: int) -> Any:
        """Give what a cell shows."""
        if role in {_ROLES.DisplayRole, _ROLES.AccessibleTextRole}:
            return self._text(row, column)
        if role == _ROLES.EditRole:
            return self._edited(row, column)
        if role == _ROLES.ToolTipRole:
            return tip(self.told(row, column))
        if role == _ROLES.ForegroundRole:
            return QColor(self._colour(row, column))
        return self._sign(row, column) if role == _ROLES.DecorationRole else None

    def _sign(self, row: EnteredRow, column: Column) -> QIcon | None:
        """Give the sign that says the same as the colour."""
        if column in row.faults:
            return icons.icon("circle-stop", colours().bad)
        if column is Column.AS_OF and row.row.is_stale:
            return icons.icon("clock", colours().warn)
        return None

    def told(self, row: EnteredRow, column: Column) -> str:
        """Say what a cell does not show: why it is red, whose it is, how old the value is."""
        if column in row.faults:
            return fault_sentence(row.faults[column])
        if column is Column.NAME:
            name, context = asset_name(row.row.owned), asset_context(self._household, row.row.owned)
            return f"{name}\n{context}" if context else name
        if column is Column.AS_OF and row.row.is_stale:
            return _("This value is old.")
        if column in {Column.LAST, Column.VALUE} and row.row.has_schedule:
            return _("Worked out from the schedule; type only what the bank says is owed.")
        return ""

    def _text(self, row: EnteredRow, column: Column) -> str:
        if column is Column.NAME:
            return formats.visible(asset_name(row.row.owned))
        if column in {Column.LAST, Column.AS_OF}:
            return self._last(row.row.last, column)
        if column is Column.CHANGE:
            return self._change(row.new_value)
        if column is Column.VALUE and row.amount is not None:
            return self.amount(row.amount.minor, row.amount.currency)
        if column is Column.DAY and column not in row.faults:
            return formats.short_day(row.row.day)
        return row.texts[column]

    def _last(self, last: KnownValue | None, column: Column) -> str:
        if last is None:
            return formats.UNKNOWN
        if column is Column.AS_OF:
            return formats.short_day(last.on)
        return self.amount(last.amount, last.currency)

    def _edited(self, row: EnteredRow, column: Column) -> str:
        text = row.texts.get(column, "")
        return text or f"{row.row.day:%d/%m/%Y}" if column is Column.DAY else text

    def _colour(self, row: EnteredRow, column: Column) -> str:
        shown = colours()
        if column in row.faults:
            return shown.bad
        if column is Column.AS_OF and row.row.is_stale:
            return shown.warn
        is_own = column is Column.DAY and not row.texts[Column.DAY]
        if is_own or column in {Column.LAST, Column.AS_OF} or not (row.is_input or row.is_typed):
            return shown.muted
        return shown.text

    def amount(self, minor: int, currency: str) -> str:
        """Write an amount in its own currency."""
        if currency == EURO:
            return self._amounts.exact(minor)
        return self._amounts.foreign(minor, decimals(currency), currency)

    def _change(self, value: NewValue | None) -> str:
        last = value.row.last if value else None
        if value is None or value.change is None or last is None:
            return ""
        if value.amount.currency == EURO:
            text = self._amounts.change(value.change)
        else:
            text = self.amount(value.change, value.amount.currency)
        if abs(value.change) >= _MOST_TIMES * abs(last.amount) or self._amounts.hidden:
            return text
        return f"{text} ({formats.percent(value.change / abs(last.amount))})"
