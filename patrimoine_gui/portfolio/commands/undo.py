"""Undoes and redoes what the journal says was done last, after a restart too.

Undoing writes every row back as it was, its moments included, and nothing else. It is refused as a
whole where a row is not as the command left it: something else has changed it since.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from patrimoine_gui.errors import (
    ChangedSince,
    EntityExists,
    EntityInUse,
    EntityMissing,
    NothingToUndo,
)
from patrimoine_gui.portfolio.commands import journal, row_snapshot
from patrimoine_gui.portfolio.commands.row_store import number, table_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from patrimoine_gui.portfolio.commands.journal import Batch, RowChange
    from patrimoine_gui.portfolio.commands.row_snapshot import RowSnapshot
    from patrimoine_gui.portfolio.commands.row_store import RowStore
    from patrimoine_gui.portfolio.commands.session import CommandSession, Transaction


@dataclass(frozen=True, slots=True)
class Undoable:
    """What the next undo and the next redo would be about, each with its label.

    Attributes:
        undo: the batch that undo would reverse, None for none.
        redo: the batch that redo would reverse (the undoing of a command), None for none.
    """

    undo: Batch | None
    redo: Batch | None


@dataclass(frozen=True, slots=True)
class Reversal:
    """What undo or redo did.

    Attributes:
        batch: the one that was reversed.
        changes: all that was written for it, in order, as a command's are told.
    """

    batch: Batch
    changes: tuple[RowChange, ...]


def undoable(session: CommandSession) -> Undoable:
    """Tell what can be undone and redone now; never writes."""
    with session.reading() as store:
        found = journal.stacks(journal.batches(store))
        return Undoable(_last(store, found.undo), _last(store, found.redo))


def _last(store: RowStore, stack: Sequence[Batch]) -> Batch | None:
    return next(iter(journal.named(store, stack[-1:])), None)


def undo(session: CommandSession) -> Reversal:
    """Undo the last command that is not undone yet.

    Raises:
        NothingToUndo: there is none.
        ChangedSince: something else changed what it had written; nothing is undone then.
    """
    return _reverse(session, redo=False)


def redo(session: CommandSession) -> Reversal:
    """Redo the command that was undone last: reverses the batch that had undone it.

    Raises:
        NothingToUndo: none was undone since the last command.
        ChangedSince: something else changed what the undoing had written.
    """
    return _reverse(session, redo=True)


def _reverse(session: CommandSession, *, redo: bool) -> Reversal:
    with session.command() as transaction:
        stacks = journal.stacks(journal.batches(transaction.store))
        last = _last(transaction.store, stacks.redo if redo else stacks.undo)
        if last is None:
            raise NothingToUndo(redo)
        transaction.label = last.label
        changes = reversed(journal.entries(transaction.store, last.uid))
        for (entity, _action), entries in groupby(
            changes, key=lambda item: (item.entity, item.action)
        ):
            _reverse_entries(transaction, entity, tuple(entries))
        journal.mark_undone(transaction.store, last.uid, transaction.batch, transaction.now)
    return Reversal(last, transaction.entries)


def _reverse_entries(transaction: Transaction, entity: str, entries: Sequence[RowChange]) -> None:
    """Bring rows of one table back that a command treated alike, the last one first.

    Raises:
        ChangedSince: one is not as it was left, or the journal cannot say how it was.
    """
    if not all(entry.is_readable for entry in entries):
        raise ChangedSince(entity)
    try:
        _write_back(transaction, entity, entries)
    except (EntityExists, EntityInUse, EntityMissing):  # something came to refer to it, or left
        raise ChangedSince(entity) from None


def _write_back(transaction: Transaction, entity: str, entries: Sequence[RowChange]) -> None:
    updates = [(item.before, item.after) for item in entries if item.before and item.after]
    for before, after in updates:
        (present,) = _untouched(transaction, entity, [after])
        transaction.rewrite(entity, present, before)
    insertions = [entry.after for entry in entries if entry.after and not entry.before]
    if insertions:
        transaction.remove(entity, *map(number, _untouched(transaction, entity, insertions)))
    deletions = [entry.before for entry in entries if entry.before and not entry.after]
    if deletions:
        transaction.put_back(entity, deletions)


def _untouched(
    transaction: Transaction, entity: str, expected: Sequence[RowSnapshot]
) -> Sequence[RowSnapshot]:
    """Give present rows, which have to be as the command left them, in the order asked for.

    Raises:
        ChangedSince: one of them is not.
    """
    table = table_of(entity)
    keys = [number(image) for image in expected]
    present = {number(row): row for row in transaction.store.among(entity, "id", keys)}
    for image in expected:
        row = present.get(number(image))
        if row is None or row_snapshot.packed(table, row) != row_snapshot.packed(table, image):
            raise ChangedSince(entity)
    return [present[key] for key in keys]
