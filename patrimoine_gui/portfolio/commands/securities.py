"""Commands on securities, their prices, exchange rates, and how much of them is held."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from patrimoine_gui.errors import InputFault
from patrimoine_gui.portfolio.commands import trash
from patrimoine_gui.portfolio.commands.draft_columns import columns
from patrimoine_gui.portfolio.commands.row_store import number
from patrimoine_gui.portfolio.commands.validation import Validator
from patrimoine_gui.portfolio.currencies import EURO

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from decimal import Decimal

    from patrimoine_gui.portfolio.commands.session import Transaction
    from patrimoine_gui.portfolio.currencies import Rate
    from patrimoine_gui.portfolio.household import AssetClass, PriceSource, SecurityKind

ENTITY: Final = "security"
POSITION: Final = "position"
PRICE: Final = "price"
RATE: Final = "fx_rate"

_BY_HAND: Final = "manuel"


@dataclass(frozen=True, slots=True)
class SecurityDraft:
    """What a person enters for a security; see `database.models.Security` for the fields."""

    name: str
    kind: SecurityKind
    asset_class: AssetClass
    currency: str = EURO
    isin: str = ""
    ticker: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class PositionDraft:
    """How much of a security an asset holds from a day on.

    Attributes:
        asset_id: which asset.
        security_id: which security.
        as_of: from when.
        quantity: units; 0 for none any more.
        unit_cost: what a unit cost on average, in the currency of the security; None: unknown.
    """

    asset_id: int
    security_id: int
    as_of: date
    quantity: Decimal
    unit_cost: Decimal | None = None


def create(transaction: Transaction, draft: SecurityDraft) -> int:
    """Add a security; gives its number. An ISIN is written in capitals.

    Raises:
        InputRefused: something cannot be kept.
    """
    return transaction.add(ENTITY, _columns(transaction, draft, None))


def edit(transaction: Transaction, key: int, draft: SecurityDraft) -> bool:
    """Bring a security to what the draft says; tells whether anything changed."""
    return transaction.change(ENTITY, key, _columns(transaction, draft, key))


def delete(transaction: Transaction, key: int) -> None:
    """Put a security in the bin with its prices.

    Raises:
        EntityInUse: a position or an operation is about it.
    """
    trash.put(transaction, ENTITY, key)


def _columns(
    transaction: Transaction, draft: SecurityDraft, key: int | None
) -> Mapping[str, object]:
    validator = Validator(ENTITY)
    present: Mapping[str, object] = {} if key is None else transaction.store.get(ENTITY, key)
    values = columns(ENTITY, draft)
    isin = "".join(draft.isin.split()).upper()
    validator.name("name", draft.name, present.get("name"))
    if draft.isin != present.get("isin"):  # one from an old file may be anything, and stays
        validator.isin("isin", isin)
        values = {**values, "isin": isin or None}
    if draft.currency != present.get("currency"):
        validator.currency("currency", draft.currency, transaction.today)
    return values


# --- positions ------------------------------------------------------------------------------------


def set_position(transaction: Transaction, draft: PositionDraft) -> int:
    """Say how much of a security an asset holds from a day on; gives the number of the position.

    One of the same day is replaced.

    Raises:
        InputRefused: something cannot be kept.
        EntityMissing: the asset or the security is not there.
    """
    validator = Validator(POSITION)
    validator.day("as_of", draft.as_of)
    validator.quantity("quantity", draft.quantity)
    validator.price_paid("unit_cost", draft.unit_cost)
    transaction.require("asset", draft.asset_id)
    transaction.require(ENTITY, draft.security_id)
    values = columns(POSITION, draft)
    same = {name: values[name] for name in ("asset_id", "security_id", "as_of")}
    for row in transaction.store.where(POSITION, **same):
        transaction.change(POSITION, number(row), values)
        return number(row)
    return transaction.add(POSITION, values)


def delete_position(transaction: Transaction, key: int) -> None:
    """Put a position in the bin."""
    trash.put(transaction, POSITION, key)


# --- prices and rates -----------------------------------------------------------------------------


def set_prices(
    transaction: Transaction, security_id: int, prices: Mapping[date, Decimal], source: PriceSource
) -> int:
    """Write the prices of a security, one a day; those of the same days are replaced.

    Gives how many are new or changed.

    Raises:
        InputRefused: a price is not above zero, or a day is out of range; none is written then.
        EntityMissing: the security is not there.
    """
    validator = Validator(PRICE)
    for day, price in prices.items():
        validator.day("on_date", day)
        validator.price("price", price)
    transaction.require(ENTITY, security_id)
    present = {
        row["on_date"]: row for row in transaction.store.where(PRICE, security_id=security_id)
    }
    fresh, changed = [], 0
    for day in sorted(prices):
        values = _dated(day, "price", prices[day], source.value)
        row = present.get(day.isoformat())
        if row is None:
            fresh.append({"security_id": security_id, **values})
        else:
            changed += transaction.change(PRICE, number(row), values)
    transaction.add_all(PRICE, fresh)
    return len(fresh) + changed


def delete_price(transaction: Transaction, key: int) -> None:
    """Take a price away."""
    transaction.remove(PRICE, key)


def set_rates(transaction: Transaction, rates: Iterable[Rate], source: str = _BY_HAND) -> int:
    """Write exchange rates; those of the same currencies and days are replaced.

    Gives how many are new or changed.

    Args:
        transaction: the transaction.
        rates: what to write.
        source: "bce", "manuel" or "import".

    Raises:
        InputRefused: a rate is not above zero, a currency is unknown, or both are the same.
    """
    validator, written = Validator(RATE), 0
    for rate in rates:
        validator.currency("base", rate.base, rate.on)
        validator.currency("quote", rate.quote, rate.on)
        if rate.base == rate.quote:
            validator.refuse(InputFault.CURRENCY_OTHER, "quote")
        values = _dated(rate.on, "rate", rate.value, source)
        validator.day("on_date", rate.on)
        validator.price("rate", rate.value)
        same = {"base": rate.base, "quote": rate.quote}
        rows = transaction.store.where(RATE, **same, on_date=rate.on.isoformat())
        if rows:
            written += transaction.change(RATE, number(rows[0]), values)
        else:
            transaction.add(RATE, {**same, **values})
            written += 1
    return written


def delete_rate(transaction: Transaction, key: int) -> None:
    """Take an exchange rate away."""
    transaction.remove(RATE, key)


def _dated(day: date, attribute: str, value: Decimal, source: str) -> Mapping[str, object]:
    text = f"{value:f}"
    plain = text.rstrip("0").rstrip(".") if "." in text else text
    return {"on_date": day.isoformat(), attribute: plain, "source": source}
