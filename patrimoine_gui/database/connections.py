"""Opens SQLite files: the user's live file, held alone, and our private copies."""

from __future__ import annotations

import errno
import os
import sqlite3
import stat
import sys
import threading
from collections import Counter
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path, PurePath  # noqa: TC003
from typing import IO, TYPE_CHECKING, Any, TypeVar
from weakref import WeakSet

from patrimoine_gui import config
from patrimoine_gui.database import bounds, header
from patrimoine_gui.database.lock import is_name_too_long
from patrimoine_gui.errors import (
    DamageKind,
    FileBusy,
    FileDamaged,
    FileReadOnly,
    FileUnreachable,
    ForeignKind,
    HostileObject,
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

_NO_LOCKS = {errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL}

gate = threading.Lock()
"""Held while a thread looks whether a file is held and then reads its header, and while `live`
takes note that it is: closing the header of a held file would end its locks."""

_held: Counter[tuple[int, int]] = Counter()


def is_held(file: Path | str) -> bool:
    """Tell whether this process holds a connection that `live` opened on this very file.

    What is read of the file on the strength of the answer is read while `gate` is held.
    """
    if not _held:
        return False
    try:
        status = os.stat(file)  # noqa: PTH116  (fast path)
    except OSError:
        return False
    return (status.st_dev, status.st_ino) in _held


def uri(path: PurePath) -> str:
    """Name an absolute path to SQLite; a name need not be UTF-8.

    A path of a network share (UNC) keeps its host in the path: SQLite refuses it as authority.
    """
    found = path.as_uri()
    return found if found.startswith("file:///") else "file:////" + found.removeprefix("file://")


_C = TypeVar("_C", bound=bounds.Bounded)


def _connect(file: Path, query: str, patience: float = BUSY_SECONDS) -> bounds.Bounded:
    return _connect_as(bounds.Bounded, file, query, patience)


def _connect_as(kind: type[_C], file: Path, query: str, patience: float = BUSY_SECONDS) -> _C:
    _refuse_special(file)
    connection = sqlite3.connect(
        f"{uri(file.absolute())}?{query}",
        uri=True,
        isolation_level=None,
        timeout=patience,
        check_same_thread=True,
        factory=kind,
    )
    try:
        connection.setlimit(sqlite3.SQLITE_LIMIT_SQL_LENGTH, bounds.LONGEST_STATEMENT)
        connection.bound(bounds.quick())  # SQLite reads the list of tables now
        connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        # A sort that spills would leave amounts in clear in the system's temporary folder.
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.bound(None)
    except BaseException:
        connection.close()
        raise
    return connection


def _refuse_special(file: Path) -> None:
    """Refuse a pipe or a device, which SQLite would wait for, as the file or as its journal.

    Raises:
        FileUnreachable: it is one.
        FileDamaged: what stands in the place of its journal is none.
    """
    try:
        mode = os.stat(file).st_mode  # noqa: PTH116  (fast path)
        beside = [os.lstat(name).st_mode for name in header.journals(file)]
    except OSError:  # SQLite says why
        return
    if not stat.S_ISREG(mode):
        is_folder = stat.S_ISDIR(mode)
        reason = UnreachableReason.DIRECTORY if is_folder else UnreachableReason.SPECIAL
        raise FileUnreachable(file, reason)
    if not all(map(stat.S_ISREG, beside)):
        raise FileDamaged(file, DamageKind.JOURNAL)


@contextmanager
def live(file: Path) -> Iterator[bounds.Bounded]:
    """Hold the user's file alone until the end of the block; recovers a hot journal.

    Nothing is written by opening it. No other process, ours or not, can read or write the file
    meanwhile, so what is published replaces exactly what was copied.

    Raises:
        FileBusy, FileDamaged, FileReadOnly, FileUnreachable, NotAHouseholdFile: as named.
    """
    with _registered(file):
        with _translated(file):
            connection = _connect(file, "mode=rw")
        with closing(connection):
            with _translated(file):
                connection.execute("PRAGMA locking_mode = EXCLUSIVE")
                connection.execute("PRAGMA synchronous = FULL")
                connection.execute("BEGIN EXCLUSIVE")
                connection.execute("COMMIT")
            yield connection


@contextmanager
def _registered(file: Path) -> Iterator[None]:
    """Note that this process holds a file, from before it is opened until after it is closed."""
    with gate:
        try:
            status = file.stat()
            is_stray = not is_held(file) and header.has_stray_wal(file)
        except OSError as error:
            raise FileUnreachable(file, _unreachable(error)) from None
        if is_stray:
            raise FileDamaged(file, DamageKind.JOURNAL)
        key = (status.st_dev, status.st_ino)
        _held[key] += 1
    try:
        yield
    finally:
        with gate:
            _held[key] -= 1
            if not _held[key]:
                del _held[key]


def _unreachable(error: OSError) -> UnreachableReason:
    if isinstance(error, (FileNotFoundError, NotADirectoryError)):
        return UnreachableReason.MISSING
    if isinstance(error, PermissionError):
        return UnreachableReason.NO_PERMISSION
    return UnreachableReason.IO_ERROR


@contextmanager
def reading(
    file: Path, patience: float = BUSY_SECONDS, *, whole: bool = False
) -> Iterator[sqlite3.Connection]:
    """Read the user's file beside others; recovers a hot journal, writes nothing else.

    A file or a folder that cannot be written is read all the same. Nobody vouches for it: nothing
    but tables can be read, and no longer than `bounds` allows.

    Args:
        file: the file.
        patience: seconds that a held file is waited for.
        whole: whether all of it is to be read, which takes as long as its size allows; else what
            says what it is.

    Raises:
        HostileObject: what it holds asks for more than any file of ours does ("query").
        FileBusy, FileDamaged, FileUnreachable, NotAHouseholdFile: as named.
    """
    with (
        _translated(file),
        closing(_connect_as(_Reader, file, _mode(file), patience)) as connection,
    ):
        connection.execute("PRAGMA query_only = ON")
        bounds.bind(connection, _look(file, whole=whole))
        yield connection


def _look(file: Path, *, whole: bool) -> bounds.Look:
    if not whole:
        return bounds.quick()
    return bounds.deadline(bounds.seconds_for(file.stat().st_size))


class _Reader(bounds.Bounded):
    """A connection that ends its queries when it is closed.

    SQLite keeps its lock as long as one is half read, closed or not, and the traceback of an error
    keeps the cursor of the query that it stopped.
    """

    queries: WeakSet[sqlite3.Cursor] | None = None

    def execute(self, *arguments: Any) -> sqlite3.Cursor:
        """Run a query, and note it."""
        found = super().execute(*arguments)
        if self.queries is None:
            self.queries = WeakSet()
        self.queries.add(found)
        return found

    def close(self) -> None:
        """Close, and let go of the file."""
        for query in tuple(self.queries or ()):
            query.close()
        super().close()


def _mode(file: Path) -> str:
    """Say how to read a file: as one that may be written, whose journal SQLite then recovers."""
    is_writable = os.access(file, os.W_OK) and os.access(file.parent, os.W_OK)
    return "mode=rw" if is_writable else "mode=ro"


class _Shared(bounds.Bounded):
    """A connection that is noted until whoever opened it closes it."""

    note = ExitStack()  # an empty one, until the connection has its own

    def close(self) -> None:
        """Close, and only then let others read the header of the file."""
        super().close()
        self.note.close()


def shared(file: Path, *, writing: bool) -> sqlite3.Connection:
    """Open the user's file beside others, for the application's own reads and writes.

    The caller closes it, and begins and ends its transactions. Links between rows are enforced;
    unless `writing`, every attempt to write is refused.

    Raises:
        FileBusy, FileDamaged, FileReadOnly, FileUnreachable, NotAHouseholdFile: as named.
    """
    with ExitStack() as note:
        note.enter_context(_registered(file))
        with _translated(file):
            connection = _connect_as(_Shared, file, "mode=rw" if writing else _mode(file))
        connection.note = note.pop_all()
    try:
        with _translated(file):
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute(f"PRAGMA query_only = {'OFF' if writing else 'ON'}")
    except BaseException:
        connection.close()
        raise
    return connection


def settle(file: Path) -> None:
    """Let SQLite remove the journal that a dead process left beside the user's file.

    A process killed between two transactions, or before its first write, leaves a journal that
    holds nothing to recover, and that SQLite keeps for ever. SQLite itself removes it here, under
    its own locks and after recovering what is to be recovered. A journal in use stays.

    Raises:
        FileBusy, FileDamaged, FileReadOnly, FileUnreachable, NotAHouseholdFile: as named.
    """
    with (
        _registered(file),
        _translated(file),
        closing(_connect(file, "mode=rw")) as connection,
    ):
        connection.bound(bounds.quick())
        (application_id,) = connection.execute("PRAGMA application_id").fetchone()
        (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
        connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()  # recovers
        if application_id == config.APPLICATION_ID and mode == "delete":
            connection.execute("PRAGMA journal_mode = PERSIST")
            connection.execute("PRAGMA journal_mode = DELETE")


@contextmanager
def private(file: Path, kind: type[bounds.Bounded] = bounds.Bounded) -> Iterator[bounds.Bounded]:
    """Open a private copy of ours, made to be thrown away: quick, and safe for nothing.

    Only the process that dies loses it, so nothing is synced; a rollback journal is kept all the
    same, for a revision may rely on it. The connection is of the `kind` given.
    """
    with closing(_connect_as(kind, file, "mode=rw")) as connection:
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA secure_delete = OFF")
        connection.execute("PRAGMA threads = 2")
        yield connection


@contextmanager
def _translated(file: Path) -> Iterator[None]:
    try:
        yield
    except MemoryError:
        raise HostileObject(file, "query") from None
    except UnicodeDecodeError:  # SQLite quotes the damaged structure, and Python cannot read it
        raise FileDamaged(file, DamageKind.CONTENT) from None
    except sqlite3.Error as error:
        found = user_error(file, error)
        if found is None:
            raise
        raise found from None


_ABOUT_LOCKS = (
    "SQLITE_BUSY",
    "SQLITE_IOERR_CHECKRESERVEDLOCK",
    "SQLITE_IOERR_LOCK",
    "SQLITE_IOERR_RDLOCK",
    "SQLITE_IOERR_UNLOCK",
)


def _has_no_locks(file: Path) -> bool:
    """Ask the disk of a file for a lock on another: SQLite takes its refusal for a held file."""
    if sys.platform == "win32":
        return False
    import fcntl

    try:
        with _beside(file) as probe:
            fcntl.lockf(probe, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno in _NO_LOCKS
    return False


def _beside(file: Path) -> IO[bytes]:
    """Open a file that goes when it is closed; in a folder that takes none, the file itself.

    Closing that ends the locks that this process has on it, and nobody writes it there.
    """
    from tempfile import TemporaryFile

    try:
        return TemporaryFile(dir=file.parent)
    except OSError:
        return file.open("rb")


def user_error(file: Path, error: sqlite3.Error) -> UserError | None:
    """Give the error of ours that an SQLite error stands for, by its code, never by its text."""
    name = getattr(error, "sqlite_errorname", "")
    if name.startswith(_ABOUT_LOCKS) and _has_no_locks(file):
        return FileUnreachable(file, UnreachableReason.NO_LOCKS)
    if not name and isinstance(error, sqlite3.OperationalError):  # a text that is not UTF-8
        return FileDamaged(file, DamageKind.CONTENT)
    is_long = is_name_too_long(file.resolve())
    reason = UnreachableReason.NAME_TOO_LONG if is_long else UnreachableReason.NO_PERMISSION
    table: dict[tuple[str, ...], UserError] = {
        ("SQLITE_BUSY", "SQLITE_LOCKED"): FileBusy(file),
        ("SQLITE_CORRUPT",): FileDamaged(file, DamageKind.PAGES),
        ("SQLITE_NOTADB",): NotAHouseholdFile(file, ForeignKind.NOT_SQLITE),
        ("SQLITE_READONLY",): FileReadOnly(file),
        ("SQLITE_CANTOPEN", "SQLITE_PERM"): FileUnreachable(file, reason),
        bounds.SPENT: HostileObject(file, "query"),
        ("SQLITE_IOERR",): FileUnreachable(file, UnreachableReason.IO_ERROR),
    }
    return next((answer for codes, answer in table.items() if name.startswith(codes)), None)
