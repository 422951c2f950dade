"""The bin: what was deleted, with all that belonged to it, and comes back as it was.

An operation stays in its table with the moment of its deletion. Anything else leaves its table
together with what belongs to it, in one batch, and the journal keeps the rows: they come back with
their numbers and uids.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from patrimoine_gui.errors import EntityInUse, EntityMissing
from patrimoine_gui.portfolio.commands import journal
from patrimoine_gui.portfolio.commands.journal import Action, BatchKind
from patrimoine_gui.portfolio.commands.row_snapshot import identity
from patrimoine_gui.portfolio.commands.row_store import number

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from patrimoine_gui.portfolio.commands.journal import RowChange
    from patrimoine_gui.portfolio.commands.row_snapshot import RowSnapshot
    from patrimoine_gui.portfolio.commands.row_store import RowStore
    from patrimoine_gui.portfolio.commands.session import CommandSession, Transaction

OPERATION: Final = "operation"

BELONGING: Final = {
    "asset": (
        ("valuation", "asset_id"),
        ("position", "asset_id"),
        ("operation", "asset_id"),
        ("loan_asset", "asset_id"),
        ("ownership", "asset_id"),
    ),
    "loan": (
        ("valuation", "loan_id"),
        ("operation", "loan_id"),
        ("loan_event", "loan_id"),
        ("loan_asset", "loan_id"),
        ("ownership", "loan_id"),
    ),
    "operation": (("operation_split", "operation_id"),),
    "security": (("price", "security_id"),),
}
"""What goes with a row: table, and the column that refers to it."""

REFERRING: Final = {
    "asset": (("asset", "parent_asset_id"),),
    "institution": (("asset", "institution_id"), ("loan", "institution_id")),
    "category": (("category", "parent_id"), ("operation_split", "category_id")),
}
"""What stays and refers to nothing from then on."""

NEEDING: Final = {
    "security": (("position", "security_id"), ("operation", "security_id")),
    "member": (("ownership", "member_id"),),
}
"""What forbids that a row goes: without it, it would mean something else."""


@dataclass(frozen=True, slots=True)
class TrashedItem:
    """Something that can be restored.

    Attributes:
        entity: its table.
        uid: its uid.
        name: its name or its label, "" where it has none or it cannot be read.
        at: when it was put there (UTC, ISO 8601).
        count: rows that come back, itself included.
    """

    entity: str
    uid: str
    name: str
    at: str
    count: int


def put(transaction: Transaction, entity: str, key: int) -> None:
    """Put something in the bin, with what belongs to it.

    Raises:
        EntityMissing: it is not there, or is in the bin already.
        EntityInUse: something else needs it.
    """
    found = transaction.store.get(entity, key)
    if entity == OPERATION:
        if found["deleted_at"] is not None:
            raise EntityMissing(entity)
        transaction.change(entity, key, {"deleted_at": transaction.now})
        return
    _take(transaction, entity, [key])


def _take(transaction: Transaction, entity: str, keys: list[int]) -> None:
    for table, column in NEEDING.get(entity, ()):
        count = len(transaction.store.among(table, column, keys))
        if count:
            raise EntityInUse(entity, table, count)
    for table, column in REFERRING.get(entity, ()):
        for row in transaction.store.among(table, column, keys):
            transaction.change(table, number(row), {column: None})
    for table, column in BELONGING.get(entity, ()):
        children = [number(row) for row in transaction.store.among(table, column, keys)]
        if children:
            _take(transaction, table, children)
    transaction.remove(entity, *keys)


def contents(session: CommandSession) -> tuple[TrashedItem, ...]:
    """List what can be restored, the latest first; never writes."""
    with session.reading() as store:
        found = [_told(group) for group in _groups(store)] + _operations(store)
    return tuple(sorted(found, key=lambda item: item.at, reverse=True))


def restore(transaction: Transaction, entity: str, uid: str) -> None:
    """Bring something back from the bin, with what went with it.

    What referred to it and refers to nothing now refers to it again.

    Raises:
        EntityMissing: it is not in the bin, or what it belongs to is gone.
        EntityExists: something else has taken its place.
    """
    if entity == OPERATION and _restore_operation(transaction, uid):
        return
    group = next((item for item in _groups(transaction.store) if item.is_of(entity, uid)), None)
    if group is None:
        raise EntityMissing(entity)
    for entry in reversed(group.entries):
        transaction.put_back(entry.entity, [entry.before or {}])
    for entry in group.links:
        _link_again(transaction, entry)


def _restore_operation(transaction: Transaction, uid: str) -> bool:
    rows = [row for row in transaction.store.where(OPERATION, uid=uid) if row["deleted_at"]]
    for row in rows:
        transaction.change(OPERATION, number(row), {"deleted_at": None})
    return bool(rows)


def _link_again(transaction: Transaction, entry: RowChange) -> None:
    """Let a row refer again to what came back, unless it refers to something else or is gone."""
    before, after = entry.before or {}, entry.after or {}
    present = transaction.store.find(entry.entity, number(before))
    if present is None:
        return
    lost = {name: before[name] for name in before if name.endswith("_id") and not after[name]}
    again = {name: key for name, key in lost.items() if key and not present[name]}
    transaction.change(entry.entity, number(present), again)


# --- what the journal holds -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Group:
    """What went with one thing: the thing last, and before it what belonged to it."""

    entries: tuple[RowChange, ...]
    links: tuple[RowChange, ...]
    at: str

    @property
    def root(self) -> RowChange:
        return self.entries[-1]

    def is_of(self, entity: str, uid: str) -> bool:
        return (self.root.entity, self.root.uid) == (entity, uid)


def _groups(store: RowStore) -> list[_Group]:
    """Find what was deleted and is not there, the latest deletion of each thing."""
    found: dict[tuple[str, str], _Group] = {}
    with_deletions = set(journal.with_deletions(store))
    batches = {
        batch.uid: batch
        for batch in journal.batches(store)
        if batch.uid in with_deletions and batch.kind is not BatchKind.UNDO and not batch.undone_by
    }
    rows = journal.entries(store, *batches)
    for uid, batch in batches.items():
        for group in _parted([row for row in rows if row.batch == uid], batch.at):
            found[group.root.entity, group.root.uid] = group
    return [group for group in found.values() if not _is_there(store, group.root)]


def _parted(rows: Sequence[RowChange], at: str) -> Iterable[_Group]:
    """Part the deletions of a batch by what was asked to go; each is preceded by its own."""
    waiting: list[RowChange] = []
    links = [entry for entry in rows if entry.action is Action.UPDATE]
    gone = {(row.entity, number(row.before)) for row in rows if _is_deletion(row) and row.before}
    for entry in filter(_is_deletion, rows):
        waiting.append(entry)
        if not gone.intersection(_owners(entry)):
            yield _Group(tuple(waiting), _referring(links, entry), at)
            waiting = []


def _is_deletion(entry: RowChange) -> bool:
    return entry.action is Action.DELETE and entry.is_readable and entry.before is not None


def _owners(entry: RowChange) -> set[tuple[str, object]]:
    """Name what a row belongs to: it went for itself if none of them went with it."""
    return {
        (owner, entry.before[column])
        for owner, belonging in BELONGING.items()
        for table, column in belonging
        if table == entry.entity and entry.before is not None
    }


def _referring(links: Iterable[RowChange], root: RowChange) -> tuple[RowChange, ...]:
    key = number(root.before or {})
    return tuple(
        entry
        for entry in links
        for table, column in REFERRING.get(root.entity, ())
        if entry.entity == table and entry.before and entry.before[column] == key
    )


def _is_there(store: RowStore, root: RowChange) -> bool:
    return bool(store.count(root.entity, **identity(root.before or {})))


def _told(group: _Group) -> TrashedItem:
    root = group.root
    return TrashedItem(
        root.entity, root.uid, _name(root.before or {}), group.at, len(group.entries)
    )


def _operations(store: RowStore) -> list[TrashedItem]:
    return [
        TrashedItem(OPERATION, str(row["uid"]), _name(row), str(row["deleted_at"]), 1)
        for row in store.deleted_operations()
    ]


def _name(row: RowSnapshot) -> str:
    found = row.get("name", row.get("label"))
    return found if isinstance(found, str) else ""
