"""`alembic_version`: what says the revision of a file, read without trusting it."""

from __future__ import annotations

import sqlite3  # noqa: TC003
from typing import TYPE_CHECKING, Final

from patrimoine_gui.errors import HostileObject

if TYPE_CHECKING:
    from pathlib import Path

TABLE: Final = "alembic_version"

_LONGEST: Final = 33
"""Bytes of a stamp that are read: one more than Alembic's column has."""

_NAMED: Final = {"view", "trigger"}


def stamps(connection: sqlite3.Connection, file: Path) -> tuple[str, ...]:
    """Give the revisions that a file bears, two at most; none where it has no such table.

    Args:
        connection: an open file; it is only read.
        file: what to name in the error.

    Raises:
        HostileObject: something else bears the name of the table, or it computes.
        sqlite3.Error: the file cannot be read.
    """
    objects = connection.execute(
        "SELECT type, rootpage > 0 AND substr(sql, 1, 13) = 'CREATE TABLE ' FROM sqlite_master"
        " WHERE lower(name) = ? LIMIT 2",
        (TABLE,),
    ).fetchall()
    if not objects:
        return ()
    if objects != [("table", 1)]:
        kind = str(objects[0][0])
        raise HostileObject(file, kind if kind in _NAMED else "object", TABLE)
    columns = connection.execute(f"PRAGMA table_xinfo({TABLE})").fetchall()
    if any(visibility for *_column, visibility in columns):
        raise HostileObject(file, "generated column", TABLE)
    rows = connection.execute(
        f"SELECT substr(CAST(version_num AS BLOB), 1, {_LONGEST}) FROM {TABLE} LIMIT 2"
    )
    return tuple(_text(raw) for (raw,) in rows.fetchall())


def _text(raw: bytes | None) -> str:
    return "" if raw is None else raw.decode("ascii", "replace")
