"""Holds the objects of a file that nobody vouches for against those that its revision makes."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from patrimoine_gui.crypto import header
from patrimoine_gui.database import file_header
from patrimoine_gui.database.names import quoted
from patrimoine_gui.errors import (
    DamageKind,
    FileDamaged,
    HeaderMissing,
    HeaderTampered,
    HostileObject,
    RevisionMismatch,
)
from patrimoine_gui.migration.schema import fresh_build, structure

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet
    from pathlib import Path

    from patrimoine_gui.migration.revisions import Revision

MOST_OBJECTS = 1_000
_STATEMENTS = {"table": ("CREATE TABLE ",), "index": ("CREATE INDEX ", "CREATE UNIQUE INDEX ")}
"""How SQLite itself begins what it writes of an object, whatever was typed."""

_EXPRESSION = -2
"""Where `index_xinfo` gives the number of a column."""

_OWN_TABLES = {"sqlite_sequence", "sqlite_stat1", "sqlite_stat4"}


def check_objects(
    connection: sqlite3.Connection, file: Path, spare: AbstractSet[str] = frozenset()
) -> None:
    """Refuse whatever could compute or act by itself, by looking at the text of the schema alone.

    After this, tables can be read: what bears the name of a table is one.

    Args:
        connection: an open file; it is only read.
        file: what to name in the error.
        spare: the views that are to be left out, and are not refused.

    Raises:
        HostileObject: a trigger, a view, a virtual table, a generated column, or something that
            is not what it says ("object").
        RevisionMismatch: nothing in it says the revision.
    """
    rows = connection.execute(
        "SELECT type, name, rootpage, sql FROM sqlite_master LIMIT ?", (MOST_OBJECTS + 1,)
    ).fetchall()
    if len(rows) > MOST_OBJECTS:
        raise HostileObject(file, "object")
    hostile = [(_hostile_kind(*row), row[1]) for row in rows]
    refused = [(kind, name) for kind, name in hostile if kind not in {"", "view"}]
    refused += [(kind, name) for kind, name in hostile if kind == "view" and name not in spare]
    if refused:  # a view last: going on without it is offered, which must then be possible
        kind, name = refused[0]
        raise HostileObject(file, kind, _shown(name))
    tables = [name for kind, name, _root, _sql in rows if kind == "table"]
    for table in tables:
        if _computes(connection, table):
            raise HostileObject(file, "generated column", table)
    if "alembic_version" not in tables:
        raise RevisionMismatch(file)


_LONGEST_NAME = 60
"""Characters of a name that are told."""


def _shown(name: object) -> str:
    """Give a name as it can be shown, whoever chose it."""
    text = name if isinstance(name, str) else ""
    kept = "".join(letter if letter.isprintable() else "\ufffd" for letter in text)
    return kept if len(kept) <= _LONGEST_NAME else f"{kept[:_LONGEST_NAME]}…"


def has_too_many(connection: sqlite3.Connection) -> bool:
    """Tell whether a file has more objects than any of ours."""
    query = "SELECT 1 FROM sqlite_master LIMIT ?"
    return len(connection.execute(query, (MOST_OBJECTS + 1,)).fetchall()) > MOST_OBJECTS


def refuse_too_many(connection: sqlite3.Connection, file: Path) -> None:
    """Refuse a file that has more objects than any of ours.

    Raises:
        HostileObject: it has ("object").
    """
    if has_too_many(connection):
        raise HostileObject(file, "object")


def views(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Name the views of a file; none is ever run."""
    query = "SELECT name FROM sqlite_master WHERE type = 'view' ORDER BY name LIMIT ?"
    return tuple(name for (name,) in connection.execute(query, (MOST_OBJECTS,)).fetchall())


def without_views(connection: sqlite3.Connection) -> structure.Schema:
    """Read the structure of an open file as if it had no view."""
    found = structure.read(connection)
    others = frozenset(item for item in found.others if item[0] != "view")
    return replace(found, others=others)


