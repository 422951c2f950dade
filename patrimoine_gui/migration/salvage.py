"""Reads what can be read of a damaged file into a new one; the damaged file is never written.

Pages are read one by one (`database.raw_pages`), so that a damaged one hides no other. The rows go
into a file made anew by the revisions, whose rules they must keep, and which is verified like any
other before it is given its name. Values that do not open are kept as they are: they show as
illegible, and a key found later may open them.
"""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from patrimoine_gui.database.raw_tables import RawTables
from patrimoine_gui.errors import (
    HeaderMissing,
    HeaderTampered,
    KeyRequired,
    UpgradeStep,
)
from patrimoine_gui.migration import (
    new_file,
    salvage_source,
    staging,
)
from patrimoine_gui.migration.change import signed_by_us
from patrimoine_gui.migration.meter import Meter
from patrimoine_gui.migration.progress import Cancel, Report, ignore, never
from patrimoine_gui.migration.salvage_work import Rescue
from patrimoine_gui.migration.salvaged import Salvaged, SalvagedTable

__all__ = ["Salvaged", "SalvagedTable", "keys_of", "salvage"]

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
        salvage_source.fill(copy, file, meter, held)
        with _tables(manager, copy, file, meter) as (tables, revision):
            found = salvage_source.keys_of(tables) if revision.protects else None
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
) -> Salvaged:
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
        salvage_source.fill(copy, file, meter, held)
        with _tables(manager, copy, file, meter) as (tables, revision):
            if revision.protects and keyring is None:
                raise KeyRequired(revision.id)
            found = salvage_source.keys_of(tables) if revision.protects else None
            work = Rescue(manager, revision, keyring, tables, meter)
            counted = work.into(destination, file, _header(found, keyring, revision))
    meter.end()
    is_own = found is not None or not revision.protects
    return Salvaged(file, destination, revision.id, counted, keys_read=is_own)


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
    with salvage_source.opened(copy, file) as pages:
        tables = RawTables(pages, meter.check, salvage_source.VERSION_TABLE)
        revision = salvage_source.revision_of(tables, copy, file, manager.revisions)
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
