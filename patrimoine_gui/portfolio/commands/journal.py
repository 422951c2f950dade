"""The journal of a file: what each command wrote, with every row before and after it.

The rows of one command, or of several that belong together, bear one batch. A batch that undoes
another is a batch too, and the other bears its name in `undone_by`: so the file itself tells what
can be undone and redone, whoever opens it and whenever.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, cast

import sqlalchemy as sa

from patrimoine_gui.portfolio.commands import row_snapshot
from patrimoine_gui.portfolio.commands.row_store import RowStore, number, table_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from patrimoine_gui.database.field_values import Document
    from patrimoine_gui.portfolio.commands.row_snapshot import RowSnapshot


class Action(Enum):
    """What happened to one row."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class RowChange:
    """What a command did to one row.

    Attributes:
        action: what happened.
        entity: table of the row.
        uid: its uid, or the natural key of what is public.
        before: the row as it was, None where there was none; None as well where the journal holds
            a row of another form (an older version wrote it).
        after: the row as it became, None alike.
        is_readable: whether both are as the command wrote them.
        batch: of which batch; "" until it is written.
    """

    action: Action
    entity: str
    uid: str
    before: RowSnapshot | None
    after: RowSnapshot | None
    is_readable: bool = True
    batch: str = ""


class BatchKind(Enum):
    """What a batch was."""

    COMMAND = "command"
    UNDO = "undo"
    REDO = "redo"


@dataclass(frozen=True, slots=True)
class Batch:
    """One batch of the journal.

    Attributes:
        uid: its name.
        at: when it was written (UTC, ISO 8601).
        kind: a command, or the undoing or redoing of another batch.
        undone_by: the batch that undid it, "" for none.
        action: what happened to its first row.
        entity: table of its first row.
        label: what it is called, "" for nothing; see `named`.
    """

    uid: str
    at: str
    kind: BatchKind
    undone_by: str
    action: Action
    entity: str
    label: str = ""


def write(
    store: RowStore, batch: str, at: str, entries: Sequence[RowChange], label: str = ""
) -> None:
    """Add the rows of one batch; what it is called stands on the first of them alone."""
    first = store.greatest("journal") + 1
    rows = [_row(first + rank, batch, at, entry) for rank, entry in enumerate(entries)]
    rows[0] = {**rows[0], "label": label or None}
    store.insert("journal", rows)


def _row(key: int, batch: str, at: str, entry: RowChange) -> RowSnapshot:
    table = table_of(entry.entity)
    return {
        "id": key,
        "uid": str(uuid.uuid4()),
        "batch": batch,
        "at": at,
        "action": entry.action.value,
        "entity_type": entry.entity,
        "entity_uid": entry.uid,
        "before": None if entry.before is None else row_snapshot.packed(table, entry.before),
        "after": None if entry.after is None else row_snapshot.packed(table, entry.after),
        "undone_by": None,
        "label": None,
        "created_at": at,
        "updated_at": at,
    }


def mark_undone(store: RowStore, batch: str, by: str, at: str) -> None:
    """Note that another batch undid a batch."""
    table = table_of("journal")
    values = {"undone_by": by, "updated_at": at}
    store.link.execute(table.update().where(table.c.batch == batch).values(values))


def entries(store: RowStore, *batches: str) -> list[RowChange]:
    """Read the rows of some batches, in the order in which they were done."""
    return [_entry(row) for row in store.among("journal", "batch", batches)]


def with_deletions(store: RowStore) -> list[str]:
    """Name the batches that deleted something."""
    table = table_of("journal")
    query = sa.select(table.c.batch).where(table.c.action == Action.DELETE.value).distinct()
    return list(store.link.scalars(query))


def deletions(store: RowStore, entity: str) -> list[RowChange]:
    """Read every deletion of one kind of row that can be taken back, oldest first.

    What an undo deleted is left out: it comes back by redo alone, before any other command.
    """
    kinds = {batch.uid: batch.kind for batch in batches(store)}
    wanted = [uid for uid in with_deletions(store) if kinds[uid] is not BatchKind.UNDO]
    values = {"action": Action.DELETE.value, "entity_type": entity}
    return [_entry(row) for row in store.among("journal", "batch", wanted, **values)]


def _entry(row: RowSnapshot) -> RowChange:
    table = table_of(str(row["entity_type"]))
    before, after = (_image(table, row[name]) for name in ("before", "after"))
    lost = (before is None and row["before"] is not None) or (
        after is None and row["after"] is not None
    )
    return RowChange(
        Action(row["action"]),
        table.name,
        str(row["entity_uid"]),
        before,
        after,
        not lost,
        str(row["batch"]),
    )


def _image(table: sa.Table, document: object) -> RowSnapshot | None:
    if not isinstance(document, dict):  # NULL, or a token that cannot be opened
        return None
    return row_snapshot.unpacked(table, cast("Document", document))


def batches(store: RowStore) -> list[Batch]:
    """Read what batches there are, oldest first; nothing is decrypted."""
    table = table_of("journal")
    names = ("batch", "at", "undone_by", "action", "entity_type")
    firsts = sa.select(sa.func.min(table.c.id)).group_by(table.c.batch)
    query = sa.select(*(table.c[name] for name in names)).where(table.c.id.in_(firsts))
    rows = [tuple(map(_text, row)) for row in store.link.execute(query.order_by(table.c.id))]
    kinds = _kinds({uid: by for uid, _at, by, _action, _entity in rows if by})
    return [
        Batch(uid, at, kinds.get(uid, BatchKind.COMMAND), by, Action(action), entity)
        for uid, at, by, action, entity in rows
    ]


def named(store: RowStore, found: Sequence[Batch]) -> tuple[Batch, ...]:
    """Give batches with what they are called: nothing else of the journal is decrypted.

    One whose name cannot be read has none.
    """
    names = ("batch", "label")
    rows = store.columns("journal", names, "batch", [batch.uid for batch in found])
    labels = {batch: label for batch, label in rows if isinstance(label, str)}
    return tuple(replace(batch, label=labels.get(batch.uid, "")) for batch in found)


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _kinds(undone_by: Mapping[str, str]) -> dict[str, BatchKind]:
    """Tell undoing from redoing: what undoes an undo is a redo. The rows are oldest first."""
    found: dict[str, BatchKind] = {}
    for uid, by in undone_by.items():
        found[by] = BatchKind.REDO if found.get(uid) is BatchKind.UNDO else BatchKind.UNDO
    return found


@dataclass(frozen=True, slots=True)
class Stacks:
    """What can be undone and what can be redone, the next one last."""

    undo: tuple[Batch, ...]
    redo: tuple[Batch, ...]


def stacks(found: Sequence[Batch]) -> Stacks:
    """Play the batches again: a command clears what could be redone."""
    undo: dict[str, Batch] = {}
    redo: dict[str, Batch] = {}
    reverses = {batch.undone_by: batch.uid for batch in found}
    for batch in found:
        if batch.kind is BatchKind.COMMAND:
            redo.clear()
        else:
            undo.pop(reverses[batch.uid], None)
            redo.pop(reverses[batch.uid], None)
        (redo if batch.kind is BatchKind.UNDO else undo)[batch.uid] = batch
    return Stacks(tuple(undo.values()), tuple(redo.values()))


def greatest_deleted(store: RowStore, entity: str) -> int:
    """Give the greatest number that a deleted row of one kind had: it is not given again."""
    return max(
        (number(entry.before) for entry in deletions(store, entity) if entry.before), default=0
    )
