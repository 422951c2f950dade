"""One run over a file: from the lock to the publication, all or nothing.

Before `publish` every exit is "remove the shadow"; during it, SQLite's own rollback. The user's
file is held by one connection from the first look to the last byte.
"""

from __future__ import annotations

import logging
import sqlite3
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from patrimoine_gui.backup import fingerprint, retention, store
from patrimoine_gui.backup.register import Register
from patrimoine_gui.database import connections, file_header
from patrimoine_gui.errors import (
    BackupFailed,
    Cancelled,
    DamageKind,
    Difference,
    FileDamaged,
    NoSpace,
    PlanOutdated,
    ProofFailed,
    ResultUnread,
    UpgradeFailed,
    UpgradeStep,
    UserError,
    VerifyFailed,
)
from patrimoine_gui.logs import file_tag
from patrimoine_gui.migration import (
    failures,
    journal,
    keys,
    preconditions,
    proof,
    shadow,
    verification,
)
from patrimoine_gui.migration.outcome import Measures, Outcome, Proof
from patrimoine_gui.migration.plan import Direction, KeyNeed, Plan
from patrimoine_gui.migration.progress import Unit
from patrimoine_gui.migration.source import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from patrimoine_gui.crypto.keyring import Keyring
    from patrimoine_gui.database.lock import FileLock
    from patrimoine_gui.migration.change import Change
    from patrimoine_gui.migration.meter import Meter
    from patrimoine_gui.migration.revisions import Revision
    from patrimoine_gui.migration.setting import Setting

_log = logging.getLogger(__name__)
_PUBLISH_PAGES = 512


