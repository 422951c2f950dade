"""Transactions of commands: everything or nothing, alone on the file, written in the journal."""

from __future__ import annotations

import sqlite3
import uuid
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final

from sqlalchemy.exc import DBAPIError

from patrimoine_gui import config
from patrimoine_gui.database import room
from patrimoine_gui.database.engine import HouseholdEngine
from patrimoine_gui.database.lock import FileLock
from patrimoine_gui.errors import (
    EntityMissing,
    FileBusy,
    FileUnreachable,
    NoSpace,
    PublishedUnconfirmed,
    StateUnknown,
    UserError,
    WorkKind,
)
from patrimoine_gui.migration.copies.new_file import creation_error
from patrimoine_gui.portfolio.commands import journal
from patrimoine_gui.portfolio.commands.journal import Action, RowChange
from patrimoine_gui.portfolio.commands.row_snapshot import UnreadableToken, is_same, uid_of
from patrimoine_gui.portfolio.commands.row_store import (
    NUMBERED_TOGETHER,
    RowStore,
    number,
    table_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from sqlalchemy import Connection

    from patrimoine_gui.crypto.header import FileHeader
    from patrimoine_gui.crypto.keyring import FieldKeys
    from patrimoine_gui.portfolio.commands.row_snapshot import RowSnapshot

STAMP: Final = "%Y-%m-%dT%H:%M:%SZ"


def _utc_now() -> datetime:
    return datetime.now(UTC)


class TransactionRolledBack(RuntimeError):
    """SQLite gave the transaction up by itself and a command went on: a fault of ours.

    Nothing of it is committed.
    """


class Transaction:
    """One open transaction: commands write through it, and it notes what they did.

    Attributes:
        store: reads the file as it is inside the transaction.
        batch: names what is done here in the journal.
        now: the moment (UTC, ISO 8601) that every row written here bears.
        label: what all of it is called ("valeur de Livret A", the name of an import), "" for
            nothing; a command may still say it.
    """

    def __init__(self, store: RowStore, now: str, label: str = "") -> None:
        self.store = store
        self.label = label
        self.batch = str(uuid.uuid4())
        self.now = now
        self._entries: list[RowChange] = []
        self._next: dict[str, int] = {}

    @property
    def today(self) -> date:
        """The day (UTC) on which the commands run."""
        return date.fromisoformat(self.now[:10])

    @property
    def entries(self) -> tuple[RowChange, ...]:
        """What was done so far, in order."""
        return tuple(self._entries)

    def new_number(self, entity: str) -> int:
        """Give a number that no row of a table has, nor any that can come back from the bin."""
        if entity not in self._next:
            family = NUMBERED_TOGETHER if entity in NUMBERED_TOGETHER else (entity,)
            used = [self.store.greatest(name) for name in family]
            self._next[family[0]] = max(
                *used, *(journal.greatest_deleted(self.store, name) for name in family)
            )
            for name in family:
                self._next[name] = self._next[family[0]]
        following = self._next[entity] + 1
        for name in NUMBERED_TOGETHER if entity in NUMBERED_TOGETHER else (entity,):
            self._next[name] = following
        return following

    def add(self, entity: str, values: RowSnapshot) -> int:
        """Write a new row, with its number, uid and moments; gives the number."""
        return self.add_all(entity, [values])[0]

    def add_all(self, entity: str, rows: Sequence[RowSnapshot]) -> list[int]:
        """Write new rows at once, in order; gives their numbers.

        Columns that are not named are NULL.

        Raises:
            EntityExists, EntityMissing: see `RowStore.insert`.
        """
        table = table_of(entity)
        moments = {"created_at": self.now, "updated_at": self.now}
        made: list[RowSnapshot] = []
        for values in rows:
            key = self.new_number(entity)
            own = {"id": key, "uid": str(uuid.uuid4())} | moments | dict(values)
            made.append({column.name: own.get(column.name) for column in table.columns})
        self.put_back(entity, made)
        return [number(image) for image in made]

    def put_back(self, entity: str, rows: Sequence[RowSnapshot]) -> None:
        """Write whole rows under the numbers that they have."""
        self.store.insert(entity, rows)
        self._entries += [RowChange(Action.CREATE, entity, uid_of(row), None, row) for row in rows]

    def change(self, entity: str, key: int, values: RowSnapshot) -> bool:
        """Write the columns of a row that differ; tells whether any did.

        What cannot be read is only replaced by something: "nothing" is what a form shows for it.

        Raises:
            EntityMissing: the row is not there, or refers to something that is not.
            EntityExists: another row stands in the way.
        """
        before = self.store.get(entity, key)
        changes = {
            name: value
            for name, value in values.items()
            if not is_same(before[name], value)
            and not (isinstance(before[name], UnreadableToken) and value in (None, ""))
        }
        if not changes:
            return False
        if "updated_at" in before:
            changes["updated_at"] = self.now
        self.rewrite(entity, before, {**before, **changes})
        return True

    def rewrite(self, entity: str, before: RowSnapshot, after: RowSnapshot) -> None:
        """Bring a row from one whole form to another, writing what differs and nothing more."""
        changes = {name: after[name] for name in after if after[name] != before[name]}
        self.store.update(entity, number(before), changes)
        uid = uid_of(before)
        self._entries.append(RowChange(Action.UPDATE, entity, uid, before, after))

    def remove(self, entity: str, *keys: int) -> None:
        """Take rows away, with nothing else.

        Raises:
            EntityMissing: one of them is not there.
            EntityInUse: something refers to one of them.
        """
        found = {number(row): row for row in self.store.among(entity, "id", keys)}
        if set(keys) - set(found):
            raise EntityMissing(entity)
        self.store.delete(entity, keys)
        self._entries += [
            RowChange(Action.DELETE, entity, uid_of(found[key]), found[key], None) for key in keys
        ]

    def require(self, entity: str, key: int | None) -> None:
        """Make sure that a row exists; None refers to none.

        Raises:
            EntityMissing: it does not.
        """
        if key is not None and not self.store.count(entity, id=key):
            raise EntityMissing(entity)


class CommandSession:
    """Runs commands on one file, as long as its keys are given."""

    def __init__(
        self,
        file: Path,
        keys: FieldKeys,
        header: FileHeader | None = None,
        lock: FileLock | None = None,
        clock: Callable[[], datetime] = _utc_now,
    ) -> None:
        """Prepare; nothing is opened yet.

        Args:
            file: a file at head.
            keys: what its tokens need.
            header: the closed keys that `keys` were opened from; nothing is written once the file
                has others.
            lock: the lock of the file, where the caller holds it; None to take it for each
                command, so that nothing is written while somebody else has the file.
            clock: tells the moment, in UTC.
        """
        self.file = file
        self._engine = HouseholdEngine(file, keys, header=header)
        self._reader = HouseholdEngine(file, keys, writing=False)
        self._lock = lock
        self._clock = clock

    @contextmanager
    def command(self, label: str = "") -> Iterator[Transaction]:
        """Run commands in one transaction: at its end all of it stands, or nothing.

        Args:
            label: what they are called where they can be undone, in the user's own words.

        Raises:
            FileBusy: somebody else has the file.
            Locked: the keys are gone, or are no longer those of the file.
            NoSpace: the disk is full.
            PublishedUnconfirmed: all of it stands, but the disk did not confirm it.
            StateUnknown: the disk failed, and does not say whether it stands.
            UserError: whatever a command refused; nothing was written.
        """
        transaction = None
        with self._reserved():
            try:
                with self._transaction() as store:
                    transaction = Transaction(store, self._clock().strftime(STAMP), label)
                    yield transaction
                    if transaction.entries:
                        _require_open(store.link)
                        journal.write(
                            store,
                            transaction.batch,
                            transaction.now,
                            transaction.entries,
                            transaction.label,
                        )
            except (DBAPIError, FileUnreachable) as error:
                raise self._told(error, transaction) from None

    @contextmanager
    def reading(self) -> Iterator[RowStore]:
        """Read the file as it stands now; never writes."""
        with self._reader.engine.begin() as link:
            yield RowStore(link)

    def close(self) -> None:
        """Forget the keys; every further command raises `Locked`."""
        self._engine.lock()
        self._reader.lock()

    @contextmanager
    def _reserved(self) -> Iterator[None]:
        with ExitStack() as stack:
            if self._lock is None:
                try:
                    stack.enter_context(FileLock(self.file, config.APP_ID))
                except OSError as error:
                    raise creation_error(self.file, error, 0) from None
            elif not self._lock.is_held:
                raise FileBusy(self.file)
            yield

    @contextmanager
    def _transaction(self) -> Iterator[RowStore]:
        with self._engine.engine.begin() as link:
            yield RowStore(link)
            _require_open(link)

    def _told(
        self, error: DBAPIError | FileUnreachable, transaction: Transaction | None
    ) -> Exception:
        """Give what to say of an error of SQLite, once the file was asked what it is."""
        if transaction is not None and transaction.entries:
            stands = self._stands(transaction.batch)
            if stands is not False:
                told = StateUnknown if stands is None else PublishedUnconfirmed
                return told(self.file, WorkKind.ENTRY)
        cause = error.orig if isinstance(error, DBAPIError) else error.__cause__
        if cause is not None and room.is_lacking(cause, self.file, 0):
            return NoSpace(self.file.parent, 0, room.free(self.file.parent))
        return error

    def _stands(self, batch: str) -> bool | None:
        """Tell whether the file has a batch, None where it cannot be read."""
        try:
            with self.reading() as store:
                return any(item.uid == batch for item in journal.batches(store))
        except (DBAPIError, UserError):
            return None


def _require_open(link: Connection) -> None:
    """Make sure that nothing is written one statement at a time, each for ever.

    Raises:
        TransactionRolledBack: the transaction that the commands began is gone.
    """
    opened = link.connection.driver_connection
    if not isinstance(opened, sqlite3.Connection) or not opened.in_transaction:
        raise TransactionRolledBack
