"""Checks a copy before it may become the user's file."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path  # noqa: TC003
from typing import TYPE_CHECKING

from patrimoine_gui.database.names import quoted
from patrimoine_gui.errors import DamageKind, Difference, FileDamaged, HostileObject
from patrimoine_gui.migration.schema import fresh_build, structure

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

FULL_CHECK_BYTES = 256 * 1024 * 1024
"""Up to this size every index entry is compared with its row as well."""

_NAMED_ROWS = 20


def pages_are_whole(connection: sqlite3.Connection, *, full: bool) -> bool:
    """Ask SQLite whether pages, rows and constraints hold together.

    Args:
        connection: an open file.
        full: whether to compare the indexes with the tables too (dearer).
    """
    check = "integrity_check" if full else "quick_check"
    try:
        return bool(connection.execute(f"PRAGMA {check}(1)").fetchone() == ("ok",))
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorname.startswith("SQLITE_CORRUPT"):
            return False
        raise


@contextmanager
def checks_put_off(connection: sqlite3.Connection) -> Iterator[None]:
    """Let revisions write without evaluating CHECK constraints; `pages_are_whole` does it after.

    Every row is then checked once, rewritten or not, and where one fails it can be named, which
    SQLite does not do at the insert. NOT NULL, UNIQUE and keys are enforced all along.
    """
    connection.execute("PRAGMA ignore_check_constraints = ON")
    try:
        yield
    finally:
        connection.execute("PRAGMA ignore_check_constraints = OFF")


def broken_checks(connection: sqlite3.Connection) -> tuple[Difference, ...]:
    """Name the rows that break a CHECK constraint: constraint, table and row id, never a value."""
    found = []
    for table, name, condition in structure.checks(connection):
        rows = connection.execute(
            f"SELECT rowid FROM {quoted(table)} WHERE NOT ({condition}) ORDER BY rowid LIMIT ?",
            (_NAMED_ROWS,),
        )
        found += [Difference(f"constraint {name}", f"{table} {row}") for (row,) in rows.fetchall()]
    return tuple(found)


@dataclass(frozen=True, slots=True)
class BrokenLinks:
    """Rows of our tables that point to nothing.

    Attributes:
        rows: the first twenty, as table and row id, never a value.
        count: how many there are.
    """

    rows: tuple[str, ...] = ()
    count: int = 0

    def differences(self) -> tuple[Difference, ...]:
        """Say the same as differences, their number first where not all are named."""
        named = tuple(Difference("link to nothing", row) for row in self.rows)
        if self.count == len(named):
            return named
        return (Difference("links to nothing", rows_after=self.count), *named)


def broken_links(connection: sqlite3.Connection, migrations: Path, revision: str) -> BrokenLinks:
    """Find rows of our tables that point to nothing; tables of others are their own business."""
    rows: list[str] = []
    count = 0
    for table in sorted(fresh_build.schema_of(migrations, revision).tables):
        for name, row, _parent, _key in connection.execute(f"PRAGMA foreign_key_check({table})"):
            count += 1
            if count <= _NAMED_ROWS:
                rows.append(f"{name} {row}")
    return BrokenLinks(tuple(rows), count)


def check_structure(
    connection: sqlite3.Connection,
    file: Path,
    migrations: Path,
    revision: str,
    spare: AbstractSet[str] = frozenset(),
) -> None:
    """Refuse a file whose structure is not that of its revision, before anything runs on it.

    Args:
        connection: an open file; it is only read.
        file: what to name in the errors.
        migrations: folder of the revisions.
        revision: of the file.
        spare: the views that are to be left out, and are not refused.

    Raises:
        HostileObject: a trigger, a view or a virtual table; nothing of ours makes one.
        FileDamaged: a table or an index differs.
    """
    found = structure.read(connection)
    found = replace(found, others=found.others - {("view", name) for name in spare})
    expected = fresh_build.schema_of(migrations, revision)
    if hostile := sorted(found.others - expected.others):
        raise HostileObject(file, *hostile[0])
    if structure.differences(found, expected, spare_indexes=True):
        raise FileDamaged(file, DamageKind.CONTENT)


def structure_differences(
    connection: sqlite3.Connection, migrations: Path, revision: str
) -> tuple[Difference, ...]:
    """Compare the structure of a copy with a fresh build of its revision."""
    expected = fresh_build.schema_of(migrations, revision)
    names = structure.differences(structure.read(connection), expected, spare_indexes=True)
    return tuple(Difference(f"structure: {name}") for name in names)
