"""The one way to diagnose, create, upgrade, downgrade, back up and restore a household file."""

from __future__ import annotations

from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING

from patrimoine_gui import paths
from patrimoine_gui.errors import ConsentRequired, TargetUnknown
from patrimoine_gui.migration.backup_manager import BackupManager
from patrimoine_gui.migration.environment import Environment
from patrimoine_gui.migration.plan import Direction, Plan
from patrimoine_gui.migration.progress import Cancel, Report, ignore, never
from patrimoine_gui.migration.restore.restore_manager import RestoreManager
from patrimoine_gui.migration.revisions import load

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from patrimoine_gui.backup.backups import Backup
    from patrimoine_gui.crypto.header import FileHeader
    from patrimoine_gui.crypto.keyring import Keyring
    from patrimoine_gui.database.lock import FileLock
    from patrimoine_gui.migration.change_keys import KeyManager
    from patrimoine_gui.migration.copies.staging import Staged
    from patrimoine_gui.migration.diagnosis import Diagnosis
    from patrimoine_gui.migration.outcome import Outcome
    from patrimoine_gui.migration.upgrade_run import UpgradeRun


class MigrationManager:
    """Upgrades household files; every caller (window, command line, restore) comes here.

    Attributes:
        environment: where it works.
        backups: makes them, and reads what they say of themselves.
        restores: takes files out of backups, and goes back.
    """

    def __init__(
        self,
        folders: paths.UserFolders | None = None,
        *,
        migrations: Path | None = None,
        program: str = "patrimoine",
    ) -> None:
        """Work with the folders of this user, or others (tests).

        Args:
            folders: where backups and reports go.
            migrations: folder of env.py, index.py and the revisions; the program's own by default.
            program: who we are, told to whoever finds the file locked.
        """
        self.folders = folders or paths.user_folders()
        self.migrations = migrations or paths.migrations_folder()
        self.revisions = load(migrations)
        self.program = program
        self.environment = Environment(self.folders, self.migrations, self.revisions, program)
        self.backups = BackupManager(self.environment)
        self.restores = RestoreManager(self.environment)

    @cached_property
    def keys(self) -> KeyManager:
        """Makes, changes and renews the keys of files."""
        from patrimoine_gui.migration.change_keys import KeyManager  # what opens a file needs none

        return KeyManager(self.environment)

    def inspect(self, file: Path) -> Diagnosis:
        """Tell what a file is. Never writes, never needs the key, never raises a `UserError`.

        A current file costs one read of a hundred bytes. SQLite is asked only where a journal
        stands beside the file, which it then recovers, or where the header does not suffice.
        """
        return self.environment.inspect(file)

    def plan(
        self,
        file: Path | Staged,
        target: str = "head",
        *,
        held: FileLock | None = None,
        mend: bool = False,
    ) -> Plan:
        """Tell what reaching `target` ("head", "0002", "0.2", "-1", "+1") would do.

        A target below the file's revision gives a downgrade. Nothing is written. What would
        refuse the work is told in the plan, not raised. `held` is the lock of the caller, if any.
        With `mend`, the user agrees that what another program did to the file is put in order on
        the copy: see `Plan.mending`.

        Args:
            file: the file, or a staged copy, which is nobody's file yet.
            target: where to go.
            held: the lock of the file, where the caller holds it.
            mend: whether what was done to it may be put in order.

        Raises:
            UserError: the file cannot be opened (the error of its diagnosis).
            FileBusy: somebody else has it open.
            TargetUnknown: no such revision.
        """
        from patrimoine_gui.migration.planning import planner

        return planner.plan(self.environment, file, target, held=held, mend=mend)

    def upgrade(
        self,
        plan: Plan,
        keyring: Keyring | None,
        report: Report = ignore,
        cancel: Cancel = never,
    ) -> Outcome:
        """Run a plan that goes up: all or nothing.

        Raises:
            Cancelled: the user stopped it.
            ProofFailed: an undeclared difference.
            UpgradeFailed: a revision or a check failed.
            UserError: whatever else stopped it; the file is in every case exactly what it was.
        """
        if plan.direction is not Direction.UP:
            raise TargetUnknown(plan.target)
        return self._run(plan, keyring, report, cancel).execute()

    def downgrade(
        self,
        plan: Plan,
        keyring: Keyring | None,
        *,
        consent: bool = False,
        report: Report = ignore,
        cancel: Cancel = never,
    ) -> Outcome:
        """Run a plan that goes down; same promises as `upgrade`.

        Raises:
            ConsentRequired: the plan loses information and `consent` was not given.
            UserError: see `upgrade`.
        """
        if plan.direction is not Direction.DOWN:
            raise TargetUnknown(plan.target)
        if plan.lossy and not consent:
            raise ConsentRequired(tuple(revision.id for revision in plan.lossy))
        return self._run(plan, keyring, report, cancel).execute()

    def rehearse(
        self,
        plan: Plan,
        keyring: Keyring | None,
        report: Report = ignore,
        cancel: Cancel = never,
    ) -> Outcome:
        """Run a plan on a private copy, prove it, and keep nothing: neither copy, backup nor log.

        What would be lost needs no consent: the file stays byte by byte what it is.

        Raises:
            UserError: whatever would stop the work itself.
        """
        return self._run(plan, keyring, report, cancel).rehearse()

    def _run(
        self, plan: Plan, keyring: Keyring | None, report: Report, cancel: Cancel
    ) -> UpgradeRun:
        from patrimoine_gui.migration import upgrade_run

        if not plan.revisions and not plan.mending:  # nothing that could be proved
            raise TargetUnknown(plan.target)
        return upgrade_run.over_revisions(self.environment, plan, keyring, report, cancel)

    def header(self, file: Path) -> FileHeader | None:
        """Give the closed keys of a file, None for one that anybody can read.

        Raises:
            UserError: the file cannot be opened.
            HeaderMissing, HeaderTampered: it is protected, and its keys are not to be found.
        """
        from patrimoine_gui.migration.planning import planner

        diagnosis = self.inspect(file)
        if diagnosis.error is not None:
            raise diagnosis.error
        protects = self.revisions.get(diagnosis.revision).protects
        return planner.header_of(file.resolve()) if protects else None

    def last_upgrade(self, file: Path) -> Backup | None:
        """Give the newest backup from before an upgrade of a file, None where there is none.

        A file that was renamed since has the one of its former name, as long as no other copy of
        it has one too. Never raises a `UserError`.
        """
        from patrimoine_gui.migration.restore import undo_restore

        return undo_restore.last_upgrade(self.folders, file.resolve())

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

    @contextmanager
    def copied(
        self, file: Path, keyring: Keyring | None, report: Report = ignore, cancel: Cancel = never
    ) -> Iterator[Path]:
        """Hold a file, and give a private copy of it that was checked; it goes at the end.

        Without keys, nothing says that those of the caller open what is in it.
        """
        from patrimoine_gui.migration import upgrade_run

        run = upgrade_run.over_no_revision(self.environment, file, keyring, report, cancel)
        with run.copied() as copy:
            yield copy

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
