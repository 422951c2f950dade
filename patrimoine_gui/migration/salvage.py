"""Reads what can be read of a damaged file into a new one; the damaged file is never written.

Pages are read one by one (`database.raw_pages`), so that a damaged one hides no other. The rows go
into a file made anew by the revisions, whose rules they must keep, and which is verified like any
other before it is given its name. Values that do not open are kept as they are: they show as
illegible, and a key found later may open them.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from patrimoine_gui import config, paths
from patrimoine_gui.database import connections, file_header
from patrimoine_gui.database.raw_tables import RawTables, Shape, order_of, shapes
from patrimoine_gui.errors import (
    DamageKind,
    FileDamaged,
    HeaderMissing,
    HeaderTampered,
    KeyRequired,
    PlanOutdated,
    UpgradeFailed,
    UpgradeStep,
)
from patrimoine_gui.logs import file_tag
from patrimoine_gui.migration import (
    fresh_build,
    new_file,
    salvage_source,
    shadow,
    tokens,
    verification,
)
from patrimoine_gui.migration.change import put_header, signed_by_us
from patrimoine_gui.migration.meter import Meter
from patrimoine_gui.migration.progress import Cancel, Report, Unit, ignore, never
from patrimoine_gui.migration.salvage_rows import Rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from patrimoine_gui.crypto.header import FileHeader
    from patrimoine_gui.crypto.keyring import Keyring
    from patrimoine_gui.database.lock import FileLock
    from patrimoine_gui.database.raw_tables import Leaf
    from patrimoine_gui.migration.manager import MigrationManager
    from patrimoine_gui.migration.revisions import Revision

_WEIGHTS = {
    UpgradeStep.SNAPSHOT: 1.0,
    UpgradeStep.READ: 20.0,
    UpgradeStep.VERIFY: 3.0,
    UpgradeStep.PUBLISH: 1.0,
}
_OF_THE_DISK = ("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_READONLY", "SQLITE_CANTOPEN")
_RULES = {salvage_source.VERSION_TABLE, file_header.TABLE}
"""Tables that hold nothing of the household: they are made anew."""


@dataclass(frozen=True, slots=True)
class SalvagedTable:
    """What became of the rows of one table.

    Attributes:
        table: its name in the file; `wording.salvage` names what it holds.
        read: rows that stand in the new file.
        lost: rows that were there and could not be read.
        aside: rows that were read, but break a rule of the format, or belong to something that
            was lost; they are not in the new file.
        unlinked: rows of the new file that no longer lead to something that was lost.
        illegible: values of the new file that do not open.
        is_exact: whether no more than `lost` are missing; otherwise that is the least.
    """

    table: str
    read: int
    lost: int = 0
    aside: int = 0
    unlinked: int = 0
    illegible: int = 0
    is_exact: bool = True

    @property
    def is_whole(self) -> bool:
        """Whether nothing is missing."""
        return self.is_exact and not (self.lost or self.aside or self.unlinked or self.illegible)


@dataclass(frozen=True, slots=True)
class Salvaged:
    """What a rescue gave.

    Attributes:
        source: the damaged file, which is what it was.
        file: the new file.
        revision: what it is at: what the damaged file was at.
        tables: what became of each table that held rows.
        keys_read: whether the keys come from the damaged file; otherwise they are those given.
    """

    source: Path
    file: Path
    revision: str
    tables: tuple[SalvagedTable, ...]
    keys_read: bool = True

    @property
    def read(self) -> int:
        """Rows of the new file."""
        return sum(table.read for table in self.tables)

    @property
    def lost(self) -> int:
        """Rows that are not in the new file, at least."""
        return sum(table.lost + table.aside for table in self.tables)

    @property
    def is_whole(self) -> bool:
        """Whether nothing is missing."""
        return all(table.is_whole for table in self.tables)


def keys_of(
    manager: MigrationManager, file: Path, held: FileLock | None = None
) -> FileHeader | None:
    """Give the closed keys that a damaged file still has; None for one that anybody can read.

    Raises:
        HeaderMissing: it is protected, and its keys can be read no more. Those of a backup of the
            same household open it.
        FileDamaged: nothing can be read (`DamageKind.UNREADABLE`).
        UserError: it cannot be reached, is held, is of another program or of a newer version.
    """
    file = file.resolve()
    meter = Meter(ignore, never, _WEIGHTS)
    folder = paths.private_folder(manager.folders.data)
    with _translated(folder / file.name, file):
        beside = folder / f"salvage-{file_tag(file)}"
        with (
            salvage_source.copied(file, beside, meter, held) as copy,
            _tables(manager, copy, file, meter) as (tables, revision),
        ):
            found = salvage_source.keys_of(tables) if revision.protects else None
    if found is None and revision.protects:
        raise HeaderMissing(file)
    return found


def salvage(  # noqa: PLR0913, PLR0917  (as every work of the manager)
    manager: MigrationManager,
    file: Path,
    destination: Path,
    keyring: Keyring | None,
    report: Report = ignore,
    cancel: Cancel = never,
    *,
    held: FileLock | None = None,
) -> Salvaged:
    """Read what can be read of a damaged file into a new one.

    Args:
        manager: knows the revisions and the folders.
        file: the damaged file; it is only read.
        destination: the new file; nothing stands there.
        keyring: keys of the household, of the file itself or of a backup; None for a file that
            anybody can read.
        report: told of the progress.
        cancel: asked whether to stop.
        held: the lock of the damaged file, where the caller holds it.

    Raises:
        Cancelled: the user stopped it; no new file is made.
        FileDamaged: nothing can be read (`DamageKind.UNREADABLE`).
        FileExists: something stands at the destination.
        KeyRequired: the file is protected, and there are no keys.
        PlanOutdated: the keys open nothing of the file: they are of another household.
        NoSpace, FolderReadOnly, FileUnreachable: there is no room for the new file.
        UserError: the file is held, of another program or of a newer version.
    """
    file, destination = file.resolve(), destination.absolute()
    new_file.refuse_taken(destination)
    meter = Meter(report, cancel, _WEIGHTS)
    with (
        _translated(destination, file),
        salvage_source.copied(file, destination, meter, held) as copy,
        _tables(manager, copy, file, meter) as (tables, revision),
    ):
        if revision.protects and keyring is None:
            raise KeyRequired(revision.id)
        found = salvage_source.keys_of(tables) if revision.protects else None
        work = _Work(manager, revision, keyring, tables, meter)
        counted = work.into(destination, file, _header(found, keyring, revision))
    meter.end()
    is_own = found is not None or not revision.protects
    return Salvaged(file, destination, revision.id, counted, keys_read=is_own)


@contextmanager
def _translated(target: Path, file: Path) -> Iterator[None]:
    """Give what the disk of the new file refuses its own error."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        if not getattr(error, "sqlite_errorname", "SQLITE_FULL").startswith(_OF_THE_DISK):
            raise  # a fault of ours
        size = file.stat().st_size if file.exists() else 0
        raise new_file.creation_error(target, error, size) from None


