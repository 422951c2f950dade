"""What a batch of the journal did, told by its rows: what the menu names beside "Undo".

A batch is named by the most telling of its rows: what was added or deleted before what changed, an
asset before its values, an operation before its parts. `wording.portfolio.batches` says it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final

from patrimoine_gui.portfolio.commands.journal import Action

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from patrimoine_gui.portfolio.commands.journal import RowChange
    from patrimoine_gui.portfolio.commands.row_snapshot import RowSnapshot
    from patrimoine_gui.portfolio.household import Household


class CommandKind(Enum):
    """What was done."""

    ASSET_ADDED = "asset added"
    ASSET_CHANGED = "asset changed"
    ASSET_DELETED = "asset deleted"
    ASSET_CLOSED = "asset closed"
    ASSET_REOPENED = "asset reopened"
    LOAN_ADDED = "loan added"
    LOAN_CHANGED = "loan changed"
    LOAN_DELETED = "loan deleted"
    LOAN_CLOSED = "loan closed"
    LOAN_REOPENED = "loan reopened"
    MEMBER_ADDED = "member added"
    MEMBER_CHANGED = "member changed"
    MEMBER_DELETED = "member deleted"
    INSTITUTION_ADDED = "institution added"
    INSTITUTION_CHANGED = "institution changed"
    INSTITUTION_DELETED = "institution deleted"
    SECURITY_ADDED = "security added"
    SECURITY_CHANGED = "security changed"
    SECURITY_DELETED = "security deleted"
    CATEGORY_ADDED = "category added"
    CATEGORY_CHANGED = "category changed"
    CATEGORY_DELETED = "category deleted"
    OPERATION_ADDED = "operation added"
    OPERATION_CHANGED = "operation changed"
    OPERATION_DELETED = "operation deleted"
    VALUE_SET = "value set"
    VALUE_DELETED = "value deleted"
    POSITION_SET = "position set"
    POSITION_DELETED = "position deleted"
    OWNERS_SET = "owners set"
    EVENT_SET = "event of a loan set"
    EVENT_DELETED = "event of a loan deleted"
    LINK_SET = "what a loan paid for set"
    PRICES_SET = "prices set"
    RATES_SET = "exchange rates set"
    STATEMENT_MADE = "statement made"
    STATEMENT_RENAMED = "statement renamed"
    STATEMENT_DELETED = "statement deleted"
    HOUSEHOLD_SET = "household described"
    LAW_SET = "figures of the law set"


@dataclass(frozen=True, slots=True)
class BatchLabel:
    """What a batch did.

    Attributes:
        kind: what was done.
        names: of what, each once; a thing without a name, or whose name cannot be read, is "".
        count: how many rows were treated so.
    """

    kind: CommandKind
    names: tuple[str, ...]
    count: int


_Kinds = tuple[CommandKind, CommandKind, CommandKind]
"""What adding, changing and deleting a row is."""

_KINDS: Final[Mapping[str, _Kinds]] = {
    "asset": (CommandKind.ASSET_ADDED, CommandKind.ASSET_CHANGED, CommandKind.ASSET_DELETED),
    "loan": (CommandKind.LOAN_ADDED, CommandKind.LOAN_CHANGED, CommandKind.LOAN_DELETED),
    "member": (CommandKind.MEMBER_ADDED, CommandKind.MEMBER_CHANGED, CommandKind.MEMBER_DELETED),
    "institution": (
        CommandKind.INSTITUTION_ADDED,
        CommandKind.INSTITUTION_CHANGED,
        CommandKind.INSTITUTION_DELETED,
    ),
    "security": (
        CommandKind.SECURITY_ADDED,
        CommandKind.SECURITY_CHANGED,
        CommandKind.SECURITY_DELETED,
    ),
    "category": (
        CommandKind.CATEGORY_ADDED,
        CommandKind.CATEGORY_CHANGED,
        CommandKind.CATEGORY_DELETED,
    ),
    "operation": (
        CommandKind.OPERATION_ADDED,
        CommandKind.OPERATION_CHANGED,
        CommandKind.OPERATION_DELETED,
    ),
    "valuation": (CommandKind.VALUE_SET, CommandKind.VALUE_SET, CommandKind.VALUE_DELETED),
    "ownership": (CommandKind.OWNERS_SET,) * 3,
    "loan_event": (CommandKind.EVENT_SET, CommandKind.EVENT_SET, CommandKind.EVENT_DELETED),
    "loan_asset": (CommandKind.LINK_SET,) * 3,
    "position": (CommandKind.POSITION_SET, CommandKind.POSITION_SET, CommandKind.POSITION_DELETED),
    "price": (CommandKind.PRICES_SET,) * 3,
    "fx_rate": (CommandKind.RATES_SET,) * 3,
    "statement": (
        CommandKind.STATEMENT_MADE,
        CommandKind.STATEMENT_RENAMED,
        CommandKind.STATEMENT_DELETED,
    ),
    "household": (CommandKind.HOUSEHOLD_SET,) * 3,
    "regulatory_param": (CommandKind.LAW_SET,) * 3,
    "operation_split": (CommandKind.OPERATION_CHANGED,) * 3,
}
"""By table, the most telling first."""

_CLOSED: Final[Mapping[str, tuple[CommandKind, CommandKind]]] = {
    "asset": (CommandKind.ASSET_CLOSED, CommandKind.ASSET_REOPENED),
    "loan": (CommandKind.LOAN_CLOSED, CommandKind.LOAN_REOPENED),
}
_RANKS: Final = {table: rank for rank, table in enumerate(_KINDS)}
_SUBJECTS: Final = (("asset_id", "asset"), ("loan_id", "loan"))
_OF_SECURITIES: Final = (("security_id", "security"),)


def label(changes: Sequence[RowChange], household: Household) -> BatchLabel:
    """Name a batch by its rows.

    Args:
        changes: its rows, one at least.
        household: the snapshot before or after it: both have the names that the rows lack.
    """
    names = _Names(changes, household)
    kinds = [(change, _kind(change)) for change in changes]
    _first, chosen = min(kinds, key=lambda pair: _rank(pair[0]))
    alike = [change for change, kind in kinds if kind is chosen]
    return BatchLabel(chosen, tuple(dict.fromkeys(map(names.of, alike))), len(alike))


def _rank(change: RowChange) -> tuple[bool, int]:
    return _action(change) is Action.UPDATE, _RANKS[change.entity]


def _action(change: RowChange) -> Action:
    """Give what happened to a row; an operation goes to the bin by a moment that it bears."""
    if change.entity != "operation" or change.action is not Action.UPDATE:
        return change.action
    before, after = ((row or {}).get("deleted_at") for row in (change.before, change.after))
    if before == after:
        return Action.UPDATE
    return Action.CREATE if after is None else Action.DELETE


def _kind(change: RowChange) -> CommandKind:
    added, changed, deleted = _KINDS[change.entity]
    action = _action(change)
    if action is not Action.UPDATE:
        return added if action is Action.CREATE else deleted
    days = [(row or {}).get("closed_on") for row in (change.before, change.after)]
    if change.entity in _CLOSED and (days[0] is None) != (days[1] is None):
        return _CLOSED[change.entity][days[1] is None]
    return changed


class _Names:
    """Knows the names of things: from the rows themselves, else from the snapshot."""

    def __init__(self, changes: Iterable[RowChange], household: Household) -> None:
        self._known: dict[tuple[str, object], str] = {
            **{("asset", item.id): item.name for item in household.assets},
            **{("loan", item.id): item.name for item in household.loans},
            **{("security", item.id): item.name for item in household.securities},
        }
        for change in changes:
            row = change.after or change.before or {}
            if "name" in row:
                self._known[change.entity, row["id"]] = _text(row, "name")

    def of(self, change: RowChange) -> str:
        """Give the name of what a row is or belongs to, "" where it has none."""
        row = change.after or change.before or {}
        for column, table in _OF_SECURITIES if change.entity == "price" else _SUBJECTS:
            if row.get(column) is not None:
                return self._known.get((table, row[column]), "")
        return _text(row, "label" if change.entity == "statement" else "name")


def _text(row: RowSnapshot, column: str) -> str:
    found = row.get(column)
    return " ".join(found.split()) if isinstance(found, str) else ""
