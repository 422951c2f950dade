"""One run over a file: from the lock to the publication, all or nothing.

Before `publish` every exit is "remove the shadow"; during it, SQLite's own rollback. The user's
file is held by one connection from the first look to the last byte.
"""

from __future__ import annotations

import errno
import logging
import os
import shutil
import sqlite3
import traceback
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from patrimoine_gui.backup import retention, store
from patrimoine_gui.database import connections
from patrimoine_gui.database.lock import FileLock, is_name_too_long
from patrimoine_gui.errors import (
    BackupFailed,
    Cancelled,
    DamageKind,
    FileDamaged,
    FileHasOtherNames,
    FileReadOnly,
    FileUnreachable,
    NoSpace,
    PlanOutdated,
    ProofFailed,
    UnreachableReason,
    UpgradeFailed,
    UpgradeStep,
    UserError,
    VerifyFailed,
)
from patrimoine_gui.logs import file_tag
from patrimoine_gui.migration import journal, planning, proof, runner, shadow, verification
from patrimoine_gui.migration.outcome import Measures, Outcome, Proof
from patrimoine_gui.migration.plan import Direction, Plan
from patrimoine_gui.migration.progress import Unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from patrimoine_gui import paths
    from patrimoine_gui.migration.meter import Meter
    from patrimoine_gui.migration.revisions import Revision, RevisionSet

_log = logging.getLogger(__name__)
_PUBLISH_PAGES = 512
_SOURCE_STEPS = {
    UpgradeStep.LOCK,
    UpgradeStep.SNAPSHOT,
    UpgradeStep.BACKUP,
    UpgradeStep.MEASURE_BEFORE,
}
"""Steps that only read what the user gave: a damage found there was there before."""

