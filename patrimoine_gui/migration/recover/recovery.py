"""Reads what can be read of a damaged file into a new one; the damaged file is never written.

Pages are read one by one (`raw_pages`), so that a damaged one hides no other. The rows go into a
file made anew by the revisions, whose rules they must keep, and which is verified like any
other before it is given its name. Values that do not open are kept as they are: they show as
illegible, and a key found later may open them.
"""

from __future__ import annotations

import logging
import sqlite3
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from patrimoine_gui.errors import (
    Cancelled,
    HeaderMissing,
    HeaderTampered,
    KeyRequired,
    UpgradeStep,
    UserError,
)
from patrimoine_gui.migration.copies import new_file, staging
from patrimoine_gui.migration.meter import Meter
from patrimoine_gui.migration.progress import Cancel, Progress, Report, ignore, never, part_of
from patrimoine_gui.migration.recover import damaged_copy
from patrimoine_gui.migration.recover.raw_tables import RawTables
from patrimoine_gui.migration.recover.recovery_run import RecoveryRun
from patrimoine_gui.migration.recover.result import RecoveredTable, RecoveryResult
from patrimoine_gui.migration.transformation import signed_by_us

__all__ = ["RecoveredTable", "RecoveryResult", "keys_of", "rescue", "salvage"]

_log = logging.getLogger(__name__)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from patrimoine_gui.crypto.header import FileHeader
    from patrimoine_gui.crypto.keyring import Keyring
    from patrimoine_gui.database.lock import FileLock
    from patrimoine_gui.migration.manager import MigrationManager
    from patrimoine_gui.migration.revisions import Revision

_WEIGHTS = {
    UpgradeStep.SNAPSHOT: 1.0,
    UpgradeStep.READ: 20.0,
    UpgradeStep.VERIFY: 3.0,
    UpgradeStep.PUBLISH: 1.0,
}
_READING: Final = 0.6
"""What the reading takes of the time of a rescue that upgrades, roughly."""

_OF_THE_DISK = ("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_READONLY", "SQLITE_CANTOPEN")


def keys_of(
    manager: MigrationManager, file: Path, held: FileLock | None = None
) -> FileHeader | None:
    """Give the closed keys that a damaged file still has; None for one that anybody can read.

    Raises:
        HeaderMissing: it is protected, and its keys can be read no more. Those of a backup of the
            same household open it.
        FileDamaged: nothing can be read (`DamageKind.UNREADABLE`).
        UserError: it cannot be reached, is held, is of another program or of a newer version.
    """
    file = file.resolve()
    meter = Meter(ignore, never, _WEIGHTS)
    folder = staging.folder(manager.folders)
    with (
        _translated(folder / file.name, file),
        staging.aside(manager.folders, folder, manager.program) as copy,
    ):
        damaged_copy.fill(copy, file, meter, held)
        with _tables(manager, copy, file, meter) as (tables, revision):
            found = damaged_copy.keys_of(tables) if revision.protects else None
    if found is None and revision.protects:
        raise HeaderMissing(file)
    return found


def salvage(  # noqa: PLR0913, PLR0917  (as every work of the manager)
    manager: MigrationManager,
    file: Path,
    destination: Path,
    keyring: Keyring | None,
    report: Report = ignore,
    cancel: Cancel = never,
    *,
    held: FileLock | None = None,
) -> RecoveryResult:
    """Read what can be read of a damaged file into a new one.

    Args:
        manager: knows the revisions and the folders.
        file: the damaged file; it is only read.
        destination: the new file; nothing stands there.
        keyring: keys of the household, of the file itself or of a backup; None for a file that
            anybody can read.
        report: told of the progress.
        cancel: asked whether to stop.
        held: the lock of the damaged file, where the caller holds it.

    Raises:
        Cancelled: the user stopped it; no new file is made.
        FileDamaged: nothing can be read (`DamageKind.UNREADABLE`).
        FileExists: something stands at the destination.
        KeyRequired: the file is protected, and there are no keys.
        PlanOutdated: the keys open nothing of the file: they are of another household.
        NoSpace, FolderReadOnly, FileUnreachable: there is no room for the new file.
        UserError: the file is held, of another program or of a newer version.
    """
    file, destination = file.resolve(), destination.absolute()
    new_file.refuse_taken(destination)
    meter = Meter(report, cancel, _WEIGHTS)
    with (
        _translated(destination, file),
        staging.aside(manager.folders, destination.parent, manager.program) as copy,
    ):
        damaged_copy.fill(copy, file, meter, held)
        with _tables(manager, copy, file, meter) as (tables, revision):
            if revision.protects and keyring is None:
                raise KeyRequired(revision.id)
            closed_keys = damaged_copy.keys_of(tables) if revision.protects else None
            work = RecoveryRun(manager, revision, keyring, tables, meter)
            tables_read = work.into(destination, file, _header(closed_keys, keyring, revision))
    meter.end()
    return RecoveryResult(file, destination, revision.id, tables_read)


