"""The one table of subtypes: forms, lists, defaults, checks and reports all read it.

A subtype that is not in it, from an old file or a newer version, stays valid: it is what its group
usually is (`named`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from patrimoine_gui.i18n import N_
from patrimoine_gui.portfolio.enums import AssetGroup, Liquidity, OperationKind, ValuationMode
from patrimoine_gui.portfolio.subtypes import details

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from patrimoine_gui.portfolio.entities import Asset
    from patrimoine_gui.portfolio.subtypes.details import Detail

MONTHLY: Final = 35
"""Days: a month, and a few for the statement to come."""

QUARTERLY: Final = 100
"""Days: a quarter, and a few for the letter to come."""

YEARLY: Final = 400
"""Days: a year, and a month to look into it."""

MAIN_HOME: Final = "residence_principale"
"""The subtype that has the allowance of the property wealth tax."""

OTHER: Final = "autre"
"""What nobody said closer."""


class Term(NamedTuple):
    """A number of years after which the rules of a plan change.

    Attributes:
        key: of the table of the law; without it, nothing is said.
        since_payment: whether it runs from the first payment, or from the opening; where one of
            them is not known, from the other.
        keeps_law: whether the law of its first day goes on to hold for it.
    """

    key: str
    since_payment: bool = True
    keeps_law: bool = False


@dataclass(frozen=True, slots=True)
class Subtype:
    """What is known of one kind of asset.

    Attributes:
        key: as it stands in the file.
        label: what it is called, a message to be translated.
        group: where lists put it.
        mode: how it is usually valued.
        liquidity: how soon it is money, where the asset does not say it itself; None: not known.
        stale_after: days after which a value is old when it is valued in `mode`, None for what is
            usual in its group.
        operations: what can happen to it.
        details: what it has of its own.
        is_personal: whether the law gives it to one person, so that a form proposes one owner.
        ifi_percent: which part of it the property wealth tax counts, where the asset does not say
            it itself.
        ceiling: key of its ceiling in the table of the law, "" for none.
        rate: key of its rate in the table of the law, "" for none.
        term: after how many years its rules change, None for never.
    """

    key: str
    label: str
    group: AssetGroup
    mode: ValuationMode
    liquidity: Liquidity | None = None
    stale_after: int | None = None
    operations: frozenset[OperationKind] = frozenset(OperationKind)
    details: tuple[Detail, ...] = ()
    is_personal: bool = False
    ifi_percent: int = 0
    ceiling: str = ""
    rate: str = ""
    term: Term | None = None

    def detail(self, key: str) -> Detail | None:
        """Give one of its details by its key, None where it has none of that name."""
        return next((item for item in self.details if item.key == key), None)


_ALL: Final = frozenset(OperationKind)
_TRADES: Final = frozenset({OperationKind.PURCHASE, OperationKind.SALE})
_INCOME: Final = frozenset({OperationKind.DIVIDEND, OperationKind.RENT})
_IN_SECURITIES: Final = frozenset(
    {OperationKind.SWITCH, OperationKind.STOCK_SPLIT, OperationKind.DELIVERY}
)
_ACCOUNT: Final = _ALL - _TRADES - _IN_SECURITIES
_SAVINGS: Final = _ACCOUNT - _INCOME
_SECURITIES: Final = _ALL - {OperationKind.RENT, OperationKind.SWITCH}
_CONTRACT: Final = _ALL - {OperationKind.RENT}
_PROPERTY: Final = _ALL - _IN_SECURITIES - {OperationKind.DIVIDEND}
_COMPANY: Final = _ALL - {OperationKind.SWITCH}
_THING: Final = _ALL - _INCOME - _IN_SECURITIES - {OperationKind.INTEREST}


def _cash(key: str, label: str, law: str = "", **more: Any) -> Subtype:
    usual: dict[str, Any] = {
        "liquidity": Liquidity.IMMEDIATE,
        "operations": _SAVINGS,
        "details": (details.IBAN, details.CONTRACT, details.NATURE),
        "ceiling": f"{law}.ceiling" if law else "",
        "rate": f"{law}.rate" if law else "",
    }
    return Subtype(key, label, AssetGroup.CASH, ValuationMode.BALANCE, **{**usual, **more})


_CASH: Final = (
    _cash("compte_courant", N_("Current account"), operations=_ACCOUNT),
    _cash("livret_a", N_("Livret A"), "livret_a", is_personal=True),
    _cash("ldds", N_("LDDS"), "ldds", is_personal=True),
    _cash("lep", N_("LEP"), "lep", is_personal=True),
    _cash("livret_jeune", N_("Livret jeune"), is_personal=True),
    _cash("livret", N_("Savings account")),
    _cash(
        *("pel", N_("PEL"), "pel"),
        liquidity=Liquidity.MONTH,
        is_personal=True,
        term=Term("pel.years", since_payment=False, keeps_law=True),
    ),
    _cash("cel", N_("CEL"), is_personal=True),
    _cash(
        *("compte_a_terme", N_("Term deposit")),
        liquidity=Liquidity.MONTH,
        stale_after=QUARTERLY,
        details=(*details.TERM_DEPOSIT, details.NATURE),
    ),
    _cash("especes", N_("Cash in hand"), details=(details.NATURE,)),
)


def _financial(key: str, label: str, own: tuple[Detail, ...], **more: Any) -> Subtype:
    usual: dict[str, Any] = {
        "liquidity": Liquidity.WEEK,
        "operations": _SECURITIES,
        "details": (*own, details.NATURE, details.IFI_PERCENT),
    }
    return Subtype(key, label, AssetGroup.FINANCIAL, ValuationMode.POSITIONS, **{**usual, **more})


_PEA: Final[dict[str, Any]] = {"is_personal": True, "term": Term("pea.years")}
_INSURANCE: Final[dict[str, Any]] = {
    "liquidity": Liquidity.MONTH,
    "operations": _CONTRACT,
    "term": Term("life_insurance.years"),
}
_LOCKED: Final[dict[str, Any]] = {
    "liquidity": Liquidity.LOCKED,
    "operations": _CONTRACT,
    "is_personal": True,
}

_FINANCIAL: Final = (
    _financial("pea", N_("PEA"), (details.CONTRACT,), ceiling="pea.ceiling", **_PEA),
    _financial("pea_pme", N_("PEA-PME"), (details.CONTRACT,), ceiling="pea_pme.ceiling", **_PEA),
    _financial("compte_titres", N_("Securities account"), (details.CONTRACT,)),
    _financial(
        *("assurance_vie", N_("Life insurance"), details.LIFE_INSURANCE),
        is_personal=True,
        **_INSURANCE,
    ),
    _financial("capitalisation", N_("Capitalisation contract"), (details.CONTRACT,), **_INSURANCE),
    _financial("per", N_("PER (retirement plan)"), details.PLAN, **_LOCKED),
    _financial("pee", N_("PEE (company savings plan)"), details.PLAN, **_LOCKED),
    _financial("percol", N_("PERCO or PERECO (company pension plan)"), details.PLAN, **_LOCKED),
    _financial("epargne_salariale", N_("Employee savings"), details.PLAN, **_LOCKED),
    _financial("crypto", N_("Crypto-assets"), details.WALLET, liquidity=Liquidity.IMMEDIATE),
    _financial("metaux", N_("Gold and precious metals"), details.OBJECT),
    _financial(
        *("financement_participatif", N_("Crowdfunding"), details.CLAIM),
        liquidity=Liquidity.LOCKED,
    ),
)


def _property(key: str, label: str, own: tuple[Detail, ...]) -> Subtype:
    return Subtype(
        *(key, label, AssetGroup.PROPERTY, ValuationMode.MANUAL, Liquidity.YEAR, None, _PROPERTY),
        details=(*own, *details.BOUGHT, details.NATURE, details.IFI_PERCENT),
        ifi_percent=100,
    )


_PROPERTIES: Final = (
    _property(MAIN_HOME, N_("Main home"), details.HOME),
    _property("residence_secondaire", N_("Second home"), details.HOME),
    _property("locatif", N_("Rental property"), details.LET),
    _property("parking", N_("Garage or parking space"), details.LET),
    _property("terrain", N_("Land"), details.PLACE),
    _property("foret", N_("Woods and forests"), details.PLACE),
    Subtype(
        *("scpi", N_("SCPI"), AssetGroup.PROPERTY, ValuationMode.POSITIONS, Liquidity.MONTH),
        operations=_SECURITIES | {OperationKind.RENT},
        details=(details.CONTRACT, *details.BOUGHT, details.NATURE, details.IFI_PERCENT),
        ifi_percent=100,
    ),
    Subtype(
        "parts_sci",
        N_("SCI (parts of a property company)"),
        *(AssetGroup.PROPERTY, ValuationMode.MANUAL, Liquidity.YEAR, None, _COMPANY),
        details=(*details.COMPANY, *details.BOUGHT, details.NATURE, details.IFI_PERCENT),
        ifi_percent=100,
    ),
    _property("autre_immobilier", N_("Other property"), details.PLACE),
)


def _business(
    key: str, label: str, own: tuple[Detail, ...], operations: frozenset[OperationKind] = _COMPANY
) -> Subtype:
    return Subtype(
        *(key, label, AssetGroup.BUSINESS, ValuationMode.MANUAL, Liquidity.YEAR, None, operations),
        details=(*own, *details.BOUGHT, details.NATURE, details.IFI_PERCENT),
    )


_BUSINESSES: Final = (
    _business("parts_societe", N_("Shares of a company"), details.COMPANY),
    _business("compte_courant_associe", N_("Partner's current account"), details.CLAIM, _ACCOUNT),
    _business("entreprise", N_("Own business"), details.COMPANY),
    _business("local_professionnel", N_("Business premises"), details.LET),
)


def _thing(key: str, label: str, own: tuple[Detail, ...]) -> Subtype:
    return Subtype(
        *(key, label, AssetGroup.OTHER, ValuationMode.MANUAL, Liquidity.MONTH, None, _THING),
        details=(*own, *details.BOUGHT, details.NATURE),
    )


_THINGS: Final = (
    _thing("vehicule", N_("Vehicle"), details.VEHICLE),
    _thing("bateau", N_("Boat"), details.VEHICLE),
    _thing("oeuvre", N_("Work of art"), details.OBJECT),
    _thing("bijou", N_("Jewellery"), details.OBJECT),
    _thing("collection", N_("Collection"), details.OBJECT),
    _thing("objet", N_("Valuable object"), details.OBJECT),
    Subtype(
        *("creance", N_("Money lent"), AssetGroup.OTHER, ValuationMode.MANUAL, Liquidity.LOCKED),
        operations=_ACCOUNT,
        details=(*details.CLAIM, details.NATURE),
    ),
    Subtype(
        *(OTHER, N_("Other asset"), AssetGroup.OTHER, ValuationMode.MANUAL),
        details=(*details.BOUGHT, details.NATURE, details.IFI_PERCENT),
    ),
)

SUBTYPES: Final = (*_CASH, *_FINANCIAL, *_PROPERTIES, *_BUSINESSES, *_THINGS)
"""All of them, in the order of lists."""

_BY_KEY: Final[Mapping[str, Subtype]] = {item.key: item for item in SUBTYPES}
_MODES: Final = {
    AssetGroup.CASH: ValuationMode.BALANCE,
    AssetGroup.FINANCIAL: ValuationMode.POSITIONS,
}
_UNKNOWN: Final = {
    group: Subtype(
        *(OTHER, N_("Other asset"), group, _MODES.get(group, ValuationMode.MANUAL)),
        details=(details.IBAN, details.NATURE, details.IFI_PERCENT),
        ifi_percent=100 if group is AssetGroup.PROPERTY else 0,
    )
    for group in AssetGroup
}


def find(key: str) -> Subtype | None:
    """Give a subtype by its key, None where the catalogue does not have it."""
    return _BY_KEY.get(key)


def named(key: str, group: AssetGroup) -> Subtype:
    """Give a subtype by its key: for an unknown one, or one of another group, the usual there."""
    found = _BY_KEY.get(key)
    return found if found is not None and found.group is group else _UNKNOWN[group]


def of(asset: Asset) -> Subtype:
    """Give the subtype of an asset; see `named`."""
    return named(asset.subtype, asset.group)


def in_group(group: AssetGroup) -> Iterable[Subtype]:
    """Give the subtypes of a group, in the order of lists."""
    return (item for item in SUBTYPES if item.group is group)


def liquidity(asset: Asset) -> Liquidity | None:
    """Give how soon an asset is money: what it says itself, else what its subtype says."""
    return asset.liquidity or of(asset).liquidity


def stale_after(asset: Asset) -> int:
    """Give above how many days a value is old, where the asset does not say it itself."""
    subtype = of(asset)
    if subtype.stale_after is not None and asset.mode is subtype.mode:
        return subtype.stale_after
    if asset.mode is not ValuationMode.MANUAL:
        return MONTHLY
    return QUARTERLY if asset.group in {AssetGroup.CASH, AssetGroup.FINANCIAL} else YEARLY
