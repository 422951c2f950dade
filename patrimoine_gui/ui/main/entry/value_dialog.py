"""Enters what an asset is worth, or what is still owed of a loan, on a day."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot

from patrimoine_gui import formats
from patrimoine_gui.errors import EntryUnreadable
from patrimoine_gui.i18n import _
from patrimoine_gui.portfolio.currencies import EURO, decimals
from patrimoine_gui.portfolio.entities import Loan, Valuation
from patrimoine_gui.portfolio.enums import ValueSource
from patrimoine_gui.ui.main.entry.entry_dialog import EntryDialog
from patrimoine_gui.ui.main.pages.asset_tree import asset_name
from patrimoine_gui.ui.widgets.fields.amount_edit import AmountEdit
from patrimoine_gui.ui.widgets.fields.date_edit import DateEdit
from patrimoine_gui.ui.widgets.fields.entry_row import EntryRow
from patrimoine_gui.ui.widgets.inline_message import InlineMessage
from patrimoine_gui.ui.widgets.labels import ElidedLabel, label
from patrimoine_gui.ui.widgets.layouts import SPACE, column

if TYPE_CHECKING:
    from datetime import date

    from PySide6.QtWidgets import QWidget

    from patrimoine_gui.entry.amounts import EnteredAmount
    from patrimoine_gui.portfolio.commands.session import Transaction
    from patrimoine_gui.portfolio.entities import Asset
    from patrimoine_gui.ui.amounts import Amounts
    from patrimoine_gui.ui.main.household_editor import Command, HouseholdEditor

_SIZE = (460, 360)


class ValueDialog(EntryDialog):
    """Asks for an amount and a day; what stands there already on that day is told before."""

    def __init__(
        self,
        editor: HouseholdEditor,
        owned: Asset | Loan,
        amounts: Amounts,
        parent: QWidget | None = None,
    ) -> None:
        """Propose today.

        Args:
            editor: of the open file.
            owned: what the value is of.
            amounts: how the values so far are written.
            parent: the window of the file.
        """
        is_loan = isinstance(owned, Loan)
        title = _("New balance of a loan") if is_loan else _("New value")
        super().__init__(editor, title, _("&Save"), parent)
        self._owned = owned
        self._amounts = amounts
        self._values = editor.snapshot.index.history(owned.id)
        self.amount = AmountEdit(owned.currency)
        self.day = DateEdit(editor.snapshot.today, editor.snapshot.today)
        self.replaced = InlineMessage()
        self._build(_("Still owed") if is_loan else _("Value"))
        self.day.textChanged.connect(self._on_day_changed)
        self._on_day_changed()

    def _build(self, title: str) -> None:
        amount, day = EntryRow(title, self.amount), EntryRow(_("On"), self.day)
        self.hold(amount, "valuation.amount", "valuation.currency")
        self.hold(day, "valuation.as_of")
        self.replaced.keep_room()
        name = ElidedLabel(asset_name(self._owned), "heading")
        head = column(name, label(self._last(), "muted"), spacing=2)
        content = column(spacing=SPACE)
        content.addLayout(head)
        for part in (amount, day, self.replaced):
            content.addWidget(part)
        content.addStretch(1)
        self.lay_out(content, _SIZE)
        self.amount.setFocus()

    def _last(self) -> str:
        if not self._values:
            return _("There is no value yet.")
        last = self._values[-1]
        told = _("Last value: {amount}, {day}")
        return told.format(amount=self._written(last), day=formats.short_day(last.as_of))

    def _written(self, value: Valuation) -> str:
        if value.currency == EURO:
            return self._amounts.exact(value.amount)
        return self._amounts.foreign(value.amount, decimals(value.currency), value.currency)

    @Slot()
    def _on_day_changed(self) -> None:
        """Tell which value of the day is replaced."""
        same = self._same_day()
        told = _("It replaces the value of that day: {amount}.")
        self.replaced.say(told.format(amount=self._written(same)) if same else "", "warn")

    def _same_day(self) -> Valuation | None:
        try:
            day = self.day.day()
        except EntryUnreadable:
            return None
        found = [item for item in self._values if item.as_of == day]
        return next((item for item in found if item.source is ValueSource.MANUAL), None)

    def command(self) -> Command:
        """Give what writes the value."""
        amount = self.amount.amount()
        if amount is None:
            raise AssertionError
        return partial(_set, self._owned, amount, self.day.day())


def _set(owned: Asset | Loan, amount: EnteredAmount, day: date, transaction: Transaction) -> None:
    from patrimoine_gui.portfolio.commands import valuations
    from patrimoine_gui.portfolio.commands.valuations import ValueDraft

    asset, loan = (None, owned.id) if isinstance(owned, Loan) else (owned.id, None)
    draft = ValueDraft(day, amount.minor, ValueSource.MANUAL, asset, loan, amount.currency)
    valuations.set_value(transaction, draft)
