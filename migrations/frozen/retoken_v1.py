"""Makes every token of some columns anew, of the second kind, and reads each again.

Frozen. A piece of a table at a time. A value that does not open is left as it is, byte for byte:
one damaged value must not keep a household from its file, and no key would open it better.
"""

from __future__ import annotations

import sqlite3  # noqa: TC003  (frozen: imports stay plain)
from collections.abc import Callable, Iterable
from itertools import groupby
from operator import itemgetter
from typing import cast

from migrations.frozen.columns_v1 import Columns  # noqa: TC001
from migrations.frozen.fields_v1 import (
    RowChangedV1,
    UnreadableV1,
    open_v1,
    reader_v1,
    seal_legacy_v1,
    seal_v1,
    texts_as_stored_v1,
)
from migrations.frozen.keys_v1 import KeysV1
from migrations.frozen.measures_v1 import Tick

PIECE = 10_000
"""Rows at a time."""

_NUMBERS = frozenset(
    [
        "valuation.amount",
        "merged.amount",
        "operation.amount",
        "operation.fees",
        "operation.taxes",
        "operation_split.amount",
        "kept.amount",
        "member.birth_date",
    ]
)
_DOCUMENTS = frozenset(["asset.details", "loan.details"])
_EARLIER = b"gAAAA"


def block_v1(label: str) -> int:
    """Give the padding of a label: 16 for numbers and dates, 64 for documents, else 32 bytes."""
    return 16 if label in _NUMBERS else 64 if label in _DOCUMENTS else 32


class LegacyLeftV1(Exception):
    """A token of the first kind that opens is still there: its table and column."""


def retoken_v1(
    connection: sqlite3.Connection,
    columns: Columns,
    keys: Callable[[], KeysV1],
    tick: Tick,
    key: str = "id",
) -> None:
    """Make tokens v2 under the active key of every token, of either kind.

    Args:
        connection: an open file of ours; runs in the caller's transaction.
        columns: (table, column, label); NULL stays NULL.
        keys: gives the keys, and is asked only where there is a row.
        tick: told the rows done and the rows in all.
        key: integer key of the tables, "id" or "rowid".

    Raises:
        RowChangedV1: a new token does not give the value back.
        LegacyLeftV1: one of the first kind was missed.
    """
    _change(connection, columns, (keys, tick, key), _Remade)


def retoken_as_legacy_v1(
    connection: sqlite3.Connection,
    columns: Columns,
    keys: Callable[[], KeysV1],
    tick: Tick,
    key: str = "id",
) -> None:
    """Make tokens of the first kind again, where the file has their key; see `retoken_v1`."""
    _change(connection, columns, (keys, tick, key), _Legacy)


def unwrap_v1(
    connection: sqlite3.Connection, columns: Columns, keys: Callable[[], KeysV1], tick: Tick
) -> int:
    """Take the tokens off each value that is itself a token of the first kind, and opens.

    Gives how many values changed. A text that only begins like a token stays what it is, and what
    was edited twice in 0.9.0 holds one token in another: all of them go, so that a second run has
    nothing to do.
    """
    return _change(connection, columns, (keys, tick, "id"), _Unwrapped)


Options = tuple[Callable[[], KeysV1], Tick, str]


def _change(
    connection: sqlite3.Connection, columns: Columns, options: Options, kind: type[_Changer]
) -> int:
    keys, tick, key = options
    tables = [
        (table, list(found))
        for table, found in groupby(sorted(columns, key=itemgetter(0)), key=itemgetter(0))
    ]
    total = sum(_count(connection, table) for table, _found in tables)
    done = changed = 0
    with texts_as_stored_v1(connection):
        for table, found in tables:
            if not _count(connection, table):
                continue
            changers = [kind(column, label, keys()) for _table, column, label in found]
            for first, last, rows in _pieces(connection, table, key):
                for changer in changers:
                    changed += changer.change(connection, table, key, (first, last))
                done += rows
                tick(done, total)
    return changed


