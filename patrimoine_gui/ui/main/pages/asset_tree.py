"""Assets by group, then debts, with their latest value and its age."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QFont, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeView, QWidget

from patrimoine_gui import formats
from patrimoine_gui.i18n import _, ngettext
from patrimoine_gui.portfolio.currencies import EURO, decimals
from patrimoine_gui.portfolio.household import Asset, AssetGroup, Household, Loan, Valuation
from patrimoine_gui.ui import icons
from patrimoine_gui.ui.theme import colours
from patrimoine_gui.ui.widgets.labels import tip

if TYPE_CHECKING:
    from datetime import date

    from patrimoine_gui.portfolio.net_worth import ValueIndex
    from patrimoine_gui.ui.amounts import Amounts

_ROLE: Final = Qt.ItemDataRole.UserRole
_ALIGNMENT: Final = Qt.ItemDataRole.TextAlignmentRole
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_MONTH: Final = 30.44
_STALE_MONTHS: Final = 12
_DATE: Final = 2
_AGE: Final = 3
_DEBTS: Final = "dettes"
"""The picture of the debts."""

_Index = QModelIndex | QPersistentModelIndex


class AssetTree(QTreeView):
    """Shows what is owned and owed; selecting an asset asks for its history."""

    selected = Signal(object)
    """The id of the asset that is selected, None for none or for a group."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Show nothing yet."""
        super().__init__(parent)
        self._model = QStandardItemModel(self)
        self._dates = True, True
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
        selection = self.selected_asset()
        self._model.clear()
        self._model.setHorizontalHeaderLabels([_("Name"), _("Value"), _("As of"), _("Age")])
        household = index.household
        groups: list[tuple[AssetGroup | None, list[Asset | Loan]]] = [
            (group, [asset for asset in household.assets if asset.group is group])
            for group in AssetGroup
        ]
        groups.append((None, list(household.loans)))
        for group, items in groups:
            if items:
                self._model.appendRow(_group_row(group, items, index, amounts, today))
        self.expandAll()
        self._lay_out()
        self._model.setHeaderData(1, Qt.Orientation.Horizontal, _RIGHT, _ALIGNMENT)
        if selection is not None:
            self.select_asset(selection)

    def _lay_out(self) -> None:
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionsMovable(False)
        header.setMinimumSectionSize(60)
        shown, aged = self._dates
        self.show_dates(shown=shown, aged=aged)

    def show_dates(self, *, shown: bool, aged: bool = True) -> None:
        """Show the date and the age of each value, or leave the room to names and amounts.

        Args:
            shown: whether either is shown.
            aged: whether there is room for both.
        """
        self._dates = shown, aged
        self.setColumnHidden(_DATE, not shown)
        self.setColumnHidden(_AGE, not (shown and aged))

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

    def currentChanged(self, current: _Index, previous: _Index) -> None:  # noqa: N802  (Qt's name)
        """Tell which asset is selected.

        The model of the selection is never asked for: PySide took it for an item of a header that
        had been at its address, where one was asked for too.
        """
        super().currentChanged(current, previous)
        self.selected.emit(_asset_of(current))


def _asset_of(index: _Index) -> int | None:
    found = index.sibling(index.row(), 0).data(_ROLE)
    return found if isinstance(found, int) else None


def _group_row(
    group: AssetGroup | None,
    assets: list[Asset | Loan],
    index: ValueIndex,
    amounts: Amounts,
    today: date,
) -> list[QStandardItem]:
    """Give the row of a group of assets, or of the debts, and those inside."""
    worths = [index.euros(asset.id) for asset in assets]
    counted = (cents for cents, asset in zip(worths, assets, strict=True) if _is_counted(asset))
    sign = -1 if group is None else 1  # what is owed is positive under the word "debts"
    figures = [sign * cents for cents in counted if cents is not None]
    picture = icons.icon(group.value if group else _DEBTS, colours().accent)
    title = QStandardItem(picture, group_name(group))
    total = QStandardItem(amounts.rounded(sum(figures) if figures else None))
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
        figure = None if cents is None else sign * cents
        row = _asset_row(asset, index.latest(asset.id), figure, amounts, today)
        context = asset_context(index.household, asset)
        row[0].setToolTip(tip("\n".join(part for part in (asset_name(asset), context) if part)))
        title.appendRow(row)
    return [title, total, QStandardItem(), QStandardItem()]


def _is_counted(asset: Asset | Loan) -> bool:
    return not asset.off_balance if isinstance(asset, Loan) else asset.in_net_worth


def _asset_row(
    asset: Asset | Loan, value: Valuation | None, cents: int | None, amounts: Amounts, today: date
) -> list[QStandardItem]:
    name = QStandardItem(asset_name(asset))
    name.setData(asset.id, _ROLE)
    cells = [name, QStandardItem(amounts.rounded(cents))]
    cells[1].setToolTip(_exact(value, cents, amounts))
    cells.append(QStandardItem(formats.short_day(value.as_of) if value else formats.UNKNOWN))
    missing = _("no value yet") if cents is None else _("computed")
    cells.append(QStandardItem(age(value.as_of, today) if value else missing))
    cells[1].setTextAlignment(_RIGHT)
    for cell in cells[2:]:
        cell.setForeground(QColor(colours().muted))
    return cells


def _exact(value: Valuation | None, cents: int | None, amounts: Amounts) -> str:
    """Write a value to the cent, first in its own currency."""
    euros = amounts.exact(cents)
    if value is None or value.currency == EURO:
        return euros
    own = amounts.foreign(value.amount, decimals(value.currency), value.currency)
    return f"{own} = {euros}" if cents is not None else _("{amount}, no rate").format(amount=own)


def group_name(group: AssetGroup | None) -> str:
    """Name a group; None is that of the debts."""
    return {
        AssetGroup.CASH: _("Cash"),
        AssetGroup.FINANCIAL: _("Investments"),
        AssetGroup.PROPERTY: _("Property"),
        AssetGroup.BUSINESS: _("Business"),
        AssetGroup.OTHER: _("Other"),
        None: _("Debts"),
    }[group]


def asset_name(asset: Asset | Loan) -> str:
    """Name an asset or a loan, on one line, even one without a name."""
    if "name" in asset.illegible:
        return _("(illegible name)")
    return " ".join(asset.name.split()) or _("(no name)")


def asset_context(household: Household, asset: Asset | Loan) -> str:
    """Say where an asset or a loan is kept and whose it is."""
    places = (item.name for item in household.institutions if item.id == asset.institution_id)
    return " · ".join(part for part in (next(places, ""), _owners(household, asset)) if part)


def _owners(household: Household, asset: Asset | Loan) -> str:
    """Name the owners, each with his part where it is not the whole."""
    names = {member.id: member.name for member in household.members}
    told = []
    for row in household.ownerships:
        if asset.id in {row.asset_id, row.loan_id}:
            name = row.third_party_name if row.member_id is None else names.get(row.member_id, "")
            part = "" if row.num == row.den else f"{formats.HARD_SPACE}{row.num}/{row.den}"
            told.append(f"{name or _('(no name)')}{part}")
    is_plain = len(told) == 1 and len(names) <= 1
    return "" if is_plain else ", ".join(told)


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
