"""The lines of a comparison: what was added, changed or removed, of which kind."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date  # noqa: TC003
from enum import Enum
from typing import TypeAlias

from patrimoine_gui.portfolio.household import (
    Asset,
    Category,
    HouseholdInfo,
    Institution,
    Loan,
    LoanEvent,
    LoanShare,
    Member,
    Operation,
    Ownership,
    Position,
    Security,
    Statement,
    Valuation,
)

Uniform: TypeAlias = (
    Asset
    | Category
    | Institution
    | Loan
    | LoanEvent
    | LoanShare
    | Member
    | Operation
    | Ownership
    | Position
    | Security
    | Statement
    | Valuation
)
"""What has a number and a uid."""

Thing: TypeAlias = Uniform | HouseholdInfo


class RecordKind(Enum):
    """What a line is about, in the order in which a comparison shows it."""

    HOUSEHOLD = "household"
    MEMBER = "member"
    INSTITUTION = "institution"
    ASSET = "asset"
    LOAN = "loan"
    OWNERSHIP = "ownership"
    LOAN_SHARE = "loan share"
    LOAN_EVENT = "loan event"
    VALUATION = "valuation"
    POSITION = "position"
    OPERATION = "operation"
    CATEGORY = "category"
    SECURITY = "security"
    PRICE = "price"
    RATE = "rate"
    STATEMENT = "statement"
    PARAMETER = "parameter"


class ChangeKind(Enum):
    """What happened to a thing between the first household and the second."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class ComparisonItem:
    """One thing that differs.

    Attributes:
        name: its name or its label; of a part or a position, the name of whose or of what; ""
            where it has none or it cannot be read.
        day: the day that it is of, None where it has none.
        before: what it was, None where it was not.
        after: what it is, None where it is no more.
        fields: names of the attributes that differ, those of `portfolio.entities`; empty for what
            was added or removed.
    """

    name: str
    day: date | None = None
    before: Thing | None = field(default=None, repr=False)
    after: Thing | None = field(default=None, repr=False)
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ComparisonLine:
    """What happened to the things of one kind that belong to one asset, loan or security.

    Attributes:
        kind: what they are.
        change: what happened to them.
        owner: name of what they belong to, "" for what belongs to nothing.
        count: how many they are.
        first: the earliest of their days, None where they have none; `last`, the latest.
        items: each of them, oldest first; empty for what is only counted (prices, rates, figures
            of the law).
    """

    kind: RecordKind
    change: ChangeKind
    owner: str
    count: int
    first: date | None = None
    last: date | None = None
    items: tuple[ComparisonItem, ...] = field(default=(), repr=False)
