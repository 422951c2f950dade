"""The household as the domain sees it: frozen values, no SQL, no window."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date  # noqa: TC003
from enum import Enum

from patrimoine_gui.portfolio import currencies


class AssetGroup(Enum):
    """The six groups of schema 0003, in the order in which a statement shows them."""

    CASH = "liquidites"
    FINANCIAL = "financier"
    PROPERTY = "immobilier"
    BUSINESS = "professionnel"
    OTHER = "divers"
    DEBT = "dettes"


class Source(Enum):
    """Where a value comes from."""

    STATEMENT = "releve"
    MANUAL = "manuel"
    APPRAISAL = "expertise"
    IMPORT = "import"
    COMPUTED = "calcul"


@dataclass(frozen=True, slots=True)
class Asset:
    """Something that the household owns or, in the group DEBT, owes.

    Attributes:
        id: number in the file, never changed.
        uid: UUID, the same in every copy of the file.
        name: "" when the user gave none.
        group: one of six.
        subtype: "livret", "pea", "residence_principale"...; "autre" when unknown.
        institution: "" when none.
        owner: whose it is, in the user's own words; "" when not said.
        note: "" when none.
        currency: ISO 4217 code.
        illegible: the fields whose encrypted value could not be read, such as "name".
    """

    id: int
    uid: str
    name: str
    group: AssetGroup
    subtype: str
    institution: str = ""
    owner: str = ""
    note: str = ""
    currency: str = currencies.EURO
    illegible: tuple[str, ...] = ()

    @property
    def currency_to_check(self) -> bool:
        """Whether it counts in euros while its name mentions another currency."""
        return self.currency == currencies.EURO and currencies.mentions_other(self.name)


@dataclass(frozen=True, slots=True)
class Valuation:
    """The value of an asset at a date.

    Attributes:
        id: order of entry; of two values of one day, the greater id is the later word.
        asset_id: whose value.
        as_of: the day it was true.
        cents: amount in minor units of its currency, cents for the euro; below zero for what is
            owed.
        source: where it comes from.
        currency: ISO 4217 code.
    """

    id: int
    asset_id: int
    as_of: date
    cents: int
    source: Source
    currency: str = currencies.EURO


@dataclass(frozen=True, slots=True)
class Household:
    """One snapshot of a whole file.

    Attributes:
        assets: ordered by id.
        valuations: ordered by day, then by id.
        rates: exchange rates.
        set_aside: rows that an upgrade could not read and kept apart.
    """

    assets: tuple[Asset, ...]
    valuations: tuple[Valuation, ...]
    rates: tuple[currencies.Rate, ...] = ()
    set_aside: int = 0
