"""Checks a file that is in use: pages, structure, links, keys, every value, its newest backup.

The file is only read, and only while it is copied: everything is looked at on a private copy, so
that whoever works on the file is not kept waiting.
"""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from typing import TYPE_CHECKING

from patrimoine_gui.backup import retention, store
from patrimoine_gui.backup.backup_records import BackupRecords
from patrimoine_gui.database import bounds, connections, file_header
from patrimoine_gui.database.lock import find_holder
from patrimoine_gui.database.names import quoted
from patrimoine_gui.errors import (
    FileBusy,
    FileDamaged,
    ForeignHousehold,
    HeaderTampered,
    KeyRequired,
    UpgradeStep,
    WrongKey,
)
from patrimoine_gui.logs import file_tag
from patrimoine_gui.migration.copies import new_file, staging
from patrimoine_gui.migration.measuring import tokens, verification
from patrimoine_gui.migration.measuring.tokens import Legibility
from patrimoine_gui.migration.mending import indexes
from patrimoine_gui.migration.meter import Meter
from patrimoine_gui.migration.progress import Cancel, Report, Unit, ignore, never

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from patrimoine_gui.backup.backups import Backup
    from patrimoine_gui.crypto.keyring import Keyring
    from patrimoine_gui.database.bounds import Bounded
    from patrimoine_gui.database.lock import FileLock
    from patrimoine_gui.migration.manager import MigrationManager
    from patrimoine_gui.migration.outcome import Remark
    from patrimoine_gui.migration.revisions import Revision

_NAMED_ROWS = 20
_PAGES = 2048
_CHUNK = 2000
_WEIGHTS = {
    UpgradeStep.SNAPSHOT: 1.0,
    UpgradeStep.VERIFY: 5.0,
    UpgradeStep.READ: 5.0,
    UpgradeStep.BACKUP: 1.0,
}


class CheckKind(Enum):
    """What is looked at, in the order in which it is."""

    PAGES = "pages"
    INDEXES = "indexes"
    STRUCTURE = "structure"
    LINKS = "links"
    KEYS = "keys"
    VALUES = "values"
    AMOUNTS = "amounts"
    BACKUP = "backup"


@dataclass(frozen=True, slots=True)
class Check:
    """What one look found.

    Attributes:
        kind: what was looked at.
        bad: how many of them are not as they should be.
        count: how many were looked at, 0 where they are not counted.
        places: the first of the bad ones: table and row id, or a part of the structure; never a
            value. For "Details".
    """

    kind: CheckKind
    bad: int = 0
    count: int = 0
    places: tuple[str, ...] = ()

    @property
    def is_good(self) -> bool:
        """Whether nothing is wrong."""
        return not self.bad


@dataclass(frozen=True, slots=True)
class Health:
    """What a check of a whole file found.

    Attributes:
        file: the file.
        checks: one for each thing looked at; where the pages are damaged the rest is not looked
            at, but for the backup.
        moment: when (UTC).
        backup: the newest verified backup of the file, None where there is none.
        verified: when that backup was last verified (UTC), None where there is none.
    """

    file: Path
    checks: tuple[Check, ...]
    moment: datetime
    backup: Backup | None = None
    verified: datetime | None = None

    @property
    def is_sound(self) -> bool:
        """Whether nothing is wrong with the file itself; it may still lack a backup."""
        return all(check.is_good for check in self.checks if check.kind is not CheckKind.BACKUP)

    @property
    def is_mendable(self) -> bool:
        """Whether nothing is wrong but what can be made anew from the records."""
        bad = {check.kind for check in self.checks if not check.is_good}
        return bad - {CheckKind.BACKUP} == {CheckKind.INDEXES}

    def check(self, kind: CheckKind) -> Check | None:
        """Give what a look found, None where it was not taken."""
        return next((check for check in self.checks if check.kind is kind), None)


