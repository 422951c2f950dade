"""Assets by group, then debts, with their latest value and its age."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeView, QWidget

from patrimoine_gui import formats
from patrimoine_gui.i18n import _, ngettext
from patrimoine_gui.portfolio.currencies import EURO, decimals
from patrimoine_gui.portfolio.household import Asset, AssetGroup, Valuation
from patrimoine_gui.ui import icons
from patrimoine_gui.ui.theme import colours

if TYPE_CHECKING:
    from datetime import date

    from patrimoine_gui.portfolio.net_worth import ValueIndex
    from patrimoine_gui.ui.amounts import Amounts

_ROLE: Final = Qt.ItemDataRole.UserRole
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_MONTH: Final = 30.44
_STALE_MONTHS: Final = 12
_DATE_COLUMNS: Final = (2, 3)


class AssetTree(QTreeView):
    """Shows what is owned and owed; selecting an asset asks for its history."""

    selected = Signal(object)
    """The id of the asset that is selected, None for none or for a group."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Show nothing yet."""
        super().__init__(parent)
        self._model = QStandardItemModel(self)
        self._dates = True
        self._build()

    def _build(self) -> None:
        self.setModel(self._model)
        self.setAccessibleName(_("Assets and debts"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setUniformRowHeights(True)
        self.setRootIsDecorated(True)
        self.setIndentation(16)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setTabKeyNavigation(False)

    def show_assets(self, index: ValueIndex, amounts: Amounts, today: date) -> None:
        """Show the assets of a household and their latest values."""
        chosen = self.selected_asset()
        self._model.clear()
        self._model.setHorizontalHeaderLabels([_("Name"), _("Value"), _("As of"), _("Age")])
        for group in AssetGroup:
            assets = [asset for asset in index.household.assets if asset.group is group]
            if assets:
                self._model.appendRow(_group_row(group, assets, index, amounts, today))
        self.expandAll()
        self._lay_out()
        self._model.horizontalHeaderItem(1).setTextAlignment(_RIGHT)
        self.selectionModel().currentRowChanged.connect(self._on_current_changed)
        if chosen is not None:
            self.select_asset(chosen)

    def _lay_out(self) -> None:
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionsMovable(False)
        header.setMinimumSectionSize(60)
        self.show_dates(shown=self._dates)

    def show_dates(self, *, shown: bool) -> None:
        """Show the date and the age of each value, or leave the room to the amounts."""
        self._dates = shown
        for column in _DATE_COLUMNS:
            self.setColumnHidden(column, not shown)

    def selected_asset(self) -> int | None:
        """Give the id of the selected asset."""
        current = self.currentIndex()
        return _asset_of(current) if current.isValid() else None

    def select_asset(self, asset: int) -> None:
        """Select an asset by its id."""
        for group in range(self._model.rowCount()):
            parent = self._model.index(group, 0)
            for rank in range(self._model.rowCount(parent)):
                found = self._model.index(rank, 0, parent)
                if found.data(_ROLE) == asset:
                    self.setCurrentIndex(found)
                    return

    @Slot(QModelIndex, QModelIndex)
    def _on_current_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        self.selected.emit(_asset_of(current))


def _asset_of(index: QModelIndex) -> int | None:
    found = index.siblingAtColumn(0).data(_ROLE)
    return found if isinstance(found, int) else None


def _group_row(
    group: AssetGroup, assets: list[Asset], index: ValueIndex, amounts: Amounts, today: date
) -> list[QStandardItem]:
    worths = [index.euros(asset.id) for asset in assets]
    known = [cents for cents in worths if cents is not None]
    title = QStandardItem(icons.icon(group.value, colours().accent), group_name(group))
    total = QStandardItem(amounts.rounded(sum(known) if known else None))
    total.setTextAlignment(_RIGHT)
    bold = QFont()
    bold.setBold(True)
    for item in (title, total):
        item.setFont(bold)
    pairs = sorted(
        zip(assets, worths, strict=True),
        key=lambda pair: -abs(pair[1]) if pair[1] is not None else 0,
    )
    for asset, cents in pairs:
        title.appendRow(_asset_row(asset, index.latest(asset.id), cents, amounts, today))
    return [title, total, QStandardItem(), QStandardItem()]


def _asset_row(
    asset: Asset, value: Valuation | None, cents: int | None, amounts: Amounts, today: date
) -> list[QStandardItem]:
    name = QStandardItem(asset_name(asset))
    name.setData(asset.id, _ROLE)
    name.setToolTip("\n".join(part for part in (asset_name(asset), asset_context(asset)) if part))
    cells = [name, QStandardItem(amounts.rounded(cents))]
    cells[1].setToolTip(_exact(value, cents, amounts))
    cells.append(QStandardItem(formats.short_day(value.as_of) if value else formats.UNKNOWN))
    cells.append(QStandardItem(age(value.as_of, today) if value else _("no value yet")))
    cells[1].setTextAlignment(_RIGHT)
    for cell in cells[2:]:
        cell.setForeground(QColor(colours().muted))
    return cells


def _exact(value: Valuation | None, cents: int | None, amounts: Amounts) -> str:
    """Write a value to the cent, first in its own currency."""
    euros = amounts.exact(cents)
    if value is None or value.currency == EURO:
        return euros
    own = amounts.foreign(value.cents, decimals(value.currency), value.currency)
    return f"{own} = {euros}" if cents is not None else _("{amount}, no rate").format(amount=own)


def group_name(group: AssetGroup) -> str:
    """Name a group."""
    return {
        AssetGroup.CASH: _("Cash"),
        AssetGroup.FINANCIAL: _("Investments"),
        AssetGroup.PROPERTY: _("Property"),
        AssetGroup.BUSINESS: _("Business"),
        AssetGroup.OTHER: _("Other"),
        AssetGroup.DEBT: _("Debts"),
    }[group]


def asset_name(asset: Asset) -> str:
    """Name an asset, on one line, even one without a name."""
    if "name" in asset.illegible:
        return _("(illegible name)")
    return " ".join(asset.name.split()) or _("(no name)")


def asset_context(asset: Asset) -> str:
    """Say where an asset is kept and whose it is."""
    return " · ".join(part for part in (asset.institution, asset.owner) if part)


def age(on: date, today: date) -> str:
    """Say how old a value is, in days, months or years."""
    days = (today - on).days
    if days <= 0:
        return _("today")
    if days < 2 * _MONTH:
        return ngettext("{count} day", "{count} days", days).format(count=days)
    months = int(days / _MONTH)
    if months < 2 * _STALE_MONTHS:
        return ngettext("{count} month", "{count} months", months).format(count=months)
    years = months // _STALE_MONTHS
    return ngettext("{count} year", "{count} years", years).format(count=years)
