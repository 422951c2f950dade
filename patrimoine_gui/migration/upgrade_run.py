"""One run over a file: from the lock to the publication, all or nothing.

Before `publish` every exit is "remove the shadow"; during it, SQLite's own rollback. The user's
file is held by one connection from the first look to the last byte.
"""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from patrimoine_gui.backup import fingerprint, store
from patrimoine_gui.backup.backup_records import BackupRecords
from patrimoine_gui.database import connections, file_header
from patrimoine_gui.errors import (
    DamageKind,
    Difference,
    FileDamaged,
    KeyRequired,
    PlanOutdated,
    ProofFailed,
    PublishedUnconfirmed,
    ResultUnread,
    StateUnknown,
    UpgradeFailed,
    UpgradeStep,
    WorkKind,
)
from patrimoine_gui.migration import failures, revision_keys
from patrimoine_gui.migration.base_run import BaseRun
from patrimoine_gui.migration.copies import shadow
from patrimoine_gui.migration.measuring import proof, tokens, verification
from patrimoine_gui.migration.mending import private_copy
from patrimoine_gui.migration.meter import Meter
from patrimoine_gui.migration.plan import Direction, KeyNeed
from patrimoine_gui.migration.planning import planner, preconditions
from patrimoine_gui.migration.progress import Unit
from patrimoine_gui.migration.transformation import RevisionsTransformation

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from patrimoine_gui.crypto.keyring import Keyring
    from patrimoine_gui.database.lock import FileLock
    from patrimoine_gui.migration.environment import Environment
    from patrimoine_gui.migration.outcome import Measures, Outcome, Proof
    from patrimoine_gui.migration.plan import Plan
    from patrimoine_gui.migration.progress import Cancel, Report
    from patrimoine_gui.migration.revisions import Revision
    from patrimoine_gui.migration.transformation import Transformation


