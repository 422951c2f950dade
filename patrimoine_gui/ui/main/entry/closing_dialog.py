"""Says on which day an asset or a loan ended."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from patrimoine_gui.i18n import _
from patrimoine_gui.portfolio.entities import Loan
from patrimoine_gui.ui.main.entry.entry_dialog import EntryDialog
from patrimoine_gui.ui.main.pages.asset_tree import asset_name
from patrimoine_gui.ui.widgets.fields.date_edit import DateEdit
from patrimoine_gui.ui.widgets.fields.entry_row import EntryRow
from patrimoine_gui.ui.widgets.labels import ElidedLabel, label
from patrimoine_gui.ui.widgets.layouts import SPACE, column

if TYPE_CHECKING:
    from datetime import date

    from PySide6.QtWidgets import QWidget

    from patrimoine_gui.portfolio.commands.session import Transaction
    from patrimoine_gui.portfolio.entities import Asset
    from patrimoine_gui.ui.main.household_editor import Command, HouseholdEditor

_SIZE = (440, 310)


class ClosingDialog(EntryDialog):
    """Asks for the last day, and says what becomes of the values."""

    def __init__(
        self, editor: HouseholdEditor, owned: Asset | Loan, parent: QWidget | None = None
    ) -> None:
        """Propose today, or the day that was said before.

        Args:
            editor: of the open file.
            owned: what has ended.
            parent: the window of the file.
        """
        super().__init__(editor, _("Close"), _("&Close it"), parent)
        self._owned = owned
        today = editor.snapshot.today
        self.day = DateEdit(owned.closed_on or today, today)
        day = EntryRow(_("Last day"), self.day)
        self.hold(day, "asset.closed_on", "loan.closed_on")
        told = _("From the day after it counts for nothing. Its values and its past stay.")
        name = ElidedLabel(asset_name(owned), "heading")
        content = column(name, label(told, "muted"), day, spacing=SPACE)
        content.addStretch(1)
        self.lay_out(content, _SIZE)
        self.day.selectAll()
        self.day.setFocus()

    def command(self) -> Command:
        """Give what closes."""
        return partial(_close, self._owned, self.day.day())


def reopening(owned: Asset | Loan) -> Command:
    """Give what takes back that an asset or a loan ended."""
    return partial(_reopen, owned)


def _reopen(owned: Asset | Loan, transaction: Transaction) -> None:
    from patrimoine_gui.portfolio.commands import assets, loans

    commands = loans if isinstance(owned, Loan) else assets
    commands.reopen(transaction, owned.id)


def _close(owned: Asset | Loan, day: date, transaction: Transaction) -> None:
    from patrimoine_gui.portfolio.commands import assets, loans

    commands = loans if isinstance(owned, Loan) else assets
    commands.close(transaction, owned.id, day)