def rescue(  # noqa: PLR0913, PLR0917  (as every work of the manager)
    manager: MigrationManager,
    file: Path,
    destination: Path,
    keyring: Keyring | None,
    report: Report = ignore,
    cancel: Cancel = never,
) -> RecoveryResult:
    """Salvage a damaged file, and upgrade the new one at once; see `salvage`.

    What was lost is written in the new file, encrypted where its format has keys. One that anybody
    can read needs a passphrase first, and stays in its format; so does one whose upgrade fails,
    which is told when it is opened and the upgrade proposed.
    """
    destination = destination.absolute()
    new_file.refuse_taken(destination)
    share = 1.0 if manager.inspect(file).revision == manager.revisions.head.id else _READING
    where = manager.folders, destination.parent, manager.program
    with _translated(destination, file), staging.reserved(*where) as place:
        result = salvage(manager, file, place.file, keyring, part_of(report, 0.0, share), cancel)
        if keyring is not None and manager.revisions.get(result.revision).protects:
            place.holds(None, keyring, None)
            report_rest = _as_one_step(part_of(report, share, 1.0))
            result = replace(
                result, revision=_upgraded(manager, result, keyring, report_rest, cancel)
            )
        new_file.give_name(place.file, destination)
    return replace(result, file=destination)


def _as_one_step(report: Report) -> Report:
    """Tell of an upgrade as one step of a rescue, whose own steps bear the same names."""

    def tell(progress: Progress) -> None:
        report(replace(progress, step=UpgradeStep.MIGRATE, revision=""))

    return tell


def _upgraded(
    manager: MigrationManager,
    found: RecoveryResult,
    keyring: Keyring,
    report: Report,
    cancel: Cancel,
) -> str:
    """Bring what was salvaged to head, and give the revision that it is at then.

    Raises:
        Cancelled: the user stopped it.
    """
    plan = manager.plan(found.file)
    if not plan.revisions:
        return found.revision
    try:
        return manager.upgrade(plan, keyring, report, cancel).to_revision
    except Cancelled:
        raise
    except UserError as error:
        _log.info("the upgrade of what was salvaged: %s", error)
        return found.revision


@contextmanager
def _translated(target: Path, file: Path) -> Iterator[None]:
    """Give what the disk of the new file refuses its own error."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        if not getattr(error, "sqlite_errorname", "SQLITE_FULL").startswith(_OF_THE_DISK):
            raise  # a fault of ours
        size = file.stat().st_size if file.exists() else 0
        raise new_file.creation_error(target, error, size) from None


@contextmanager
def _tables(
    manager: MigrationManager, copy: Path, file: Path, meter: Meter
) -> Iterator[tuple[RawTables, Revision]]:
    with damaged_copy.opened(copy, file) as pages:
        tables = RawTables(pages, meter.check, damaged_copy.VERSION_TABLE)
        revision = damaged_copy.revision_of(tables, copy, file, manager.revisions)
        yield tables, revision


def _header(
    found: FileHeader | None, keyring: Keyring | None, revision: Revision
) -> FileHeader | None:
    """Choose the keys of the new file: its own, where they are whole and lead to these."""
    if keyring is None or not revision.protects:
        return None
    if found is None or found.has_same_keys(keyring.header):
        return found or signed_by_us(keyring.header, revision)
    try:
        return keyring.adopting_slots(found).header
    except HeaderTampered:
        return signed_by_us(keyring.header, revision)