@dataclass(kw_only=True)
class UpgradeRun(BaseRun):
    """The state of one run over revisions, or from keys to others, kept while it lasts.

    Attributes:
        change: what is done to the shadow.
    """

    change: Transformation = field(repr=False)

    def execute(self) -> Outcome:
        """Do the whole; see `MigrationManager.upgrade`.

        Raises:
            UserError: whatever stopped it; the file is then what it was.
        """
        return self.recorded(self._locked)

    def rehearse(self) -> Outcome:
        """Do all of it but back up, publish and record: the file is only read.

        Raises:
            UserError: whatever would stop it.
        """
        self.meter.begin(UpgradeStep.LOCK, 1, Unit.CHECKS)
        preconditions.foresee(self.plan, self._backups)
        with self.failing_safe(), ExitStack() as stack:
            live, copy = self._copied(stack)
            found = self._change(copy, live)
        return self.outcome(found, None)

    def save(self, kind: store.BackupKind) -> store.Backup:
        """Back the file up, and do nothing else to it; it is held only while it is copied.

        Raises:
            UserError: why no backup could be made.
        """
        self.work = WorkKind.BACKUP
        self.meter.begin(UpgradeStep.LOCK, 1, Unit.CHECKS)
        with self.failing_safe(), ExitStack() as stack:
            stack.enter_context(self.source.reserved())
            marks = fingerprint.take(self.plan.file)
            with self.source.held_alone() as live:
                copy = self.snapshot(live, stack)
            backup = self.back_up(copy, kind)
        with failures.too_late_to_fail():
            register = BackupRecords(self.environment.folders.backups)
            register.note_source(self.tag, backup.file, marks)
            self.prune(backup)
        return backup

    @contextmanager
    def copied(self) -> Iterator[Path]:
        """Hold the file, and give a private copy of it that was checked; it goes at the end.

        Raises:
            UserError: why there is none.
        """
        self.work = WorkKind.COPY
        self.meter.begin(UpgradeStep.LOCK, 1, Unit.CHECKS)
        with self.failing_safe(), ExitStack() as stack:
            yield self._copied(stack)[1]

    def _locked(self) -> Proof:
        file = self.plan.file
        self.meter.begin(UpgradeStep.LOCK, 1, Unit.CHECKS)
        preconditions.check(self.plan, self._backups)
        with ExitStack() as stack:
            live, copy = self._copied(stack)
            if self.plan.staged is None:
                self.back_up(copy, store.BackupKind.PRE_UPGRADE)
            found = self._change(copy, live)
            if shadow.identity(file) != self.source.identity:
                raise PlanOutdated(file)
            self.publish(copy, live)
        with failures.too_late_to_fail():
            if self.backup is not None:
                self.prune(self.backup)
        return found

    def _copied(self, stack: ExitStack) -> tuple[sqlite3.Connection, Path]:
        """Hold the file until the stack is left, and give its connection and a checked copy."""
        stack.enter_context(self.source.reserved())
        live = stack.enter_context(self.source.held_alone())
        return live, self.snapshot(live, stack)

    def _change(self, copy: Path, live: sqlite3.Connection) -> Proof:
        migrations = self.environment.migrations
        self.remarks += private_copy.put_in_order(
            copy, self.plan.file, migrations, self.revision(self.plan.current), self.meter
        )
        with connections.private(copy) as connection:
            before = self._measure(
                connection, UpgradeStep.MEASURE_BEFORE, self.plan.current, self.keyring
            )
            milestones: list[Measures] = []
            self.change.apply(connection, self._passing(connection, milestones))
            self._verify(connection, live)
            after = self._measure(
                connection, UpgradeStep.MEASURE_AFTER, self.plan.target, self.change.keyring_after
            )
            self.remarks += tokens.unreadable(
                connection, self.revision(self.plan.target), self.change.keyring_after, after
            )
            run = self._revisions()
            found = proof.differences_on_the_way(
                [before, *milestones, after], self.environment.revisions, self.plan.direction
            )
            if found:
                if self.plan.direction is Direction.DOWN:  # the way up sets such rows aside
                    self._refuse_links_broken_before(live)
                raise ProofFailed(found, self.backup_file)
        self._finalise(copy)
        self.sizes = self.sizes[0], copy.stat().st_size
        return proof.conclude(before, after, run)

    def publish(self, copy: Path, live: sqlite3.Connection) -> None:
        """Publish a verified copy into the file that is held; see `Work.publish`."""
        try:
            super().publish(copy, live)
        except (PublishedUnconfirmed, ResultUnread, StateUnknown) as error:
            if self.plan.staged is None:
                raise
            raise self._failed(type(error).__name__) from None  # it is thrown away

    def _passing(
        self, connection: sqlite3.Connection, milestones: list[Measures]
    ) -> Callable[[str], None]:
        """Give what measures the copy where formats before and after have no words in common."""

        def look(revision: str) -> None:
            milestone = self.revision(revision)
            if proof.is_milestone(milestone):
                field_keys = revision_keys.of(self.keyring)
                milestones.append(proof.measure(connection, milestone, self.meter.heed, field_keys))

        return look

    def _measure(
        self, connection: sqlite3.Connection, step: UpgradeStep, revision: str, keyring: Keyring
    ) -> Measures:
        self.meter.begin(step, 0, Unit.CHECKS)  # a measure counts what it likes
        with self.meter.watching(connection):
            return proof.measure(
                connection, self.revision(revision), self.meter.tick, revision_keys.of(keyring)
            )

    def _verify(self, connection: sqlite3.Connection, live: sqlite3.Connection) -> None:
        self.meter.begin(UpgradeStep.VERIFY, 3, Unit.CHECKS)
        pages, page_size = (
            connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("page_count", "page_size")
        )
        with self.meter.watching(connection):
            full = pages * page_size <= verification.FULL_CHECK_BYTES
            whole = verification.pages_are_whole(connection, full=full)
            self.meter.check()
            if not whole:
                differences = verification.broken_checks(connection)
                if differences:
                    raise ProofFailed(differences, self.backup_file)
                raise self._failed("IntegrityCheck")
            migrations, target = self.environment.migrations, self.plan.target
            links = verification.broken_links(connection, migrations, target)
            if links.count:
                self._refuse_links_broken_before(live)
            structure_changes = verification.structure_differences(connection, migrations, target)
            structure_changes += self._header_differences(connection)
        if structure_changes or links.count:
            raise ProofFailed((*links.differences(), *structure_changes), self.backup_file)

    def _failed(self, cause: str) -> UpgradeFailed:
        return UpgradeFailed(self.meter.step, "", self.backup_file, cause, kind=self.work)

    def _header_differences(self, connection: sqlite3.Connection) -> tuple[Difference, ...]:
        """Compare the keys that the shadow carries with those that it must carry."""
        found = file_header.read(connection)
        return () if found == self.change.header else (Difference("keys of the file"),)

    def _refuse_links_broken_before(self, live: sqlite3.Connection) -> None:
        """Blame no upgrade for a link to nothing that was in the file already.

        It is looked for only once the result has one: a revision may well set such rows aside.
        """
        with self.meter.watching(live):
            migrations, current = self.environment.migrations, self.plan.current
            broken = verification.broken_links(live, migrations, current)
        if broken.count:
            raise FileDamaged(self.plan.file, DamageKind.LINKS, broken.rows, broken.count)

    def _finalise(self, copy: Path) -> None:
        """Leave no clear text in free pages, and no file that is mostly free pages."""
        if not self.change.scrubs and not shadow.is_loose(copy):
            return
        self.meter.begin(UpgradeStep.FINALISE, copy.stat().st_size, Unit.BYTES)
        with shadow.shadow_path(self.plan.file) as compact:
            with (
                connections.private(copy) as connection,
                self.meter.watching(connection, lambda: compact.stat().st_size),
            ):
                shadow.snapshot(connection, compact)
            compact.replace(copy)

    def _revisions(self) -> tuple[Revision, ...]:
        return self.environment.revisions.between(self.plan.current, self.plan.target)

    @property
    def protects(self) -> bool:
        """Whether a file that anybody could read is protected now."""
        return self.plan.key_need is KeyNeed.CREATE and self.plan.protected_after

    @property
    def _backups(self) -> Path | None:
        """The folder of the backups; None where none is to be made."""
        return self.environment.folders.backups if self.plan.staged is None else None

    @property
    def backup_file(self) -> Path | None:
        """The verified backup, None when it was not made yet."""
        return super().backup_file if self.plan.staged is None else self.plan.staged.backup

    @property
    def running(self) -> str:
        """The revision that runs, "" when none does."""
        return self.change.revision


