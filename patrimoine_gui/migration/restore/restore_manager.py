"""Takes files out of backups, puts them where they are to be, and goes back."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from patrimoine_gui.migration.progress import Cancel, Report, ignore, never

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from patrimoine_gui.backup.backups import Backup
    from patrimoine_gui.crypto.keyring import Keyring
    from patrimoine_gui.database.kept_open import KeptOpen
    from patrimoine_gui.database.lock import FileLock
    from patrimoine_gui.migration.copies.staging import Staged
    from patrimoine_gui.migration.environment import Environment
    from patrimoine_gui.migration.outcome import Outcome


class RestoreManager:
    """Restores backups; `MigrationManager.restores`."""

    def __init__(self, environment: Environment) -> None:
        """Work in an environment."""
        self._environment = environment

    def stage(
        self,
        backup: Path,
        keyring: Keyring,
        beside: Path,
        report: Report = ignore,
        cancel: Cancel = never,
    ) -> Staged:
        """Take what a backup holds out of it, into a private copy that is verified and examined.

        Whoever gets it discards it in the end; what a dead process left is swept.
        `MigrationManager.plan` takes it, and no backup of it is made: it came from one.

        Args:
            backup: the backup; only read.
            keyring: what opens it: `Keyring.unlock` on the `file_header` of
                `BackupManager.header`.
            beside: a file, there or not, in whose folder the copy is to stand; one that anybody
                could read stands among the files of the user.
            report: told of the progress.
            cancel: asked whether to stop.

        Raises:
            WrongKey, ForeignHousehold: other keys open the backup, which is whole.
            FileTooNew, HostileObject, RevisionMismatch: what is in it is refused.
            UserError: the backup is damaged or no backup, or there is no room; nothing is left.
        """
        from patrimoine_gui.migration.meter import Meter
        from patrimoine_gui.migration.restore import extract

        meter = Meter(report, cancel, extract.COSTS)
        return extract.stage(self._environment, backup, keyring, beside.absolute().parent, meter)

    def restore(  # noqa: PLR0913  (each consent is given by name)
        self,
        staged: Staged,
        destination: Path,
        *,
        replace: bool = False,
        current_keyring: Keyring | None = None,
        held: FileLock | None = None,
        consent_foreign: bool = False,
        keep_format: bool = False,
        kind: str = "restore",
        report: Report = ignore,
        cancel: Cancel = never,
    ) -> Outcome:
        """Make a staged copy a new file, or put it in the place of one; brought to head first.

        A file that is replaced is backed up first, and verified; no backup, no restore. One that
        is damaged cannot be: its bytes stay beside it (`Outcome.set_aside`). Where file and
        backup have the same keys, the passphrase of today keeps opening it: `Outcome.keyring`.
        After any interruption the file is exactly the old one or exactly the new one.

        Args:
            staged: the copy; it is gone when it has become a new file.
            destination: the file.
            replace: whether it may take the place of a file; without one there, it is a new file.
            current_keyring: the keys of that file, where they are not those of the backup.
            held: the lock of the file, where the caller holds it; it has no connection open.
            consent_foreign: whether another household's file may be replaced.
            keep_format: leave it in the format of the backup.
            kind: what the log of upgrades calls it, see `upgrade_log`.
            report: told of the progress.
            cancel: asked whether to stop.

        Raises:
            FileExists: something stands at the name of a new file.
            ForeignRestore: the file is another household's, and nobody agreed to replace it.
            KeyRequired: the file has other keys than the backup, and they were not given.
            BackupFailed, NoSpace: the file could not be backed up first.
            ResultUnread: it was published, but cannot be read again.
            UserError: whatever else stopped it; the file is what it was.
        """
        from patrimoine_gui.migration.restore import restoration

        file = destination.resolve() if replace else destination.absolute()
        request = restoration.RestoreRequest(
            file, replace, current_keyring, held, consent_foreign, keep_format, kind
        )
        return restoration.restore(self._environment, staged, request, report, cancel)

    def last(self, file: Path) -> Backup | None:
        """Give the backup that `undo` would put back, None where nothing is to be undone.

        Never raises a `UserError`.
        """
        from patrimoine_gui.migration.restore import undo_restore

        return undo_restore.last_restore(self._environment.folders, file.resolve())

    def undo(  # noqa: PLR0913  (two keys, each by name)
        self,
        file: Path,
        keyring: Keyring,
        *,
        current_keyring: Keyring | None = None,
        held: FileLock | None = None,
        report: Report = ignore,
        cancel: Cancel = never,
    ) -> Outcome:
        """Put the file from before the last restore back, in its own format; can itself be undone.

        Args:
            file: the file that was restored.
            keyring: what opens that backup; the keys of the file do, unless it got others by the
                restore.
            current_keyring: the keys of the file as it is, where they are not those of the backup.
            held: the lock of the file, where the caller holds it.
            report: told of the progress.
            cancel: asked whether to stop.

        Raises:
            NoRestoreToUndo: no restore of this file can be undone.
            WrongKey, ForeignHousehold: other keys open that backup.
            UserError: see `restore`; the file is what it was.
        """
        from patrimoine_gui.migration.restore import undo_restore

        keys = undo_restore.UndoKeys(keyring, current_keyring or keyring)
        return undo_restore.undo(self._environment, file.resolve(), keys, held, report, cancel)

    @contextmanager
    def consult(
        self, source: Path, keyring: Keyring, report: Report = ignore, cancel: Cancel = never
    ) -> Iterator[Path]:
        """Give a file or a backup to be looked at: a private, verified copy at head.

        Nothing is ever published; the copy is gone at the end, or after a kill at the next start.
        A file is read beside whoever works on it, from a medium that cannot be written too.

        Args:
            source: a household file or a backup.
            keyring: its keys; for a file that anybody can read, those that its copy gets.
            report: told of the progress.
            cancel: asked whether to stop.

        Raises:
            UserError: it cannot be opened or brought to head.
        """
        from patrimoine_gui.migration.restore import read_only

        with read_only.consult(self._environment, source, keyring, report, cancel) as copy:
            yield copy

    def save_elsewhere(
        self,
        kept: KeptOpen,
        target: Path,
        keyring: Keyring,
        report: Report = ignore,
        cancel: Cancel = never,
    ) -> None:
        """Make a new file, with the same keys, of one that is open and whose name is gone.

        Args:
            kept: the open file.
            target: where; nothing that exists is replaced.
            keyring: its keys.
            report: told of the progress.
            cancel: asked whether to stop.

        Raises:
            UserError: see `save_elsewhere.save`; nothing is left at the name.
        """
        from patrimoine_gui.migration.meter import Meter
        from patrimoine_gui.migration.restore import save_elsewhere

        meter = Meter(report, cancel, save_elsewhere.COSTS)
        save_elsewhere.save(self._environment, kept, target.absolute(), keyring, meter)
