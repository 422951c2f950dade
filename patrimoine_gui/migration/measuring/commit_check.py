"""What a file is once a commit has failed: the file is asked, never the error.

SQLite reports an error of the disk after the moment from which the file is the new one just like
one before it. So whoever commits lets go of the file then, has it opened again, which recovers
what a journal holds, and tells what is found there.
"""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from patrimoine_gui.database import connections, file_header
from patrimoine_gui.errors import PublishedUnconfirmed, StateUnknown, UserError, WorkKind
from patrimoine_gui.migration.measuring import verification

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from patrimoine_gui.crypto.header import FileHeader

_BEFORE_ANY_WRITE = "SQLITE_READONLY_DBMOVED"


@dataclass(frozen=True, slots=True)
class Marks:
    """What tells a file before a publication from the same file after it.

    Attributes:
        ordinal: number of its revision.
        schema: count of the changes of its structure; each publication counts as one.
        header: its keys, None for a readable file.
    """

    ordinal: int
    schema: int
    header: FileHeader | None


@dataclass(frozen=True, slots=True)
class Committing:
    """What is committed to which file.

    Attributes:
        file: the file.
        kind: the work.
        backup: the verified backup of the file as it was, if any.
    """

    file: Path
    kind: WorkKind
    backup: Path | None = None


def marks(connection: sqlite3.Connection) -> Marks:
    """Read the marks of an open file."""
    ordinal, schema = (
        int(connection.execute(f"PRAGMA {name}").fetchone()[0])
        for name in ("user_version", "schema_version")
    )
    return Marks(ordinal, schema, file_header.read(connection))


@contextmanager
def resolving(live: sqlite3.Connection, work: Committing, after: Marks) -> Iterator[None]:
    """Commit in the block; where that fails, let go of the file and tell what it is.

    An error that left the file as it was is raised as it came.

    Args:
        live: the connection that holds the file; it is closed where the commit fails.
        work: what is committed.
        after: what the file is to be.

    Raises:
        PublishedUnconfirmed: it is that, but the disk did not confirm it.
        StateUnknown: it is neither that nor what it was, or cannot be read.
    """
    before = marks(live)
    try:
        yield
    except BaseException as error:
        if getattr(error, "sqlite_errorname", "") == _BEFORE_ANY_WRITE:
            raise
        live.close()
        marks_now = _look(work.file)
        if marks_now == before:
            raise
        error_class = PublishedUnconfirmed if marks_now == after else StateUnknown
        raise error_class(work.file, work.kind, work.backup) from None


def _look(file: Path) -> Marks | None:
    """Give what a file is now, None where it cannot be read whole."""
    try:
        with connections.live(file) as connection:
            found = marks(connection)
            return found if verification.pages_are_whole(connection, full=False) else None
    except (UserError, OSError, sqlite3.Error):
        return None
