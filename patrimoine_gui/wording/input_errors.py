"""Sentences about what was entered and cannot be kept, and about commands that cannot be undone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from patrimoine_gui.errors import InputFault
from patrimoine_gui.i18n import N_, _, ngettext
from patrimoine_gui.wording.explanation import Explanation, untouched

if TYPE_CHECKING:
    from patrimoine_gui.errors import (
        ChangedSince,
        EntityExists,
        EntityInUse,
        EntityMissing,
        InputRefused,
        NothingToUndo,
    )

_FAULTS: Final = {
    InputFault.DAY_OUT_OF_RANGE: (
        N_("A date is not between 1 January 1900 and 31 December 2199."),
        N_("Correct the date; its year has four digits."),
    ),
    InputFault.DAYS_OUT_OF_ORDER: (
        N_("Of two dates, the one that should come first comes last."),
        N_("Look at both dates, and correct the one that is wrong."),
    ),
    InputFault.AMOUNT_OUT_OF_RANGE: (
        N_("An amount is beyond what Patrimoine counts: a hundred billion either way."),
        N_("Look whether the amount has too many digits."),
    ),
    InputFault.AMOUNT_MISSING: (
        N_("An amount is needed for this kind of record, and there is none."),
        N_("Enter the amount."),
    ),
    InputFault.QUANTITY_OUT_OF_RANGE: (
        N_("A quantity is too large, has more than 18 decimals, or is not above zero."),
        N_("Correct the quantity."),
    ),
    InputFault.QUANTITY_SHORT: (
        N_("More is sold than is held on that day or on a later one."),
        N_("Look at the quantity and at the date, or enter the earlier purchase first."),
    ),
    InputFault.PRICE_OUT_OF_RANGE: (
        N_("A price or an exchange rate is not above zero, too large, or has over 18 decimals."),
        N_("Correct the price."),
    ),
    InputFault.RATE_OUT_OF_RANGE: (
        N_("An interest rate is not between -10 % and 100 % a year."),
        N_("Enter the rate in percent a year, such as 3.05."),
    ),
    InputFault.COUNT_OUT_OF_RANGE: (
        N_("A number of months or of days is beyond what is possible."),
        N_("Look whether the number was meant in years, months or days."),
    ),
    InputFault.CURRENCY_MALFORMED: (
        N_("A currency is not written as three capital letters."),
        N_("Write the code of the currency, such as EUR, USD or CHF."),
    ),
    InputFault.CURRENCY_UNKNOWN: (
        N_("No currency in use bears the code that was entered."),
        N_("Choose the currency from the list."),
    ),
    InputFault.CURRENCY_ENDED: (
        N_(
            "The currency that was entered has been replaced by another one, and is in use no more."
        ),
        N_("Enter the amount in the currency that replaced it, such as EUR."),
    ),
    InputFault.CURRENCY_OTHER: (
        N_("The two currencies have to differ from each other."),
        N_("Choose another currency for one of the two."),
    ),
    InputFault.COUNTRY_MALFORMED: (
        N_("A country is not written as two capital letters."),
        N_("Write the code of the country, such as FR, BE or LU."),
    ),
    InputFault.ISIN_MALFORMED: (
        N_("An ISIN has a wrong length, or its last digit does not fit the others."),
        N_("Copy the twelve characters of the ISIN anew, or leave it empty."),
    ),
    InputFault.SHARE_MALFORMED: (
        N_("A share is not a fraction of whole numbers up to a million, such as 1/2."),
        N_("Correct the share."),
    ),
    InputFault.NAME_MISSING: (
        N_("A name is needed, and there is none."),
        N_("Enter a name."),
    ),
    InputFault.SPLIT_UNBALANCED: (
        N_("The parts of an operation do not add up to its amount."),
        N_("Change one of the parts, so that the rest is zero."),
    ),
    InputFault.SUBJECT_AMBIGUOUS: (
        N_("A record has to belong to one thing: an asset or a loan, a member or a third party."),
        N_("Choose exactly one of the two."),
    ),
    InputFault.CIRCULAR: (
        N_("Something would be a part of itself."),
        N_("Choose another place for it."),
    ),
    InputFault.RIGHT_UNFIT: (
        N_("A loan is owed, an asset is owned: the right that was chosen is of the other kind."),
        N_("Choose a right that fits."),
    ),
    InputFault.SAME_DAY: (
        N_("Two different values were given for the same thing and the same day."),
        N_("Keep the one that is right."),
    ),
    InputFault.SUBTYPE_UNKNOWN: (
        N_("This kind of asset is not one that Patrimoine knows."),
        N_("Choose the kind of asset from the list."),
    ),
    InputFault.SUBTYPE_UNFIT: (
        N_("This kind of asset belongs to another group."),
        N_("Choose the group that it belongs to, or another kind of asset."),
    ),
    InputFault.DETAIL_MALFORMED: (
        N_("A detail of an asset, such as its IBAN, its area or a date, is not well formed."),
        N_("Correct this detail, or leave it empty."),
    ),
    InputFault.KIND_UNFIT: (
        N_("An asset of this kind has no operations of the kind that was chosen."),
        N_("Choose another kind of operation, or another asset."),
    ),
    InputFault.PARAMETER_MALFORMED: (
        N_("A figure of the law is neither a number nor a scale that begins at 0 and rises."),
        N_("Write a number such as 3.05, or a scale such as 0:90 21:80."),
    ),
}


def input_refused(error: InputRefused) -> Explanation:
    """A value that cannot be kept; says where it was entered, never what."""
    what, advice = _FAULTS[error.fault]
    place = entity_name(error.entity)
    where = _("It was entered for: {entity}.").format(entity=place) if place else ""
    return Explanation(
        _("This cannot be kept as it was entered"),
        f"{_(what)} {where}".strip(),
        untouched(),
        _(advice),
    )


def input_fault(error: InputRefused) -> str:
    """Say, for the place beside the field, why a value cannot be kept and what to do."""
    return " ".join(_(sentence) for sentence in _FAULTS[error.fault])


def entity_missing(error: EntityMissing) -> Explanation:
    """It went meanwhile."""
    return Explanation(
        _("This is no longer in the file"),
        _("What the command is about is not there any more: {entity}.").format(
            entity=_named(error.entity)
        ),
        untouched(),
        _("Look in the bin: what was put there comes back whole. Then try again."),
    )


def entity_exists(error: EntityExists) -> Explanation:
    """There is one already."""
    return Explanation(
        _("This exists already"),
        _("There can be one only of its kind, and it is in the file: {entity}.").format(
            entity=_named(error.entity)
        ),
        untouched(),
        _("Change the one that exists, or choose another date or another name."),
    )


def entity_in_use(error: EntityInUse) -> Explanation:
    """Others need it."""
    sentence = ngettext(
        "{count} record needs it ({entity}).", "{count} records need it ({entity}).", error.count
    )
    return Explanation(
        _("This is still needed"),
        sentence.format(count=error.count, entity=_named(error.used_by)),
        untouched(),
        _("Put those records in the bin first, or let them refer to something else."),
    )


def changed_since(error: ChangedSince) -> Explanation:
    """Undo would undo more than the command."""
    return Explanation(
        _("This command can no longer be undone"),
        _("Something else has changed what it had written: {entity}.").format(
            entity=_named(error.entity)
        ),
        untouched(),
        _("Look at what is there now, and change it by hand where it is not what you want."),
    )


def nothing_to_undo(error: NothingToUndo) -> Explanation:
    """The stack is empty."""
    if error.redo:
        title, what = _("There is nothing to redo"), _("No command has been undone since the last.")
    else:
        title, what = _("There is nothing to undo"), _("No command is left that could be undone.")
    return Explanation(title, what, untouched(), _("Go on with your work."))


def entity_name(entity: str) -> str:
    """Name a kind of record by its table; "" for an unknown one."""
    return {
        "household": _("household"),
        "member": _("member of the household"),
        "institution": _("institution"),
        "asset": _("asset"),
        "loan": _("loan"),
        "loan_event": _("event of a loan"),
        "loan_asset": _("link of a loan with what it paid for"),
        "ownership": _("share of ownership"),
        "valuation": _("dated value"),
        "security": _("security"),
        "position": _("position"),
        "price": _("price of a security"),
        "fx_rate": _("exchange rate"),
        "operation": _("operation"),
        "operation_split": _("part of an operation"),
        "category": _("category"),
        "statement": _("statement of wealth"),
        "regulatory_param": _("figure of the law"),
        "setting": _("setting"),
    }.get(entity, "")


def _named(entity: str) -> str:
    return entity_name(entity) or _("a record")
