"""What every run over a household file has in common: hold it, back it up, publish, tell of it."""

from __future__ import annotations

import logging
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from patrimoine_gui.backup import retention, store
from patrimoine_gui.database import room
from patrimoine_gui.errors import (
    BackupFailed,
    Cancelled,
    NoSpace,
    PublishedUnconfirmed,
    ResultUnread,
    SourceBroken,
    UpgradeStep,
    UserError,
    VerifyFailed,
    WorkKind,
)
from patrimoine_gui.logs import file_tag
from patrimoine_gui.migration import failures, publication
from patrimoine_gui.migration.copies import shadow
from patrimoine_gui.migration.locked_file import LockedFile
from patrimoine_gui.migration.log import upgrade_log
from patrimoine_gui.migration.measuring import commit_check
from patrimoine_gui.migration.outcome import Outcome, Proof, Remark
from patrimoine_gui.migration.progress import Unit

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator
    from contextlib import ExitStack
    from pathlib import Path

    from patrimoine_gui.crypto.keyring import Keyring
    from patrimoine_gui.database.lock import FileLock
    from patrimoine_gui.migration.environment import Environment
    from patrimoine_gui.migration.meter import Meter
    from patrimoine_gui.migration.plan import Plan
    from patrimoine_gui.migration.revisions import Revision

_log = logging.getLogger(__name__)


