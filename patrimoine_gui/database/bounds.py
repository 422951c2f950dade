"""Keeps what a file can make SQLite do within bounds: what runs, for how long, how large.

Nobody vouches for a file that is looked at: it may hold views without end, computed columns, a
million tables. Views, triggers and virtual tables are never run, whatever bears whatever name;
what SQLite computes by itself (constraints, generated columns) is held to limits and a deadline.
"""

from __future__ import annotations

import math
import sqlite3
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Look = Callable[[], int | bool | None]
    """Asked by SQLite as it works; what is not false or None stops it."""

LONGEST_STATEMENT = 1_000_000
"""Characters that a statement may have, in a file as well."""

LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: 64 * 1024 * 1024,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: LONGEST_STATEMENT,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 100,
    sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 0,
    sqlite3.SQLITE_LIMIT_VDBE_OP: 25_000,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
}
"""Of a connection that only reads."""

SPENT = ("SQLITE_AUTH", "SQLITE_TOOBIG", "SQLITE_NOMEM", "SQLITE_INTERRUPT")
"""What SQLite answers where the file asked for more than any file of ours does."""

OPERATIONS = 1_000
"""Instructions of SQLite between two looks at the clock: well under a millisecond."""

QUICK_SECONDS = 5.0
QUICK_OPERATIONS = 1_000_000
"""What it may take to say what a file is: some thousands, and some milliseconds, as a rule."""

_LEAST_SECONDS = 300.0
_BYTES_A_SECOND = 1_000_000
"""The slowest disk, and the slowest computer, that a whole file is to be read on."""

_ALLOWED = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION}
_PRAGMAS = {
    *("application_id", "user_version", "page_count", "freelist_count", "page_size"),
    *("table_info", "table_xinfo"),
    *("index_list", "index_xinfo"),
    *("quick_check", "integrity_check", "foreign_key_check"),
}
_ASKED = {"temp_store"}
"""Settings that may be asked, and not set."""

_REFUSED_FUNCTIONS = {"load_extension", "fts3_tokenizer"}


class Bounded(sqlite3.Connection):
    """A connection that may have a deadline; whoever else watches it leaves that in force."""

    _look: Look | None = None
    _watcher: tuple[Look, int] | None = None

    def set_progress_handler(self, handler: Look | None, n: int) -> None:
        """Have SQLite ask `handler` every `n` instructions, beside what bounds it."""
        self._watcher = None if handler is None else (handler, n)
        self._watch()

    def bound(self, look: Look | None) -> None:
        """Have SQLite stop when `look` says so; None for no bound any more."""
        self._look = look
        self._watch()

    def _watch(self) -> None:
        watcher, look = self._watcher, self._look
        if look is None:
            handler, every = watcher or (None, 0)
        elif watcher is None:
            handler, every = look, OPERATIONS
        else:
            handler, every = _both(look, watcher[0]), min(OPERATIONS, watcher[1])
        super().set_progress_handler(handler, every)


def _both(first: Look, second: Look) -> Look:
    return lambda: first() or second()


def deadline(seconds: float, operations: int | None = None) -> Look:
    """Give what stops SQLite after some seconds, or some instructions.

    The clock starts at the first look: to recover a journal takes as long as it takes.
    """
    end = math.inf
    left = None if operations is None else iter(range(operations // OPERATIONS))

    def look() -> bool:
        nonlocal end
        now = time.monotonic()
        end = min(end, now + seconds)
        is_spent = left is not None and next(left, None) is None
        return is_spent or now > end

    return look


def quick() -> Look:
    """Give what stops SQLite where it takes more than it does to say what a file is."""
    return deadline(QUICK_SECONDS, QUICK_OPERATIONS)


def seconds_for(size: int) -> float:
    """Give how long it may take to read the whole of a file of some bytes, and to understand it."""
    return _LEAST_SECONDS + size / _BYTES_A_SECOND


def bind(connection: Bounded, look: Look) -> None:
    """Let a connection do nothing but read tables, as long as `look` lets it."""
    for limit, value in LIMITS.items():
        connection.setlimit(limit, value)
    connection.bound(look)
    connection.set_authorizer(authorize_reading)


@contextmanager
def only_reading(connection: Bounded, seconds: float) -> Iterator[None]:
    """Let a connection do nothing but read tables until the end of the block."""
    before = {limit: connection.setlimit(limit, value) for limit, value in LIMITS.items()}
    connection.bound(deadline(seconds))
    connection.set_authorizer(authorize_reading)
    try:
        yield
    finally:
        connection.set_authorizer(None)
        connection.bound(None)
        for limit, value in before.items():
            connection.setlimit(limit, value)


def authorize(
    action: int, first: str | None, second: str | None, _database: str | None, within: str | None
) -> int:
    """Allow reading, and nothing that a view or a trigger asks for (`within` names it)."""
    if within is not None:
        return sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_PRAGMA:
        is_allowed = first in _PRAGMAS or (first in _ASKED and second is None)
    elif action == sqlite3.SQLITE_FUNCTION:
        is_allowed = second not in _REFUSED_FUNCTIONS
    else:
        is_allowed = action in _ALLOWED
    return sqlite3.SQLITE_OK if is_allowed else sqlite3.SQLITE_DENY


def authorize_reading(
    action: int, first: str | None, second: str | None, database: str | None, within: str | None
) -> int:
    """Allow the same in a transaction, whose beginning and end change nothing."""
    if action == sqlite3.SQLITE_TRANSACTION:
        return sqlite3.SQLITE_OK
    return authorize(action, first, second, database, within)
