"""What an asset has of its own besides its columns: the keys of its details, and their types.

A key that the catalogue does not have, from an old file or a newer version, is kept as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import TYPE_CHECKING, Any, Final, cast

from patrimoine_gui.database.models.base import LARGEST_AMOUNT
from patrimoine_gui.entry import iban
from patrimoine_gui.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST_TEXT: Final = 10_000
MOST_TRANCHES: Final = 1000
_MOST: Final = Decimal(10) ** 15
_WHOLE: Final = 100

TRANCHES: Final = "tranches"
"""Key of the parts of a plan that become available one after the other."""

TAXED_PERCENT: Final = "ifi_percent"
"""Key of which percentage of the value is taxable property."""


class DetailKind(Enum):
    """What a detail holds, and how it is written in the document."""

    TEXT = "a text"
    LONG_TEXT = "a text of several lines"
    CHOICE = "one of some words"
    FLAG = "true or false"
    DAY = "a day in ISO form"
    AMOUNT = "a whole number of the smallest units of the currency"
    NUMBER = "a decimal number as text, zero or above"
    PERCENT = "a decimal number as text, or a number, from 0 to 100"
    IBAN = "an IBAN in capitals, without spaces"
    TRANCHES = "a list of amounts with the days on which they become available"


@dataclass(frozen=True, slots=True)
class Detail:
    """One key of the details of an asset.

    Attributes:
        key: as it stands in the document.
        label: what it is called, a message to be translated.
        kind: what it holds.
        choices: the words that it may hold, each with its label; none where it may hold others.
    """

    key: str
    label: str
    kind: DetailKind = DetailKind.TEXT
    choices: tuple[tuple[str, str], ...] = ()

    def accepts(self, value: object) -> bool:
        """Tell whether a value is of the type of this detail; None is nothing, and always is."""
        if value is None:
            return True
        if self.kind is DetailKind.CHOICE:
            return value in {word for word, _label in self.choices}
        return _ACCEPTS[self.kind](value)


@dataclass(frozen=True, slots=True)
class Tranche:
    """A part of a plan.

    Attributes:
        amount: smallest units of the currency of the plan.
        available_on: from which day; None where it is not known.
    """

    amount: int
    available_on: date | None


def tranches(details: Mapping[str, object]) -> tuple[Tranche, ...]:
    """Read the parts of a plan; none where they are not of that form."""
    written = details.get(TRANCHES)
    if not _is_tranches(written):
        return ()
    return tuple(
        Tranche(item["amount"], date.fromisoformat(day) if (day := item["available_on"]) else None)
        for item in cast("list[dict[str, Any]]", written)
    )


def _is_text(value: object) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST_TEXT


def _is_day(value: object) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _is_amount(value: object) -> bool:
    return type(value) is int and abs(value) <= LARGEST_AMOUNT


def number(value: object) -> Decimal | None:
    """Read a decimal number that stands in a document as text or as a number; None for another."""
    try:
        found = Decimal(str(value))
    except (InvalidOperation, ValueError):  # no number; a whole number of thousands of digits
        return None
    return found if found.is_finite() else None


def percent(value: object) -> Decimal | None:
    """Read a percentage from 0 to 100; None for anything else."""
    found = number(value)
    return found if found is not None and 0 <= found <= _WHOLE else None


def _is_number(value: object) -> bool:
    found = number(value) if isinstance(value, str) else None
    return found is not None and 0 <= found < _MOST


def _is_tranches(value: object) -> bool:
    if not isinstance(value, list) or len(value) > MOST_TRANCHES:
        return False
    return all(
        isinstance(item, Mapping)
        and set(item) == {"amount", "available_on"}
        and _is_amount(item["amount"])
        and (item["available_on"] is None or _is_day(item["available_on"]))
        for item in value
    )


_ACCEPTS: Final[Mapping[DetailKind, Callable[[object], bool]]] = {
    DetailKind.TEXT: _is_text,
    DetailKind.LONG_TEXT: _is_text,
    DetailKind.FLAG: lambda value: isinstance(value, bool),
    DetailKind.DAY: _is_day,
    DetailKind.AMOUNT: _is_amount,
    DetailKind.NUMBER: _is_number,
    DetailKind.PERCENT: lambda value: percent(value) is not None,
    DetailKind.IBAN: lambda value: isinstance(value, str) and iban.is_iban(value),
    DetailKind.TRANCHES: _is_tranches,
}

# --- the details ----------------------------------------------------------------------------------

IBAN: Final = Detail("iban", N_("IBAN"), DetailKind.IBAN)
CONTRACT: Final = Detail("contrat", N_("Contract number"))
NATURE: Final = Detail(
    "nature_bien",
    N_("Nature of the property"),
    DetailKind.CHOICE,
    (
        ("propre", N_("own property")),
        ("commun", N_("common property")),
        ("indivis", N_("undivided property")),
    ),
)
IFI_PERCENT: Final = Detail(
    TAXED_PERCENT, N_("Taxable for the property wealth tax"), DetailKind.PERCENT
)

BOUGHT: Final = (
    Detail("achat_le", N_("Bought on"), DetailKind.DAY),
    Detail("prix_achat", N_("Price paid"), DetailKind.AMOUNT),
    Detail("frais_achat", N_("Costs of the purchase"), DetailKind.AMOUNT),
)
PLACE: Final = (
    Detail("adresse", N_("Address"), DetailKind.LONG_TEXT),
    Detail("code_postal", N_("Postal code")),
    Detail("ville", N_("Town")),
    Detail("surface", N_("Area (m²)"), DetailKind.NUMBER),
    Detail("cadastre", N_("Land register reference")),
)
HOME: Final = (*PLACE, Detail("pieces", N_("Rooms"), DetailKind.NUMBER))
LET: Final = (
    *HOME,
    Detail("bail_du", N_("Let since"), DetailKind.DAY),
    Detail("loyer", N_("Monthly rent"), DetailKind.AMOUNT),
    Detail("charges", N_("Yearly charges"), DetailKind.AMOUNT),
)
LIFE_INSURANCE: Final = (
    CONTRACT,
    Detail("assure", N_("Insured person")),
    Detail("date_effet", N_("Effective date"), DetailKind.DAY),
    Detail("primes_avant_70", N_("Premiums paid before the age of 70"), DetailKind.AMOUNT),
    Detail("primes_apres_70", N_("Premiums paid after the age of 70"), DetailKind.AMOUNT),
    Detail("clause_beneficiaire", N_("Beneficiary clause"), DetailKind.LONG_TEXT),
)
PLAN: Final = (
    CONTRACT,
    Detail(TRANCHES, N_("Parts and when they become available"), DetailKind.TRANCHES),
)
TERM_DEPOSIT: Final = (
    CONTRACT,
    Detail("taux", N_("Rate (% a year)"), DetailKind.NUMBER),
    Detail("echeance", N_("Matures on"), DetailKind.DAY),
)
COMPANY: Final = (
    Detail("siren", N_("Company number (SIREN)")),
    Detail("nombre_parts", N_("Number of parts"), DetailKind.NUMBER),
    Detail("total_parts", N_("Parts of the company in all"), DetailKind.NUMBER),
)
VEHICLE: Final = (
    Detail("marque", N_("Make and model")),
    Detail("immatriculation", N_("Registration number")),
    Detail("annee", N_("Year"), DetailKind.NUMBER),
)
WALLET: Final = (Detail("portefeuille", N_("Wallet or platform")),)
OBJECT: Final = (
    Detail("auteur", N_("Author or maker")),
    Detail("lieu", N_("Where it is kept")),
    Detail("assure_pour", N_("Insured for"), DetailKind.AMOUNT),
)
CLAIM: Final = (
    Detail("debiteur", N_("Owed by")),
    Detail("echeance", N_("Due on"), DetailKind.DAY),
)
