"""Commands on dated values: of assets, and of what is owed of loans."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from patrimoine_gui.errors import InputFault
from patrimoine_gui.portfolio.commands import trash
from patrimoine_gui.portfolio.commands.draft_columns import columns
from patrimoine_gui.portfolio.commands.row_snapshot import is_same
from patrimoine_gui.portfolio.commands.row_store import number
from patrimoine_gui.portfolio.commands.validation import Validator
from patrimoine_gui.portfolio.household import AssetGroup, OperationKind
from patrimoine_gui.portfolio.subtypes import catalog

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from datetime import date

    from patrimoine_gui.portfolio.commands.row_snapshot import RowSnapshot
    from patrimoine_gui.portfolio.commands.session import Transaction
    from patrimoine_gui.portfolio.household import ValueSource

ENTITY: Final = "valuation"

Place = tuple[object, object, object, object]
"""Asset, loan, day and source: there is one value of each."""


class Owned(NamedTuple):
    """What a draft about an asset or a loan has to fit.

    Attributes:
        currency: ISO 4217 code.
        operations: the kinds of operations that it can have.
    """

    currency: str
    operations: AbstractSet[OperationKind] = frozenset(OperationKind)


class Subject(Protocol):
    """What is about an asset or about a loan."""

    @property
    def asset_id(self) -> int | None:
        """The number of the asset."""

    @property
    def loan_id(self) -> int | None:
        """The number of the loan."""


@dataclass(frozen=True, slots=True)
class ValueDraft:
    """What a person enters, or reads from a bank, for one value.

    Attributes:
        as_of: the day.
        amount: smallest units of the currency; of a loan, above zero for what is owed.
        source: where it comes from.
        asset_id: whose value, or else `loan_id`.
        loan_id: whose remaining debt.
        currency: ISO 4217 code; "" for that of the asset or the loan.
        is_estimate: whether it is a guess.
        note: "" for none.
    """

    as_of: date
    amount: int
    source: ValueSource
    asset_id: int | None = None
    loan_id: int | None = None
    currency: str = ""
    is_estimate: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class WriteCounts:
    """What a command on many values did.

    Attributes:
        added: values that are new.
        changed: values that stood there otherwise.
        same: values that stood there already.
    """

    added: int
    changed: int
    same: int


def set_value(transaction: Transaction, draft: ValueDraft) -> WriteCounts:
    """Write one value; one of the same day and source is replaced. See `set_values`."""
    return set_values(transaction, [draft])


def set_values(transaction: Transaction, drafts: Sequence[ValueDraft]) -> WriteCounts:
    """Write many values, such as those of a monthly statement: all of them, or none.

    Raises:
        InputRefused: one of them cannot be kept, or two of one day and source differ.
        EntityMissing: an asset or a loan is not there.
    """
    own = owned(transaction, drafts)
    present = present_rows(transaction, drafts)
    fresh: dict[Place, RowSnapshot] = {}
    changed = same = 0
    for draft in drafts:
        values = checked_columns(draft, own, transaction.today)
        place = place_of(values)
        if place in fresh:
            if fresh[place] != values:
                Validator(ENTITY).refuse(InputFault.SAME_DAY, "as_of")
            same += 1
        elif place not in present:
            fresh[place] = values
        elif transaction.change(ENTITY, number(present[place]), values):
            changed += 1
        else:
            same += 1
    transaction.add_all(ENTITY, list(fresh.values()))
    return WriteCounts(len(fresh), changed, same)


def edit(transaction: Transaction, key: int, draft: ValueDraft) -> bool:
    """Bring a value to what the draft says, its day included; tells whether anything changed.

    Raises:
        InputRefused: something cannot be kept.
        EntityExists: the day that it goes to has a value of the same source.
        EntityMissing: the value is not there.
    """
    present = str(transaction.store.get(ENTITY, key)["currency"])
    image = checked_columns(draft, owned(transaction, [draft]), transaction.today, present)
    return transaction.change(ENTITY, key, image)


def delete(transaction: Transaction, key: int) -> None:
    """Put a value in the bin."""
    trash.put(transaction, ENTITY, key)


# --- what imports need as well --------------------------------------------------------------------


def owned(transaction: Transaction, drafts: Iterable[Subject]) -> Mapping[tuple[str, int], Owned]:
    """Give what each asset and loan that is there asks for; the others are left out."""
    wanted: dict[str, set[int]] = {"asset": set(), "loan": set()}
    for entity, key in map(subject, drafts):
        wanted[entity].add(key)
    return {
        (entity, number(row)): _owned(entity, row)
        for entity, keys in wanted.items()
        for row in transaction.store.among(entity, "id", sorted(keys))
    }


def _owned(entity: str, row: RowSnapshot) -> Owned:
    if entity == "loan":
        return Owned(str(row["currency"]))
    subtype = catalog.named(str(row["subtype"]), AssetGroup(row["group"]))
    return Owned(str(row["currency"]), subtype.operations)


def present_rows(
    transaction: Transaction, drafts: Iterable[ValueDraft]
) -> Mapping[Place, RowSnapshot]:
    """Give the values of the days that the drafts are about."""
    days = sorted({draft.as_of.isoformat() for draft in drafts})
    return {place_of(row): row for row in transaction.store.among(ENTITY, "as_of", days)}


def checked_columns(
    draft: ValueDraft, own: Mapping[tuple[str, int], Owned], today: date, present: str = ""
) -> RowSnapshot:
    """Give the columns of a value that can be kept.

    Args:
        draft: what was entered.
        own: what each asset and loan asks for, see `owned`.
        today: the day on which it is entered.
        present: the currency of the value so far, which may stay.

    Raises:
        InputRefused: it cannot be kept.
        EntityMissing: its asset or loan is not there.
    """
    validator = Validator(ENTITY)
    validator.one_subject(draft.asset_id, draft.loan_id)
    validator.day("as_of", draft.as_of)
    validator.amount("amount", draft.amount)
    place = subject(draft)
    found = own.get(place)
    if found is None:
        validator.missing(place[0])
    wanted = draft.currency or found.currency
    if wanted != present:
        validator.currency_of_amount(
            "currency", wanted, found.currency, day=draft.as_of, today=today
        )
    return {**columns(ENTITY, draft), "currency": wanted}


def subject(draft: Subject) -> tuple[str, int]:
    """Give the table and the number of what a draft is about."""
    entity = "loan" if draft.asset_id is None else "asset"
    return entity, draft.asset_id or draft.loan_id or 0


def place_of(values: RowSnapshot) -> Place:
    """Give what there is one value of."""
    return values["asset_id"], values["loan_id"], values["as_of"], values["source"]


def says_the_same(row: RowSnapshot, values: RowSnapshot) -> bool:
    """Tell whether a value stands there already."""
    return all(is_same(row[name], values[name]) for name in ("amount", "currency"))
