"""Commands on the household: its people, who owns what, and the institutions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from patrimoine_gui.errors import EntityInUse, InputFault
from patrimoine_gui.portfolio.commands import trash
from patrimoine_gui.portfolio.commands.draft_columns import columns
from patrimoine_gui.portfolio.commands.validation import Validator

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from patrimoine_gui.portfolio.commands.session import Transaction
    from patrimoine_gui.portfolio.household import InstitutionKind, Origin, Regime, Right, Role

HOUSEHOLD: Final = "household"
MEMBER: Final = "member"
OWNERSHIP: Final = "ownership"
INSTITUTION: Final = "institution"

_OF_A_LOAN: Final = "dette"
_THE_ONE: Final = 1
"""Number of the only row of its table."""


@dataclass(frozen=True, slots=True)
class HouseholdDraft:
    """What a person enters for the household itself."""

    name: str = ""
    regime: Regime | None = None
    regime_since: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class MemberDraft:
    """What a person enters for a member; see `database.models.Member` for the fields."""

    name: str
    role: Role
    birth_date: date | None = None
    in_household: bool = True
    in_tax_household: bool = True
    color: str = ""
    position: int = 0
    died_on: date | None = None
    left_on: date | None = None
    details: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OwnershipDraft:
    """What a person enters for a share; see `database.models.Ownership` for the fields.

    Exactly one of `asset_id` and `loan_id`, and one of `member_id` and `third_party_name`.
    """

    right: Right
    num: int = 1
    den: int = 1
    asset_id: int | None = None
    loan_id: int | None = None
    member_id: int | None = None
    third_party_name: str = ""
    origin: Origin | None = None
    usufruct_term: date | None = None
    ref_birth_date: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class InstitutionDraft:
    """What a person enters for an institution."""

    name: str
    kind: InstitutionKind | None = None
    country: str = ""
    note: str = ""


# --- the household and its people -----------------------------------------------------------------


def describe(transaction: Transaction, draft: HouseholdDraft) -> bool:
    """Say what the household is called and under which regime; tells whether anything changed."""
    Validator(HOUSEHOLD).day("regime_since", draft.regime_since)
    values = columns(HOUSEHOLD, draft)
    if transaction.store.find(HOUSEHOLD, _THE_ONE) is None:
        return transaction.add(HOUSEHOLD, {**values, "id": _THE_ONE}) == _THE_ONE
    return transaction.change(HOUSEHOLD, _THE_ONE, values)


def add_member(transaction: Transaction, draft: MemberDraft) -> int:
    """Add a member; gives the number.

    Raises:
        InputRefused: something cannot be kept.
    """
    _check_member(draft, None)
    return transaction.add(MEMBER, columns(MEMBER, draft))


def edit_member(transaction: Transaction, key: int, draft: MemberDraft) -> bool:
    """Bring a member to what the draft says; tells whether anything changed."""
    _check_member(draft, transaction.store.get(MEMBER, key)["name"])
    return transaction.change(MEMBER, key, columns(MEMBER, draft))


def delete_member(transaction: Transaction, key: int) -> None:
    """Put a member in the bin.

    Raises:
        EntityInUse: somebody's share names the member, or the household would have nobody left.
    """
    if transaction.store.count(MEMBER) == 1:
        raise EntityInUse(MEMBER, HOUSEHOLD)
    trash.put(transaction, MEMBER, key)


def _check_member(draft: MemberDraft, present: object) -> None:
    validator = Validator(MEMBER)
    validator.name("name", draft.name, present)
    for attribute in ("birth_date", "died_on", "left_on"):
        validator.day(attribute, getattr(draft, attribute))
    validator.order("died_on", draft.birth_date, draft.died_on)
    validator.order("left_on", draft.birth_date, draft.left_on)


# --- who owns what --------------------------------------------------------------------------------


def add_ownership(transaction: Transaction, draft: OwnershipDraft) -> int:
    """Give somebody a share; gives its number.

    Shares above the whole are kept: they are an anomaly that is shown, not a refusal.

    Raises:
        InputRefused: something cannot be kept.
        EntityMissing: what is owned, or who owns it, is not there.
    """
    _check_ownership(transaction, draft, None)
    return transaction.add(OWNERSHIP, columns(OWNERSHIP, draft))


def edit_ownership(transaction: Transaction, key: int, draft: OwnershipDraft) -> bool:
    """Bring a share to what the draft says; tells whether anything changed."""
    _check_ownership(transaction, draft, transaction.store.get(OWNERSHIP, key)["third_party_name"])
    return transaction.change(OWNERSHIP, key, columns(OWNERSHIP, draft))


def delete_ownership(transaction: Transaction, key: int) -> None:
    """Put a share in the bin."""
    trash.put(transaction, OWNERSHIP, key)


def _check_ownership(transaction: Transaction, draft: OwnershipDraft, present: object) -> None:
    validator = Validator(OWNERSHIP)
    validator.one_subject(draft.asset_id, draft.loan_id)
    if draft.member_id is None:
        validator.name("third_party_name", draft.third_party_name, present)
    elif draft.third_party_name:
        validator.refuse(InputFault.SUBJECT_AMBIGUOUS, "member_id")
    if (draft.right.value == _OF_A_LOAN) == (draft.loan_id is None):
        validator.refuse(InputFault.RIGHT_UNFIT, "right")
    validator.share(draft.num, draft.den)
    for attribute in ("usufruct_term", "ref_birth_date", "starts_on", "ends_on"):
        validator.day(attribute, getattr(draft, attribute))
    validator.order("ends_on", draft.starts_on, draft.ends_on)
    for entity in ("asset", "loan", "member"):
        transaction.require(entity, getattr(draft, f"{entity}_id"))


# --- institutions ---------------------------------------------------------------------------------


def add_institution(transaction: Transaction, draft: InstitutionDraft) -> int:
    """Add an institution; gives its number.

    Raises:
        InputRefused: something cannot be kept.
    """
    _check_institution(draft, None)
    return transaction.add(INSTITUTION, columns(INSTITUTION, draft))


def edit_institution(transaction: Transaction, key: int, draft: InstitutionDraft) -> bool:
    """Bring an institution to what the draft says; tells whether anything changed."""
    _check_institution(draft, transaction.store.get(INSTITUTION, key)["name"])
    return transaction.change(INSTITUTION, key, columns(INSTITUTION, draft))


def delete_institution(transaction: Transaction, key: int) -> None:
    """Put an institution in the bin; what was held there is held nowhere from then on."""
    trash.put(transaction, INSTITUTION, key)


def _check_institution(draft: InstitutionDraft, present: object) -> None:
    validator = Validator(INSTITUTION)
    validator.name("name", draft.name, present)
    validator.country("country", draft.country)
