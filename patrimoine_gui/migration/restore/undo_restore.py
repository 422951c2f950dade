"""Undoes a restore, and finds what an upgrade can be undone with."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from patrimoine_gui.backup import store
from patrimoine_gui.backup.container.header import BackupKind
from patrimoine_gui.database import connections, file_header
from patrimoine_gui.errors import FileUnreachable, NoRestoreToUndo, UserError
from patrimoine_gui.logs import file_tag
from patrimoine_gui.migration.log import upgrade_log, upgrade_log_reader
from patrimoine_gui.migration.meter import Meter
from patrimoine_gui.migration.progress import part_of
from patrimoine_gui.migration.restore import extract, restoration

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.backup.backups import Backup
    from patrimoine_gui.crypto.keyring import Keyring
    from patrimoine_gui.database.lock import FileLock
    from patrimoine_gui.migration.environment import Environment
    from patrimoine_gui.migration.outcome import Outcome
    from patrimoine_gui.migration.progress import Cancel, Report
    from patrimoine_gui.paths import UserFolders


STAGING = 0.3
"""What staging takes of the time of a restore, roughly."""


@dataclass(frozen=True, slots=True)
class UndoKeys:
    """The keys of an undoing.

    Attributes:
        backup: what opens the backup.
        file: the keys of the file as it is.
    """

    backup: Keyring = field(repr=False)
    file: Keyring = field(repr=False)


def last_restore(folders: UserFolders, file: Path) -> Backup | None:
    """Give the backup from before the last restore; see `RestoreManager.last`.

    A restore over a damaged or a missing file made none: there is then nothing to go back to.
    """
    ours = (item for item in store.listed(folders.backups) if item.source == file_tag(file))
    found = next((item for item in ours if item.kind is BackupKind.PRE_RESTORE), None)
    if found is None:
        return None
    try:
        runs = upgrade_log_reader.read(folders.upgrade_log, file_tag(file)).runs
    except FileUnreachable:
        return found
    restores = [run for run in runs if run.entry.kind and run.entry.was_published]
    if restores and not restores[-1].entry.backup and restores[-1].at > found.created:
        return None
    return found


def last_upgrade(folders: UserFolders, file: Path) -> Backup | None:
    """Give the newest backup from before an upgrade of a file; see `MigrationManager.last_upgrade`.

    Of a file that took the name of another household's, those of that one are no way back.
    """
    household_id, ordinal = _marks(file)
    known = [
        item
        for item in store.listed(folders.backups)
        if item.kind is BackupKind.PRE_UPGRADE and household_id in {None, item.household_id}
    ]
    ours = [item for item in known if item.source == file_tag(file)]
    if ours or household_id is None:
        return ours[0] if ours else None
    return _of_former_name(folders, file, [item for item in known if item.ordinal < ordinal])


def _of_former_name(folders: UserFolders, file: Path, known: list[Backup]) -> Backup | None:
    """Give the newest, of a file that was given its name since, if one file alone had them made.

    Where something was done under its present name, or copies of the file were upgraded under
    several, none of these can be said to be its own.
    """
    with suppress(FileUnreachable):
        runs = upgrade_log_reader.read(folders.upgrade_log, file_tag(file)).runs
        is_known = any(run.entry.status == "done" for run in runs)
        if not is_known and len({item.source for item in known}) == 1:
            return known[0]
    return None


def _marks(file: Path) -> tuple[bytes | None, int]:
    """Give the household of a file, None where it says none, and its format."""
    with suppress(UserError, sqlite3.Error), connections.reading(file) as connection:
        header = file_header.read(connection)
        (ordinal,) = connection.execute("PRAGMA user_version").fetchone()
        return (None if header is None else header.household_id), ordinal
    return None, 0


def undo(  # noqa: PLR0913, PLR0917  (see `RestoreManager.undo`)
    environment: Environment,
    file: Path,
    keys: UndoKeys,
    held: FileLock | None,
    report: Report,
    cancel: Cancel,
) -> Outcome:
    """Put back what the last restore replaced; see `RestoreManager.undo`."""
    backup = last_restore(environment.folders, file)
    if backup is None:
        raise NoRestoreToUndo(file)
    meter = Meter(part_of(report, 0.0, STAGING), cancel, extract.COSTS)
    asked = restoration.RestoreRequest(
        file,
        replaces=True,
        current_keyring=keys.file,
        held=held,
        consent_foreign=True,
        keep_format=True,
        kind=upgrade_log.UNDO,
    )
    with extract.stage(environment, backup.file, keys.backup, file.parent, meter) as staged:
        return restoration.restore(
            environment, staged, asked, part_of(report, STAGING, 1.0), cancel
        )