@contextmanager
def _tables(
    manager: MigrationManager, copy: Path, file: Path, meter: Meter
) -> Iterator[tuple[RawTables, Revision]]:
    with salvage_source.opened(copy, file) as pages:
        tables = RawTables(pages, meter.check, salvage_source.VERSION_TABLE)
        revision = salvage_source.revision_of(tables, copy, file, manager.revisions)
        yield tables, revision


def _header(
    found: FileHeader | None, keyring: Keyring | None, revision: Revision
) -> FileHeader | None:
    """Choose the keys of the new file: its own, where they are whole and lead to these."""
    if keyring is None or not revision.protects:
        return None
    if found is None or found.has_same_keys(keyring.header):
        return found or signed_by_us(keyring.header, revision)
    try:
        return keyring.adopting_slots(found).header
    except HeaderTampered:
        return signed_by_us(keyring.header, revision)


class _Work:
    """One rescue, from pages to a file."""

    def __init__(
        self,
        manager: MigrationManager,
        revision: Revision,
        keyring: Keyring | None,
        tables: RawTables,
        meter: Meter,
    ) -> None:
        self._manager = manager
        self._revision = revision
        self._keyring = keyring
        self._tables = tables
        self._meter = meter
        self._bad: dict[str, list[int]] = {}

    def into(
        self, destination: Path, file: Path, header: FileHeader | None
    ) -> tuple[SalvagedTable, ...]:
        """Make the new file, fill it, verify it, and give it its name."""
        with shadow.shadow_path(destination) as made:
            self._begin(made, header)
            with connections.private(made) as connection:
                counted = self._fill(connection, file)
                self._verify(connection, header)
            self._meter.begin(UpgradeStep.PUBLISH, 1, Unit.CHECKS)
            self._meter.check()
            new_file.give_name(made, destination)
        return counted

    def _begin(self, made: Path, header: FileHeader | None) -> None:
        """Write an empty file of the revision."""
        revision = self._revision
        with closing(fresh_build.build(self._manager.migrations, revision.id)) as source:
            for table in shapes(source).keys() - _RULES:
                source.execute(f'DELETE FROM "{table}"')
            source.execute(f"PRAGMA user_version = {revision.ordinal}")
            source.execute(f"PRAGMA application_id = {config.APPLICATION_ID}")
            put_header(source, header)
            with connections.private(made) as target:
                source.backup(target)

    def _fill(self, connection: sqlite3.Connection, file: Path) -> tuple[SalvagedTable, ...]:
        known = {name: item for name, item in shapes(connection).items() if name not in _RULES}
        ordered = {name: self._ordered(item) for name, item in known.items()}
        connection.execute("BEGIN IMMEDIATE")
        rows = Rows(connection, self._looks())
        self._meter.begin(UpgradeStep.READ, 0, Unit.ROWS)
        for shape in ordered.values():
            self._read(shape, rows)
        self._read_strays(ordered, rows)
        self._refuse_nothing(rows, file)
        rows.mend_links(known)
        connection.execute("COMMIT")
        return tuple(
            table
            for name in known
            if (table := self._counted(name, rows)).read
            or table.lost
            or table.aside
            or not table.is_exact
        )

    def _ordered(self, shape: Shape) -> Shape:
        return shape.ordered(order_of(self._tables.statements.get(shape.table, "")))

    def _looks(self) -> dict[str, dict[str, tokens.Look]]:
        if self._keyring is None:
            return {}
        return {
            table: tokens.looks(self._keyring.fields, labels, decoding=False)
            for table, labels in tokens.encrypted(self._revision).items()
        }

    def _read(self, shape: Shape, rows: Rows) -> None:
        bad = self._bad[shape.table] = []
        count = rows.count(shape.table)
        for leaf in self._tables.leaves(shape, bad):
            rows.take(shape, leaf.rows)
            count.bad += leaf.bad
            self._meter.tick(len(self._tables.claimed), self._tables.page_count)

    def _read_strays(self, shapes_of: dict[str, Shape], rows: Rows) -> None:
        """Give each page that no table led to back to the one table that it can be of."""
        for leaf in self._tables.strays():
            shape = _only(leaf, shapes_of, rows) if leaf.rows else None
            if shape is not None:
                self._tables.claimed.add(leaf.number)
                rows.take(shape, leaf.rows)
                rows.count(shape.table).bad += leaf.bad

    def _refuse_nothing(self, rows: Rows, file: Path) -> None:
        if not any(count.kept for count in rows.counts.values()):
            raise FileDamaged(file, DamageKind.UNREADABLE)
        totals = rows.totals()
        if totals["illegible"] and not totals["opened"]:
            raise PlanOutdated(file)

    def _counted(self, table: str, rows: Rows) -> SalvagedTable:
        count = rows.count(table)
        missing, is_exact = count.bad, True
        if count.bad or self._bad.get(table):
            entries = self._tables.entries(table)
            missing = max(missing, len(entries.numbers - count.numbers))
            is_exact = entries.is_whole
        return SalvagedTable(
            table, count.kept, missing, count.aside, count.unlinked, count.illegible, is_exact
        )

    def _verify(self, connection: sqlite3.Connection, header: FileHeader | None) -> None:
        self._meter.begin(UpgradeStep.VERIFY, 1, Unit.CHECKS)
        migrations, revision = self._manager.migrations, self._revision.id
        with self._meter.watching(connection):
            is_sound = (
                verification.pages_are_whole(connection, full=True)
                and not verification.broken_links(connection, migrations, revision).count
                and not verification.structure_differences(connection, migrations, revision)
                and file_header.read(connection) == header
            )
        if not is_sound:
            raise UpgradeFailed(UpgradeStep.VERIFY, "", None, "IntegrityCheck")


def _only(leaf: Leaf, shapes_of: dict[str, Shape], rows: Rows) -> Shape | None:
    """Give the one table that a page can be of, None where there are several or none."""
    fitting = [shape for shape in shapes_of.values() if shape.fits(leaf.rows)]
    told = [(shape, rows.opens(shape, leaf.rows)) for shape in fitting]
    opened = [shape for shape, is_open in told if is_open]
    left = opened or [shape for shape, is_open in told if is_open is None]
    return left[0] if len(left) == 1 else None
