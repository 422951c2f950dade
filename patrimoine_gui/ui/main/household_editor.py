"""The one way in which a window changes its file: commands, one after the other, beside it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from patrimoine_gui import local_time
from patrimoine_gui.errors import PublishedUnconfirmed, StateUnknown, UserError
from patrimoine_gui.portfolio.snapshot import Snapshot
from patrimoine_gui.ui.background import JobRunner
from patrimoine_gui.wording.portfolio.batches import batch_name

if TYPE_CHECKING:
    from patrimoine_gui.crypto.keyring import FieldKeys
    from patrimoine_gui.migration.progress import Cancel, Report
    from patrimoine_gui.portfolio.commands.journal import RowChange
    from patrimoine_gui.portfolio.commands.session import CommandSession, Transaction
    from patrimoine_gui.portfolio.commands.undo import Undoable
    from patrimoine_gui.portfolio.household import Household
    from patrimoine_gui.ui.opening.opener import OpenedFile

Command = Callable[["Transaction"], object]
"""What writes, through functions of `portfolio.commands`; it runs in a thread."""

Work = Callable[["CommandSession", "Household"], tuple["RowChange", ...]]
"""What is done to a file of which the household is known; it gives what was written."""

Refusal = Callable[[BaseException], None]
"""Hears why nothing was written."""


@dataclass(frozen=True, slots=True)
class Edit:
    """What one piece of work left.

    Attributes:
        snapshot: the file as it is now.
        undoable: what can be undone and redone now.
        doubt: why the file was read again: its disk did not confirm the work; None where it did.
    """

    snapshot: Snapshot = field(repr=False)
    undoable: Undoable
    doubt: UserError | None = None


@dataclass(frozen=True, slots=True)
class _Order:
    """One piece of work that waits for its turn."""

    work: Work
    on_success: Callable[[], None] | None
    on_failure: Refusal | None


class HouseholdEditor(QObject):
    """Executes commands on the file of one window, and gives each state that follows.

    Commands wait for one another, in the order in which they were given; what one refuses does not
    stop the next.
    """

    snapshot_changed = Signal(object)
    """The `Snapshot` that is true from now on."""
    written = Signal()
    """The file was written, and is as this window left it."""
    undoable_changed = Signal(object)
    """What can be undone and redone now, an `Undoable`."""
    refused = Signal(object)
    """Why something was not done (an exception), where whoever asked does not hear it."""
    unconfirmed = Signal(object)
    """The disk did not confirm what was written (a `UserError`); `snapshot` is what it says."""

    def __init__(self, opened: OpenedFile, parent: QObject | None = None) -> None:
        """Know the file as it was opened; nothing is read or written before something is asked."""
        super().__init__(parent)
        self.snapshot = Snapshot(opened.household, local_time.today())
        self._opened: OpenedFile | None = opened
        self._session: CommandSession | None = None
        self._orders: deque[_Order] = deque()
        self._jobs = JobRunner(self)
        self._order: _Order | None = None
        self._jobs.finished.connect(self._begin_next)

    @property
    def is_busy(self) -> bool:
        """Whether something is being written, or waits to be."""
        return self._jobs.is_running or bool(self._orders)

    def execute(
        self,
        command: Command,
        on_success: Callable[[], None] | None = None,
        on_failure: Refusal | None = None,
    ) -> None:
        """Execute a command in one transaction: all of it is written, or nothing.

        Args:
            command: writes through the transaction that it is given.
            on_success: called once it is written and `snapshot` tells it.
            on_failure: hears why nothing was written; without it, `refused` tells it.
        """
        self._put(partial(_executed, command), on_success, on_failure)

    def undo(self) -> None:
        """Undo the last command that is not undone yet."""
        self._put(_undone, None, None)

    def redo(self) -> None:
        """Redo the command that was undone last."""
        self._put(_redone, None, None)

    def look(self) -> None:
        """Find out what can be undone and redone."""
        self._put(_nothing, None, None)

    def adopt(self, opened: OpenedFile) -> None:
        """Hold the same file with other keys."""
        self._close_session()
        self._opened = opened

    def close(self) -> None:
        """Finish what is being written, drop what waits, and forget the keys and the household."""
        self._orders.clear()
        self._jobs.stop()
        self._close_session()
        self._opened = None
        self.snapshot = Snapshot(type(self.snapshot.household)(), self.snapshot.today)

    def _put(
        self,
        work: Work,
        on_success: Callable[[], None] | None,
        on_failure: Refusal | None,
    ) -> None:
        self._orders.append(_Order(work, on_success, on_failure))
        if not self._jobs.is_running:
            self._begin_next()

    def _begin_next(self) -> None:
        if not self._orders or self._opened is None:
            return
        self._order = self._orders.popleft()
        task = partial(
            _edited,
            self._order.work,
            self._open_session(self._opened),
            self.snapshot,
            self._opened.keyring.fields,
        )
        self._jobs.run(task, self._on_edited, self._on_failed)

    def _on_edited(self, edit: Edit) -> None:
        order, self._order = self._order, None
        is_changed = edit.snapshot is not self.snapshot
        self.snapshot = edit.snapshot
        if is_changed:
            self.written.emit()
            self.snapshot_changed.emit(edit.snapshot)
        self.undoable_changed.emit(edit.undoable)
        if edit.doubt is not None:
            self.unconfirmed.emit(edit.doubt)
        if order is not None and order.on_success is not None:
            order.on_success()

    def _on_failed(self, error: BaseException) -> None:
        order, self._order = self._order, None
        if order is not None and order.on_failure is not None:
            order.on_failure(error)
        else:
            self.refused.emit(error)

    def _open_session(self, opened: OpenedFile) -> CommandSession:
        if self._session is None:
            from patrimoine_gui.portfolio.commands.session import CommandSession

            keyring = opened.keyring
            self._session = CommandSession(
                opened.status.file, keyring.fields, keyring.header, opened.lock
            )
        return self._session

    def _close_session(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            session.close()


# --- in the thread --------------------------------------------------------------------------------


def _edited(
    work: Work,
    session: CommandSession,
    snapshot: Snapshot,
    keys: FieldKeys,
    _report: Report,
    _cancel: Cancel,
) -> Edit:
    """Do the work, and give the state that follows."""
    from patrimoine_gui.portfolio.commands import undo

    try:
        changes = work(session, snapshot.household)
    except (PublishedUnconfirmed, StateUnknown) as error:
        return Edit(_read_again(session, keys, error), undo.undoable(session), error)
    if changes:
        snapshot = snapshot.after(changes, keys, local_time.today())
    return Edit(snapshot, undo.undoable(session))


def _read_again(session: CommandSession, keys: FieldKeys, doubt: UserError) -> Snapshot:
    """Give what the file says now that its disk left it in doubt.

    Raises:
        UserError: the doubt itself: the file says nothing.
    """
    from patrimoine_gui.portfolio.repository import household_file

    try:
        household = household_file.load(session.file, keys)
    except (UserError, OSError):
        raise doubt from None
    return Snapshot(household, local_time.today())


def _executed(
    command: Command, session: CommandSession, household: Household
) -> tuple[RowChange, ...]:
    from patrimoine_gui.portfolio.commands import batch_labels

    with session.command() as transaction:
        command(transaction)
        if transaction.entries:
            transaction.label = batch_name(batch_labels.label(transaction.entries, household))
    return transaction.entries


def _undone(session: CommandSession, _household: Household) -> tuple[RowChange, ...]:
    from patrimoine_gui.portfolio.commands import undo

    return undo.undo(session).changes


def _redone(session: CommandSession, _household: Household) -> tuple[RowChange, ...]:
    from patrimoine_gui.portfolio.commands import undo

    return undo.redo(session).changes


def _nothing(_session: CommandSession, _household: Household) -> tuple[RowChange, ...]:
    return ()
