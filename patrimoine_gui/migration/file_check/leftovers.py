"""What an upgrade that died in an older program left in a file, and what is the user's own.

Older programs worked on the file itself, so a crash left their half-made tables in it. They are
dropped from the copy that is upgraded, and nothing else is: a table that only looks like one may
be somebody's work.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from patrimoine_gui.database.names import quoted
from patrimoine_gui.errors import HostileObject
from patrimoine_gui.migration.schema import fresh_build, structure

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable
    from pathlib import Path

_ALEMBIC_PREFIX = "_alembic_tmp_"
_TEMPORARY = {"account_0001", "balance_history_0001", "account_0002", "balance_history_0002"}
"""Names that revisions give to tables which they rename before they end."""

_NUMBERED = re.compile(r"(.+)_\d{4}")


def find(
    connection: sqlite3.Connection, file: Path, migrations: Path, path: Iterable[str]
) -> tuple[str, ...]:
    """Name the tables that stand in the way of the revisions to run and hold nothing of anybody.

    They are temporary tables of Alembic and of the revisions; and, under the name of a table to
    come, an empty table, or one with the very structure to come: then it was filled from rows
    that are still there.

    Args:
        connection: an open file; it is only read.
        file: what to name in the error.
        migrations: folder of the revisions.
        path: the revision of the file, then those that it will pass through.

    Raises:
        HostileObject: a table with rows and another structure bears the name of a table to come.
    """
    revisions = tuple(path)
    fresh_build.schema_of(migrations, max(revisions))  # the others come on its way
    current, *coming = (fresh_build.schema_of(migrations, revision) for revision in revisions)
    tables = structure.read(connection).tables
    return tuple(
        name
        for name in sorted(tables.keys() - current.tables.keys())
        if _is_leftover(connection, file, name, tables[name], [*coming, current])
    )


def _is_leftover(
    connection: sqlite3.Connection,
    file: Path,
    name: str,
    parts: frozenset[str],
    builds: list[structure.Schema],
) -> bool:
    lowered = name.lower()  # SQLite's names have no case
    if lowered.startswith(_ALEMBIC_PREFIX) or lowered in _TEMPORARY:
        return True
    wanted = [build.tables[lowered] for build in builds if lowered in build.tables]
    if not wanted:
        return _is_numbered(lowered, builds) and _is_empty(connection, name)
    if parts in wanted or _is_empty(connection, name):
        return True
    raise HostileObject(file, "table")


def _is_numbered(name: str, builds: list[structure.Schema]) -> bool:
    """Tell a temporary name that a revision of another version may have given."""
    match = _NUMBERED.fullmatch(name)
    return match is not None and any(match[1] in build.tables for build in builds)


def _is_empty(connection: sqlite3.Connection, name: str) -> bool:
    return (
        connection.execute(f"SELECT 1 FROM {quoted(name)} NOT INDEXED LIMIT 1").fetchone() is None
    )


def drop(connection: sqlite3.Connection, names: Iterable[str]) -> None:
    """Drop tables that `find` named."""
    for name in names:
        connection.execute(f"DROP TABLE {quoted(name)}")
