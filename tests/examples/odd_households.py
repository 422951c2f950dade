"""Households with something wrong, for the tests of anomalies."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from migrations.frozen.regulatory_v1 import ROWS
from patrimoine_gui.portfolio.anomalies.detection import find
from patrimoine_gui.portfolio.household import (
    Asset,
    AssetGroup,
    Household,
    Loan,
    Member,
    Operation,
    OperationKind,
    Ownership,
    RegulatoryParam,
    Right,
    ValuationMode,
)
from patrimoine_gui.portfolio.net_worth import ValueIndex

if TYPE_CHECKING:
    from patrimoine_gui.portfolio.anomalies.anomaly_kinds import Anomaly, AnomalyKind, EntityKind

TODAY = date(2026, 11, 23)
LAW = tuple(
    RegulatoryParam(key, date.fromisoformat(day), value, unit, url)
    for key, day, value, unit, url in ROWS
)
ME = Member(1, "", "Moi", date(1980, 2, 29))
HOUSE = Asset(1, "", "Maison", AssetGroup.PROPERTY, "locatif")
PLAN = Asset(2, "", "PEA", AssetGroup.FINANCIAL, "pea", mode=ValuationMode.POSITIONS)
LOAN = Loan(
    *(9, "", "Prêt"),
    principal=1_200_000,
    rate=Decimal(12),
    first_due_on=date(2026, 1, 31),
    months=12,
)
MINE = Ownership(1, "", 1, None, 1, 1, 1)
OWED = Ownership(9, "", None, 9, 1, 1, 1, right=Right.DEBT)


def found(household: Household) -> tuple[Anomaly, ...]:
    return find(household, ValueIndex(household, TODAY), TODAY)


def told(household: Household) -> list[tuple[AnomalyKind, EntityKind, int]]:
    return [(item.kind, item.entity, item.id) for item in found(household)]


def a_house(*rows: Ownership, **more: object) -> Household:
    """Give a household with one house, owned as it is said."""
    values: dict[str, object] = {"assets": (HOUSE,), "members": (ME,), **more}
    return Household(ownerships=rows or (MINE,), **values)  # type: ignore[arg-type]


def a_loan(loan: Loan = LOAN, **more: object) -> Household:
    values: dict[str, object] = {"loans": (loan,), "members": (ME,), **more}
    return Household(ownerships=(OWED,), **values)  # type: ignore[arg-type]


def row(number: int, part: tuple[int, int], right: Right = Right.FULL, **more: object) -> Ownership:
    return Ownership(number, "", 1, None, 1, *part, right=right, **more)  # type: ignore[arg-type]


def operation(number: int, amount: int, **more: object) -> Operation:
    day, kind = date(2026, 1, 5), OperationKind.TRANSFER
    return Operation(number, "", 1, None, day, kind, amount, **more)  # type: ignore[arg-type]
