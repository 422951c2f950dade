"""Sentences about what was typed into a field and cannot be read, or can be read in two ways."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from patrimoine_gui import formats
from patrimoine_gui.errors import EntryFault
from patrimoine_gui.i18n import N_, _, language, ngettext
from patrimoine_gui.wording.explanation import Explanation, untouched

if TYPE_CHECKING:
    from decimal import Decimal

    from patrimoine_gui.errors import EntryAmbiguous, EntryUnreadable

_FAULTS: Final = {
    EntryFault.EMPTY: N_("Nothing was typed."),
    EntryFault.NOT_A_NUMBER: N_("This is no number and no formula that can be worked out."),
    EntryFault.TOO_LARGE: N_("This number is too large."),
    EntryFault.DIVISION_BY_ZERO: N_("This formula divides by zero."),
    EntryFault.CURRENCY_AMBIGUOUS: N_(
        "This sign is that of several currencies. Write the code, such as USD or JPY."
    ),
    EntryFault.NOT_A_DAY: N_("This is no date that can be read."),
    EntryFault.DAY_IMPOSSIBLE: N_("There is no such day, or it is too far away."),
    EntryFault.DAY_TO_COME: N_("This day is still to come."),
    EntryFault.NO_LAST_VALUE: N_("There is no last value yet: type the amount."),
    EntryFault.OTHER_CURRENCY: N_("The last value is in another currency: type the amount."),
    EntryFault.NOTE_ALONE: N_("There is a note, but no value to note it with."),
    EntryFault.IBAN_CHARACTERS: N_(
        "An IBAN begins with two letters and two digits; only letters and digits follow."
    ),
    EntryFault.IBAN_COUNTRY: N_("No country whose IBAN is known begins with these two letters."),
    EntryFault.IBAN_KEY: N_(
        "The check digits of this IBAN do not fit: a character is wrong, or two are exchanged."
    ),
}


def entry_fault(error: EntryUnreadable) -> str:
    """Say in one sentence, for the place beside the field, why a text cannot be read."""
    sentence = {
        EntryFault.TOO_LONG: ngettext(
            "This is too long: {count} character is read.",
            "This is too long: {count} characters are read.",
            error.expected,
        ),
        EntryFault.TOO_PRECISE: ngettext(
            "This has more than {count} decimal.",
            "This has more than {count} decimals.",
            error.expected,
        ),
        EntryFault.IBAN_LENGTH: ngettext(
            "An IBAN of this country has {count} character.",
            "An IBAN of this country has {count} characters.",
            error.expected,
        ),
    }.get(error.fault)
    return _(_FAULTS[error.fault]) if sentence is None else sentence.format(count=error.expected)


def entry_readings(error: EntryAmbiguous) -> str:
    """Ask in one sentence, for the place beside the field, which reading is meant."""
    readings = [_written(reading) for reading in error.readings]
    return _("This can be read in two ways: {first} or {second}.").format(
        first=readings[0], second=readings[-1]
    )


def _written(reading: Decimal) -> str:
    """Write a reading so that it can be read in one way only."""
    whole, _point, part = f"{abs(reading):f}".partition(".")
    sign, mark = "-" if reading < 0 else "", "," if language() == "fr" else "."
    return f"{sign}{formats.integer(int(whole))}{mark}{part or '00'}"


def entry_unreadable(error: EntryUnreadable) -> Explanation:
    """It cannot be read."""
    return Explanation(
        _("This cannot be read as it was typed"),
        entry_fault(error),
        untouched(),
        _("Correct what was typed."),
    )


def entry_ambiguous(error: EntryAmbiguous) -> Explanation:
    """It can be read in two ways, and nobody guesses."""
    return Explanation(
        _("This can be read in two ways"),
        entry_readings(error),
        untouched(),
        _("Choose what is meant."),
    )
