"""What is typed into a monthly statement: a value, "=" for the same, "+200" for so much more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from patrimoine_gui.entry import amounts, numbers
from patrimoine_gui.entry.amounts import EnteredAmount
from patrimoine_gui.errors import EntryFault, EntryUnreadable
from patrimoine_gui.portfolio.currencies import decimals

if TYPE_CHECKING:
    from patrimoine_gui.portfolio.monthly_statement.statement_rows import KnownValue, StatementRow

SAME: Final = "="


@dataclass(frozen=True, slots=True)
class NewValue:
    """One value of a statement that is to be written.

    Attributes:
        row: what it is of, as of its day.
        amount: what was entered.
        note: "" for none.
    """

    row: StatementRow
    amount: EnteredAmount
    note: str = ""

    @property
    def change(self) -> int | None:
        """By how much it differs from the last value; None without one in its currency."""
        last = self.row.last
        if last is None or last.currency != self.amount.currency:
            return None
        return self.amount.minor - last.amount

    @property
    def is_confirmed(self) -> bool:
        """Whether the last value is said again."""
        return self.change == 0


def read(text: str, last: KnownValue | None, currency: str) -> EnteredAmount | None:
    """Read what was typed; None where nothing was.

    Args:
        text: what was typed.
        last: the last value, which "=" says again and "+200" adds to.
        currency: that of the thing, where none is typed.

    Raises:
        EntryAmbiguous: it can be read in two ways.
        EntryUnreadable: it cannot be read, or there is no last value to add to.
    """
    if not text.strip():
        return None
    plain = numbers.tidy(text)
    if plain == SAME:
        return said_again(last)
    if plain.startswith("+"):
        return _more(plain[1:], _present(last))
    return amounts.parse(plain, currency, decimals)


def said_again(last: KnownValue | None) -> EnteredAmount:
    """Give the last value.

    Raises:
        EntryUnreadable: there is none.
    """
    present = _present(last)
    return EnteredAmount(present.amount, present.currency)


def _more(text: str, last: KnownValue) -> EnteredAmount:
    added = amounts.parse(text, last.currency, decimals)
    if added.currency != last.currency:
        raise EntryUnreadable(EntryFault.OTHER_CURRENCY)
    return EnteredAmount(last.amount + added.minor, last.currency)


def _present(last: KnownValue | None) -> KnownValue:
    if last is None:
        raise EntryUnreadable(EntryFault.NO_LAST_VALUE)
    return last
