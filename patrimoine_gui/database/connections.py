"""Opens SQLite files: the user's live file, held alone, and our private copies."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, contextmanager
from pathlib import Path  # noqa: TC003
from typing import TYPE_CHECKING

from patrimoine_gui import config
from patrimoine_gui.database.lock import is_name_too_long
from patrimoine_gui.errors import (
    DamageKind,
    FileBusy,
    FileDamaged,
    FileReadOnly,
    FileUnreachable,
    ForeignKind,
    NotAHouseholdFile,
    UnreachableReason,
    UserError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

BUSY_SECONDS = 2.0
"""How long a held file is waited for before it is called busy."""

CACHE_KIB = 8192
"""Page cache of every connection: memory stays flat however large the file."""

_held: set[tuple[int, int]] = set()


def is_held(file: Path | str) -> bool:
    """Tell whether this process holds a connection that `live` opened on this very file."""
    if not _held:
        return False
    try:
        status = os.stat(file)  # noqa: PTH116  (fast path)
    except OSError:
        return False
    return (status.st_dev, status.st_ino) in _held


def _connect(file: Path, query: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{file.absolute().as_uri()}?{query}",
        uri=True,
        isolation_level=None,
        timeout=BUSY_SECONDS,
        check_same_thread=True,
    )
    try:
        connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA foreign_keys = OFF")
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def live(file: Path) -> Iterator[sqlite3.Connection]:
    """Hold the user's file alone until the end of the block; recovers a hot journal.

    Nothing is written by opening it. No other process, ours or not, can read or write the file
    meanwhile, so what is published replaces exactly what was copied.

    Raises:
        FileBusy, FileDamaged, FileReadOnly, FileUnreachable, NotAHouseholdFile: as named.
    """
    with _translated(file):
        connection = _connect(file, "mode=rw")
    with closing(connection):
        with _translated(file):
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("COMMIT")
            status = file.stat()
        key = (status.st_dev, status.st_ino)
        _held.add(key)
        try:
            yield connection
        finally:
            _held.discard(key)


@contextmanager
def reading(file: Path) -> Iterator[sqlite3.Connection]:
    """Read the user's file beside others; recovers a hot journal, writes nothing else.

    A file or a folder that cannot be written is read all the same.

    Raises:
        FileBusy, FileDamaged, FileUnreachable, NotAHouseholdFile: as named.
    """
    with _translated(file):
        mode = "rw" if os.access(file, os.W_OK) and os.access(file.parent, os.W_OK) else "ro"
        with closing(_connect(file, f"mode={mode}")) as connection:
            connection.execute("PRAGMA query_only = ON")
            yield connection


def settle(file: Path) -> None:
    """Let SQLite remove the journal that a dead process left beside the user's file.

    A process killed between two transactions, or before its first write, leaves a journal that
    holds nothing to recover, and that SQLite keeps for ever. SQLite itself removes it here, under
    its own locks and after recovering what is to be recovered. A journal in use stays.

    Raises:
        FileBusy, FileDamaged, FileReadOnly, FileUnreachable, NotAHouseholdFile: as named.
    """
    with _translated(file), closing(_connect(file, "mode=rw")) as connection:
        (application_id,) = connection.execute("PRAGMA application_id").fetchone()
        (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()  # recovers
        if application_id == config.APPLICATION_ID and mode == "delete":
            connection.execute("PRAGMA journal_mode = PERSIST")
            connection.execute("PRAGMA journal_mode = DELETE")


@contextmanager
def private(file: Path) -> Iterator[sqlite3.Connection]:
    """Open a private copy of ours, made to be thrown away: quick, and safe for nothing.

    Only the process that dies loses it, so nothing is synced; a rollback journal is kept all the
    same, for a revision may rely on it.
    """
    with closing(_connect(file, "mode=rw")) as connection:
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA secure_delete = OFF")
        connection.execute("PRAGMA threads = 2")
        yield connection


@contextmanager
def frozen(file: Path) -> Iterator[sqlite3.Connection]:
    """Open a file that nobody writes (a backup): no lock, no journal, never a byte written."""
    with closing(_connect(file, "mode=ro&immutable=1")) as connection:
        connection.execute("PRAGMA query_only = ON")
        yield connection


@contextmanager
def _translated(file: Path) -> Iterator[None]:
    try:
        yield
    except UnicodeDecodeError:  # SQLite quotes the damaged structure, and Python cannot read it
        raise FileDamaged(file, DamageKind.CONTENT) from None
    except sqlite3.Error as error:
        found = user_error(file, error)
        if found is None:
            raise
        raise found from None


def user_error(file: Path, error: sqlite3.Error) -> UserError | None:
    """Give the error of ours that an SQLite error stands for, by its code, never by its text."""
    name = getattr(error, "sqlite_errorname", "")
    if not name and isinstance(error, sqlite3.OperationalError):  # a text that is not UTF-8
        return FileDamaged(file, DamageKind.PAGES)
    is_long = is_name_too_long(file.resolve())
    closed = UnreachableReason.NAME_TOO_LONG if is_long else UnreachableReason.NO_PERMISSION
    known: dict[tuple[str, ...], UserError] = {
        ("SQLITE_BUSY", "SQLITE_LOCKED"): FileBusy(file),
        ("SQLITE_CORRUPT",): FileDamaged(file, DamageKind.PAGES),
        ("SQLITE_NOTADB",): NotAHouseholdFile(file, ForeignKind.NOT_SQLITE),
        ("SQLITE_READONLY",): FileReadOnly(file),
        ("SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_AUTH"): FileUnreachable(file, closed),
        ("SQLITE_IOERR",): FileUnreachable(file, UnreachableReason.IO_ERROR),
    }
    return next((found for codes, found in known.items() if name.startswith(codes)), None)