def check(  # noqa: PLR0913  (as every work of the manager)
    manager: MigrationManager,
    file: Path,
    keyring: Keyring | None,
    report: Report = ignore,
    cancel: Cancel = never,
    *,
    held: FileLock | None = None,
) -> Health:
    """Check a file; never writes it.

    Args:
        manager: knows the revisions and the folders.
        file: the file.
        keyring: its keys; None for one that anybody can read.
        report: told of the progress.
        cancel: asked whether to stop.
        held: the lock of the file, where the caller holds it.

    Raises:
        Cancelled: the user stopped it.
        FileBusy: somebody else holds the file.
        KeyRequired: it is protected, and there are no keys.
        NoSpace: there is no room for the copy.
        UserError: the file cannot be read, or is none of ours.
    """
    file = file.resolve()
    holder = None if held is not None and held.is_held else find_holder(file)
    if holder is not None:
        raise FileBusy(file, holder)
    meter = Meter(report, cancel, _WEIGHTS)
    checks = list(_checks(manager, file, keyring, meter))
    backup, verified = _newest(manager, file, keyring, meter)
    checks.append(Check(CheckKind.BACKUP, bad=int(backup is None)))
    meter.end()
    return Health(file, tuple(checks), datetime.now(UTC), backup, verified)


def _checks(
    manager: MigrationManager, file: Path, keyring: Keyring | None, meter: Meter
) -> Iterator[Check]:
    diagnosis = manager.inspect(file)
    if isinstance(diagnosis.error, FileDamaged):
        yield Check(CheckKind.PAGES, bad=1)
        return
    if diagnosis.error is not None:
        raise diagnosis.error
    revision = manager.revisions.get(diagnosis.revision)
    if revision.protects and keyring is None:
        raise KeyRequired(revision.id)
    with _copied(manager, file, meter) as copy:
        meter.begin(UpgradeStep.VERIFY, 3, Unit.CHECKS)
        pages = _page_count(copy)
        try:
            odd = indexes.mend(copy, file, meter)
        except FileDamaged:
            yield Check(CheckKind.PAGES, bad=1, count=pages)
            return
        meter.tick(1, 3)
        yield Check(CheckKind.PAGES, count=pages)
        yield _indexes(odd)
        with connections.private(copy) as connection:
            examination = _Examined(manager, revision, connection, meter, diagnosis.size)
            try:
                yield from examination.checks(keyring)
            except sqlite3.DatabaseError:
                meter.check()
                yield Check(CheckKind.PAGES, bad=1)


def _page_count(copy: Path) -> int:
    with connections.private(copy) as connection:
        return int(connection.execute("PRAGMA page_count").fetchone()[0])


def _indexes(odd: tuple[Remark, ...]) -> Check:
    """Tell of indexes that are damaged; the rest is looked at as if they had been made anew."""
    places = tuple(item.subject for item in odd if item.subject)
    return Check(CheckKind.INDEXES, bad=sum(item.count or 1 for item in odd), places=places)


@contextmanager
def _copied(manager: MigrationManager, file: Path, meter: Meter) -> Iterator[Path]:
    """Give a private copy of the file, page by page: what is damaged is damaged in it too."""
    size, folder = file.stat().st_size, staging.folder(manager.folders)
    with staging.aside(manager.folders, folder, manager.program) as copy:
        meter.begin(UpgradeStep.SNAPSHOT, size, Unit.BYTES)
        try:
            _copy(file, copy, meter)
        except (OSError, sqlite3.Error) as error:
            meter.check()
            raise new_file.creation_error(copy, error, size) from None
        yield copy


def _copy(file: Path, copy: Path, meter: Meter) -> None:
    def step(_status: int, remaining: int, total: int) -> None:
        if total:
            meter.tick(total - remaining, total)

    with connections.reading(file, whole=True) as source:
        source.execute("BEGIN")
        source.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
        with connections.private(copy) as target:
            source.backup(target, pages=_PAGES, progress=step)


