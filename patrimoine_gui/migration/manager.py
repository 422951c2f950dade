"""The one way to diagnose, create, upgrade, downgrade, back up and restore a household file."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from patrimoine_gui.migration.plan import KeyNeed
from patrimoine_gui.migration.progress import Cancel, Report, ignore, never
from patrimoine_gui.migration.upgrader import Upgrader

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from patrimoine_gui.backup.backups import Backup
    from patrimoine_gui.backup.container.header import BackupKind, ContainerHeader
    from patrimoine_gui.crypto.header import FileHeader
    from patrimoine_gui.crypto.keyring import Keyring
    from patrimoine_gui.database.kept_open import KeptOpen
    from patrimoine_gui.database.lock import FileLock
    from patrimoine_gui.migration.copies.staging import Staged
    from patrimoine_gui.migration.outcome import Outcome
    from patrimoine_gui.migration.upgrade_run import UpgradeRun


class MigrationManager(Upgrader):
    """Upgrades household files; every caller (window, command line, restore) comes here."""

    def back_up(  # noqa: PLR0913  (who holds the file, and why, are said by name)
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

        run = self._still(file, keyring, report, cancel, held)
        return run.save(kind or BackupKind.MANUAL)

    def back_up_if_due(
        self,
        file: Path,
        keyring: Keyring,
        report: Report = ignore,
        cancel: Cancel = never,
        *,
        held: FileLock | None = None,
    ) -> Backup | None:
        """Back a file up if it changed since it last was, and that was not done today already.

        No connection to the file should be open any more. See `back_up` for the rest.

        Returns:
            The backup, None where none was due.
        """
        from patrimoine_gui.backup import due

        if not due.is_due(file.resolve(), self.folders.backups):
            return None
        kind = due.BackupKind.AUTOMATIC
        return self.back_up(file, keyring, report, cancel, kind=kind, held=held)

    @contextmanager
    def copied(
        self, file: Path, keyring: Keyring | None, report: Report = ignore, cancel: Cancel = never
    ) -> Iterator[Path]:
        """Hold a file, and give a private copy of it that was checked; it goes at the end.

        Without keys, nothing says that those of the caller open what is in it.
        """
        with self._still(file, keyring, report, cancel).copied() as copy:
            yield copy

    def _still(
        self,
        file: Path,
        keyring: Keyring | None,
        report: Report,
        cancel: Cancel,
        held: FileLock | None = None,
    ) -> UpgradeRun:
        """Prepare a run that goes nowhere."""
        from patrimoine_gui.migration import revision_keys as keys

        plan = self.plan(file, "+0", held=held)
        if keyring is None:  # none is used
            plan, keyring = replace(plan, key_need=KeyNeed.CREATE), keys.throwaway()
        return self._run(plan, keyring, report, cancel, held)

    def header(self, file: Path) -> FileHeader | None:
        """Give the closed keys of a file, None for one that anybody can read.

        Raises:
            UserError: the file cannot be opened.
            HeaderMissing, HeaderTampered: it is protected, and its keys are not to be found.
        """
        from patrimoine_gui.migration.planning import planner

        found = self.inspect(file)
        if found.error is not None:
            raise found.error
        protects = self.revisions.get(found.revision).protects
        return planner.header_of(file.resolve()) if protects else None

    def rewrite_header(self, file: Path, keyring: Keyring, changed: Keyring) -> Path:
        """Give a file another passphrase or recovery key; not one value is written.

        A verified backup, which the old passphrase opens, is made first. The new keys are read
        again, and opened values must be the same, before the change is kept.

        Returns:
            The backup.

        Raises:
            PlanOutdated: the keys of the file are not `keyring`, or `changed` opens other values.
            UserError: whatever else refused it; the file is what it was.
        """
        from patrimoine_gui.migration import change_keys

        return change_keys.rewrite(self, file.resolve(), keyring, changed)

    def examine(
        self,
        file: Path,
        report: Report = ignore,
        cancel: Cancel = never,
        *,
        mend: bool = False,
    ) -> None:
        """Check a file that was never opened here, on a private copy; nothing in it is executed.

        Args:
            file: a file that nobody vouches for.
            report: told of nothing yet: the check is one step.
            cancel: asked whether to stop.
            mend: whether what `plan` can put in order is not refused.

        Raises:
            HostileObject: it holds something that no version of ours writes.
            UserError: it is damaged, of another program, of a newer version...
            Cancelled: the user stopped it.
        """
        from patrimoine_gui.migration.file_check import untrusted

        del report
        rules = untrusted.Rules(self.migrations, self.revisions, cancelled=cancel, mend=mend)
        untrusted.examine(file.resolve(), self.folders, rules)

    def sweep(self, file: Path) -> int:
        """Remove what an interrupted run left beside a file; harmless while somebody runs.

        What dead processes took out of backups, wherever, goes too, and is not counted.

        Returns:
            How many files went.
        """
        from patrimoine_gui.migration.copies import staging, sweeping

        staging.sweep(self.folders, self.program)
        return sweeping.sweep(file, self.program)

    def create(self, file: Path, keyring: Keyring) -> None:
        """Make a new, empty household file at head, atomically; never overwrites.

        Args:
            file: where.
            keyring: the keys that protect it.

        Raises:
            FileExists: something stands there, or a journal that SQLite would replay into it.
            FolderReadOnly: the folder cannot be written.
            FileUnreachable: the folder does not exist, or the name is too long.
            NoSpace: the disk is full; nothing is left.
        """
        from patrimoine_gui.migration import creation

        creation.create(self.migrations, self.revisions, file.absolute(), keyring)

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
            UserError: see `saved_elsewhere.save`; nothing is left at the name.
        """
        from patrimoine_gui.migration.meter import Meter
        from patrimoine_gui.migration.restore import save_elsewhere as saved_elsewhere

        meter = Meter(report, cancel, saved_elsewhere.COSTS)
        saved_elsewhere.save(self, kept, target.absolute(), keyring, meter)

    # --- backups and restore ----------------------------------------------------------------------

    def backup_header(self, backup: Path) -> ContainerHeader:
        """Read what a backup says of itself, without any key: neither content nor key is checked.

        Raises:
            FileTooNew: a newer version wrote what is in it; the error names that version.
            NotABackup, ContainerTooNew, ContainerTruncated, ContainerCorrupted, TooLarge,
            FileUnreachable: as named.
        """
        from patrimoine_gui.migration.restore import extract

        return extract.read(self, backup)

    def stage(
        self,
        backup: Path,
        keyring: Keyring,
        beside: Path,
        report: Report = ignore,
        cancel: Cancel = never,
    ) -> Staged:
        """Take what a backup holds out of it, into a private copy that is verified and examined.

        Whoever gets it discards it in the end; what a dead process left is swept. `plan` and
        `upgrade` work on its file, and make no backup of it: it came from one.

        Args:
            backup: the backup; only read.
            keyring: what opens it: `Keyring.unlock` on the `file_header` of `backup_header`.
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
        return extract.stage(self, backup, keyring, beside.absolute().parent, meter)

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
            kind: what the log of upgrades calls it, see `journal`.
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
        asked = restoration.RestoreRequest(
            file, replace, current_keyring, held, consent_foreign, keep_format, kind
        )
        return restoration.restore(self, staged, asked, report, cancel)

    def last_restore(self, file: Path) -> Backup | None:
        """Give the backup that `undo_restore` would put back, None where nothing is to be undone.

        Never raises a `UserError`.
        """
        from patrimoine_gui.migration.restore import undo_restore as undoing

        return undoing.last_restore(self.folders, file.resolve())

    def last_upgrade(self, file: Path) -> Backup | None:
        """Give the newest backup from before an upgrade of a file, None where there is none.

        A file that was renamed since has the one of its former name, as long as no other copy of
        it has one too. Never raises a `UserError`.
        """
        from patrimoine_gui.migration.restore import undo_restore as undoing

        return undoing.last_upgrade(self.folders, file.resolve())

    def undo_restore(  # noqa: PLR0913  (two keys, each by name)
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
        from patrimoine_gui.migration.restore import undo_restore as undoing

        keys = undoing.UndoKeys(keyring, current_keyring or keyring)
        return undoing.undo(self, file.resolve(), keys, held, report, cancel)

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

        with read_only.consult(self, source, keyring, report, cancel) as copy:
            yield copy
