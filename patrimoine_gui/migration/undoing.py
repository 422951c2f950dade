"""Undoes a restore, and finds what an upgrade can be undone with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from patrimoine_gui.backup import store
from patrimoine_gui.backup.container_header import BackupKind
from patrimoine_gui.errors import FileUnreachable, NoRestoreToUndo
from patrimoine_gui.logs import file_tag
from patrimoine_gui.migration import journal, journal_reading
from patrimoine_gui.migration.progress import part_of

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.backup.backups import Backup
    from patrimoine_gui.crypto.keyring import Keyring
    from patrimoine_gui.database.lock import FileLock
    from patrimoine_gui.migration.manager import MigrationManager
    from patrimoine_gui.migration.outcome import Outcome
    from patrimoine_gui.migration.progress import Cancel, Report
    from patrimoine_gui.paths import UserFolders


STAGING = 0.3
"""What staging takes of the time of a restore, roughly."""


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of an undoing.

    Attributes:
        backup: what opens the backup.
        file: the keys of the file as it is.
    """

    backup: Keyring = field(repr=False)
    file: Keyring = field(repr=False)


def last_restore(folders: UserFolders, file: Path) -> Backup | None:
    """Give the backup from before the last restore; see `MigrationManager.last_restore`.

    A restore over a damaged or a missing file made none: there is then nothing to go back to.
    """
    found = _newest(folders, file, BackupKind.PRE_RESTORE)
    if found is None:
        return None
    try:
        runs = journal_reading.read(folders.upgrade_log, file_tag(file)).runs
    except FileUnreachable:
        return found
    restores = [run for run in runs if run.entry.kind and run.entry.status == "done"]
    if restores and not restores[-1].entry.backup and restores[-1].at > found.created:
        return None
    return found


def last_upgrade(folders: UserFolders, file: Path) -> Backup | None:
    """Give the newest backup from before an upgrade of a file."""
    return _newest(folders, file, BackupKind.PRE_UPGRADE)


def _newest(folders: UserFolders, file: Path, kind: BackupKind) -> Backup | None:
    tag = file_tag(file)
    ours = (item for item in store.listed(folders.backups) if item.source == tag)
    return next((item for item in ours if item.kind is kind), None)


def undo(  # noqa: PLR0913, PLR0917  (see `MigrationManager.undo_restore`)
    manager: MigrationManager,
    file: Path,
    keys: Keys,
    held: FileLock | None,
    report: Report,
    cancel: Cancel,
) -> Outcome:
    """Put back what the last restore replaced; see `MigrationManager.undo_restore`."""
    backup = last_restore(manager.folders, file)
    if backup is None:
        raise NoRestoreToUndo(file)
    staging = part_of(report, 0.0, STAGING)
    with manager.stage(backup.file, keys.backup, file, staging, cancel) as staged:
        return manager.restore(
            staged,
            file,
            replace=True,
            current_keyring=keys.file,
            held=held,
            consent_foreign=True,
            keep_format=True,
            kind=journal.UNDO,
            report=part_of(report, STAGING, 1.0),
            cancel=cancel,
        )