class _Examined:
    """A private copy that is looked at."""

    def __init__(
        self,
        manager: MigrationManager,
        revision: Revision,
        connection: Bounded,
        meter: Meter,
        size: int,
    ) -> None:
        self._size = size
        self._manager = manager
        self._revision = revision
        self._connection = connection
        self._meter = meter

    def checks(self, keyring: Keyring | None) -> Iterator[Check]:
        """Look at everything that whole pages hold."""
        with bounds.only_reading(self._connection, bounds.seconds_for(self._size)):
            yield self._structure()
            yield self._links()
        if keyring is not None and self._revision.protects:
            yield self._keys(keyring)
            yield from self._values(keyring)

    def _structure(self) -> Check:
        migrations, revision = self._manager.migrations, self._revision.id
        found = verification.structure_differences(self._connection, migrations, revision)
        self._meter.tick(2, 3)
        names = tuple(item.measure for item in found)
        return Check(CheckKind.STRUCTURE, bad=len(names), places=names[:_NAMED_ROWS])

    def _links(self) -> Check:
        with self._meter.watching(self._connection):
            migrations, revision = self._manager.migrations, self._revision.id
            found = verification.broken_links(self._connection, migrations, revision)
        return Check(CheckKind.LINKS, bad=found.count, places=found.rows)

    def _keys(self, keyring: Keyring) -> Check:
        try:
            found = file_header.read(self._connection)
        except HeaderTampered:
            found = None
        is_good = found is not None and found.has_same_keys(keyring.header)
        return Check(CheckKind.KEYS, bad=int(not is_good), count=1)

    def _values(self, keyring: Keyring) -> Iterator[Check]:
        """Open every value, and see that it is what its field holds."""
        closed_values, odd_values = _Tally(), _Tally()
        columns = tokens.encrypted(self._revision)
        self._meter.begin(UpgradeStep.READ, 0, Unit.ROWS)
        for rank, (table, labels) in enumerate(columns.items()):
            self._meter.within(rank, len(columns))
            self._look(table, labels, keyring, (closed_values, odd_values))
        yield closed_values.check(CheckKind.VALUES)
        yield odd_values.check(CheckKind.AMOUNTS)

    def _look(
        self, table: str, labels: dict[str, str], keyring: Keyring, tallies: tuple[_Tally, _Tally]
    ) -> None:
        is_head = self._revision == self._manager.revisions.head
        looks = tuple(tokens.looks(keyring.fields, labels, decoding=is_head).values())
        closed, odd = tallies
        names = ", ".join(quoted(name) for name in labels)
        source = quoted(table)
        (last,) = self._connection.execute(f"SELECT max(rowid) FROM {source}").fetchone()
        rows = self._connection.execute(f"SELECT rowid, {names} FROM {source} ORDER BY rowid")
        while chunk := rows.fetchmany(_CHUNK):
            for row, *values in chunk:
                for look, value in zip(looks, values, strict=True):
                    if value is None:
                        continue
                    found = look(value)
                    closed.take(table, row, is_bad=found is Legibility.CLOSED)
                    odd.take(table, row, is_bad=found is Legibility.ODD)
            self._meter.tick(chunk[-1][0], last)


@dataclass(slots=True)
class _Tally:
    """Counts what was looked at, and names the first rows where it was bad."""

    count: int = 0
    bad: int = 0
    places: list[str] = field(default_factory=list)

    def take(self, table: str, row: int, *, is_bad: bool) -> None:
        """Count one value."""
        self.count += 1
        if is_bad:
            self.bad += 1
            if len(self.places) < _NAMED_ROWS:
                self.places.append(f"{table} {row}")

    def check(self, kind: CheckKind) -> Check:
        """Give what was found."""
        return Check(kind, self.bad, self.count, tuple(dict.fromkeys(self.places)))


def _newest(
    manager: MigrationManager, file: Path, keyring: Keyring | None, meter: Meter
) -> tuple[Backup | None, datetime | None]:
    """Give the newest backup that is verified, and when it was; one never verified is, now."""
    if keyring is None:
        return None, None
    folder = manager.folders.backups
    register = BackupRecords(folder)
    ours = retention.family(store.listed(folder), file_tag(file), keyring.household_id)
    meter.begin(UpgradeStep.BACKUP, 0, Unit.BYTES)
    for backup in sorted(ours, key=lambda item: item.created, reverse=True):
        known = register.verification(backup.file)
        if known is not None and known.is_sound:
            return backup, known.moment
        if known is None and _is_sound(backup, keyring, register, meter):
            return backup, datetime.now(UTC)
    return None, None


def _is_sound(backup: Backup, keyring: Keyring, register: BackupRecords, meter: Meter) -> bool:
    """Verify a backup that nobody has; one under former keys is read as far as can be without."""
    try:
        is_sound = store.is_verified(backup, keyring, meter.tick)
    except (WrongKey, ForeignHousehold):
        is_sound = store.is_intact(backup, meter.tick)
    meter.check()  # a cancel is no damage
    register.note(backup.file, is_sound=is_sound)
    return is_sound
