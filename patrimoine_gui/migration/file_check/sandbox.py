"""Opens a private copy of a file that nobody vouches for, so that nothing in it can act.

Views, triggers and virtual tables are never run, whatever bears whatever name; what SQLite
computes by itself (constraints, generated columns) is held to limits and to a deadline.
"""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from patrimoine_gui.database import bounds, connections
from patrimoine_gui.errors import Cancelled, DamageKind, FileDamaged, HostileObject, UserError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_SETTINGS = (
    "trusted_schema = OFF",
    "cell_size_check = ON",
    "mmap_size = 0",
    "query_only = ON",
    f"cache_size = -{connections.CACHE_KIB}",
    "temp_store = MEMORY",
)


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


def _connect(copy: Path, look: bounds.Look) -> bounds.Bounded:
    name = f"{connections.uri(copy.absolute())}?mode=ro&immutable=1"
    connection = sqlite3.connect(name, uri=True, isolation_level=None, factory=bounds.Bounded)
    quick = bounds.quick()
    try:
        bounds.bind(connection, lambda: look() or quick())  # SQLite reads the list of tables now
        connection.set_authorizer(None)
        for setting in _SETTINGS:
            connection.execute(f"PRAGMA {setting}")
        connection.bound(look)
        connection.set_authorizer(bounds.authorize)
    except BaseException:
        connection.close()
        raise
    return connection


def _named(file: Path, error: Exception) -> UserError:
    name = getattr(error, "sqlite_errorname", "")
    if isinstance(error, MemoryError) or name.startswith(bounds.SPENT):
        return HostileObject(file, "query")
    known = connections.user_error(file, error) if isinstance(error, sqlite3.Error) else None
    return known or FileDamaged(file, DamageKind.CONTENT)
