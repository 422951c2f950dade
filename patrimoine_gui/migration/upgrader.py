"""Diagnoses household files and brings them from one version to another."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from patrimoine_gui import paths
from patrimoine_gui.database.lock import find_holder
from patrimoine_gui.errors import (
    ConsentRequired,
    FileBusy,
    KeyRequired,
    MarksMissing,
    TargetUnknown,
    WorkKind,
)
from patrimoine_gui.migration import inspection
from patrimoine_gui.migration.plan import Direction, KeyNeed, Plan
from patrimoine_gui.migration.progress import Cancel, Report, ignore, never
from patrimoine_gui.migration.revisions import load

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.crypto.kdf import KdfPolicy
    from patrimoine_gui.crypto.keyring import Keyring
    from patrimoine_gui.crypto.recovery_key import RecoveryKey
    from patrimoine_gui.database.lock import FileLock
    from patrimoine_gui.migration.diagnosis import Diagnosis
    from patrimoine_gui.migration.environment import Environment
    from patrimoine_gui.migration.meter import Meter
    from patrimoine_gui.migration.outcome import Outcome
    from patrimoine_gui.migration.transformation import Transformation
    from patrimoine_gui.migration.upgrade_run import UpgradeRun


class Upgrader:
    """The part of `MigrationManager` that knows revisions: diagnosis, plan, runs, other keys."""

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

    def inspect(self, file: Path) -> Diagnosis:
        """Tell what a file is. Never writes, never needs the key, never raises a `UserError`.

        A current file costs one read of a hundred bytes. SQLite is asked only where a journal
        stands beside the file, which it then recovers, or where the header does not suffice.
        """
        return inspection.inspect(file, self.revisions, self.migrations)

    def plan(
        self,
        file: Path,
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

        Raises:
            UserError: the file cannot be opened (the error of its diagnosis).
            FileBusy: somebody else has it open.
            TargetUnknown: no such revision.
        """
        from patrimoine_gui.migration.copies.staging import staged_at
        from patrimoine_gui.migration.planning import planner, preconditions

        found = self.inspect(file)
        if found.error is not None and not (mend and isinstance(found.error, MarksMissing)):
            raise found.error
        file = file.resolve()
        holder = None if held is not None and held.is_held else find_holder(file)
        if holder is not None:
            raise FileBusy(file, holder)
        current = self.revisions.get(found.revision)
        reached = self.revisions.resolve(target, current.id)
        run = self.revisions.between(current.id, reached.id)
        plan = planner.make_plan(file, current, reached, run, self.folders)
        if mend:
            from patrimoine_gui.migration.planning import mendable

            asked = mendable.Asked(self.migrations, current, is_unmarked=found.error is not None)
            plan = replace(plan, mending=mendable.find(plan, asked))
        staged = staged_at(file)
        if staged is not None:
            return planner.for_staged(plan, staged)
        return replace(plan, obstacle=preconditions.obstacle(file, self.folders.backups))

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
        return self._run(_to_do(plan), keyring, report, cancel).execute()

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
        return self._run(_to_do(plan), keyring, report, cancel).execute()

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
        return self._run(_to_do(plan), keyring, report, cancel).rehearse()

    @staticmethod
    def new_keys(
        plan: Plan, passphrase: str, policy: KdfPolicy | None = None
    ) -> tuple[Keyring, RecoveryKey]:
        """Make the keys for a file that anybody can read, and its recovery key.

        Where an earlier attempt failed after its backup, the passphrase of that attempt gives the
        same keys again, with a new recovery key: that backup then serves, and is not made twice.

        Raises:
            PassphraseUnusable: it is empty or too long.
        """
        from patrimoine_gui.crypto.kdf import POLICY
        from patrimoine_gui.migration import revision_keys

        return revision_keys.made(passphrase, policy or POLICY, plan.earlier)

    def renew_keys(
        self,
        file: Path,
        keyring: Keyring,
        renewed: Keyring,
        report: Report = ignore,
        cancel: Cancel = never,
    ) -> Outcome:
        """Encrypt every value of a file again under other keys, with the promises of `upgrade`.

        Args:
            file: a protected file at head.
            keyring: the keys that it has.
            renewed: the keys that it is to have (`Keyring.renewed`).
            report: told of the progress.
            cancel: asked whether to stop.

        Raises:
            UserError: see `upgrade`; the file then keeps its keys.
        """
        from patrimoine_gui.migration.transformation import RenewalTransformation

        plan = self.plan(file)
        current = self.revisions.get(plan.current)
        if plan.revisions or plan.key_need is not KeyNeed.UNLOCK:
            raise TargetUnknown(plan.target)
        meter = self._meter(plan, report, cancel)
        change = RenewalTransformation(current, keyring, renewed, meter)
        run = self._prepared(plan, meter, keyring, change)
        run.work = WorkKind.RENEWAL
        return run.execute()

    def _run(
        self,
        plan: Plan,
        keyring: Keyring | None,
        report: Report,
        cancel: Cancel,
        held: FileLock | None = None,
    ) -> UpgradeRun:
        from patrimoine_gui.migration.transformation import RevisionsTransformation

        if keyring is None:
            raise KeyRequired(plan.current)
        meter = self._meter(plan, report, cancel)
        change = RevisionsTransformation(plan, self.migrations, self.revisions, keyring, meter)
        return self._prepared(plan, meter, keyring, change, held)

    def setting(self) -> Environment:
        """Say where runs take place."""
        from patrimoine_gui.migration.environment import Environment

        return Environment(self.folders, self.migrations, self.revisions, self.program)

    def _prepared(
        self,
        plan: Plan,
        meter: Meter,
        keyring: Keyring,
        change: Transformation,
        held: FileLock | None = None,
    ) -> UpgradeRun:
        from patrimoine_gui.migration.copies.staging import staged_at
        from patrimoine_gui.migration.upgrade_run import UpgradeRun

        staged = staged_at(plan.file)
        run = UpgradeRun(
            self.setting(), plan, meter, keyring, held=held, change=change, staged=staged
        )
        if staged is not None:  # nobody's file yet
            run.work = WorkKind.COPY if staged.backup is None else WorkKind.RESTORE
        elif run.protects:
            run.work = WorkKind.PROTECTION
        return run

    def _meter(self, plan: Plan, report: Report, cancel: Cancel) -> Meter:
        from patrimoine_gui.migration.meter import Meter

        way = plan.way
        return Meter(report, cancel, way.seconds(), way.revisions(), way.rows)


def _to_do(plan: Plan) -> Plan:
    if not plan.revisions and not plan.mending:  # nothing to do, so nothing that could be proved
        raise TargetUnknown(plan.target)
    return plan
