"""What a restore does in the background, as plain functions for the thread. No Qt."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from enum import Enum
from functools import partial
from pathlib import Path  # noqa: TC003  (a dataclass field)
from typing import TYPE_CHECKING

from patrimoine_gui import local_time
from patrimoine_gui.database.lock import FileLock
from patrimoine_gui.errors import FileBusy, UserError
from patrimoine_gui.ui.wizards.restore.restore_context import Relation

if TYPE_CHECKING:
    from patrimoine_gui.backup.backups import Backup
    from patrimoine_gui.crypto.keyring import Keyring
    from patrimoine_gui.migration.copies.staging import Staged
    from patrimoine_gui.migration.manager import MigrationManager
    from patrimoine_gui.migration.outcome import Outcome
    from patrimoine_gui.migration.plan import Plan
    from patrimoine_gui.migration.progress import Cancel, Report
    from patrimoine_gui.portfolio.comparison.households import Comparison
    from patrimoine_gui.portfolio.household import Household
    from patrimoine_gui.ui.background import Task
    from patrimoine_gui.ui.wizards.restore.restore_context import RestoreContext


class NotCompared(Enum):
    """Why a backup was not compared with the present file."""

    NO_FILE = "no present file is known"
    FOREIGN = "it is of another household"
    OTHER_KEYS = "other keys open the present file, which is closed"
    UNREADABLE = "the present file cannot be read"
    BUSY = "another program has the present file"


@dataclass(frozen=True, slots=True)
class CompareResult:
    """The comparison of a backup with the present file, or why there is none."""

    comparison: Comparison | None = field(default=None, repr=False)
    why_not: NotCompared | None = None


@dataclass(frozen=True, slots=True)
class CheckResult:
    """A backup that was verified, and what comes next.

    Attributes:
        staged: the private copy of what it holds.
        plan: of the upgrade of that copy, None where there is none to do.
        compared: None while the copy has to be upgraded first.
    """

    staged: Staged
    plan: Plan | None = None
    compared: CompareResult | None = None


@dataclass(frozen=True, slots=True)
class UpgradeResult:
    """A copy that was upgraded, and how it differs from the present file."""

    outcome: Outcome
    compared: CompareResult


@dataclass(frozen=True, slots=True)
class RestoreTasks:
    """Makes the tasks of one restore.

    Attributes:
        manager: does the work.
        context: what is open.
        keeps_format: whether the backup is restored in its own format.
    """

    manager: MigrationManager
    context: RestoreContext
    keeps_format: bool = False

    def listing(self) -> Task[tuple[Backup, ...]]:
        """List the backups of the folder; gives a tuple of `Backup`, newest first."""
        return self._list

    def reading(self, file: Path) -> Task[Backup]:
        """Read what a backup says of itself; gives a `Backup`."""
        return partial(self._read, file)

    def checking(self, backup: Backup, keyring: Keyring, beside: Path) -> Task[CheckResult]:
        """Verify a backup and take a private copy out of it; gives `CheckResult`.

        Args:
            backup: which one.
            keyring: opens it.
            beside: a file, there or not, in whose folder the copy is put.
        """
        return partial(self._check, backup, keyring, beside)

    def upgrading(self, staged: Staged, plan: Plan) -> Task[UpgradeResult]:
        """Upgrade the private copy; gives `UpgradeResult`."""
        return partial(self._upgrade, staged, plan)

    def restoring(self, staged: Staged, target: RestoreTarget) -> Task[Outcome]:
        """Restore the private copy; gives an `Outcome`."""
        return partial(self._restore, staged, target)

    # --- inside ---------------------------------------------------------------------------------

    def _list(self, _report: Report, _cancel: Cancel) -> tuple[Backup, ...]:
        from patrimoine_gui.backup import store

        return store.listed(self.manager.folders.backups)

    def _read(self, file: Path, _report: Report, _cancel: Cancel) -> Backup:
        from patrimoine_gui.backup.backups import Backup

        header = self.manager.backups.header(file)
        return Backup(file, header, os.stat(file).st_size)  # noqa: PTH116  (follows links too)

    def _check(
        self, backup: Backup, keyring: Keyring, beside: Path, report: Report, cancel: Cancel
    ) -> CheckResult:
        staged = self.manager.restores.stage(backup.file, keyring, beside, report, cancel)
        try:
            plan = self.manager.plan(staged)
            if plan.revisions and not self.keeps_format:
                return CheckResult(staged, plan)
            return CheckResult(staged, None, self._compared(staged, backup))
        except BaseException:
            staged.discard()
            raise

    def _upgrade(self, staged: Staged, plan: Plan, report: Report, cancel: Cancel) -> UpgradeResult:
        outcome = self.manager.upgrade(plan, staged.keyring, report, cancel)
        return UpgradeResult(outcome, self._compared(staged))

    def _restore(
        self, staged: Staged, target: RestoreTarget, report: Report, cancel: Cancel
    ) -> Outcome:
        present = self.context.opened
        may_hold = target.replaces and present is not None and present.lock.is_held
        lock = present.lock if may_hold and present is not None else None
        return self.manager.restores.restore(
            staged,
            target.file,
            replace=target.replaces,
            current_keyring=self.present_keyring(staged),
            held=lock,
            consent_foreign=target.consents,
            keep_format=self.keeps_format,
            report=report,
            cancel=cancel,
        )

    # --- the present file -----------------------------------------------------------------------

    def present_keyring(self, staged: Staged) -> Keyring:
        """Give what opens the present file: the keys that are open, else those of the backup."""
        present = self.context.opened
        return present.keyring if present is not None else staged.keyring

    def _compared(self, staged: Staged, backup: Backup | None = None) -> CompareResult:
        """Compare what comes out of a backup with the present file; never stops the restore."""
        from patrimoine_gui.portfolio.comparison.households import compare
        from patrimoine_gui.portfolio.repository import household_file

        after = self._present(staged)
        if isinstance(after, NotCompared):
            return CompareResult(why_not=after)
        if backup is not None and self.keeps_format:
            with self.manager.restores.consult(backup.file, staged.keyring) as copy:
                before = household_file.load(copy, staged.keyring.fields)
        else:
            before = household_file.load(staged.file, staged.keyring.fields)
        today = local_time.today()
        return CompareResult(compare(before, after, today))

    def _present(self, staged: Staged) -> Household | NotCompared:
        if staged.header is None:
            return NotCompared.NO_FILE
        if self.context.relation(staged.header) is Relation.FOREIGN:
            return NotCompared.FOREIGN
        if self.context.household is not None:
            return self.context.household
        present = self.context.present_file(staged.header)
        return self._closed(present, staged) if present is not None else NotCompared.NO_FILE

    def _closed(self, present: Path, staged: Staged) -> Household | NotCompared:
        """Read a file that nobody has open, where the keys of the backup open it."""
        from patrimoine_gui.portfolio.repository import household_file

        try:
            header = self.manager.header(present)
            if header is None or not header.has_same_keys(staged.keyring.header):
                return NotCompared.OTHER_KEYS
            with FileLock(present, self.manager.program):
                return household_file.load(present, staged.keyring.fields)
        except FileBusy:
            return NotCompared.BUSY
        except (UserError, OSError):
            return NotCompared.UNREADABLE


@dataclass(frozen=True, slots=True)
class RestoreTarget:
    """Where a backup is restored to.

    Attributes:
        file: the new file, or the one that is replaced.
        replaces: whether that one is replaced.
        consents: whether the user wants the backup of another household.
    """

    file: Path
    replaces: bool = False
    consents: bool = False
