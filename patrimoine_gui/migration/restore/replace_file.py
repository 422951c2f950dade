"""Puts a staged copy in the place of a household file, which is backed up first."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from patrimoine_gui.backup import store
from patrimoine_gui.errors import PlanOutdated, ResultUnread, UpgradeStep
from patrimoine_gui.migration import failures
from patrimoine_gui.migration.base_run import BaseRun
from patrimoine_gui.migration.copies import shadow
from patrimoine_gui.migration.measuring import proof
from patrimoine_gui.migration.outcome import Proof
from patrimoine_gui.migration.plan import Direction
from patrimoine_gui.migration.planning import preconditions
from patrimoine_gui.migration.progress import Unit

if TYPE_CHECKING:
    import sqlite3

    from patrimoine_gui.migration.outcome import Measures, Outcome
    from patrimoine_gui.migration.restore.staged_copy import StagedCopy


@dataclass(kw_only=True)
class ReplaceRun(BaseRun):
    """One restore over a file that can be opened; its plan goes from the file to the copy.

    Attributes:
        copy: what is put in its place.
    """

    copy: StagedCopy = field(repr=False)

    def execute(self) -> Outcome:
        """Do the whole; see `RestoreManager.restore`.

        Raises:
            UserError: whatever stopped it; the file is then what it was.
        """
        return replace(self.recorded(self._replaced), keyring=self.copy.keyring)

    def _replaced(self) -> Proof:
        file = self.plan.file
        self.meter.begin(UpgradeStep.LOCK, 1, Unit.CHECKS)
        preconditions.check_restore(self.plan, self.environment.folders.backups)
        with ExitStack() as stack:
            live = self._backed_up(stack)
            migrations = self.environment.migrations
            self.remarks = self.copy.put_in_order(file, migrations, self.meter)
            self.copy.put_keys()
            before = self.copy.measured(self.meter, UpgradeStep.MEASURE_BEFORE)
            self.remarks += self.copy.unreadable(before)
            if shadow.identity(file) != self.source.identity:
                raise PlanOutdated(file)
            self.sizes = self.sizes[0], self.copy.file.stat().st_size
            self.publish(self.copy.file, live)
            return self._read_again(live, before)

    def _backed_up(self, stack: ExitStack) -> sqlite3.Connection:
        """Hold the file until the stack is left, and back it up; its own copy is gone then."""
        stack.enter_context(self.source.reserved())
        live = stack.enter_context(self.source.held_alone())
        with ExitStack() as short:
            self.back_up(self.snapshot(live, short), store.BackupKind.PRE_RESTORE)
        return live

    def _read_again(self, live: sqlite3.Connection, before: Measures) -> Proof:
        """Measure what the disk gives back.

        Raises:
            ResultUnread: it is not what was published.
        """
        with failures.published(self.plan.file, self.backup_file):
            after = self.copy.measured_in(live, self.meter, UpgradeStep.CLEAN)
        if proof.differences(before, after, (), Direction.UP):
            raise ResultUnread(self.plan.file, self.backup_file)
        return Proof(before, after)
