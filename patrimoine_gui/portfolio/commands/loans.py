"""Commands on loans, on what happens to them, and on what they paid for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from patrimoine_gui.database.models.loans import LONGEST_DEFERRAL, LONGEST_LOAN
from patrimoine_gui.portfolio.commands import trash
from patrimoine_gui.portfolio.commands.draft_columns import columns
from patrimoine_gui.portfolio.commands.validation import Validator
from patrimoine_gui.portfolio.currencies import EURO

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

    from patrimoine_gui.portfolio.commands.session import Transaction
    from patrimoine_gui.portfolio.household import (
        Deferral,
        EventKind,
        InsuranceMode,
        Keep,
        LoanKind,
        Periodicity,
        RateType,
    )

ENTITY = "loan"
EVENT = "loan_event"
SHARE = "loan_asset"

_NEED_AN_AMOUNT = {"remboursement_anticipe", "modulation", "crd_releve"}
_NEED_A_RATE = {"taux"}


@dataclass(frozen=True, slots=True)
class LoanDraft:
    """What a person enters for a loan; see `database.models.Loan` for the fields.

    A loan without a rate, an amount or a duration is kept: it has no schedule, and its worth is
    what the bank says.
    """

    name: str
    kind: LoanKind
    periodicity: Periodicity
    deferral: Deferral
    currency: str = EURO
    institution_id: int | None = None
    principal: int | None = None
    rate: Decimal | None = None
    rate_type: RateType | None = None
    insurance_mode: InsuranceMode | None = None
    insurance_rate: Decimal | None = None
    insurance_amount: int | None = None
    first_due_on: date | None = None
    months: int | None = None
    deferral_months: int = 0
    balloon: int | None = None
    off_balance: bool = False
    closed_on: date | None = None
    details: Mapping[str, object] = field(default_factory=dict)
    note: str = ""


@dataclass(frozen=True, slots=True)
class EventDraft:
    """What a person enters for an event of a loan; see `database.models.LoanEvent`."""

    on_date: date
    kind: EventKind
    amount: int | None = None
    rate: Decimal | None = None
    keep: Keep | None = None
    note: str = ""


def create(transaction: Transaction, draft: LoanDraft) -> int:
    """Add a loan; gives its number, which no asset has.

    Raises:
        InputRefused: something cannot be kept.
        EntityMissing: the institution is not there.
    """
    _check(transaction, draft, None)
    return transaction.add(ENTITY, columns(ENTITY, draft))


def edit(transaction: Transaction, key: int, draft: LoanDraft) -> bool:
    """Bring a loan to what the draft says; tells whether anything changed. Raises as `create`."""
    _check(transaction, draft, key)
    return transaction.change(ENTITY, key, columns(ENTITY, draft))


def rename(transaction: Transaction, key: int, name: str) -> bool:
    """Give a loan another name; tells whether anything changed. Raises as `assets.rename`."""
    Validator(ENTITY).name("name", name)
    return transaction.change(ENTITY, key, {"name": name})


def close(transaction: Transaction, key: int, on: date) -> bool:
    """Say on which day a loan ended: nothing is owed from the day after."""
    Validator(ENTITY).day("closed_on", on)
    return transaction.change(ENTITY, key, {"closed_on": on.isoformat()})


def reopen(transaction: Transaction, key: int) -> bool:
    """Take back that a loan ended."""
    return transaction.change(ENTITY, key, {"closed_on": None})


def delete(transaction: Transaction, key: int) -> None:
    """Put a loan in the bin with its values, events, operations and shares."""
    trash.put(transaction, ENTITY, key)


def add_event(transaction: Transaction, loan_id: int, draft: EventDraft) -> int:
    """Add an event to a loan; gives its number.

    Raises:
        InputRefused: something cannot be kept, or an amount or a rate is missing.
        EntityMissing: the loan is not there.
    """
    _check_event(draft)
    transaction.require(ENTITY, loan_id)
    return transaction.add(EVENT, {**columns(EVENT, draft), "loan_id": loan_id})


def edit_event(transaction: Transaction, key: int, draft: EventDraft) -> bool:
    """Bring an event to what the draft says; tells whether anything changed."""
    _check_event(draft)
    return transaction.change(EVENT, key, columns(EVENT, draft))


def delete_event(transaction: Transaction, key: int) -> None:
    """Put an event in the bin."""
    trash.put(transaction, EVENT, key)


def link(transaction: Transaction, loan_id: int, asset_id: int, num: int = 1, den: int = 1) -> int:
    """Say which part of a loan paid for an asset; gives the number of the link.

    Raises:
        InputRefused: the share is no fraction of whole numbers.
        EntityExists: the two are linked already.
        EntityMissing: one of the two is not there.
    """
    Validator(SHARE).share(num, den)
    transaction.require(ENTITY, loan_id)
    transaction.require("asset", asset_id)
    return transaction.add(
        SHARE, {"loan_id": loan_id, "asset_id": asset_id, "num": num, "den": den}
    )


def change_link(transaction: Transaction, key: int, num: int, den: int) -> bool:
    """Change the part of a loan that paid for an asset."""
    Validator(SHARE).share(num, den)
    return transaction.change(SHARE, key, {"num": num, "den": den})


def unlink(transaction: Transaction, key: int) -> None:
    """Take back that a loan paid for an asset."""
    trash.put(transaction, SHARE, key)


def _check(transaction: Transaction, draft: LoanDraft, key: int | None) -> None:
    validator = Validator(ENTITY)
    present = None if key is None else transaction.store.get(ENTITY, key)
    validator.name("name", draft.name, None if present is None else present["name"])
    if present is None or present["currency"] != draft.currency:
        validator.currency("currency", draft.currency, transaction.today)
    for attribute in ("principal", "balloon", "insurance_amount"):
        validator.amount_owed(attribute, getattr(draft, attribute))
    for attribute in ("rate", "insurance_rate"):
        validator.rate(attribute, getattr(draft, attribute))
    for attribute in ("first_due_on", "closed_on"):
        validator.day(attribute, getattr(draft, attribute))
    validator.count("months", draft.months, 1, LONGEST_LOAN)
    validator.count("deferral_months", draft.deferral_months, 0, LONGEST_DEFERRAL)
    transaction.require("institution", draft.institution_id)


def _check_event(draft: EventDraft) -> None:
    validator = Validator(EVENT)
    validator.day("on_date", draft.on_date)
    validator.amount_owed("amount", draft.amount)
    validator.rate("rate", draft.rate)
    if draft.kind.value in _NEED_AN_AMOUNT:
        validator.needed("amount", draft.amount)
    if draft.kind.value in _NEED_A_RATE:
        validator.needed("rate", draft.rate)
