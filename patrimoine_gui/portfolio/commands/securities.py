"""Commands on securities, their prices, exchange rates, and how much of them is held."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from patrimoine_gui.errors import InputFault
from patrimoine_gui.portfolio.commands import trash
from patrimoine_gui.portfolio.commands.draft_columns import columns
from patrimoine_gui.portfolio.commands.row_store import number
from patrimoine_gui.portfolio.commands.validation import Form
from patrimoine_gui.portfolio.currencies import EURO

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from decimal import Decimal

    from patrimoine_gui.portfolio.commands.session import Work
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


def create(work: Work, draft: SecurityDraft) -> int:
    """Add a security; gives its number. An ISIN is written in capitals.

    Raises:
        InputRefused: something cannot be kept.
    """
    return work.add(ENTITY, _columns(work, draft, None))


def edit(work: Work, key: int, draft: SecurityDraft) -> bool:
    """Bring a security to what the draft says; tells whether anything changed."""
    return work.change(ENTITY, key, _columns(work, draft, key))


def delete(work: Work, key: int) -> None:
    """Put a security in the bin with its prices.

    Raises:
        EntityInUse: a position or an operation is about it.
    """
    trash.put(work, ENTITY, key)


def _columns(work: Work, draft: SecurityDraft, key: int | None) -> Mapping[str, object]:
    form = Form(ENTITY)
    present: Mapping[str, object] = {} if key is None else work.tables.get(ENTITY, key)
    values = columns(ENTITY, draft)
    isin = "".join(draft.isin.split()).upper()
    form.name("name", draft.name, present.get("name"))
    if draft.isin != present.get("isin"):  # one from an old file may be anything, and stays
        form.isin("isin", isin)
        values = {**values, "isin": isin or None}
    if draft.currency != present.get("currency"):
        form.currency("currency", draft.currency, work.today)
    return values


# --- positions ------------------------------------------------------------------------------------


def set_position(work: Work, draft: PositionDraft) -> int:
    """Say how much of a security an asset holds from a day on; gives the number of the position.

    One of the same day is replaced.

    Raises:
        InputRefused: something cannot be kept.
        EntityMissing: the asset or the security is not there.
    """
    form = Form(POSITION)
    form.day("as_of", draft.as_of)
    form.quantity("quantity", draft.quantity)
    form.price_paid("unit_cost", draft.unit_cost)
    work.require("asset", draft.asset_id)
    work.require(ENTITY, draft.security_id)
    values = columns(POSITION, draft)
    same = {name: values[name] for name in ("asset_id", "security_id", "as_of")}
    for row in work.tables.where(POSITION, **same):
        work.change(POSITION, number(row), values)
        return number(row)
    return work.add(POSITION, values)


def delete_position(work: Work, key: int) -> None:
    """Put a position in the bin."""
    trash.put(work, POSITION, key)


# --- prices and rates -----------------------------------------------------------------------------


def set_prices(
    work: Work, security_id: int, prices: Mapping[date, Decimal], source: PriceSource
) -> int:
    """Write the prices of a security, one a day; those of the same days are replaced.

    Gives how many are new or changed.

    Raises:
        InputRefused: a price is not above zero, or a day is out of range; none is written then.
        EntityMissing: the security is not there.
    """
    form = Form(PRICE)
    for day, price in prices.items():
        form.day("on_date", day)
        form.price("price", price)
    work.require(ENTITY, security_id)
    present = {row["on_date"]: row for row in work.tables.where(PRICE, security_id=security_id)}
    fresh, changed = [], 0
    for day in sorted(prices):
        values = _dated(day, "price", prices[day], source.value)
        row = present.get(day.isoformat())
        if row is None:
            fresh.append({"security_id": security_id, **values})
        else:
            changed += work.change(PRICE, number(row), values)
    work.add_all(PRICE, fresh)
    return len(fresh) + changed


def delete_price(work: Work, key: int) -> None:
    """Take a price away."""
    work.remove(PRICE, key)


def set_rates(work: Work, rates: Iterable[Rate], source: str = _BY_HAND) -> int:
    """Write exchange rates; those of the same currencies and days are replaced.

    Gives how many are new or changed.

    Args:
        work: the transaction.
        rates: what to write.
        source: "bce", "manuel" or "import".

    Raises:
        InputRefused: a rate is not above zero, a currency is unknown, or both are the same.
    """
    form, written = Form(RATE), 0
    for rate in rates:
        form.currency("base", rate.base, rate.on)
        form.currency("quote", rate.quote, rate.on)
        if rate.base == rate.quote:
            form.refuse(InputFault.CURRENCY_OTHER, "quote")
        values = _dated(rate.on, "rate", rate.value, source)
        form.day("on_date", rate.on)
        form.price("rate", rate.value)
        same = {"base": rate.base, "quote": rate.quote}
        rows = work.tables.where(RATE, **same, on_date=rate.on.isoformat())
        if rows:
            written += work.change(RATE, number(rows[0]), values)
        else:
            work.add(RATE, {**same, **values})
            written += 1
    return written


def delete_rate(work: Work, key: int) -> None:
    """Take an exchange rate away."""
    work.remove(RATE, key)


def _dated(day: date, attribute: str, value: Decimal, source: str) -> Mapping[str, object]:
    text = f"{value:f}"
    plain = text.rstrip("0").rstrip(".") if "." in text else text
    return {"on_date": day.isoformat(), attribute: plain, "source": source}
