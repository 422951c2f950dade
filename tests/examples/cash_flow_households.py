"""Small households in which money moves, for the tests of flows and of rates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from patrimoine_gui.portfolio.household import (
    Asset,
    AssetGroup,
    Household,
    Operation,
    OperationKind,
    Position,
    PriceSeries,
    Security,
    Valuation,
    ValuationMode,
)
from patrimoine_gui.portfolio.net_worth import ValueIndex
from patrimoine_gui.portfolio.performance.returns import Performance

if TYPE_CHECKING:
    from collections.abc import Sequence

START, END = date(2021, 1, 1), date(2022, 1, 1)
ACCOUNT = Asset(1, "", "Livret", AssetGroup.CASH, "livret", mode=ValuationMode.BALANCE)
OTHER = Asset(2, "", "Compte", AssetGroup.CASH, "compte_courant", mode=ValuationMode.BALANCE)
PLAN = Asset(3, "", "PEA", AssetGroup.FINANCIAL, "pea", mode=ValuationMode.POSITIONS)
HOUSE = Asset(4, "", "Studio", AssetGroup.PROPERTY, "locatif")
FUND = Security(1, "")
ASSETS = (ACCOUNT, OTHER, PLAN, HOUSE)


def value(number: int, owned: int, on: date, amount: int, currency: str = "EUR") -> Valuation:
    return Valuation(number, "", owned, None, on, amount, currency)


def moved(  # noqa: PLR0913  (an operation has that much to say)
    number: int,
    owned: int,
    on: date,
    kind: str,
    amount: int,
    *,
    currency: str = "EUR",
    uid: str = "",
    deleted: str = "",
) -> Operation:
    return Operation(
        *(number, "", owned, None, on, OperationKind(kind), amount, currency),
        transfer_uid=uid,
        deleted_at=deleted,
    )


def of(
    values: Sequence[Valuation], operations: Sequence[Operation] = (), *assets: Asset
) -> Performance:
    household = Household(
        assets or ASSETS, tuple(sorted(values, key=lambda item: (item.as_of, item.id)))
    )
    return made(household, operations)


def made(household: Household, operations: Sequence[Operation] = ()) -> Performance:
    return Performance(ValueIndex(replace(household, operations=tuple(operations))))


def account(before: int, after: int, *operations: Operation) -> Performance:
    return of([value(1, 1, START, before), value(2, 1, END, after)], operations, ACCOUNT)


def month(number: int, day: int = 1) -> date:
    return date(2021, number, day)


def plan(operations: Sequence[Operation], held: Sequence[tuple[date, int]]) -> Performance:
    """Give a plan that holds a fund, at 10 € and then 11 € from June on."""
    positions = tuple(Position(i, "", 3, 1, day, Decimal(n)) for i, (day, n) in enumerate(held, 1))
    prices = (PriceSeries(1, (START.isoformat(), month(6).isoformat()), ("10", "11")),)
    household = Household((PLAN,), securities=(FUND,), positions=positions, prices=prices)
    return made(household, operations)
