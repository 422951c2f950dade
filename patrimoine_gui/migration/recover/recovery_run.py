"""One rescue: from the pages of a damaged file to a new one that is verified."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from typing import TYPE_CHECKING

from patrimoine_gui import config
from patrimoine_gui.database import connections, file_header, uncounted
from patrimoine_gui.database.names import quoted
from patrimoine_gui.database.uncounted import Uncounted
from patrimoine_gui.errors import (
    DamageKind,
    FileDamaged,
    PlanOutdated,
    UpgradeFailed,
    UpgradeStep,
)
from patrimoine_gui.migration.copies import new_file, staging
from patrimoine_gui.migration.measuring import tokens, verification
from patrimoine_gui.migration.progress import Unit
from patrimoine_gui.migration.recover import damaged_copy
from patrimoine_gui.migration.recover.raw_tables import (
    RawTables,
    Shape,
    order_of,
    plain_table,
    shapes,
)
from patrimoine_gui.migration.recover.result import RecoveredTable
from patrimoine_gui.migration.recover.rows import Rows
from patrimoine_gui.migration.schema import fresh_build
from patrimoine_gui.migration.transformation import put_header

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.crypto.header import FileHeader
    from patrimoine_gui.crypto.keyring import Keyring
    from patrimoine_gui.migration.manager import MigrationManager
    from patrimoine_gui.migration.meter import Meter
    from patrimoine_gui.migration.recover.raw_tables import Entries, Leaf
    from patrimoine_gui.migration.revisions import Revision

_RULES = {damaged_copy.VERSION_TABLE, file_header.TABLE}
"""Tables that hold nothing of the household: they are made anew."""


class RecoveryRun:
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
        self._known: dict[str, Entries] = {}

    def into(
        self, destination: Path, file: Path, header: FileHeader | None
    ) -> tuple[RecoveredTable, ...]:
        """Make the new file, fill it, verify it, and give it its name."""
        folders, program = self._manager.folders, self._manager.program
        with staging.aside(folders, destination.parent, program) as copy:
            self._begin(copy, header)
            with connections.private(copy) as connection:
                tables = self._fill(connection, file)
                self._verify(connection, header)
            self._meter.begin(UpgradeStep.PUBLISH, 1, Unit.CHECKS)
            self._meter.check()
            new_file.give_name(copy, destination)
        return tables

    def _begin(self, made: Path, header: FileHeader | None) -> None:
        """Write an empty file of the revision."""
        revision = self._revision
        with closing(fresh_build.build(self._manager.migrations, revision.id)) as source:
            for table in shapes(source).keys() - _RULES:
                source.execute(f"DELETE FROM {quoted(table)}")
            source.execute(f"PRAGMA user_version = {revision.ordinal}")
            source.execute(f"PRAGMA application_id = {config.APPLICATION_ID}")
            put_header(source, header)
            with connections.private(made) as target:
                source.backup(target)

    def _fill(self, connection: sqlite3.Connection, file: Path) -> tuple[RecoveredTable, ...]:
        plain = {name: item for name, item in shapes(connection).items() if name not in _RULES}
        ordered = {name: self._ordered(item) for name, item in plain.items()}
        connection.execute("BEGIN IMMEDIATE")
        self._carry(connection)
        all_shapes = {name: item for name, item in shapes(connection).items() if name not in _RULES}
        rows = Rows(connection, self._looks())
        self._meter.begin(UpgradeStep.READ, 0, Unit.ROWS)
        for shape in (all_shapes | ordered).values():
            self._read(shape, rows)
        self._read_strays(ordered, rows)
        self._refuse_nothing(rows, file)
        rows.mend_links(all_shapes, lambda table, number: self._lost(rows, table, number))
        tables = tuple(
            table
            for name in all_shapes
            if (table := self._counted(name, rows)).read
            or table.lost
            or table.aside
            or not table.is_exact
        )
        self._note(connection, tables)
        connection.execute("COMMIT")
        return tables

    def _note(self, connection: sqlite3.Connection, counted: tuple[RecoveredTable, ...]) -> None:
        """Write down in the new file what is missing of it, beside what was missing before."""
        count = sum(table.lost + table.aside for table in counted)
        missing = Uncounted(lost=count, is_exact=all(table.is_exact for table in counted))
        settings = tokens.has_settings(self._revision)
        keyring = self._keyring if self._revision.protects else None
        fields = keyring.fields if keyring is not None else None
        before = uncounted.take(connection, fields, settings=settings)
        uncounted.put(connection, fields, before + missing, settings=settings)

    def _carry(self, connection: sqlite3.Connection) -> None:
        """Make the plain tables that the revision does not know: they are carried along."""
        for name, statement in self._tables.statements.items():
            is_plain = name not in _RULES and not name.lower().startswith("sqlite_")
            if is_plain and name == plain_table(statement):
                with suppress(sqlite3.OperationalError):  # it is there already
                    connection.execute(statement)

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
        is_empty = not any(count.kept for count in rows.counts.values())
        if is_empty and any(self._bad.values()):
            raise FileDamaged(file, DamageKind.UNREADABLE)
        totals = rows.totals()
        if totals["illegible"] and not totals["opened"]:
            raise PlanOutdated(file)

    def _counted(self, table: str, rows: Rows) -> RecoveredTable:
        count = rows.count(table)
        missing, is_exact = count.bad, True
        if count.bad or self._bad.get(table):
            entries = self._entries(table)
            missing = max(missing, len(entries.numbers - count.numbers))
            is_exact = entries.is_whole
        return RecoveredTable(
            table,
            count.kept,
            missing,
            count.aside,
            count.unlinked,
            count.stand_ins,
            count.illegible,
            is_exact,
        )

    def _entries(self, table: str) -> Entries:
        if table not in self._known:
            self._known[table] = self._tables.entries(table)
        return self._known[table]

    def _lost(self, rows: Rows, table: str, number: int) -> str | None:
        """Give the uid of a lost row, "" where it is not known; None where it was not lost."""
        count = rows.count(table)
        if not (count.bad or count.aside or self._bad.get(table)):
            return None
        entries = self._entries(table)
        if entries.is_whole and number not in entries.numbers:
            return None  # what leads there is damaged itself
        return entries.uids.get(number, "")

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
    opens = [(shape, rows.opens(shape, leaf.rows)) for shape in fitting]
    certain = [shape for shape, is_open in opens if is_open]
    candidates = certain or [shape for shape, is_open in opens if is_open is None]
    if len(candidates) > 1:
        candidates = [shape for shape in candidates if rows.accepts(shape, leaf.rows)]
    return candidates[0] if len(candidates) == 1 else None
