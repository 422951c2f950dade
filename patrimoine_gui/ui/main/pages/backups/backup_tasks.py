"""What is done with the backups of the open file, as plain functions for the background. No Qt."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field
from datetime import date  # noqa: TC003  (a dataclass field)
from functools import partial
from pathlib import Path  # noqa: TC003  (a dataclass field)
from typing import TYPE_CHECKING

from patrimoine_gui import local_time
from patrimoine_gui.backup.catalog import Catalog, CatalogEntry, DiskUse, EntryState
from patrimoine_gui.errors import (
    Cancelled,
    ContainerTooNew,
    FileUnreachable,
    UnreachableReason,
    UpgradeStep,
    UserError,
)
from patrimoine_gui.logs import file_tag
from patrimoine_gui.migration.progress import Progress, Unit

if TYPE_CHECKING:
    from patrimoine_gui.backup.container.layout import Tick
    from patrimoine_gui.crypto.keyring import Keyring
    from patrimoine_gui.database.lock import FileLock
    from patrimoine_gui.migration.health_check import Health
    from patrimoine_gui.migration.log.upgrade_log_reader import Journal
    from patrimoine_gui.migration.manager import MigrationManager
    from patrimoine_gui.migration.progress import Cancel, Report
    from patrimoine_gui.portfolio.comparison.households import Comparison
    from patrimoine_gui.portfolio.household import Household
    from patrimoine_gui.ui.background import Task

_BEGINNING = 0.02


@dataclass(frozen=True, slots=True)
class BackupWorth:
    """What the household was worth on the day of a backup.

    Attributes:
        cents: net worth, None where nothing is known of that day or it cannot be read.
        on: the day.
        needs_secret: whether other keys than today's open the backup.
        failed: whether it could not be read.
        is_short: whether something that the backup should hold is in no total.
    """

    cents: int | None = field(default=None, repr=False)
    on: date | None = None
    needs_secret: bool = False
    failed: bool = False
    is_short: bool = False


@dataclass(frozen=True, slots=True)
class BackupListing:
    """What stands among the backups.

    Attributes:
        entries: newest first.
        use: what they take on the disk.
    """

    entries: tuple[CatalogEntry, ...]
    use: DiskUse


@dataclass(frozen=True, slots=True)
class VerifyResult:
    """What verifying found.

    Attributes:
        sound: how many are whole.
        damaged: how many are not, and were set aside.
        left: how many could not be read at all now.
        newer: how many only a newer version can read.
    """

    sound: int
    damaged: int
    left: int = 0
    newer: int = 0


@dataclass(frozen=True, slots=True)
class BackupTasks:
    """Makes the tasks of the page of backups.

    Attributes:
        manager: does the work on files.
        file: the open file.
        keyring: its keys.
    """

    manager: MigrationManager
    file: Path
    keyring: Keyring = field(repr=False)

    @property
    def shelf(self) -> Catalog:
        """The backups on this computer."""
        return Catalog(self.manager.folders.backups)

    @property
    def tag(self) -> str:
        """What names the file in its backups."""
        return file_tag(self.file.resolve())

    def listing(self) -> Task[BackupListing]:
        """Make the task that gives a `BackupListing`; it raises where the folder cannot be read."""
        return partial(_list, self)

    def verifying(self, entries: tuple[CatalogEntry, ...]) -> Task[VerifyResult]:
        """Make the task that reads backups whole and gives a `VerifyResult`."""
        return partial(_verify, self, entries)

    def weighing(self, entries: tuple[CatalogEntry, ...]) -> Task[dict[Path, BackupWorth]]:
        """Make the task that gives the `BackupWorth` of backups by their paths."""
        return partial(_weigh, self, entries)

    def comparing(self, entry: CatalogEntry, household: Household, today: date) -> Task[Comparison]:
        """Make the task that gives the `Comparison` of a backup, first, and the open file."""
        return partial(_compare, self, entry, household, today)

    def exporting(self, entry: CatalogEntry, target: Path) -> Task[Path]:
        """Make the task that copies a backup elsewhere and gives its path there."""
        return partial(_export, self, entry, target)

    def writing_readable(self, entry: CatalogEntry, target: Path) -> Task[Path]:
        """Make the task that writes what a backup holds so that anybody can read it."""
        return partial(_write_readable, self, entry, target)

    def deleting(self, entry: CatalogEntry) -> Task[None]:
        """Make the task that deletes a backup; it raises `LastVerifiedBackup` for the last one."""
        return partial(_delete, self, entry)

    def checking(self, held: FileLock) -> Task[Health]:
        """Make the task that gives the `Health` of the file; never writes it."""
        return partial(_check, self, held)

    def reading_journal(self) -> Task[Journal]:
        """Make the task that gives the `Journal` of the file."""
        return partial(_read_journal, self)


class _Clock:
    """Turns bytes done into progress, and hears the cancel."""

    def __init__(self, total: int, report: Report, cancel: Cancel) -> None:
        self._total, self._report, self._cancel = max(total, 1), report, cancel
        self._began = time.monotonic()
        self.done = 0

    def tick(self, done: int, _all: int) -> None:
        if self._cancel():
            raise Cancelled
        share = min((self.done + done) / self._total, 1.0)
        elapsed = time.monotonic() - self._began
        rest = elapsed * (1 - share) / share if share > _BEGINNING else None
        now = self.done + done
        step = UpgradeStep.VERIFY
        self._report(Progress(step, now, self._total, Unit.BYTES, share, elapsed, rest))


def byte_clock(total: int, report: Report, cancel: Cancel) -> Tick:
    """Give what tells of bytes done as progress, and raises `Cancelled` when asked to stop."""
    return _Clock(total, report, cancel).tick


def _list(work: BackupTasks, _report: Report, _cancel: Cancel) -> BackupListing:
    _refuse_unreadable(work.manager.folders.backups)
    shelf = work.shelf
    return BackupListing(shelf.entries(work.tag, work.keyring.household_id), shelf.disk_use())


def _refuse_unreadable(folder: Path) -> None:
    """Tell a folder that cannot be read from one that holds nothing, or is not there yet."""
    try:
        os.scandir(folder).close()
    except FileNotFoundError:
        return
    except PermissionError:
        raise FileUnreachable(folder, UnreachableReason.NO_PERMISSION) from None
    except OSError:
        raise FileUnreachable(folder, UnreachableReason.IO_ERROR) from None


def _verify(
    work: BackupTasks, entries: tuple[CatalogEntry, ...], report: Report, cancel: Cancel
) -> VerifyResult:
    shelf, clock = work.shelf, _Clock(sum(item.size for item in entries), report, cancel)
    states: list[EntryState] = []
    unread = newer = 0
    for entry in entries:
        try:
            states.append(shelf.verify(entry, work.keyring, clock.tick).state)
        except FileUnreachable:
            unread += 1
        except ContainerTooNew:
            newer += 1
        clock.done += entry.size
    sound = states.count(EntryState.VERIFIED)
    return VerifyResult(sound, len(states) - sound, unread, newer)


def _weigh(
    work: BackupTasks, entries: tuple[CatalogEntry, ...], report: Report, cancel: Cancel
) -> dict[Path, BackupWorth]:
    clock, found = _Clock(len(entries), report, cancel), {}
    try:
        for entry in entries:
            clock.tick(0, 0)
            found[entry.file] = _worth(work, entry, cancel)
            clock.done += 1
    except Cancelled:  # what was read is shown
        return found
    return found


def _worth(work: BackupTasks, entry: CatalogEntry, cancel: Cancel) -> BackupWorth:
    from patrimoine_gui.portfolio.net_worth import ValueIndex

    if entry.backup is None:
        return BackupWorth(failed=True)
    if entry.backup.mk_id != work.keyring.mk_id:
        return BackupWorth(needs_secret=True)
    day = local_time.local(entry.backup.created).date()
    try:
        household = _household(work, entry, cancel)
    except UserError as error:
        if isinstance(error, Cancelled):
            raise
        return BackupWorth(failed=True)
    index = ValueIndex(household, day)
    known = index.span is not None and index.span[0] <= day
    net = index.net_worth(day).net if known else None
    return BackupWorth(net, day, is_short=not household.uncounted.is_nothing)


def _household(work: BackupTasks, entry: CatalogEntry, cancel: Cancel) -> Household:
    from patrimoine_gui.migration.progress import ignore
    from patrimoine_gui.portfolio.repository import household_file

    with work.manager.restores.consult(entry.file, work.keyring, ignore, cancel) as copy:
        return household_file.load(copy, work.keyring.fields)


def _compare(
    work: BackupTasks,
    entry: CatalogEntry,
    household: Household,
    today: date,
    _report: Report,
    cancel: Cancel,
) -> Comparison:
    from patrimoine_gui.portfolio.comparison.households import compare

    return compare(_household(work, entry, cancel), household, today)


def _export(
    work: BackupTasks, entry: CatalogEntry, target: Path, report: Report, cancel: Cancel
) -> Path:
    return work.shelf.export(entry, target, byte_clock(entry.size, report, cancel))


def _write_readable(
    work: BackupTasks, entry: CatalogEntry, target: Path, report: Report, cancel: Cancel
) -> Path:
    from patrimoine_gui.migration import sqlite_export

    head = work.manager.revisions.head.id
    with work.manager.restores.consult(entry.file, work.keyring, report, cancel) as copy:
        asked = sqlite_export.PlainCopy(copy, target, head, work.keyring)
        sqlite_export.write(work.manager, asked, report, cancel)
    return target


def _delete(work: BackupTasks, entry: CatalogEntry, _report: Report, _cancel: Cancel) -> None:
    work.shelf.delete(entry)


def _check(work: BackupTasks, held: FileLock, report: Report, cancel: Cancel) -> Health:
    from patrimoine_gui.migration import health_check

    return health_check.check(work.manager, work.file, work.keyring, report, cancel, held=held)


def _read_journal(work: BackupTasks, _report: Report, _cancel: Cancel) -> Journal:
    from patrimoine_gui.migration.log import upgrade_log_reader

    return upgrade_log_reader.read(work.manager.folders.upgrade_log, work.tag)
