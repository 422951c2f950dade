"""What moves securities: the operation, and the positions that follow from it.

A purchase or a sale, a delivery (securities come in or go out and no money moves) and a division
(each unit becomes several, or a part of one, at the beginning of its day).

A position that follows from the operations before it moves with a purchase that is entered late; a
position that somebody stated otherwise (a bank statement) is the last word on its day, and stands.
So the order in which all this is entered never matters.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple, cast

from patrimoine_gui.errors import EntityMissing, InputFault
from patrimoine_gui.portfolio.commands import operations
from patrimoine_gui.portfolio.commands.draft_columns import columns
from patrimoine_gui.portfolio.commands.row_snapshot import UnreadableToken
from patrimoine_gui.portfolio.commands.row_store import number
from patrimoine_gui.portfolio.commands.securities import POSITION, PositionDraft
from patrimoine_gui.portfolio.commands.validation import Validator
from patrimoine_gui.portfolio.currencies import decimals

if TYPE_CHECKING:
    from collections.abc import Sequence

    from patrimoine_gui.portfolio.commands.operations import OperationDraft
    from patrimoine_gui.portfolio.commands.row_snapshot import RowSnapshot
    from patrimoine_gui.portfolio.commands.session import Transaction

BUY: Final = "achat"
SELL: Final = "vente"
DELIVER: Final = "livraison"
DIVIDE: Final = "division"
MOVING: Final = frozenset((BUY, SELL, DELIVER, DIVIDE))
"""Kinds of the operations from which positions follow."""

_PLACES: Final = Decimal(1).scaleb(-12)
_WHOLE: Final = Fraction(1)


class _Where(NamedTuple):
    """Whose positions, and of what."""

    asset_id: int
    security_id: int


@dataclass(frozen=True, slots=True)
class _Trade:
    """What comes in (above zero) or goes out (below), with what was paid for it in major units.

    `factor` is what a division makes of one unit; nothing comes in nor goes out then.
    """

    on: date
    quantity: Decimal
    paid: Decimal | None
    factor: Fraction = _WHOLE


@dataclass(frozen=True, slots=True)
class _Holding:
    """What is held after a day; the row that says so, None where there is none."""

    on: date
    quantity: Decimal
    cost: Decimal | None
    row: int | None = None
    follows: bool = False


def trade(transaction: Transaction, draft: OperationDraft) -> int:
    """Buy, sell, deliver or divide a security: the operation and the positions; gives its number.

    Args:
        transaction: the transaction.
        draft: a purchase ("achat") or a sale ("vente") with its asset, security, quantity above
            zero and unit price. Its amount is the effect on the money of the asset, as the bank
            says it: see `amount_of`. Or a delivery or a division, see `OperationDraft`.

    Raises:
        InputRefused: something cannot be kept, or more would go out than is held.
        EntityMissing: the asset or the security is not there.
    """
    validator = Validator(operations.ENTITY)
    if draft.asset_id is None or draft.security_id is None or draft.quantity is None:
        validator.refuse(InputFault.SUBJECT_AMBIGUOUS, "security_id")
    if draft.kind.value not in {DELIVER, DIVIDE}:
        validator.quantity_moved("quantity", draft.quantity)
    where = _Where(draft.asset_id, draft.security_id)
    before = _trades(transaction, where)
    key = operations.create(transaction, draft)
    done = _read(columns(operations.ENTITY, draft))
    _restate(transaction, where, done, (before, [*before, done]))
    return key


def cancel(transaction: Transaction, key: int) -> None:
    """Put what moved securities in the bin, and take it back from the positions.

    Raises:
        EntityMissing: it is not there, or moved no security.
        InputRefused: something that was sold later would no longer be held.
    """
    row = transaction.store.get(operations.ENTITY, key)
    if row["kind"] not in MOVING or not isinstance(row["quantity"], Decimal):
        raise EntityMissing(operations.ENTITY)
    where = _Where(cast("int", row["asset_id"]), cast("int", row["security_id"]))
    before = _trades(transaction, where)
    done = _read(row)
    after = list(before)
    after.remove(done)
    operations.delete(transaction, key)
    inverse = replace(done, quantity=-done.quantity, factor=1 / done.factor)
    _restate(transaction, where, inverse, (before, after))


def amount_of(draft: OperationDraft) -> int:
    """Give what a purchase costs (below zero) or a sale brings, fees and taxes included.

    Smallest units of the currency, rounded half up before fees and taxes.
    """
    quantity, price = draft.quantity or Decimal(0), draft.unit_price or Decimal(0)
    with localcontext(prec=60):
        worth = (quantity * price).scaleb(decimals(draft.currency))
        whole = int(worth.quantize(Decimal(1), ROUND_HALF_UP))
    costs = (draft.fees or 0) + (draft.taxes or 0)
    return whole - costs if draft.kind.value == SELL else -whole - costs


# --- what is held ---------------------------------------------------------------------------------


def _trades(transaction: Transaction, where: _Where) -> list[_Trade]:
    rows = transaction.store.where(
        operations.ENTITY, asset_id=where.asset_id, security_id=where.security_id
    )
    return [
        _read(row)
        for row in rows
        if row["kind"] in MOVING
        and row["deleted_at"] is None
        and isinstance(row["quantity"], Decimal)
    ]


def _read(row: RowSnapshot) -> _Trade:
    """Read a trade; a value that cannot be read makes the cost unknown."""
    quantity, price = cast("Decimal", row["quantity"]), row["unit_price"]
    on = date.fromisoformat(str(row["on_date"]))
    if row["kind"] == DIVIDE:
        return _Trade(on, Decimal(0), None, Fraction(quantity))
    sign = -1 if row["kind"] == SELL else 1
    costs = [row["fees"] or 0, row["taxes"] or 0]
    paid = None
    if isinstance(price, Decimal) and not any(isinstance(item, UnreadableToken) for item in costs):
        minor = Decimal(sum(cast("int", item) for item in costs))
        with localcontext(prec=60):
            paid = quantity * price + minor.scaleb(-decimals(str(row["currency"])))
    return _Trade(on, sign * quantity, paid)


def _restate(
    transaction: Transaction,
    where: _Where,
    difference: _Trade,
    trades: tuple[list[_Trade], list[_Trade]],
) -> None:
    """Move the position of the day of a trade, and those that follow from it.

    Args:
        transaction: the transaction.
        where: names the asset and the security.
        difference: what changes, quantity above zero for more, a factor for a division.
        trades: all of them, before and after.
    """
    before, after = trades
    rows = transaction.store.where(POSITION, asset_id=where.asset_id, security_id=where.security_id)
    holdings = _holdings(rows, before)
    last = next((item for item in reversed(holdings) if item.on < difference.on), None)
    today = next((item for item in holdings if item.on == difference.on), None)
    start = last or _Holding(date.min, Decimal(0), None)
    holding = _holding_of_day(start, today, difference, after)
    is_left = today is None or not today.follows or _within(after, start.on, difference.on)
    _write(
        transaction, where, replace(holding, row=today.row if today else None), keep=bool(is_left)
    )
    more = holding.quantity - (today or start).quantity
    for item in holdings:
        if item.on > difference.on:
            if not item.follows:
                return
            for between in _within(after, holding.on, item.on):
                more = _divided(more, between.factor)
            later = _holding_on(holding, item.on, item.quantity + more, after)
            holding = replace(later, row=item.row)
            _write(transaction, where, holding, keep=True)


def _holding_of_day(
    start: _Holding, today: _Holding | None, difference: _Trade, trades: Sequence[_Trade]
) -> _Holding:
    """Give what is held on the day of a difference, which followed from trades or was stated."""
    if today is not None and today.follows:
        units = _units_after(start.quantity, _within(trades, start.on, difference.on))
        return _holding_on(start, difference.on, units, trades)
    before = start if today is None else replace(today, on=date.min)
    units = _units_after(before.quantity, [difference])
    return _holding_on(before, difference.on, units, [difference])


def _holdings(rows: Sequence[RowSnapshot], trades: Sequence[_Trade]) -> list[_Holding]:
    """Read the positions by day, and tell which ones follow from the trades before them."""
    holdings = sorted((_position(row) for row in rows), key=lambda item: item.on)
    chain = [_Holding(date.min, Decimal(0), None), *holdings]
    return [
        replace(item, follows=_follows(earlier, item, trades)) for earlier, item in pairwise(chain)
    ]


def _position(row: RowSnapshot) -> _Holding:
    quantity, cost = row["quantity"], row["unit_cost"]
    if not isinstance(quantity, Decimal):  # it cannot be read: nothing can be counted from it
        Validator(POSITION).refuse(InputFault.QUANTITY_OUT_OF_RANGE, "quantity")
    on = date.fromisoformat(str(row["as_of"]))
    return _Holding(on, quantity, cost if isinstance(cost, Decimal) else None, number(row))


def _follows(earlier: _Holding, item: _Holding, trades: Sequence[_Trade]) -> bool:
    moved = _within(trades, earlier.on, item.on)
    return bool(moved) and _units_after(earlier.quantity, moved) == item.quantity


def _units_after(units: Decimal, trades: Sequence[_Trade]) -> Decimal:
    """Give what is left of some units after trades: each day divides first, then moves."""
    for item in sorted(trades, key=_rank):
        units = _divided(units, item.factor) + item.quantity
    return units


def _rank(item: _Trade) -> tuple[date, bool]:
    return item.on, item.factor == _WHOLE


def _divided(units: Decimal, factor: Fraction) -> Decimal:
    """Give what a division makes of some units, rounded half up to twelve places."""
    if factor == _WHOLE:
        return units
    exact = Fraction(units) * factor
    with localcontext(prec=60):
        quotient = Decimal(exact.numerator) / Decimal(exact.denominator)
        return quotient.quantize(_PLACES, ROUND_HALF_UP).normalize()


def _within(trades: Sequence[_Trade], after: date, until: date) -> list[_Trade]:
    return [trade for trade in trades if after < trade.on <= until]


def _holding_on(
    start: _Holding, until: date, quantity: Decimal, trades: Sequence[_Trade]
) -> _Holding:
    """Give what is held on a day: the quantity given, at the average cost of a unit.

    Each day's divisions share the cost out, its purchases are averaged in, then its sales leave
    the average as it is.
    """
    units, cost = start.quantity, start.cost
    passed_trades = _within(trades, start.on, until)
    for day in sorted({trade.on for trade in passed_trades}):
        own = [trade for trade in passed_trades if trade.on == day]
        for item in own:
            units = _divided(units, item.factor)
            cost = None if cost is None else _divided(cost, 1 / item.factor)
        cost = _average(units, cost, [trade for trade in own if trade.quantity > 0])
        units += sum(trade.quantity for trade in own)
    return _Holding(until, quantity, cost if quantity else None)


def _average(
    units_before: Decimal, cost: Decimal | None, purchases: Sequence[_Trade]
) -> Decimal | None:
    total = Decimal(0) if not units_before else None if cost is None else units_before * cost
    with localcontext(prec=60):
        for trade in purchases:
            total = None if total is None or trade.paid is None else total + trade.paid
        units_after = units_before + sum(trade.quantity for trade in purchases)
        if not purchases or total is None or units_after <= 0:
            return cost if not purchases else None
        return (total / units_after).quantize(_PLACES, ROUND_HALF_UP).normalize()


def _write(transaction: Transaction, where: _Where, holding: _Holding, *, keep: bool) -> None:
    """Write one position, or take it away where no trade of its day is left.

    Raises:
        InputRefused: less than nothing would be held.
    """
    if holding.row is not None and not keep:
        transaction.remove(POSITION, holding.row)
        return
    validator = Validator(POSITION)
    if holding.quantity < 0:
        validator.refuse(InputFault.QUANTITY_SHORT, "quantity")
    validator.quantity("quantity", holding.quantity)
    draft = PositionDraft(
        where.asset_id, where.security_id, holding.on, holding.quantity, holding.cost
    )
    if holding.row is None:
        transaction.add(POSITION, columns(POSITION, draft))
    else:
        transaction.change(POSITION, holding.row, columns(POSITION, draft))