@dataclass
class BaseRun:
    """The state of one run, kept while it lasts.

    Attributes:
        environment: where it takes place.
        plan: what is done to which file.
        meter: told of the progress.
        keyring: the keys of the file as it is.
        held: its lock, where the caller holds it.
        kind: what the log of upgrades calls it, "" for a run over revisions.
        work: what it is to the user.
        backup: the verified backup, once it is made.
        remarks: what else there is to know of the file.
        sizes: bytes of the compact copy of the file as it was, and of what is published.
        source: the file.
    """

    environment: Environment
    plan: Plan
    meter: Meter
    keyring: Keyring = field(repr=False)
    held: FileLock | None = field(default=None, kw_only=True)
    kind: str = field(default="", kw_only=True)
    work: WorkKind = field(default=WorkKind.VERSION, kw_only=True)
    backup: store.Backup | None = field(default=None, init=False)
    remarks: tuple[Remark, ...] = field(default=(), init=False)
    sizes: tuple[int, int] = field(default=(0, 0), init=False)
    source: LockedFile = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Know the file that the plan is for."""
        self.source = LockedFile(self.environment, self.plan, self.meter, self.keyring, self.held)

    def recorded(self, do: Callable[[], Proof]) -> Outcome:
        """Do the work, and note in the log of upgrades how it went.

        Raises:
            UserError: whatever stopped it; the file is then what it was.
        """
        try:
            with self.failing_safe():
                found = do()
        except UserError as error:
            self._record_failure(error)
            raise
        report = None
        with failures.too_late_to_fail():
            report = self._record_success(found)
        return self.outcome(found, report)

    def outcome(self, found: Proof, report: Path | None) -> Outcome:
        """Report the end, and say what was done."""
        self.meter.end()
        return Outcome(
            file=self.plan.file,
            from_revision=self.plan.current,
            to_revision=self.plan.target,
            backup=self.backup_file,
            proof=found,
            seconds=self.meter.seconds,
            report=report,
            size_before=self.sizes[0],
            size_after=self.sizes[1],
            remarks=self.remarks,
        )

    def snapshot(self, live: sqlite3.Connection, stack: ExitStack) -> Path:
        """Give a private copy of the file that is held; it goes when the stack is left."""
        copy, found = stack.enter_context(self.source.copied(live))
        self.remarks += found
        self.sizes = copy.stat().st_size, 0
        return copy

    def back_up(self, copy: Path, kind: store.BackupKind) -> store.Backup:
        """Make a verified backup of a private copy of the file.

        Raises:
            NoSpace, BackupFailed: there is none; nothing is left.
        """
        size = copy.stat().st_size
        self.meter.begin(UpgradeStep.BACKUP, size * 3, Unit.BYTES)
        folder = self.environment.folders.backups
        current = self.revision(self.plan.current)
        content = store.Content(copy, self.tag, current.id, current.ordinal)
        try:
            self.backup = store.write(folder, content, kind, self.keyring, self.meter.tick)
        except (VerifyFailed, OSError) as error:
            if room.is_full(error):
                raise NoSpace(folder, size, room.free(folder)) from None
            raise BackupFailed(folder) from None
        return self.backup

    def publish(self, copy: Path, live: sqlite3.Connection) -> None:
        """Publish a verified copy into the file that is held.

        Raises:
            PublishedUnconfirmed, StateUnknown: the disk failed, and the file is not what it was.
            ResultUnread: it was published, and cannot be read again.
        """
        work = commit_check.Committing(self.plan.file, self.work, self.backup_file)
        try:
            publication.publish(copy, live, self.meter, work)
        except PublishedUnconfirmed:
            self.close_to_others()
            raise
        self.close_to_others()
        if not publication.is_published(live, self.revision(self.plan.target).ordinal):
            raise ResultUnread(self.plan.file, self.backup_file)

    def close_to_others(self) -> None:
        """Take from other accounts what rights they have on a file that was just protected."""
        with failures.too_late_to_fail():
            if self.protects:
                shadow.close_to_others(self.plan.file)

    @property
    def protects(self) -> bool:
        """Whether what is published is protected, and what was there may not have been."""
        return self.plan.protected_after

    def prune(self, made: store.Backup) -> None:
        """Remove the backups of the household that are not to be kept."""
        retention.tidy(self.environment.folders.backups, made, datetime.now(UTC))

    @contextmanager
    def failing_safe(self) -> Iterator[None]:
        """Give every failure its type; none is swallowed, none carries a value of the file."""
        try:
            yield
        except UserError as error:
            if isinstance(error, SourceBroken):  # who has the file cannot mend a revision
                raise failures.named(error, self._moment()) from None
            raise
        except Exception as error:  # noqa: BLE001  (raised again, under its name)
            if self.meter.cancelled:
                raise Cancelled(self.meter.step) from None
            _log.info("%s: %s at %s", self.tag, type(error).__name__, failures.place(error))
            raise failures.named(error, self._moment()) from None

    def _record_success(self, found: Proof) -> Path | None:
        _log.info("%s: %s -> %s done", self.tag, self.plan.current, self.plan.target)
        details = (*upgrade_log.proof_lines(found), *upgrade_log.remark_lines(self.remarks))
        return upgrade_log.record(self.environment.folders, self._entry("done", details))

    def _record_failure(self, error: UserError) -> None:
        _log.info("%s: %s -> %s: %s", self.tag, self.plan.current, self.plan.target, error)
        with suppress(OSError):
            entry = self._entry(type(error).__name__, (str(error),))
            upgrade_log.record(self.environment.folders, entry)

    def _entry(self, status: str, details: tuple[str, ...]) -> upgrade_log.UpgradeLogEntry:
        return upgrade_log.UpgradeLogEntry(
            file=self.tag,
            from_revision=self.plan.current,
            to_revision=self.plan.target,
            status=status,
            seconds=round(self.meter.seconds, 2),
            backup=self.backup.file.name if self.backup else "",
            details=details,
            kind=self.kind,
        )

    def _moment(self) -> failures.Moment:
        needed = sum(need.needed for need in self.plan.space[:1])  # first its own disk
        return failures.Moment(
            self.plan.file,
            self.meter.step,
            self.running,
            self.backup_file,
            needed,
            self.work,
            self.environment.migrations,
        )

    @property
    def running(self) -> str:
        """The revision that runs, "" when none does."""
        return ""

    @property
    def tag(self) -> str:
        """The tag of the file."""
        return file_tag(self.plan.file)

    @property
    def backup_file(self) -> Path | None:
        """The verified backup, None when it was not made yet."""
        return self.backup.file if self.backup else None

    def revision(self, revision: str) -> Revision:
        """Give a revision."""
        return self.environment.revisions.get(revision)
