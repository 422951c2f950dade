"""The keys of a file: made, changed without touching a value, renewed with every value."""

from __future__ import annotations

import logging
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from patrimoine_gui.backup.store import BackupKind
from patrimoine_gui.crypto.kdf import POLICY
from patrimoine_gui.database import file_header
from patrimoine_gui.errors import HeaderTampered, PlanOutdated, TargetUnknown, UpgradeStep, WorkKind
from patrimoine_gui.migration import revision_keys, upgrade_run
from patrimoine_gui.migration.base_run import BaseRun
from patrimoine_gui.migration.measuring import commit_check
from patrimoine_gui.migration.plan import KeyNeed
from patrimoine_gui.migration.planning import planner, preconditions
from patrimoine_gui.migration.progress import Cancel, Report, Unit, ignore, never
from patrimoine_gui.migration.transformation import (
    RenewalTransformation,
    put_header,
    signed_by_us,
)

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

    from patrimoine_gui.crypto.header import FileHeader
    from patrimoine_gui.crypto.kdf import KdfPolicy
    from patrimoine_gui.crypto.keyring import Keyring
    from patrimoine_gui.crypto.recovery_key import RecoveryKey
    from patrimoine_gui.migration.environment import Environment
    from patrimoine_gui.migration.outcome import Outcome
    from patrimoine_gui.migration.plan import Plan

_log = logging.getLogger(__name__)


class KeyManager:
    """Makes, changes and renews the keys of files; `MigrationManager.keys`."""

    def __init__(self, environment: Environment) -> None:
        """Work in an environment."""
        self._environment = environment

    @staticmethod
    def new(
        plan: Plan, passphrase: str, policy: KdfPolicy | None = None
    ) -> tuple[Keyring, RecoveryKey]:
        """Make the keys for a file that anybody can read, and its recovery key.

        Where an earlier attempt failed after its backup, the passphrase of that attempt gives the
        same keys again, with a new recovery key: that backup then serves, and is not made twice.

        Raises:
            PassphraseUnusable: it is empty or too long.
        """
        return revision_keys.made(passphrase, policy or POLICY, plan.earlier)

    def change(self, file: Path, keyring: Keyring, changed: Keyring) -> Path:
        """Give a file another passphrase or recovery key; not one value is written.

        A verified backup, which the old passphrase opens, is made first. The new keys are read
        again, and opened values must be the same, before the change is kept.

        Returns:
            The backup.

        Raises:
            PlanOutdated: the keys of the file are not `keyring`, or `changed` opens other values.
            UserError: whatever else refused it; the file is what it was.
        """
        if not _opens_the_same(changed, keyring):  # other keys for the values: that is a renewal
            raise PlanOutdated(file)
        plan = planner.plan(self._environment, file, "+0")
        if plan.header is None:
            raise PlanOutdated(file)
        meter = upgrade_run.meter_of(plan, ignore, never)
        return KeyRun(self._environment, plan, meter, keyring, changed=changed).execute()

    def renew(
        self,
        file: Path,
        keyring: Keyring,
        renewed: Keyring,
        report: Report = ignore,
        cancel: Cancel = never,
    ) -> Outcome:
        """Encrypt every value of a file again under other keys, with the promises of an upgrade.

        Args:
            file: a protected file at head.
            keyring: the keys that it has.
            renewed: the keys that it is to have (`Keyring.renewed`).
            report: told of the progress.
            cancel: asked whether to stop.

        Raises:
            UserError: see `MigrationManager.upgrade`; the file then keeps its keys.
        """
        plan = planner.plan(self._environment, file)
        current = self._environment.revisions.get(plan.current)
        if plan.revisions or plan.key_need is not KeyNeed.UNLOCK:
            raise TargetUnknown(plan.target)
        meter = upgrade_run.meter_of(plan, report, cancel)
        change = RenewalTransformation(current, keyring, renewed, meter)
        run = upgrade_run.UpgradeRun(self._environment, plan, meter, keyring, change=change)
        run.work = WorkKind.RENEWAL
        return run.execute()


@dataclass(kw_only=True)
class KeyRun(BaseRun):
    """One change of the closed keys of a file, in one transaction of SQLite.

    Attributes:
        changed: the keys that it is to have: they open the same values.
    """

    work: WorkKind = WorkKind.KEYS
    changed: Keyring = field(repr=False)

    def execute(self) -> Path:
        """Do the whole, and give the backup; see `KeyManager.change`.

        Raises:
            UserError: whatever stopped it; the file is then what it was.
        """
        self.meter.begin(UpgradeStep.LOCK, 1, Unit.CHECKS)
        preconditions.check(self.plan, self.environment.folders.backups)
        with self.failing_safe(), ExitStack() as stack:
            stack.enter_context(self.source.reserved())
            live = stack.enter_context(self.source.held_alone())
            backup = self.back_up(self.snapshot(live, stack), BackupKind.AUTOMATIC)
            self.meter.begin(UpgradeStep.PUBLISH, 1, Unit.CHECKS, cancellable=False)
            self._write(live)
        _log.info("%s: keys changed", self.tag)
        return backup.file

    def _write(self, live: sqlite3.Connection) -> None:
        """Write the new keys over the old ones, of which nothing stays in a free page."""
        header = signed_by_us(self.changed.header, self.revision(self.plan.current))
        work = commit_check.Committing(self.plan.file, self.work, self.backup_file)
        live.execute("PRAGMA journal_mode = DELETE")
        live.execute("PRAGMA secure_delete = ON")
        with commit_check.resolving(live, work, replace(commit_check.marks(live), header=header)):
            live.execute("BEGIN IMMEDIATE")
            put_header(live, header)
            _check_written(live, header)
            live.execute("COMMIT")


def _opens_the_same(changed: Keyring, keyring: Keyring) -> bool:
    """Tell whether keys open every value that others open, in the same household."""
    old, new = keyring.fields, changed.fields
    return (
        changed.household_id == keyring.household_id
        and new.legacy == old.legacy
        and all(new.data.get(number) == key for number, key in old.data.items())
    )


def _check_written(live: sqlite3.Connection, header: FileHeader) -> None:
    if file_header.read(live) != header:
        raise HeaderTampered