@dataclass
class Run:
    """The state of one run, kept while it lasts."""

    setting: Setting
    plan: Plan
    meter: Meter
    keyring: Keyring = field(repr=False)
    change: Change = field(repr=False)
    backup: store.Backup | None = None
    sizes: tuple[int, int] = (0, 0)
    held: FileLock | None = None
    source: Source = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Know the file that the plan is for."""
        self.source = Source(self.setting, self.plan, self.meter, self.keyring, self.held)

    def execute(self) -> Outcome:
        """Do the whole; see `MigrationManager.upgrade`.

        Raises:
            UserError: whatever stopped it; the file is then what it was.
        """
        try:
            with self._failing_safe():
                found = self._locked()
        except UserError as error:
            self._record_failure(error)
            raise
        report = None
        with failures.too_late_to_fail():
            report = self._record_success(found)
        return self._outcome(found, report)

    def rehearse(self) -> Outcome:
        """Do all of it but back up, publish and record: the file is only read.

        Raises:
            UserError: whatever would stop it.
        """
        self.meter.begin(UpgradeStep.LOCK, 1, Unit.CHECKS)
        preconditions.foresee(self.plan, self.setting.folders.backups)
        with self._failing_safe(), ExitStack() as stack:
            live, copy = self._copied(stack)
            found = self._change(copy, live)
        return self._outcome(found, None)

    def save(self, kind: store.BackupKind) -> store.Backup:
        """Back the file up, and do nothing else to it; it is held only while it is copied.

        Raises:
            UserError: why no backup could be made.
        """
        self.meter.begin(UpgradeStep.LOCK, 1, Unit.CHECKS)
        with self._failing_safe(), ExitStack() as stack:
            stack.enter_context(self.source.reserved())
            looked = fingerprint.take(self.plan.file)
            with self.source.held_alone() as live:
                copy = self._snapshot(live, stack)
            made = self._back_up(copy, kind)
        with failures.too_late_to_fail():
            register = Register(self.setting.folders.backups)
            register.note_source(file_tag(self.plan.file), made.file, looked)
            self._prune(made)
        return made

    @contextmanager
    def copied(self) -> Iterator[Path]:
        """Hold the file, and give a private copy of it that was checked; it goes at the end.

        Raises:
            UserError: why there is none.
        """
        self.meter.begin(UpgradeStep.LOCK, 1, Unit.CHECKS)
        with self._failing_safe(), ExitStack() as stack:
            yield self._copied(stack)[1]

    def _outcome(self, found: Proof, report: Path | None) -> Outcome:
        self.meter.end()
        return Outcome(
            file=self.plan.file,
            from_revision=self.plan.current,
            to_revision=self.plan.target,
            backup=self.backup.file if self.backup else None,
            proof=found,
            seconds=self.meter.seconds,
            report=report,
            size_before=self.sizes[0],
            size_after=self.sizes[1],
        )

    def _locked(self) -> Proof:
        file = self.plan.file
        self.meter.begin(UpgradeStep.LOCK, 1, Unit.CHECKS)
        preconditions.check(self.plan, self.setting.folders.backups)
        with ExitStack() as stack:
            live, copy = self._copied(stack)
            made = self._back_up(copy, store.BackupKind.PRE_UPGRADE)
            found = self._change(copy, live)
            if shadow.identity(file) != self.source.identity:
                raise PlanOutdated(file)
            self._publish(copy, live)
        with failures.too_late_to_fail():
            if self.plan.key_need is KeyNeed.CREATE and self.plan.protected_after:
                shadow.close_to_others(file)
        with failures.too_late_to_fail():
            self._prune(made)
        return found

    def _copied(self, stack: ExitStack) -> tuple[sqlite3.Connection, Path]:
        """Hold the file until the stack is left, and give its connection and a checked copy."""
        stack.enter_context(self.source.reserved())
        live = stack.enter_context(self.source.held_alone())
        return live, self._snapshot(live, stack)

    def _snapshot(self, live: sqlite3.Connection, stack: ExitStack) -> Path:
        copy = stack.enter_context(self.source.copied(live))
        self.sizes = copy.stat().st_size, 0
        return copy

    def _back_up(self, copy: Path, kind: store.BackupKind) -> store.Backup:
        size = copy.stat().st_size
        self.meter.begin(UpgradeStep.BACKUP, size * 3, Unit.BYTES)
        folder = self.setting.folders.backups
        current = self._revision(self.plan.current)
        tag = file_tag(self.plan.file)
        content = store.Content(copy, tag, current.id, current.ordinal)
        try:
            self.backup = store.write(folder, content, kind, self.keyring, self.meter.tick)
        except (VerifyFailed, OSError) as error:
            if failures.is_full_disk(error):
                raise NoSpace(folder, size, failures.free(folder)) from None
            raise BackupFailed(folder) from None
        return self.backup

    def _change(self, copy: Path, live: sqlite3.Connection) -> Proof:
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
            run = self._revisions()
            found = proof.differences_on_the_way(
                [before, *milestones, after], self.setting.revisions, self.plan.direction
            )
            if found:
                if self.plan.direction is Direction.DOWN:  # the way up sets such rows aside
                    self._refuse_links_broken_before(live)
                raise ProofFailed(found, self._backup_file())
        self._finalise(copy)
        self.sizes = self.sizes[0], copy.stat().st_size
        return proof.conclude(before, after, run)

    def _passing(
        self, connection: sqlite3.Connection, milestones: list[Measures]
    ) -> Callable[[str], None]:
        """Give what measures the copy where formats before and after have no words in common."""

        def look(revision: str) -> None:
            passed = self._revision(revision)
            if proof.is_milestone(passed):
                opened = keys.of(self.keyring)
                milestones.append(proof.measure(connection, passed, self.meter.heed, opened))

        return look

    def _measure(
        self, connection: sqlite3.Connection, step: UpgradeStep, revision: str, keyring: Keyring
    ) -> Measures:
        self.meter.begin(step, 0, Unit.CHECKS)  # a measure counts what it likes
        with self.meter.watching(connection):
            return proof.measure(
                connection, self._revision(revision), self.meter.tick, keys.of(keyring)
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
                broken = verification.broken_checks(connection)
                if broken:
                    raise ProofFailed(broken, self._backup_file())
                raise UpgradeFailed(self.meter.step, "", self._backup_file(), "IntegrityCheck")
            migrations, target = self.setting.migrations, self.plan.target
            links = verification.broken_links(connection, migrations, target)
            if links.count:
                self._refuse_links_broken_before(live)
            found = verification.structure_differences(connection, migrations, target)
            found += self._header_differences(connection)
        if found or links.count:
            raise ProofFailed((*links.differences(), *found), self._backup_file())

    def _header_differences(self, connection: sqlite3.Connection) -> tuple[Difference, ...]:
        """Compare the keys that the shadow carries with those that it must carry."""
        found = file_header.read(connection)
        return () if found == self.change.header else (Difference("keys of the file"),)

    def _refuse_links_broken_before(self, live: sqlite3.Connection) -> None:
        """Blame no upgrade for a link to nothing that was in the file already.

        It is looked for only once the result has one: a revision may well set such rows aside.
        """
        with self.meter.watching(live):
            migrations, current = self.setting.migrations, self.plan.current
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

    def _publish(self, copy: Path, live: sqlite3.Connection) -> None:
        size = copy.stat().st_size
        self.meter.begin(UpgradeStep.PUBLISH, size, Unit.BYTES)
        page_size = 0

        def step(_status: int, remaining: int, total: int) -> None:
            if remaining:  # after the last page SQLite has committed: too late for a cancel
                self.meter.tick((total - remaining) * page_size, total * page_size)

        live.execute("PRAGMA journal_mode = DELETE")
        with connections.private(copy) as source:
            page_size = source.execute("PRAGMA page_size").fetchone()[0]
            source.backup(live, pages=_PUBLISH_PAGES, progress=step)
        self.meter.begin(UpgradeStep.CLEAN, 1, Unit.CHECKS, cancellable=False)
        self._read_again(live)

    def _read_again(self, live: sqlite3.Connection) -> None:
        """Ask the disk, not the memory, for the version just written."""
        found = None
        with suppress(sqlite3.Error):
            live.execute("PRAGMA shrink_memory")
            found = live.execute("PRAGMA user_version").fetchone()[0]
        if found != self._revision(self.plan.target).ordinal:
            raise ResultUnread(self.plan.file, self._backup_file())

    def _prune(self, made: store.Backup) -> None:
        retention.tidy(self.setting.folders.backups, made, datetime.now(UTC))

    def _record_success(self, found: Proof) -> Path | None:
        _log.info("%s: %s -> %s done", self._tag, self.plan.current, self.plan.target)
        details = journal.proof_lines(found)
        return journal.record(self.setting.folders, self._entry("done", details))

    def _record_failure(self, error: UserError) -> None:
        _log.info("%s: %s -> %s: %s", self._tag, self.plan.current, self.plan.target, error)
        with suppress(OSError):
            entry = self._entry(type(error).__name__, (str(error),))
            journal.record(self.setting.folders, entry)

    def _entry(self, status: str, details: tuple[str, ...]) -> journal.Entry:
        return journal.Entry(
            file=self._tag,
            from_revision=self.plan.current,
            to_revision=self.plan.target,
            status=status,
            seconds=round(self.meter.seconds, 2),
            backup=self.backup.file.name if self.backup else "",
            details=details,
        )

    @contextmanager
    def _failing_safe(self) -> Iterator[None]:
        """Give every failure its type; none is swallowed, none carries a value of the file."""
        try:
            yield
        except UserError:
            raise
        except Exception as error:  # noqa: BLE001  (raised again, under its name)
            if self.meter.cancelled:
                raise Cancelled(self.meter.step) from None
            _log.info("%s: %s at %s", self._tag, type(error).__name__, failures.place(error))
            raise failures.named(error, self._moment()) from None

    def _moment(self) -> failures.Moment:
        needed = sum(need.needed for need in self.plan.space[:1])  # first its own disk
        step, backup = self.meter.step, self._backup_file()
        revision = self.change.revision
        return failures.Moment(self.plan.file, step, revision, backup, needed)

    @property
    def _tag(self) -> str:
        return file_tag(self.plan.file)

    def _backup_file(self) -> Path | None:
        return self.backup.file if self.backup else None

    def _revision(self, revision: str) -> Revision:
        return self.setting.revisions.get(revision)

    def _revisions(self) -> tuple[Revision, ...]:
        return self.setting.revisions.between(self.plan.current, self.plan.target)

    def _path(self) -> tuple[str, ...]:
        return self.setting.revisions.path(self.plan.current, self.plan.target)