def computing_indexes(
    connection: sqlite3.Connection, found: structure.Schema, expected: structure.Schema
) -> tuple[str, ...]:
    """Name the added indexes that have a condition or an expression."""
    spare = found.indexes.keys() - expected.indexes.keys()
    return tuple(
        name for table in sorted(found.tables) for name in _computing(connection, table, spare)
    )


def _hostile_kind(kind: object, name: object, root: object, sql: object) -> str:
    """Name what an object is if it is not allowed, "" if it is."""
    if kind in {"trigger", "view"}:
        return str(kind)
    if kind == "table" and (root == 0 or str(sql).startswith("CREATE VIRTUAL ")):
        return "virtual table"
    return "" if isinstance(name, str) and _is_plain(str(kind), name, root, sql) else "object"


def _is_plain(kind: str, name: str, root: object, sql: object) -> bool:
    """Tell whether a table or an index is written as SQLite writes one, and has its pages.

    Somebody who writes the schema by hand can call a view a table: SQLite believes the text.
    """
    if not isinstance(root, int) or root < 1:
        return False
    if sql is None:
        return kind == "index" and name.startswith("sqlite_autoindex_")
    is_reserved = name.lower().startswith("sqlite_") and name not in _OWN_TABLES
    return not is_reserved and str(sql).startswith(_STATEMENTS.get(kind, "\0"))


def _computes(connection: sqlite3.Connection, table: str) -> bool:
    """Tell whether SQLite computes a column of a table each time that it is read or written."""
    columns = connection.execute(f"PRAGMA table_xinfo({quoted(table)})").fetchall()
    return any(hidden for *_column, hidden in columns)


def _computing(
    connection: sqlite3.Connection, table: str, spare: AbstractSet[str]
) -> Iterator[str]:
    """Name the spare indexes of a table that have a condition or an expression."""
    indexes = connection.execute(f"PRAGMA index_list({quoted(table)})").fetchall()
    for _rank, name, _unique, _origin, is_partial in indexes:
        columns = connection.execute(f"PRAGMA index_xinfo({quoted(name)})").fetchall()
        computes = any(column[1] == _EXPRESSION for column in columns)
        if name in spare and (is_partial or computes):
            yield name


def check_allowed(
    connection: sqlite3.Connection,
    file: Path,
    migrations: Path,
    revision: Revision,
    *,
    mend: bool = False,
) -> None:
    """Refuse a structure that is not the one of its revision, with its keys where it has some.

    Plain tables that nobody of ours made are carried along untouched; see `schema.differences`.

    Args:
        connection: an open file; it is only read.
        file: what to name in the errors.
        migrations: folder of the revisions.
        revision: of the file.
        mend: whether views and indexes that compute are to be left out, and are not refused.

    Raises:
        FileDamaged: a table or an index of ours differs.
        HeaderMissing, HeaderTampered: the keys are not there, or not such as we write.
        HostileObject: an added index that computes, or keys where the revision has none.
    """
    try:
        found = without_views(connection) if mend else structure.read(connection)
    except ValueError:  # a statement that is none
        raise FileDamaged(file, DamageKind.CONTENT) from None
    expected = fresh_build.schema_of(migrations, revision.id)
    if structure.differences(found, expected, spare_indexes=True):
        raise FileDamaged(file, DamageKind.CONTENT)
    computing = computing_indexes(connection, found, expected)
    if computing and not mend:
        raise HostileObject(file, "index", _shown(computing[0]))
    if revision.protects:
        _check_keys(connection, file, found)
    elif file_header.TABLE in {name.lower() for name in found.tables}:
        raise HostileObject(file, "table")


def _check_keys(connection: sqlite3.Connection, file: Path, found: structure.Schema) -> None:
    if file_header.TABLE not in found.tables:
        raise HeaderMissing(file)
    if found.tables[file_header.TABLE] != _parts_of_header():
        raise HeaderTampered(file)
    try:
        keys = file_header.read(connection)
        if keys is None:
            raise HeaderMissing(file)
        header.validate(keys)
    except HeaderTampered:
        raise HeaderTampered(file) from None


@lru_cache(maxsize=1)
def _parts_of_header() -> frozenset[str]:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(file_header.DDL)
        return structure.read(connection).tables[file_header.TABLE]