def over_revisions(  # noqa: PLR0913, PLR0917  (what a run needs, no more)
    environment: Environment,
    plan: Plan,
    keyring: Keyring | None,
    report: Report,
    cancel: Cancel,
    held: FileLock | None = None,
) -> UpgradeRun:
    """Prepare the run of the revisions of a plan.

    Raises:
        KeyRequired: no keys were given.
    """
    if keyring is None:
        raise KeyRequired(plan.current)
    meter = meter_of(plan, report, cancel)
    change = RevisionsTransformation(
        plan, environment.migrations, environment.revisions, keyring, meter
    )
    run = UpgradeRun(environment, plan, meter, keyring, held=held, change=change)
    if plan.staged is not None:  # nobody's file yet
        run.work = WorkKind.COPY if plan.staged.backup is None else WorkKind.RESTORE
    elif run.protects:
        run.work = WorkKind.PROTECTION
    return run


def over_no_revision(  # noqa: PLR0913, PLR0917  (what a run needs, no more)
    environment: Environment,
    file: Path,
    keyring: Keyring | None,
    report: Report,
    cancel: Cancel,
    held: FileLock | None = None,
) -> UpgradeRun:
    """Prepare a run that leaves the file at its revision; without keys, none of it are checked."""
    plan = planner.plan(environment, file, "+0", held=held)
    if keyring is None:
        plan, keyring = replace(plan, key_need=KeyNeed.CREATE), revision_keys.throwaway()
    return over_revisions(environment, plan, keyring, report, cancel, held)


def meter_of(plan: Plan, report: Report, cancel: Cancel) -> Meter:
    """Give the meter of a run: each step counts for as long as it is expected to last."""
    return Meter(report, cancel, plan.way.seconds(), plan.way.revisions(), plan.way.rows)