class _Changer:
    """Makes the tokens of one column anew."""

    def __init__(self, column: str, label: str, keys: KeysV1) -> None:
        self.column = column
        self._read = reader_v1(keys, label)
        opened = open_v1({keys.active: keys.data[keys.active]}, label)
        self._check = cast("Callable[[object], bytes]", opened)
        sealed = seal_v1(keys.data[keys.active], keys.active, label, block_v1(label))
        self._seal: Callable[[bytes], bytes | str] = sealed

    def wanted(self, token: object) -> bytes | None:
        """Give what the new token must hold, None for a value that stays as it is."""
        raise NotImplementedError

    def change(
        self, connection: sqlite3.Connection, table: str, key: str, bounds: tuple[int, int]
    ) -> int:
        """Change one piece, read it again, and give how many values changed."""
        where = f"{key} BETWEEN ? AND ?"
        query = f"SELECT {key}, {self.column} FROM {table} WHERE {where} ORDER BY {key}"
        rows = connection.execute(query, bounds).fetchall()
        found = ((row, self.wanted(token)) for row, token in rows if token is not None)
        plain = {row: wanted for row, wanted in found if wanted is not None}
        if not plain:
            return 0
        made = {row: self._seal(wanted) for row, wanted in plain.items()}
        connection.create_function("retoken_v1", 1, made.get)
        keys = "" if len(made) == len(rows) else " AND retoken_v1(" + key + ") IS NOT NULL"
        connection.execute(
            f"UPDATE {table} SET {self.column} = retoken_v1({key}) WHERE {where}{keys}", bounds
        )
        for row, token in connection.execute(query, bounds).fetchall():
            if row in plain and not self._holds(token, plain[row]):
                raise RowChangedV1(table, row)
        self.conclude(connection, table, where, bounds)
        return len(plain)

    def _holds(self, token: object, plain: bytes) -> bool:
        try:
            return type(token) in {bytes, str} and self._check(token) == plain
        except (UnreadableV1, TypeError):
            return False

    def conclude(
        self, connection: sqlite3.Connection, table: str, where: str, bounds: tuple[int, int]
    ) -> None:
        """Check the piece as a whole."""


class _Remade(_Changer):
    """Every token that opens."""

    def wanted(self, token: object) -> bytes | None:
        """Give what the token holds."""
        try:
            return self._read(token)
        except UnreadableV1:
            return None

    def conclude(
        self, connection: sqlite3.Connection, table: str, where: str, bounds: tuple[int, int]
    ) -> None:
        """Find tokens of the first kind that open."""
        left = connection.execute(
            f"SELECT {self.column} FROM {table} WHERE {where} AND typeof({self.column}) = 'text'",
            bounds,
        )
        if any(self.wanted(token) is not None for (token,) in left):
            raise LegacyLeftV1(table, self.column)


class _Legacy(_Changer):
    """Every token of the second kind, in a file that has the key of the first."""

    def __init__(self, column: str, label: str, keys: KeysV1) -> None:
        super().__init__(column, label, keys)
        self._has_key = keys.legacy is not None
        if keys.legacy is not None:
            self._seal = seal_legacy_v1(keys.legacy)
            self._check = self._read

    def wanted(self, token: object) -> bytes | None:
        """Give what the token holds."""
        if not self._has_key or type(token) is not bytes:
            return None
        try:
            return self._read(token)
        except UnreadableV1:
            return None


class _Unwrapped(_Changer):
    """Every token that holds another token."""

    def wanted(self, token: object) -> bytes | None:
        """Give what the innermost token holds; None where there is none that opens."""
        try:
            outer = plain = self._read(token)
        except UnreadableV1:
            return None
        while plain[:5] == _EARLIER:
            try:
                plain = self._read(plain.decode("ascii"))
            except (UnreadableV1, UnicodeDecodeError):
                break
        return None if plain == outer else plain


def _count(connection: sqlite3.Connection, table: str) -> int:
    return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def _pieces(connection: sqlite3.Connection, table: str, key: str) -> Iterable[tuple[int, int, int]]:
    start = -(2**63)
    while True:
        first, last, rows = connection.execute(
            f"SELECT min(k), max(k), count(*) FROM (SELECT {key} AS k FROM {table}"
            f" WHERE {key} >= ? ORDER BY {key} LIMIT {PIECE})",
            (start,),
        ).fetchone()
        if not rows:
            return
        yield first, last, rows
        if last == 2**63 - 1:
            return
        start = last + 1
