"""Gives an asset or a loan another name."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from patrimoine_gui.i18n import _
from patrimoine_gui.portfolio.entities import Loan
from patrimoine_gui.ui.main.entry.entry_dialog import EntryDialog
from patrimoine_gui.ui.widgets.fields.entry_edit import NameEdit
from patrimoine_gui.ui.widgets.fields.entry_row import EntryRow
from patrimoine_gui.ui.widgets.layouts import SPACE, column

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from patrimoine_gui.portfolio.commands.session import Transaction
    from patrimoine_gui.portfolio.entities import Asset
    from patrimoine_gui.ui.main.household_editor import Command, HouseholdEditor

_SIZE = (440, 240)


class RenameDialog(EntryDialog):
    """Asks for a name; the one so far is selected, so that typing replaces it."""

    def __init__(
        self, editor: HouseholdEditor, owned: Asset | Loan, parent: QWidget | None = None
    ) -> None:
        """Propose the name so far.

        Args:
            editor: of the open file.
            owned: what is to be renamed.
            parent: the window of the file.
        """
        super().__init__(editor, _("Rename"), _("&Rename"), parent)
        self._owned = owned
        self.name = NameEdit(owned.name)
        field = EntryRow(_("Name"), self.name)
        content = column(self.hold(field, "asset.name", "loan.name"), spacing=SPACE)
        content.addStretch(1)
        self.lay_out(content, _SIZE)
        self.name.selectAll()

    def command(self) -> Command:
        """Give what renames."""
        return partial(_rename, self._owned, self.name.name())


def _rename(owned: Asset | Loan, name: str, transaction: Transaction) -> None:
    from patrimoine_gui.portfolio.commands import assets, loans

    commands = loans if isinstance(owned, Loan) else assets
    commands.rename(transaction, owned.id, name)
