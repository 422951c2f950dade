"""What was typed into a field and cannot be read, or can be read in two ways."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal  # noqa: TC003
from enum import Enum

from patrimoine_gui.errors.base import UserError, harmless


class EntryFault(Enum):
    """Why a text cannot be read."""

    EMPTY = "nothing typed"
    TOO_LONG = "too long"
    NOT_A_NUMBER = "no number"
    TOO_LARGE = "too large"
    TOO_PRECISE = "too many decimals"
    DIVISION_BY_ZERO = "division by zero"
    CURRENCY_AMBIGUOUS = "sign of several currencies"
    NOT_A_DAY = "no day"
    DAY_IMPOSSIBLE = "day that does not exist"
    DAY_TO_COME = "day still to come"
    NO_LAST_VALUE = "no last value to add to"
    OTHER_CURRENCY = "another currency than that of the last value"
    NOTE_ALONE = "note without a value"
    IBAN_CHARACTERS = "characters that no IBAN has"
    IBAN_COUNTRY = "country without IBAN"
    IBAN_LENGTH = "wrong length of an IBAN"
    IBAN_KEY = "key of an IBAN that does not fit"


@dataclass(eq=False, repr=False)
class EntryUnreadable(UserError):
    """A text that was typed cannot be read.

    Attributes:
        fault: why.
        expected: how many characters or decimals there should be, 0 where that is not the fault.
    """

    fault: EntryFault = field(metadata=harmless())
    expected: int = field(default=0, metadata=harmless())


@dataclass(eq=False, repr=False)
class EntryAmbiguous(UserError):
    """A number that was typed can be read in two ways; nobody chose one.

    Attributes:
        readings: what it may mean, the smaller one first.
    """

    readings: tuple[Decimal, ...]
