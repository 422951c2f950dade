"""A line for an amount: "1 234,56", "12k", "=3*1500+20", "US$ 20"."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from patrimoine_gui import formats
from patrimoine_gui.entry import amounts
from patrimoine_gui.errors import EntryAmbiguous, EntryUnreadable
from patrimoine_gui.i18n import _, language
from patrimoine_gui.portfolio.currencies import EURO, decimals
from patrimoine_gui.ui.widgets.fields.entry_edit import EntryEdit, Reading
from patrimoine_gui.wording.typed_errors import entry_fault, entry_readings

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from patrimoine_gui.entry.amounts import EnteredAmount


class AmountEdit(EntryEdit):
    """Reads an amount with its currency; never guesses what can be read in two ways."""

    def __init__(
        self, currency: str = EURO, *, optional: bool = False, parent: QWidget | None = None
    ) -> None:
        """Hold nothing yet.

        Args:
            currency: ISO 4217 code, where none is typed.
            optional: whether nothing may be entered.
            parent: widget that holds it.
        """
        super().__init__(parent)
        self._currency = currency
        self._optional = optional

    def amount(self) -> EnteredAmount | None:
        """Give the amount, None where nothing was typed.

        Raises:
            EntryAmbiguous, EntryUnreadable: it cannot be read, or in two ways.
        """
        if not self.text().strip():
            return None
        return amounts.parse(self.text(), self._currency, decimals)

    def reading(self) -> Reading:
        """Say which amount was typed."""
        try:
            found = self.amount()
        except EntryAmbiguous as error:
            texts = (_plain(reading, decimals(self._currency)) for reading in error.readings)
            return Reading(entry_readings(error), choices=tuple(text for text in texts if text))
        except EntryUnreadable as error:
            return Reading(entry_fault(error))
        if found is None:
            return Reading("" if self._optional else _("Type an amount."))
        return Reading(meaning=written(found))


def written(amount: EnteredAmount) -> str:
    """Write an amount to its smallest unit, with its currency."""
    if amount.currency == EURO:
        return formats.money(amount.minor)
    return formats.foreign(amount.minor, decimals(amount.currency), amount.currency)


def _plain(number: Decimal, places: int) -> str:
    """Write a number so that it can be read in one way; "" where it has too many decimals."""
    text = f"{number:.{places}f}"
    is_exact = Decimal(text) == number
    mark = "," if language() == "fr" else "."
    return text.replace(".", mark) if is_exact else ""
