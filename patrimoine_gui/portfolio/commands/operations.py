"""Commands on operations, on the parts that they are made of, and on categories."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from patrimoine_gui.errors import InputFault
from patrimoine_gui.portfolio.commands import trash, valuations
from patrimoine_gui.portfolio.commands.assets import is_inside
from patrimoine_gui.portfolio.commands.draft_columns import columns
from patrimoine_gui.portfolio.commands.row_store import number
from patrimoine_gui.portfolio.commands.validation import Validator
from patrimoine_gui.portfolio.currencies import EURO
from patrimoine_gui.portfolio.enums import OperationKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from decimal import Decimal

    from patrimoine_gui.portfolio.commands.row_snapshot import RowSnapshot
    from patrimoine_gui.portfolio.commands.session import Transaction
    from patrimoine_gui.portfolio.commands.valuations import Owned

ENTITY: Final = "operation"
SPLIT: Final = "operation_split"
CATEGORY: Final = "category"


@dataclass(frozen=True, slots=True)
class SplitDraft:
    """A part of an operation.

    Attributes:
        amount: smallest units of the currency of the operation.
        category_id: None for none.
        note: "" for none.
    """

    amount: int
    category_id: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class OperationDraft:
    """What a person enters, or reads from a bank, for one operation.

    Attributes:
        on_date: the day.
        kind: what it was.
        amount: what it changed in the money of its asset, smallest units of the currency: above
            zero for what comes in, below for what goes out. No money moves in a division (0) nor
            in a delivery: there it is what the securities were worth, 0 where nobody said.
        currency: ISO 4217 code.
        asset_id: where, or else `loan_id`.
        loan_id: of which loan.
        security_id: what was bought or sold, or pays; `quantity` and `unit_price` with it. Of a
            division the quantity is units afterwards for one before; of a delivery it is above
            zero for what comes in, and the price is what a unit had cost.
        fees: smallest units, at least 0; part of the amount, like `taxes`.
        transfer_uid: the same in both operations of a transfer, "" for none.
        label: "" for none.
        external_id: what the bank calls it, "" where it is not from a bank.
        note: its text as it was imported, "" alike.
        splits: parts that add up to the amount; none for one part without a category.
    """

    on_date: date
    kind: OperationKind
    amount: int
    currency: str = EURO
    asset_id: int | None = None
    loan_id: int | None = None
    security_id: int | None = None
    quantity: Decimal | None = None
    unit_price: Decimal | None = None
    fees: int | None = None
    taxes: int | None = None
    transfer_uid: str = ""
    label: str = ""
    external_id: str = ""
    note: str = ""
    splits: tuple[SplitDraft, ...] = ()


@dataclass(frozen=True, slots=True)
class CategoryDraft:
    """What a person enters for a category; "" is no name."""

    name: str
    parent_id: int | None = None
    position: int = 0


def create(transaction: Transaction, draft: OperationDraft) -> int:
    """Add an operation with its parts; gives its number. It changes no value by itself.

    Raises:
        InputRefused: something cannot be kept, or the parts do not add up.
        EntityMissing: what it refers to is not there.
    """
    return create_all(transaction, [draft])[0]


def create_all(transaction: Transaction, drafts: Sequence[OperationDraft]) -> list[int]:
    """Add operations at once, in order; gives their numbers. Raises as `create`."""
    own = valuations.owned(transaction, drafts)
    for draft in drafts:
        check(draft, own, transaction.today)
    for draft in {_references(item): item for item in drafts}.values():
        _require(transaction, draft)
    keys = transaction.add_all(ENTITY, [columns(ENTITY, draft) for draft in drafts])
    transaction.add_all(
        SPLIT,
        [
            {**columns(SPLIT, part), "operation_id": key}
            for key, draft in zip(keys, drafts, strict=True)
            for part in _parts(draft)
        ],
    )
    return keys


def edit(transaction: Transaction, key: int, draft: OperationDraft) -> bool:
    """Bring an operation and its parts to what the draft says; tells whether anything changed."""
    present = transaction.store.get(ENTITY, key)
    check(draft, valuations.owned(transaction, [draft]), transaction.today, present)
    _require(transaction, draft)
    is_changed = transaction.change(ENTITY, key, columns(ENTITY, draft))
    parts, wanted = transaction.store.where(SPLIT, operation_id=key), _parts(draft)
    for row, part in zip(parts, wanted, strict=False):
        is_changed |= transaction.change(SPLIT, number(row), columns(SPLIT, part))
    for part in wanted[len(parts) :]:
        transaction.add(SPLIT, {**columns(SPLIT, part), "operation_id": key})
    for row in parts[len(wanted) :]:
        transaction.remove(SPLIT, number(row))
    return is_changed or len(parts) != len(wanted)


def delete(transaction: Transaction, key: int) -> None:
    """Put an operation in the bin; positions stay as they are (see `trades.cancel`)."""
    trash.put(transaction, ENTITY, key)


def transfer(
    transaction: Transaction, source: int, target: int, draft: OperationDraft
) -> tuple[int, int]:
    """Write both sides of a transfer between two assets; gives their numbers.

    Args:
        transaction: the transaction.
        source: the asset that the money leaves.
        target: the asset that it comes to.
        draft: the operation; its amount, above zero, is what is moved.

    Raises:
        InputRefused: something cannot be kept, or both assets are the same.
        EntityMissing: one of the assets is not there.
    """
    validator = Validator(ENTITY)
    validator.amount_owed("amount", draft.amount)
    if source == target:
        validator.refuse(InputFault.CIRCULAR, "asset_id")
    uid = str(uuid.uuid4())
    sides = replace(draft, loan_id=None, transfer_uid=uid, splits=())
    out = replace(sides, asset_id=source, amount=-draft.amount)
    first, second = create_all(transaction, [out, replace(sides, asset_id=target)])
    return first, second


def check(
    draft: OperationDraft,
    own: Mapping[tuple[str, int], Owned],
    today: date,
    present: RowSnapshot | None = None,
) -> None:
    """Let an operation pass that can be kept.

    Args:
        draft: what was entered.
        own: what each asset and loan asks for, see `valuations.owned`.
        today: the day on which it is entered.
        present: the operation so far, whose currency and kind may stay.

    Raises:
        InputRefused: it cannot.
    """
    validator = Validator(ENTITY)
    validator.one_subject(draft.asset_id, draft.loan_id)
    validator.day("on_date", draft.on_date)
    validator.amount("amount", draft.amount)
    found = own.get(valuations.subject(draft))
    if present is None or draft.currency != present["currency"]:
        code = None if found is None else found.currency
        validator.currency_of_amount(
            "currency", draft.currency, code, day=draft.on_date, today=today
        )
    is_new = present is None or draft.kind.value != present["kind"]
    if is_new and found is not None and draft.kind not in found.operations:
        validator.refuse(InputFault.KIND_UNFIT, "kind")
    validator.quantity("quantity", draft.quantity)
    validator.price_paid("unit_price", draft.unit_price)
    validator.amount_owed("fees", draft.fees)
    validator.amount_owed("taxes", draft.taxes)
    for part in draft.splits:
        validator.amount("splits", part.amount)
    if draft.splits and sum(part.amount for part in draft.splits) != draft.amount:
        validator.refuse(InputFault.SPLIT_UNBALANCED, "splits")
    if draft.kind in {OperationKind.STOCK_SPLIT, OperationKind.DELIVERY}:
        _check_without_money(validator, draft)


def _check_without_money(validator: Validator, draft: OperationDraft) -> None:
    """Let a division or a delivery pass: of a security, with what it makes of the units."""
    if draft.asset_id is None or draft.security_id is None or draft.quantity is None:
        validator.refuse(InputFault.SUBJECT_AMBIGUOUS, "security_id")
    if draft.kind is OperationKind.STOCK_SPLIT:
        validator.quantity_moved("quantity", draft.quantity)
        worth_is_odd = draft.amount != 0
    else:
        validator.quantity_moved("quantity", abs(draft.quantity))
        worth_is_odd = draft.amount * draft.quantity < 0
    if worth_is_odd:
        validator.refuse(InputFault.AMOUNT_OUT_OF_RANGE, "amount")


def _parts(draft: OperationDraft) -> tuple[SplitDraft, ...]:
    return draft.splits or (SplitDraft(draft.amount),)


def _references(draft: OperationDraft) -> tuple[object, ...]:
    categories = tuple(sorted({part.category_id or 0 for part in draft.splits}))
    return draft.asset_id, draft.loan_id, draft.security_id, categories


def _require(transaction: Transaction, draft: OperationDraft) -> None:
    transaction.require("asset", draft.asset_id)
    transaction.require("loan", draft.loan_id)
    transaction.require("security", draft.security_id)
    for part in draft.splits:
        transaction.require(CATEGORY, part.category_id)


# --- categories -----------------------------------------------------------------------------------


def add_category(transaction: Transaction, draft: CategoryDraft) -> int:
    """Add a category; gives its number.

    Raises:
        InputRefused: it has no name.
        EntityMissing: the one above is not there.
    """
    Validator(CATEGORY).name("name", draft.name)
    transaction.require(CATEGORY, draft.parent_id)
    return transaction.add(CATEGORY, columns(CATEGORY, draft))


def edit_category(transaction: Transaction, key: int, draft: CategoryDraft) -> bool:
    """Bring a category to what the draft says; tells whether anything changed.

    Raises:
        InputRefused: it has no name, or would be below itself.
        EntityMissing: it, or the one above, is not there.
    """
    validator = Validator(CATEGORY)
    validator.name("name", draft.name, transaction.store.get(CATEGORY, key)["name"])
    transaction.require(CATEGORY, draft.parent_id)
    if is_inside(transaction, CATEGORY, "parent_id", draft.parent_id, key):
        validator.refuse(InputFault.CIRCULAR, "parent_id")
    return transaction.change(CATEGORY, key, columns(CATEGORY, draft))


def delete_category(transaction: Transaction, key: int) -> None:
    """Put a category in the bin; what was below it or in it is in none from then on."""
    trash.put(transaction, CATEGORY, key)
