"""Undoes and redoes what the journal says was done last, after a restart too.

Undoing writes every row back as it was, its moments included, and nothing else. It is refused as a
whole where a row is not as the command left it: something else has changed it since.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from patrimoine_gui.errors import (
    ChangedSince,
    EntityExists,
    EntityInUse,
    EntityMissing,
    NothingToUndo,
)
from patrimoine_gui.portfolio.commands import images, journal
from patrimoine_gui.portfolio.commands.tables import number, table_of

if TYPE_CHECKING:
    from patrimoine_gui.portfolio.commands.images import Image
    from patrimoine_gui.portfolio.commands.journal import Batch, Entry
    from patrimoine_gui.portfolio.commands.session import CommandSession, Work


@dataclass(frozen=True, slots=True)
class Undoable:
    """What the next undo and the next redo would be about.

    Attributes:
        undo: the batch that undo would reverse, None for none.
        redo: the batch that redo would reverse (the undoing of a command), None for none.
    """

    undo: Batch | None
    redo: Batch | None


def undoable(session: CommandSession) -> Undoable:
    """Tell what can be undone and redone now; never writes."""
    with session.reading() as tables:
        found = journal.stacks(journal.batches(tables))
    return Undoable(found.undo[-1] if found.undo else None, found.redo[-1] if found.redo else None)


def undo(session: CommandSession) -> Batch:
    """Undo the last command that is not undone yet; gives it.

    Raises:
        NothingToUndo: there is none.
        ChangedSince: something else changed what it had written; nothing is undone then.
    """
    return _reverse(session, redo=False)


def redo(session: CommandSession) -> Batch:
    """Redo the command that was undone last; gives the batch that had undone it.

    Raises:
        NothingToUndo: none was undone since the last command.
        ChangedSince: something else changed what the undoing had written.
    """
    return _reverse(session, redo=True)


def _reverse(session: CommandSession, *, redo: bool) -> Batch:
    with session.command() as work:
        found = journal.stacks(journal.batches(work.tables))
        stack = found.redo if redo else found.undo
        if not stack:
            raise NothingToUndo(redo)
        for entry in reversed(journal.entries(work.tables, stack[-1].uid)):
            _reverse_entry(work, entry)
        journal.mark_undone(work.tables, stack[-1].uid, work.batch, work.now)
    return stack[-1]


def _reverse_entry(work: Work, entry: Entry) -> None:
    """Bring one row back.

    Raises:
        ChangedSince: it is not as it was left, or the journal cannot say how it was.
    """
    if not entry.is_readable:
        raise ChangedSince(entry.entity)
    try:
        _write_back(work, entry)
    except (EntityExists, EntityInUse, EntityMissing):  # something came to refer to it, or left
        raise ChangedSince(entry.entity) from None


def _write_back(work: Work, entry: Entry) -> None:
    if entry.before is not None and entry.after is not None:
        work.rewrite(entry.entity, _untouched(work, entry, entry.after), entry.before)
    elif entry.after is not None:
        work.remove(entry.entity, number(_untouched(work, entry, entry.after)))
    elif entry.before is not None:
        work.put_back(entry.entity, [entry.before])


def _untouched(work: Work, entry: Entry, expected: Image) -> Image:
    """Give the present row, which has to be as the command left it."""
    present = work.tables.get(entry.entity, number(expected))
    table = table_of(entry.entity)
    if images.packed(table, present) != images.packed(table, expected):
        raise ChangedSince(entry.entity)
    return present
