"""The household as the domain sees it: one frozen snapshot, no SQL, no window."""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003
from dataclasses import dataclass, field

from patrimoine_gui.database.uncounted import Uncounted
from patrimoine_gui.portfolio.currencies import Rate  # noqa: TC001
from patrimoine_gui.portfolio.entities import (
    Asset,
    Category,
    Details,
    HouseholdInfo,
    Institution,
    Loan,
    LoanEvent,
    LoanShare,
    Member,
    Operation,
    Ownership,
    Position,
    PriceSeries,
    RegulatoryParam,
    Security,
    Split,
    Statement,
    Valuation,
)
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
    PriceSource,
    RateType,
    Regime,
    Right,
    Role,
    SecurityKind,
    ValuationMode,
    ValueSource,
)

__all__ = [
    "Asset",
    "AssetClass",
    "AssetGroup",
    "Category",
    "Deferral",
    "Details",
    "EventKind",
    "Household",
    "HouseholdInfo",
    "Institution",
    "InstitutionKind",
    "InsuranceMode",
    "Keep",
    "Liquidity",
    "Loan",
    "LoanEvent",
    "LoanKind",
    "LoanShare",
    "Member",
    "Operation",
    "OperationKind",
    "Origin",
    "Ownership",
    "Periodicity",
    "Position",
    "PriceSeries",
    "PriceSource",
    "RateType",
    "Regime",
    "RegulatoryParam",
    "Right",
    "Role",
    "Security",
    "SecurityKind",
    "Split",
    "Statement",
    "Valuation",
    "ValuationMode",
    "ValueSource",
]


@dataclass(frozen=True, slots=True)
class Household:
    """One snapshot of a whole file.

    Everything is ordered by id, values by day and then by id, operations and positions alike; the
    exchange rates of one day by their currencies.

    Attributes:
        rates: exchange rates.
        parameters: rates, ceilings and scales of the law.
        unreadable: how many amounts could not be read; the values that they were of are left out.
        unread_splits: the parts of the operations that are left out so, by their numbers.
        uncounted: what else is in no total: set aside by upgrades, lost before a rescue.
    """

    assets: tuple[Asset, ...] = ()
    valuations: tuple[Valuation, ...] = field(default=(), repr=False)
    rates: tuple[Rate, ...] = field(default=(), repr=False)
    loans: tuple[Loan, ...] = ()
    loan_events: tuple[LoanEvent, ...] = field(default=(), repr=False)
    loan_shares: tuple[LoanShare, ...] = field(default=(), repr=False)
    members: tuple[Member, ...] = ()
    institutions: tuple[Institution, ...] = ()
    ownerships: tuple[Ownership, ...] = field(default=(), repr=False)
    securities: tuple[Security, ...] = field(default=(), repr=False)
    positions: tuple[Position, ...] = field(default=(), repr=False)
    prices: tuple[PriceSeries, ...] = field(default=(), repr=False)
    operations: tuple[Operation, ...] = field(default=(), repr=False)
    categories: tuple[Category, ...] = field(default=(), repr=False)
    statements: tuple[Statement, ...] = field(default=(), repr=False)
    parameters: tuple[RegulatoryParam, ...] = field(default=(), repr=False)
    info: HouseholdInfo = field(default_factory=HouseholdInfo)
    unreadable: int = 0
    unread_splits: Mapping[int, tuple[Split, ...]] = field(default_factory=dict, repr=False)
    uncounted: Uncounted = field(default_factory=Uncounted)

    @property
    def owned(self) -> tuple[Asset | Loan, ...]:
        """What is owned, then what is owed."""
        return (*self.assets, *self.loans)
