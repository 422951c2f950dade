"""Imports: many values or operations at once, in one command.

What is in the file already is found and not written twice, so that the same bank file can be
imported again. What cannot be kept is named by the number of its row, its fault and its attribute,
never by its content; the other rows are written.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from patrimoine_gui.errors import EntityMissing, InputFault, InputRefused
from patrimoine_gui.portfolio.commands import operations, valuations
from patrimoine_gui.portfolio.commands.draft_columns import columns
from patrimoine_gui.portfolio.commands.row_store import number

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from patrimoine_gui.portfolio.commands.operations import OperationDraft
    from patrimoine_gui.portfolio.commands.row_snapshot import RowSnapshot
    from patrimoine_gui.portfolio.commands.session import Transaction
    from patrimoine_gui.portfolio.commands.valuations import Place, ValueDraft

_T = TypeVar("_T")

_TELLING = (
    *("asset_id", "loan_id", "on_date", "kind", "amount", "currency", "security_id"),
    *("quantity", "label"),
)
"""Two operations that agree in these are taken for one and the same."""


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that was not written.

    Attributes:
        row: its place among the rows that were given, from 0.
        fault: why, None where what it belongs to is not there.
        attribute: which of its values, "" for the row itself.
    """

    row: int
    fault: InputFault | None
    attribute: str


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did.

    Attributes:
        added: rows that were written as new ones.
        changed: rows that replaced a value of the same day and source.
        duplicates: places of the rows that are in the file already, or twice among the rows.
        refused: the rows that cannot be kept.
    """

    added: int
    changed: int
    duplicates: tuple[int, ...]
    refused: tuple[RejectedRow, ...]


def import_values(transaction: Transaction, drafts: Sequence[ValueDraft]) -> ImportResult:
    """Write dated values; one that stands there otherwise is replaced, as a correction.

    Of two rows of one day and source that differ, the second is refused.
    """
    own = valuations.owned(transaction, drafts)
    new_rows, rejections = _checked_rows(
        drafts, lambda draft: valuations.checked_columns(draft, own, transaction.today)
    )
    present = valuations.present_rows(transaction, drafts)
    new_values: dict[Place, RowSnapshot] = {}
    duplicates = []
    for row, image in new_rows.items():
        place = valuations.place_of(image)
        stands = new_values.get(place, present.get(place))
        if stands is not None and valuations.says_the_same(stands, image):
            duplicates.append(row)
        elif place in new_values:
            rejections.append(RejectedRow(row, InputFault.SAME_DAY, "as_of"))
        else:
            new_values[place] = image
    corrected = [place for place in new_values if place in present]
    for place in corrected:
        transaction.change(valuations.ENTITY, number(present[place]), new_values[place])
    fresh = [image for place, image in new_values.items() if place not in present]
    transaction.add_all(valuations.ENTITY, fresh)
    return ImportResult(len(fresh), len(corrected), tuple(duplicates), _by_row(rejections))


def import_operations(transaction: Transaction, drafts: Sequence[OperationDraft]) -> ImportResult:
    """Write operations.

    As many equal ones as the file holds, those in the bin included, are taken for the same; two
    coffees of one day are two operations, and stay two however often they are imported.
    """
    there = _References(transaction, drafts)
    new_rows, rejections = _checked_rows(drafts, there.check)
    stored_counts = _stored_signatures(transaction, drafts)
    duplicates, fresh = [], []
    for row, image in new_rows.items():
        signature = _signature(image)
        if stored_counts[signature]:
            stored_counts[signature] -= 1
            duplicates.append(row)
        else:
            fresh.append(drafts[row])
    operations.create_all(transaction, fresh)
    return ImportResult(len(fresh), 0, tuple(duplicates), _by_row(rejections))


class _References:
    """Knows which numbers the rows refer to are there, asked for once."""

    def __init__(self, transaction: Transaction, drafts: Sequence[OperationDraft]) -> None:
        wanted: dict[str, set[int | None]] = {
            "asset": {draft.asset_id for draft in drafts},
            "loan": {draft.loan_id for draft in drafts},
            "security": {draft.security_id for draft in drafts},
            "category": {part.category_id for draft in drafts for part in draft.splits},
        }
        self._there = {
            entity: transaction.store.numbers(
                entity, sorted(key for key in keys if key is not None)
            )
            for entity, keys in wanted.items()
        }
        self._own = valuations.owned(transaction, drafts)
        self._today = transaction.today

    def check(self, draft: OperationDraft) -> RowSnapshot:
        """Give the columns of an operation that can be kept; raises as `operations.create`."""
        operations.check(draft, self._own, self._today)
        references = {
            ("asset", draft.asset_id),
            ("loan", draft.loan_id),
            ("security", draft.security_id),
            *(("category", part.category_id) for part in draft.splits),
        }
        for entity, key in references:
            if key is not None and key not in self._there[entity]:
                raise EntityMissing(entity)
        return columns(operations.ENTITY, draft)


def _checked_rows(
    drafts: Sequence[_T], check: Callable[[_T], RowSnapshot]
) -> tuple[dict[int, RowSnapshot], list[RejectedRow]]:
    new_rows, rejections = {}, []
    for row, draft in enumerate(drafts):
        try:
            new_rows[row] = check(draft)
        except InputRefused as error:
            rejections.append(RejectedRow(row, error.fault, error.attribute))
        except EntityMissing as error:
            rejections.append(RejectedRow(row, None, f"{error.entity}_id"))
    return new_rows, rejections


def _by_row(rejections: list[RejectedRow]) -> tuple[RejectedRow, ...]:
    return tuple(sorted(rejections, key=lambda item: item.row))


def _stored_signatures(
    transaction: Transaction, drafts: Sequence[OperationDraft]
) -> Counter[tuple[object, ...]]:
    days = sorted({draft.on_date.isoformat() for draft in drafts})
    return Counter(
        _signature(row) for row in transaction.store.among(operations.ENTITY, "on_date", days)
    )


def _signature(image: RowSnapshot) -> tuple[object, ...]:
    return tuple(image[name] or None for name in _TELLING)
