"""Money that is put into what is owned, and taken out of it.

Each operation either crosses the edge of what is valued, and is a flow, or happens inside it, and
is a part of its gains:

- The value of an account (a balance, or anything among cash and financial assets) and of a loan
  has its money in it. Deposits, withdrawals and transfers cross the edge; interest, dividends,
  rents, fees and taxes are gains and losses; what is bought or sold only changes its form.
- The value of securities that are told one by one, and of a thing (a house, a company, a
  painting), has no money in it. What is bought, sold, received and paid crosses the edge: a rent
  comes out of a house, a fee is put into it. Deposits, withdrawals and transfers then only move
  the money beside it. Where nothing says what that money did (securities without a single purchase
  or sale, a thing with none of these operations), they are what was put in and taken out.
- Securities that are delivered are put in or taken out, for what they were worth that day; where
  nobody said what, nothing can be told.
- A switch and a division (more units, each worth less) stay inside. Operations in the bin never
  happened.

So a transfer between two accounts of a set is two flows that cancel out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date  # noqa: TC003
from typing import TYPE_CHECKING, Final

from patrimoine_gui.portfolio.currencies import CurrencyConverter
from patrimoine_gui.portfolio.household import (
    Asset,
    AssetGroup,
    EventKind,
    Household,
    OperationKind,
    ValuationMode,
)
from patrimoine_gui.portfolio.loans.balances import terms

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from patrimoine_gui.portfolio.household import Operation

_ACCOUNTS: Final = frozenset({AssetGroup.CASH, AssetGroup.FINANCIAL})
_DELIVERIES: Final = {OperationKind.DELIVERY: 1}
_MONEY: Final = _DELIVERIES | dict.fromkeys(
    (OperationKind.DEPOSIT, OperationKind.WITHDRAWAL, OperationKind.TRANSFER), 1
)
_TRADES: Final = dict.fromkeys((OperationKind.PURCHASE, OperationKind.SALE), -1)
_YIELD: Final = dict.fromkeys(
    (
        OperationKind.DIVIDEND,
        OperationKind.INTEREST,
        OperationKind.RENT,
        OperationKind.FEE,
        OperationKind.TAX,
    ),
    -1,
)
_TELLING: Final = _TRADES | _YIELD
_THING: Final = _TELLING | _DELIVERIES


@dataclass(frozen=True, slots=True)
class CashFlow:
    """Money that crosses the edge of what is valued.

    Attributes:
        on: the day.
        owned_id: the asset or the loan.
        cents: of a euro; above zero for what is put in, below for what is taken out.
        is_in_value: whether the next value has it in it: true but for what is received or paid
            beside a thing, such as a rent.
    """

    on: date
    owned_id: int
    cents: int
    is_in_value: bool


class CashFlows:
    """Finds the flows of the assets and the loans of a household."""

    def __init__(self, household: Household) -> None:
        """Index the operations once; they may come in any order."""
        self._exchange = CurrencyConverter(household.rates)
        self._operations: dict[int, list[Operation]] = {}
        for operation in household.operations:
            if not operation.deleted_at:
                owned = operation.asset_id if operation.asset_id is not None else operation.loan_id
                self._operations.setdefault(owned or 0, []).append(operation)
        self._signs = {
            asset.id: _signs(asset, self._operations.get(asset.id, ()))
            for asset in household.assets
        }
        self._scheduled = {loan.id for loan in household.loans if terms(loan) is not None}
        self._told = _told(household)

    def between(self, owned: int, start: date, end: date) -> tuple[CashFlow, ...] | None:
        """Give the flows of an asset or a loan after a day, up to another one, in any order.

        None where the currency of one of them has no rate on its day, or nobody said what a
        delivery was worth.
        """
        flows = []
        signs = self._signs.get(owned, _MONEY)
        for operation in self._operations.get(owned, ()):
            day, sign = operation.on_date, signs.get(operation.kind, 0)
            if not start < day <= end or not sign:
                continue
            if not operation.amount:
                if operation.kind is OperationKind.DELIVERY:
                    return None
                continue
            cents = self._exchange.euros(sign * operation.amount, operation.currency, day)
            if cents is None:
                return None
            flows.append(CashFlow(day, owned, cents, operation.kind not in _YIELD))
        return tuple(flows)

    def is_told(self, flow: CashFlow) -> bool:
        """Tell whether the value of the day of a flow is known with the flow in it.

        It is where something was said of it that day, where a schedule says it every day, and
        where the flow does not change the value, as a rent does not.
        """
        if not flow.is_in_value or flow.owned_id in self._scheduled:
            return True
        return (flow.owned_id, flow.on) in self._told


def _told(household: Household) -> set[tuple[int, date]]:
    """Give the days on which the value of each asset or loan was told.

    Of an asset in securities, the days on which it is told what it holds.
    """
    by_positions = {asset.id for asset in household.assets if asset.mode is ValuationMode.POSITIONS}
    position_days = {
        (position.asset_id, position.as_of)
        for position in household.positions
        if position.asset_id in by_positions
    }
    holders = {asset for asset, _day in position_days}
    valuation_days = {
        (word.owned_id, word.as_of) for word in household.valuations if word.owned_id not in holders
    }
    statement_days = {
        (event.loan_id, event.on_date)
        for event in household.loan_events
        if event.kind is EventKind.STATEMENT
    }
    return position_days | valuation_days | statement_days


def _signs(asset: Asset, operations: Iterable[Operation]) -> Mapping[OperationKind, int]:
    """Tell which operations of an asset are flows, and whether its money is on the other side."""
    is_account = asset.mode is ValuationMode.BALANCE or asset.group in _ACCOUNTS
    if is_account and asset.mode is not ValuationMode.POSITIONS:
        return _MONEY
    telling = _TRADES if is_account else _TELLING
    return _THING if any(operation.kind in telling for operation in operations) else _MONEY
