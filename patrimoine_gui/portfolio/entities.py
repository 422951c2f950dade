"""What a household is made of: one frozen value for each row of the file.

Amounts are whole numbers of the smallest unit of their currency; quantities, prices and rates are
decimals. Days are dates. A text is "" where nobody said anything. `illegible` names the fields
whose encrypted value could not be read; they are then "", None or 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date  # noqa: TC003
from decimal import Decimal  # noqa: TC003
from types import MappingProxyType

from patrimoine_gui.portfolio import currencies
from patrimoine_gui.portfolio.enums import (
    AssetClass,
    AssetGroup,
    Deferral,
    EventKind,
    InstitutionKind,
    InsuranceMode,
    Keep,
    Liquidity,
    LoanKind,
    OperationKind,
    Origin,
    Periodicity,
    RateType,
    Regime,
    Right,
    Role,
    SecurityKind,
    ValuationMode,
    ValueSource,
)

Details = Mapping[str, object]
NO_DETAILS: Details = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class HouseholdInfo:
    """What is said of the household itself."""

    name: str = ""
    regime: Regime | None = None
    regime_since: date | None = None
    note: str = ""
    illegible: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who owns a part of something.

    Attributes:
        in_household: whether he lives in it, or did until he died or left.
        in_tax_household: whether he is taxed with it, or was until then.
        died_on: last day of his life; `left_on`, last day in the household.
        details: what a notary asks: filiation, civil status.
    """

    id: int
    uid: str
    name: str
    birth_date: date | None = None
    role: Role = Role.SELF
    in_household: bool = True
    in_tax_household: bool = True
    color: str = ""
    position: int = 0
    died_on: date | None = None
    left_on: date | None = None
    details: Details = field(default_factory=lambda: NO_DETAILS, repr=False)
    illegible: tuple[str, ...] = ()

    def counts_in_household(self, day: date) -> bool:
        """Tell whether what he owns on a day is owned by the household."""
        return self.in_household and self._is_there(day)

    def counts_in_tax_household(self, day: date) -> bool:
        """Tell whether what he owns on a day is taxed with the household."""
        return self.in_tax_household and self._is_there(day)

    def _is_there(self, day: date) -> bool:
        return all(last is None or day <= last for last in (self.died_on, self.left_on))


@dataclass(frozen=True, slots=True)
class Institution:
    """A bank, an insurer...; `country` is an ISO 3166 code."""

    id: int
    uid: str
    name: str
    kind: InstitutionKind | None = None
    country: str = ""
    note: str = ""
    illegible: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asset:
    """Something that the household owns.

    Attributes:
        id: number in the file, never changed; no loan has it.
        subtype: "livret", "pea", "residence_principale"...; "autre" when unknown.
        parent_id: the asset that it is a part of.
        opened_on: first day that it is worth something; `closed_on`, the last.
        in_net_worth: whether it counts in the totals.
        stale_after_days: after how many days a value is old; None for the usual.
        details: what the subtype has of its own.
    """

    id: int
    uid: str
    name: str
    group: AssetGroup
    subtype: str
    institution_id: int | None = None
    parent_id: int | None = None
    currency: str = currencies.EURO
    mode: ValuationMode = ValuationMode.MANUAL
    opened_on: date | None = None
    first_payment_on: date | None = None
    closed_on: date | None = None
    in_net_worth: bool = True
    liquidity: Liquidity | None = None
    stale_after_days: int | None = None
    details: Details = field(default_factory=lambda: NO_DETAILS, repr=False)
    note: str = ""
    position: int = 0
    illegible: tuple[str, ...] = ()

    @property
    def currency_to_check(self) -> bool:
        """Whether it counts in euros while its name mentions another currency."""
        return self.currency == currencies.EURO and currencies.mentions_other(self.name)


@dataclass(frozen=True, slots=True)
class Loan:
    """Something that the household owes.

    Attributes:
        id: number in the file, never changed; no asset has it.
        principal: what was borrowed; `balloon`, the part due with the last instalment.
        rate: percent a year, insurance not included.
        insurance_rate: percent a year of what `insurance_mode` says.
        insurance_amount: at each instalment.
        months: from one instalment before the first to the last.
        off_balance: whether it is left out of the totals.
        closed_on: last day that it is owed.
    """

    id: int
    uid: str
    name: str
    kind: LoanKind = LoanKind.AMORTIZING
    institution_id: int | None = None
    currency: str = currencies.EURO
    principal: int | None = None
    rate: Decimal | None = None
    rate_type: RateType | None = None
    insurance_mode: InsuranceMode | None = None
    insurance_rate: Decimal | None = None
    insurance_amount: int | None = None
    first_due_on: date | None = None
    months: int | None = None
    periodicity: Periodicity = Periodicity.MONTHLY
    deferral: Deferral = Deferral.NONE
    deferral_months: int = 0
    balloon: int | None = None
    off_balance: bool = False
    closed_on: date | None = None
    details: Details = field(default_factory=lambda: NO_DETAILS, repr=False)
    note: str = ""
    illegible: tuple[str, ...] = ()

    @property
    def currency_to_check(self) -> bool:
        """Whether it counts in euros while its name mentions another currency."""
        return self.currency == currencies.EURO and currencies.mentions_other(self.name)


