"""What is asked before something is put in the bin with all that hangs on it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from patrimoine_gui import formats
from patrimoine_gui.i18n import _, ngettext
from patrimoine_gui.portfolio.entities import Loan
from patrimoine_gui.ui import icons
from patrimoine_gui.ui.main.pages.asset_tree import asset_name
from patrimoine_gui.ui.widgets.top_level import close_by_keys

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtWidgets import QWidget

    from patrimoine_gui.portfolio.commands.session import Transaction
    from patrimoine_gui.portfolio.entities import Asset
    from patrimoine_gui.portfolio.household import Household
    from patrimoine_gui.ui.main.household_editor import Command


def command(owned: Asset | Loan) -> Command:
    """Give what puts an asset or a loan in the bin."""
    return partial(_delete, owned)


def _delete(owned: Asset | Loan, transaction: Transaction) -> None:
    from patrimoine_gui.portfolio.commands import assets, loans

    commands = loans if isinstance(owned, Loan) else assets
    commands.delete(transaction, owned.id)


def what_hangs_on(household: Household, owned_id: int) -> tuple[str, ...]:
    """Name what would go with an asset or a loan, each with its number."""
    values = _count(household.valuations, owned_id)
    positions = _count(household.positions, owned_id)
    operations = _count(household.operations, owned_id)
    events = _count(household.loan_events, owned_id)
    links = _count(household.loan_shares, owned_id)
    told = (
        (values, ngettext("{count} value", "{count} values", values)),
        (positions, ngettext("{count} position", "{count} positions", positions)),
        (operations, ngettext("{count} operation", "{count} operations", operations)),
        (events, ngettext("{count} event of the loan", "{count} events of the loan", events)),
        (links, ngettext("{count} link with a loan", "{count} links with loans", links)),
    )
    return tuple(text.format(count=formats.integer(count)) for count, text in told if count)


def _count(rows: Iterable[object], owned_id: int) -> int:
    """Count the rows that are about an asset or a loan."""
    return sum(
        owned_id in {getattr(row, "asset_id", None), getattr(row, "loan_id", None)} for row in rows
    )


def question(owned: Asset | Loan, hanging: tuple[str, ...], parent: QWidget) -> QMessageBox:
    """Ask whether something is to go with all that hangs on it; the usual answer keeps it."""
    box = QMessageBox(parent)
    box.setIconPixmap(icons.pixmap("patrimoine", "", 40))
    box.setWindowTitle(_("Delete"))
    box.setTextFormat(Qt.TextFormat.PlainText)
    name = formats.visible(asset_name(owned))
    box.setText(_("Put “{name}” in the bin?").format(name=name))
    told = _("This goes with it: {things}. Undo brings all of it back.")
    box.setInformativeText(told.format(things=", ".join(hanging)))
    keep = box.addButton(_("&Keep"), QMessageBox.ButtonRole.RejectRole)
    box.addButton(_("&Delete"), QMessageBox.ButtonRole.AcceptRole)
    box.setDefaultButton(keep)
    box.setEscapeButton(keep)
    close_by_keys(box)
    return box
