"""Enters a new asset: what it is, its name, whose it is, and its first value."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot

from patrimoine_gui.i18n import _
from patrimoine_gui.portfolio.currencies import EURO
from patrimoine_gui.portfolio.enums import Right, ValueSource
from patrimoine_gui.portfolio.subtypes import catalog
from patrimoine_gui.ui.main.entry.entry_dialog import EntryDialog
from patrimoine_gui.ui.main.pages.asset_tree import group_name
from patrimoine_gui.ui.widgets.fields.amount_edit import AmountEdit
from patrimoine_gui.ui.widgets.fields.choice_list import Choice, ChoiceList
from patrimoine_gui.ui.widgets.fields.date_edit import DateEdit
from patrimoine_gui.ui.widgets.fields.entry_edit import NameEdit
from patrimoine_gui.ui.widgets.fields.entry_row import EntryRow
from patrimoine_gui.ui.widgets.fields.owner_list import OwnerList
from patrimoine_gui.ui.widgets.layouts import SPACE, column, row
from patrimoine_gui.wording.portfolio.subtypes import subtype_name

if TYPE_CHECKING:
    from datetime import date

    from PySide6.QtWidgets import QWidget

    from patrimoine_gui.entry.amounts import EnteredAmount
    from patrimoine_gui.portfolio.commands.session import Transaction
    from patrimoine_gui.portfolio.subtypes.catalog import Subtype
    from patrimoine_gui.ui.main.household_editor import Command, HouseholdEditor

_SIZE = (760, 540)
_SMALLEST = (600, 340)


class NewAssetDialog(EntryDialog):
    """Asks for what every asset has; owners are asked for where there are several members."""

    def __init__(self, editor: HouseholdEditor, parent: QWidget | None = None) -> None:
        """Ask what it is first.

        Args:
            editor: of the open file.
            parent: the window of the file.
        """
        super().__init__(editor, _("New asset"), _("&Add"), parent)
        snapshot = editor.snapshot
        members = sorted(snapshot.household.members, key=lambda item: (item.position, item.id))
        self.subtypes = ChoiceList(_("What is it?"), _choices())
        self.name = NameEdit()
        self.owners = OwnerList(members)
        self.amount = AmountEdit(optional=True)
        self.day = DateEdit(snapshot.today, snapshot.today)
        self._suggested = ""
        self._build(asks_owners=len(members) > 1)
        self.subtypes.chosen.connect(self._on_subtype_chosen)
        self.owners.propose(personal=False)

    def _build(self, *, asks_owners: bool) -> None:
        name, day = EntryRow(_("Name"), self.name), EntryRow(_("On"), self.day)
        amount = EntryRow(_("Value (may be entered later)"), self.amount)
        self.hold(name, "asset.name")
        self.hold(amount, "valuation.amount", "valuation.currency", "asset.currency")
        self.hold(day, "valuation.as_of")
        right = column(name, self.owners, amount, day, spacing=SPACE)
        right.addStretch(1)
        self.owners.setVisible(asks_owners)
        content = row(self.subtypes, spacing=3 * SPACE)
        content.addLayout(right)
        content.setStretch(0, 1)
        content.setStretch(1, 1)
        self.lay_out(content, _SIZE, _SMALLEST)
        self.subtypes.setFocus()

    @Slot(object)
    def _on_subtype_chosen(self, key: str) -> None:
        """Propose a name and owners, unless they were entered by hand."""
        if self.name.name() in {"", self._suggested}:
            self._suggested = subtype_name(key) if key else ""
            self.name.setText(self._suggested)
        subtype = catalog.find(key)
        if subtype is not None:
            self.owners.propose(personal=subtype.is_personal)

    def check(self) -> bool:
        """Ask for a kind as well."""
        is_chosen = self.subtypes.check()
        is_right = super().check()
        if not is_chosen:
            self.subtypes.setFocus()
        return is_chosen and is_right

    def command(self) -> Command:
        """Give what creates the asset."""
        subtype = catalog.find(self.subtypes.key())
        if subtype is None:
            raise AssertionError
        entered = NewAsset(
            subtype, self.name.name(), self.owners.owners(), self.amount.amount(), self.day.day()
        )
        return partial(create, entered)


@dataclass(frozen=True, slots=True)
class NewAsset:
    """What was entered for a new asset.

    Attributes:
        subtype: what it is.
        name: what it is called.
        owners: numbers of the members who own it in equal parts; none: nobody said so.
        value: its first value, None for none.
        day: of the value.
    """

    subtype: Subtype
    name: str
    owners: tuple[int, ...]
    value: EnteredAmount | None
    day: date


def create(entered: NewAsset, transaction: Transaction) -> None:
    """Write an asset with its owners and its first value."""
    from patrimoine_gui.portfolio.commands import assets, members, valuations
    from patrimoine_gui.portfolio.commands.members import OwnershipDraft
    from patrimoine_gui.portfolio.commands.valuations import ValueDraft

    value, subtype = entered.value, entered.subtype
    draft = assets.AssetDraft(
        *(entered.name, subtype.group, subtype.key, subtype.mode),
        currency=EURO if value is None else value.currency,
    )
    key = assets.create(transaction, draft)
    for owner in entered.owners:
        share = OwnershipDraft(Right.FULL, 1, len(entered.owners), asset_id=key, member_id=owner)
        members.add_ownership(transaction, share)
    if value is not None:
        first = ValueDraft(entered.day, value.minor, ValueSource.MANUAL, asset_id=key)
        valuations.set_value(transaction, first)


def _choices() -> tuple[Choice, ...]:
    return tuple(
        Choice(item.key, subtype_name(item.key), group_name(item.group), item.key.replace("_", " "))
        for item in catalog.SUBTYPES
    )
