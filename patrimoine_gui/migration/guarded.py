"""Opens a private copy of a file that nobody vouches for, so that nothing in it can act.

Views, triggers and virtual tables are never run, whatever bears whatever name; what SQLite
computes by itself (constraints, generated columns) is held to limits and to a deadline.
"""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from patrimoine_gui.database import connections
from patrimoine_gui.errors import Cancelled, DamageKind, FileDamaged, HostileObject, UserError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: 64 * 1024 * 1024,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 1_000_000,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 100,
    sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 0,
    sqlite3.SQLITE_LIMIT_VDBE_OP: 25_000,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
}
_SETTINGS = (
    "trusted_schema = OFF",
    "cell_size_check = ON",
    "mmap_size = 0",
    "query_only = ON",
    f"cache_size = -{connections.CACHE_KIB}",
    "temp_store = MEMORY",
)
_ALLOWED = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION}
_PRAGMAS = {
    *("application_id", "user_version", "page_count", "page_size", "table_xinfo"),
    *("index_list", "index_xinfo"),
    *("quick_check", "foreign_key_check"),
}
_REFUSED_FUNCTIONS = {"load_extension", "fts3_tokenizer"}
_OPERATIONS = 5_000
"""Instructions of SQLite between two looks at the clock: well under a millisecond."""

_SPENT = ("SQLITE_AUTH", "SQLITE_TOOBIG", "SQLITE_NOMEM", "SQLITE_INTERRUPT")
"""What SQLite answers where the file asked for more than any file of ours does."""


def never() -> bool:
    """Never ask to stop."""
    return False


@contextmanager
def opened(
    copy: Path, file: Path, seconds: float, cancelled: Callable[[], bool] = never
) -> Iterator[sqlite3.Connection]:
    """Open a private copy to be looked at, and give every failure its type.

    Args:
        copy: a private copy that nobody writes.
        file: what to name in the errors.
        seconds: how long the whole block may take.
        cancelled: asked again and again whether to stop.

    Raises:
        Cancelled: it said so.
        HostileObject: what the file holds asked for more than is allowed ("query").
        FileDamaged, NotAHouseholdFile, FileUnreachable: as named.
    """
    deadline = time.monotonic() + seconds

    def look() -> bool:
        return cancelled() or time.monotonic() > deadline

    try:
        with closing(_connect(copy, look)) as connection:
            yield connection
    except (sqlite3.Error, MemoryError, UnicodeDecodeError) as error:
        if cancelled():
            raise Cancelled from None
        raise _named(file, error) from None


def _connect(copy: Path, look: Callable[[], bool]) -> sqlite3.Connection:
    name = f"{connections.uri(copy.absolute())}?mode=ro&immutable=1"
    connection = sqlite3.connect(name, uri=True, isolation_level=None)
    try:
        for limit, value in LIMITS.items():
            connection.setlimit(limit, value)
        connection.set_progress_handler(look, _OPERATIONS)
        for setting in _SETTINGS:
            connection.execute(f"PRAGMA {setting}")
        connection.set_authorizer(_authorize)
    except BaseException:
        connection.close()
        raise
    return connection


def _authorize(
    action: int, first: str | None, second: str | None, _database: str | None, within: str | None
) -> int:
    """Allow reading, and nothing that a view or a trigger asks for (`within` names it)."""
    if within is not None:
        return sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_PRAGMA:
        is_allowed = first in _PRAGMAS
    elif action == sqlite3.SQLITE_FUNCTION:
        is_allowed = second not in _REFUSED_FUNCTIONS
    else:
        is_allowed = action in _ALLOWED
    return sqlite3.SQLITE_OK if is_allowed else sqlite3.SQLITE_DENY


def _named(file: Path, error: Exception) -> UserError:
    name = getattr(error, "sqlite_errorname", "")
    if isinstance(error, MemoryError) or name.startswith(_SPENT):
        return HostileObject(file, "query")
    known = connections.user_error(file, error) if isinstance(error, sqlite3.Error) else None
    return known or FileDamaged(file, DamageKind.CONTENT)
