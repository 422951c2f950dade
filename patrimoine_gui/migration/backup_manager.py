"""Backs household files up, through the run that upgrades them too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patrimoine_gui.migration.progress import Cancel, Report, ignore, never

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.backup.backups import Backup
    from patrimoine_gui.backup.container.header import BackupKind, ContainerHeader
    from patrimoine_gui.crypto.keyring import Keyring
    from patrimoine_gui.database.lock import FileLock
    from patrimoine_gui.migration.environment import Environment


class BackupManager:
    """Makes backups and reads them; `MigrationManager.backups`."""

    def __init__(self, environment: Environment) -> None:
        """Work in an environment."""
        self._environment = environment

    def make(  # noqa: PLR0913  (who holds the file, and why, are said by name)
        self,
        file: Path,
        keyring: Keyring,
        report: Report = ignore,
        cancel: Cancel = never,
        *,
        kind: BackupKind | None = None,
        held: FileLock | None = None,
    ) -> Backup:
        """Make a verified backup of a file, at whatever revision it is.

        The file is held only while it is copied: it may be written again before the end.

        Args:
            file: the file; it stays what it is.
            keyring: its keys, or those that are to open the backup of a file without any.
            report: told of the progress.
            cancel: asked whether to stop.
            kind: why; without it, because somebody asked, and then it is never pruned.
            held: the lock of the file, where the caller holds it.

        Raises:
            UserError: it cannot be read, or no backup could be made; nothing is left.
        """
        from patrimoine_gui.backup.container.header import BackupKind
        from patrimoine_gui.migration import upgrade_run

        run = upgrade_run.over_no_revision(self._environment, file, keyring, report, cancel, held)
        return run.save(kind or BackupKind.MANUAL)

    def make_if_due(
        self,
        file: Path,
        keyring: Keyring,
        report: Report = ignore,
        cancel: Cancel = never,
        *,
        held: FileLock | None = None,
    ) -> Backup | None:
        """Back a file up if it changed since it last was, and that was not done today already.

        No connection to the file should be open any more. See `make` for the rest.

        Returns:
            The backup, None where none was due.
        """
        from patrimoine_gui.backup import due

        if not due.is_due(file.resolve(), self._environment.folders.backups):
            return None
        return self.make(file, keyring, report, cancel, kind=due.BackupKind.AUTOMATIC, held=held)

    def header(self, backup: Path) -> ContainerHeader:
        """Read what a backup says of itself, without any key: neither content nor key is checked.

        Raises:
            FileTooNew: a newer version wrote what is in it; the error names that version.
            NotABackup, ContainerTooNew, ContainerTruncated, ContainerCorrupted, TooLarge,
            FileUnreachable: as named.
        """
        from patrimoine_gui.migration.restore import extract

        return extract.read(self._environment, backup)