@dataclass(frozen=True, slots=True)
class LoanEvent:
    """Something that changed the course of a loan; `rate` is percent a year."""

    id: int
    uid: str
    loan_id: int
    on_date: date
    kind: EventKind
    amount: int | None = None
    rate: Decimal | None = None
    keep: Keep | None = None
    note: str = ""
    illegible: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LoanShare:
    """The part `num/den` of a loan that paid for an asset."""

    id: int
    uid: str
    loan_id: int
    asset_id: int
    num: int
    den: int


@dataclass(frozen=True, slots=True)
class Valuation:
    """The value of an asset, or what is owed of a loan, on a day.

    Attributes:
        id: order of entry; of two values of one day, the greater id is the later word.
        asset_id: whose value; None for a loan.
        amount: in the smallest unit of `currency`; of a loan, above zero for what is owed.
    """

    id: int
    uid: str
    asset_id: int | None
    loan_id: int | None
    as_of: date
    amount: int
    currency: str = currencies.EURO
    source: ValueSource = ValueSource.MANUAL
    is_estimate: bool = False
    note: str = ""

    @property
    def owned_id(self) -> int:
        """The asset or the loan: they share one series of numbers."""
        return self.asset_id if self.asset_id is not None else self.loan_id or 0


@dataclass(frozen=True, slots=True)
class Security:
    """Something with a price."""

    id: int
    uid: str
    kind: SecurityKind = SecurityKind.OTHER
    name: str = ""
    isin: str = ""
    ticker: str = ""
    currency: str = currencies.EURO
    asset_class: AssetClass = AssetClass.OTHER
    note: str = ""
    illegible: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Position:
    """How much of a security an asset holds from a day on."""

    id: int
    uid: str
    asset_id: int
    security_id: int
    as_of: date
    quantity: Decimal
    unit_cost: Decimal | None = None


@dataclass(frozen=True, slots=True)
class PriceSeries:
    """The prices of one security: days in order, and the price of each, as plain text.

    Texts are read when they are asked for: most of a million prices never are.
    """

    security_id: int
    days: tuple[str, ...] = field(repr=False)
    prices: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Split:
    """The part of an operation that belongs to a category."""

    id: int
    uid: str
    category_id: int | None
    amount: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Operation:
    """Something that happened to an asset or a loan.

    Attributes:
        amount: smallest units of `currency`, above zero for what comes in. No money moves in a
            division (0), nor in a delivery, where it is what the securities were worth that day.
        quantity: units of a security; of a division, units afterwards for one before; of a
            delivery, above zero for what comes in, below for what goes out.
        unit_price: what was paid for a unit; of a delivery, what it had cost.
        external_id: what the bank calls it; `note`, its text as it was imported.
        deleted_at: when it was put in the bin, "" for never.
    """

    id: int
    uid: str
    asset_id: int | None
    loan_id: int | None
    on_date: date
    kind: OperationKind
    amount: int
    currency: str = currencies.EURO
    security_id: int | None = None
    quantity: Decimal | None = None
    unit_price: Decimal | None = None
    fees: int | None = None
    taxes: int | None = None
    transfer_uid: str = ""
    label: str = ""
    external_id: str = ""
    note: str = ""
    deleted_at: str = ""
    splits: tuple[Split, ...] = ()
    illegible: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Category:
    """A category of operations, in a tree."""

    id: int
    uid: str
    name: str
    parent_id: int | None = None
    position: int = 0
    illegible: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ownership:
    """What somebody has of an asset or a loan.

    Attributes:
        member_id: None for a third party, whom `third_party_name` names.
        num: the share is `num/den` of the whole.
        usufruct_term: last day of a usufruct for a fixed term.
        ref_birth_date: whose age counts for art. 669, where it is not the member's own.
        starts_on: first day that it holds; `ends_on`, the last.
    """

    id: int
    uid: str
    asset_id: int | None
    loan_id: int | None
    member_id: int | None
    num: int
    den: int
    right: Right = Right.FULL
    third_party_name: str = ""
    origin: Origin | None = None
    usufruct_term: date | None = None
    ref_birth_date: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    illegible: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """What the household was worth on a day, as it was shown then; never rewritten."""

    id: int
    uid: str
    as_of: date
    label: str
    currency: str
    gross: int
    debts: int
    net: int
    lines: Details = field(default_factory=lambda: NO_DETAILS, repr=False)
    digest: str = ""
    made_by_revision: str = ""
    illegible: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RegulatoryParam:
    """A rate, a ceiling or a scale of the law, from a day on."""

    key: str
    valid_from: date
    value: str
    unit: str = ""
    source_url: str = ""