_FULL_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a run takes place.

    Attributes:
        folders: of this user.
        migrations: folder of the revisions.
        revisions: their index.
        program: who holds the lock.
    """

    folders: paths.UserFolders
    migrations: Path
    revisions: RevisionSet
    program: str


@dataclass
class Run:
    """The state of one run, kept while it lasts."""

    setting: Setting
    plan: Plan
    meter: Meter
    backup: store.Backup | None = None
    revision: str = ""
    _done_revisions: int = field(default=0, repr=False)

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
        report = self._record_success(found)
        self.meter.end()
        return Outcome(
            file=self.plan.file,
            from_revision=self.plan.current,
            to_revision=self.plan.target,
            backup=self.backup.file if self.backup else None,
            proof=found,
            seconds=self.meter.seconds,
            report=report,
        )

    # --- the steps, in order ------------------------------------------------------------------

    def _locked(self) -> Proof:
        file = self.plan.file
        self.meter.begin(UpgradeStep.LOCK, 1, Unit.CHECKS)
        self._refuse_what_cannot_be_done()
        with ExitStack() as stack:
            stack.enter_context(FileLock(file, self.setting.program))
            shadow.sweep(file)
            live = stack.enter_context(connections.live(file))
            identity = _identity(file)
            self._check_source(live)
            copy = stack.enter_context(shadow.shadow_path(file))
            self._snapshot(live, copy)
            self._back_up(copy)
            found = self._migrate(copy)
            if _identity(file) != identity:
                raise PlanOutdated(file)
            self._publish(copy, live)
        with suppress(OSError):  # the file is published: nothing may say that it is not
            self._prune()
        return found

    def _refuse_what_cannot_be_done(self) -> None:
        file, status = self.plan.file, self.plan.file.stat()
        if is_name_too_long(file):
            raise FileUnreachable(file, UnreachableReason.NAME_TOO_LONG)
        if status.st_nlink > 1:
            raise FileHasOtherNames(file, status.st_nlink)
        if not os.access(file, os.W_OK):
            raise FileReadOnly(file)
        needs = planning.space_needs(file, status.st_size, self.setting.folders.backups)
        for need in needs:
            if not need.enough:
                raise NoSpace(need.folder, need.needed, need.free)
        store.prepare(self.setting.folders.backups)

    def _check_source(self, live: sqlite3.Connection) -> None:
        """Find a damage before the upgrade, so that it is not blamed on it."""
        file = self.plan.file
        with self.meter.watching(live):
            if not verification.pages_are_whole(live, full=False):
                raise FileDamaged(file, DamageKind.PAGES)
            stamped = live.execute("SELECT version_num FROM alembic_version").fetchall()
            if stamped != [(self.plan.current,)]:
                raise PlanOutdated(file)
            migrations = self.setting.migrations
            verification.check_structure(live, file, migrations, self.plan.current)

    def _snapshot(self, live: sqlite3.Connection, copy: Path) -> None:
        self.meter.begin(UpgradeStep.SNAPSHOT, self.plan.size, Unit.BYTES)
        with self.meter.watching(live, lambda: copy.stat().st_size):
            shadow.snapshot(live, copy)

    def _back_up(self, copy: Path) -> None:
        size = copy.stat().st_size
        self.meter.begin(UpgradeStep.BACKUP, size * 3, Unit.BYTES)
        folder = self.setting.folders.backups
        current = self._revision(self.plan.current)
        tag = file_tag(self.plan.file)
        content = store.Content(copy, tag, current.id, current.ordinal)
        kind = store.BackupKind.PRE_UPGRADE
        try:
            self.backup = store.write(folder, content, kind, self.meter.tick)
        except (VerifyFailed, OSError) as error:
            if isinstance(error, OSError) and error.errno in _FULL_DISK:
                raise NoSpace(folder, size, _free(folder)) from None
            raise BackupFailed(folder) from None

    def _migrate(self, copy: Path) -> Proof:
        with connections.private(copy) as connection:
            before = self._measure(connection, UpgradeStep.MEASURE_BEFORE, self.plan.current)
            self._run_revisions(connection)
            self._verify(connection)
            after = self._measure(connection, UpgradeStep.MEASURE_AFTER, self.plan.target)
            run = self._revisions()
            found = proof.differences(before, after, run, self.plan.direction)
            if found:
                raise ProofFailed(found, self._backup_file())
        self._finalise(copy)
        return proof.conclude(before, after, run)

    def _measure(
        self, connection: sqlite3.Connection, step: UpgradeStep, revision: str
    ) -> Measures:
        self.meter.begin(step, self.plan.rows, Unit.ROWS)
        with self.meter.watching(connection):
            return proof.measure(connection, self._revision(revision), self.meter.tick)

    def _run_revisions(self, connection: sqlite3.Connection) -> None:
        count = len(self.plan.revisions)
        self.meter.begin(UpgradeStep.MIGRATE, count, Unit.REVISIONS)
        self._sweep_leftovers(connection)
        self._enter_revision(0)
        options = runner.RunOptions(
            tick=self.meter.tick,
            reached=self._reached,
            ordinal_of=lambda revision: self._revision(revision).ordinal,
        )
        down = self.plan.direction is Direction.DOWN
        with self.meter.watching(connection), verification.checks_put_off(connection):
            runner.run(
                connection, self.setting.migrations, self.plan.target, down=down, options=options
            )
        self.revision = ""

    def _sweep_leftovers(self, connection: sqlite3.Connection) -> None:
        names = verification.leftovers(
            connection, self.setting.migrations, self.plan.current, self.plan.target
        )
        for name in names:
            connection.execute(f'DROP TABLE "{name}"')

    def _enter_revision(self, rank: int) -> None:
        if rank < len(self.plan.revisions):
            self.revision = self.plan.revisions[rank].id
            self.meter.within(rank, len(self.plan.revisions), self.revision)

    def _reached(self, _revision: str) -> None:
        self._done_revisions += 1
        self._enter_revision(self._done_revisions)
        self.meter.check()

    def _verify(self, connection: sqlite3.Connection) -> None:
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
            found = verification.broken_links(connection)
            found += verification.structure_differences(
                connection, self.setting.migrations, self.plan.target
            )
        if found:
            raise ProofFailed(found, self._backup_file())

    def _finalise(self, copy: Path) -> None:
        """Leave no clear text in free pages, where a revision says that it made some."""
        if not any(revision.scrub_after for revision in self._revisions()):
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
        ordinal = live.execute("PRAGMA user_version").fetchone()[0]
        if ordinal != self._revision(self.plan.target).ordinal:
            raise UpgradeFailed(UpgradeStep.PUBLISH, "", self._backup_file(), "SmokeRead")

    def _prune(self) -> None:
        folder, tag = self.setting.folders.backups, file_tag(self.plan.file)
        ours = [item for item in store.listed(folder) if item.source == tag]
        retention.prune([item for item in ours if item != self.backup], datetime.now(UTC))

    # --- what is recorded ---------------------------------------------------------------------

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

    # --- what went wrong ----------------------------------------------------------------------

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
            _log.info("%s: %s at %s", self._tag, type(error).__name__, _frames(error))
            raise self._named(error) from None

    def _named(self, error: Exception) -> UserError:
        cause = _root(error)
        is_full = isinstance(cause, OSError) and cause.errno in _FULL_DISK
        code = getattr(cause, "sqlite_errorname", "")
        if is_full or code == "SQLITE_FULL":
            folder = self.plan.file.parent
            needed = sum(need.needed for need in self.plan.space[:1])  # first its own disk
            return NoSpace(folder, needed, _free(folder))
        if isinstance(cause, sqlite3.Error):
            known = connections.user_error(self.plan.file, cause)
            step = self.meter.step
            was_damaged = isinstance(known, FileDamaged) and step in _SOURCE_STEPS
            if known is not None and (was_damaged or step is UpgradeStep.LOCK):
                return known
        name = code or type(cause).__name__
        return UpgradeFailed(self.meter.step, self.revision, self._backup_file(), name)

    # --- short names --------------------------------------------------------------------------

    @property
    def _tag(self) -> str:
        return file_tag(self.plan.file)

    def _backup_file(self) -> Path | None:
        return self.backup.file if self.backup else None

    def _revision(self, revision: str) -> Revision:
        return self.setting.revisions.get(revision)

    def _revisions(self) -> tuple[Revision, ...]:
        return self.setting.revisions.between(self.plan.current, self.plan.target)


def _identity(file: Path) -> tuple[int, int]:
    status = file.stat()
    return status.st_dev, status.st_ino


def _free(folder: Path) -> int:
    with suppress(OSError):
        return shutil.disk_usage(folder).free
    return 0


def _root(error: BaseException) -> BaseException:
    """Give the first error behind those that libraries wrapped around it."""
    inner = getattr(error, "orig", None) or error.__cause__
    return _root(inner) if isinstance(inner, BaseException) else error


def _frames(error: BaseException) -> str:
    """Tell where an error arose, without its text, which may hold a value."""
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    return " < ".join(f"{Path(item.filename).name}:{item.lineno}" for item in reversed(frames))
