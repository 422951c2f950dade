"""Commands on assets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from patrimoine_gui.database.models.assets import LONGEST_STALE
from patrimoine_gui.errors import InputFault
from patrimoine_gui.portfolio.commands import trash
from patrimoine_gui.portfolio.commands.draft_columns import columns
from patrimoine_gui.portfolio.commands.validation import Validator
from patrimoine_gui.portfolio.currencies import EURO
from patrimoine_gui.portfolio.subtypes import catalog

if TYPE_CHECKING:
    from patrimoine_gui.portfolio.commands.row_snapshot import RowSnapshot
    from patrimoine_gui.portfolio.commands.session import Transaction
    from patrimoine_gui.portfolio.household import AssetGroup, Liquidity, ValuationMode

ENTITY = "asset"


@dataclass(frozen=True, slots=True)
class AssetDraft:
    """What a person enters for an asset; see `database.models.Asset` for the fields."""

    name: str
    group: AssetGroup
    subtype: str
    valuation_mode: ValuationMode
    currency: str = EURO
    institution_id: int | None = None
    parent_asset_id: int | None = None
    opened_on: date | None = None
    first_payment_on: date | None = None
    closed_on: date | None = None
    in_net_worth: bool = True
    liquidity: Liquidity | None = None
    stale_after_days: int | None = None
    details: Mapping[str, object] = field(default_factory=dict)
    note: str = ""
    position: int = 0


def create(transaction: Transaction, draft: AssetDraft) -> int:
    """Add an asset; gives its number.

    Raises:
        InputRefused: something cannot be kept.
        EntityMissing: the institution or the asset that it is a part of is not there.
    """
    _check(transaction, draft, None)
    return transaction.add(ENTITY, columns(ENTITY, draft))


def edit(transaction: Transaction, key: int, draft: AssetDraft) -> bool:
    """Bring an asset to what the draft says; tells whether anything changed. Raises as `create`.

    A value that cannot be read stays as long as nothing is entered in its place.
    """
    _check(transaction, draft, key)
    return transaction.change(ENTITY, key, columns(ENTITY, draft))


def rename(transaction: Transaction, key: int, name: str) -> bool:
    """Give an asset another name; tells whether anything changed.

    Raises:
        InputRefused: it is no name.
        EntityMissing: the asset is not there.
    """
    Validator(ENTITY).name("name", name)
    return transaction.change(ENTITY, key, {"name": name})


def close(transaction: Transaction, key: int, on: date) -> bool:
    """Say on which day an asset was closed: its worth is 0 from the day after.

    Raises:
        InputRefused: the day is out of range, or before the one on which it was opened.
        EntityMissing: the asset is not there.
    """
    validator = Validator(ENTITY)
    validator.day("closed_on", on)
    opened = transaction.store.get(ENTITY, key)["opened_on"]
    validator.order(
        "closed_on", date.fromisoformat(opened) if isinstance(opened, str) else None, on
    )
    return transaction.change(ENTITY, key, {"closed_on": on.isoformat()})


def reopen(transaction: Transaction, key: int) -> bool:
    """Take back that an asset was closed."""
    return transaction.change(ENTITY, key, {"closed_on": None})


def delete(transaction: Transaction, key: int) -> None:
    """Put an asset in the bin with its values, positions, operations and shares.

    Assets that were a part of it stay, as parts of nothing.
    """
    trash.put(transaction, ENTITY, key)


def _check(transaction: Transaction, draft: AssetDraft, key: int | None) -> None:
    validator = Validator(ENTITY)
    present = None if key is None else transaction.store.get(ENTITY, key)
    validator.name("name", draft.name, None if present is None else present["name"])
    if present is None or present["currency"] != draft.currency:
        validator.currency("currency", draft.currency, transaction.today)
    for attribute in ("opened_on", "first_payment_on", "closed_on"):
        validator.day(attribute, getattr(draft, attribute))
    validator.order("closed_on", draft.opened_on, draft.closed_on)
    validator.count("stale_after_days", draft.stale_after_days, 1, LONGEST_STALE)
    _check_subtype(validator, draft, present or {})
    transaction.require("institution", draft.institution_id)
    transaction.require(ENTITY, draft.parent_asset_id)
    if is_inside(transaction, ENTITY, "parent_asset_id", draft.parent_asset_id, key):
        validator.refuse(InputFault.CIRCULAR, "parent_asset_id")


def _check_subtype(validator: Validator, draft: AssetDraft, present: RowSnapshot) -> None:
    """Ask for what the catalogue says of the subtype; what an old file holds may stay."""
    is_same = (draft.subtype, draft.group.value) == (present.get("subtype"), present.get("group"))
    known = catalog.find(draft.subtype)
    if not is_same and known is None and draft.subtype != present.get("subtype"):
        validator.refuse(InputFault.SUBTYPE_UNKNOWN, "subtype")
    if not is_same and known is not None and known.group is not draft.group:
        validator.refuse(InputFault.SUBTYPE_UNFIT, "group")
    written = present.get("details")
    before = written if isinstance(written, Mapping) else {}
    subtype = catalog.named(draft.subtype, draft.group)
    for key, value in draft.details.items():
        detail = subtype.detail(key)
        if detail is not None and before.get(key) != value and not detail.accepts(value):
            validator.refuse(InputFault.DETAIL_MALFORMED, f"details.{key}")


def is_inside(
    transaction: Transaction, entity: str, column: str, start: int | None, key: int | None
) -> bool:
    """Tell whether a row is met on the way up from another, so that it cannot go below it."""
    seen: set[int] = set()
    while start is not None and start not in seen:
        if start == key:
            return True
        seen.add(start)
        above = transaction.store.get(entity, start)[column]
        start = above if isinstance(above, int) else None
    return False
