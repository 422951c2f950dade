"""Encrypts columns of a table into new ones, or decrypts them, and reads every value again.

Frozen. A page of rows at a time, by their key: it can be watched and cancelled, and memory stays
flat. What was written is read back, decrypted and compared with what it was made from, storage
class included, before the next page. NULL stays NULL; "" is encrypted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from sqlite3 import Connection  # noqa: TC003
from typing import NamedTuple

from migrations.frozen.fields_v1 import (
    RowChangedV1,
    RowUnreadableV1,
    UnreadableV1,
    pack_v1,
    reader_v1,
    seal_legacy_v1,
    texts_as_stored_v1,
    unpack_v1,
)
from migrations.frozen.keys_v1 import KeysV1  # noqa: TC001
from migrations.frozen.work_v2 import KeysMissingV1

PAGE = 1000
"""Rows at a time: about 0.1 s for three columns of legacy tokens."""

_SMALLEST_KEY = -(2**63)
_LARGEST_KEY = 2**63 - 1

Row = tuple[object, ...]


class ColumnV1(NamedTuple):
    """A column to read, the one to write, and the logical name of the value."""

    source: str
    target: str
    label: str


def encrypt_columns_v1(
    connection: Connection,
    table: str,
    columns: Sequence[ColumnV1],
    keys: Callable[[], KeysV1],
    tick: Callable[[int, int], None],
) -> None:
    """Fill the target columns with legacy tokens of the source columns.

    Args:
        connection: the bare connection.
        table: a constant of the revision; its key is "id".
        columns: constants of the revision; the targets take any storage class (BLOB).
        keys: gives the keys, and is asked only where there is a row.
        tick: told the rows done and the rows in all.

    Raises:
        RowChangedV1: a token does not give its value back.
    """
    if not _count(connection, table):
        return
    found = keys()
    if found.legacy is None:
        raise KeysMissingV1
    seal = seal_legacy_v1(found.legacy)

    def sealed(value: object) -> object:
        return seal(pack_v1(value))

    openers = [reader_v1(found, column.label) for column in columns]
    writers = [sealed] * len(columns)
    _convert(connection, table, columns, (writers, [pack_v1] * len(columns), openers), tick)


def decrypt_columns_v1(
    connection: Connection,
    table: str,
    columns: Sequence[ColumnV1],
    keys: Callable[[], KeysV1],
    tick: Callable[[int, int], None],
) -> None:
    """Fill the target columns with what the tokens of the source columns hold, of either kind.

    Args:
        connection: the bare connection.
        table: a constant of the revision; its key is "id".
        columns: constants of the revision.
        keys: gives the keys, and is asked only where there is a row.
        tick: told the rows done and the rows in all.

    Raises:
        RowUnreadableV1: a token does not open.
        RowChangedV1: the target does not hold the value as it was.
    """
    if not _count(connection, table):
        return
    found = keys()
    openers = [reader_v1(found, column.label) for column in columns]
    writers = [_clearing(opened) for opened in openers]
    _convert(connection, table, columns, (writers, openers, [pack_v1] * len(columns)), tick)


def _clearing(opened: Callable[[object], bytes]) -> Callable[[object], object]:
    def cleared(token: object) -> object:
        return unpack_v1(opened(token))

    return cleared


Ways = tuple[
    Sequence[Callable[[object], object]],
    Sequence[Callable[[object], bytes]],
    Sequence[Callable[[object], bytes]],
]
"""For each column: what to write for a value read; the plain bytes of a value read; the plain
bytes of a value written."""


def _convert(
    connection: Connection,
    table: str,
    columns: Sequence[ColumnV1],
    ways: Ways,
    tick: Callable[[int, int], None],
) -> None:
    writers, plain_before, plain_after = ways
    targets = [column.target for column in columns]
    done, total = 0, _count(connection, table)
    with texts_as_stored_v1(connection):
        for rows in _pages(connection, table, [column.source for column in columns]):
            _write(connection, table, targets, [_each(table, writers, row) for row in rows])
            again = _between(connection, table, targets, rows[0][0], rows[-1][0])
            for row, written in zip(rows, again, strict=True):
                if _each(table, plain_before, row) != _each(table, plain_after, written):
                    raise RowChangedV1(table, row[0])
            done += len(rows)
            tick(done, total)


def _each(table: str, functions: Sequence[Callable[[object], object]], row: Row) -> Row:
    """Apply one function to each value of a row but its id; NULL stays NULL."""
    key, *values = row
    try:
        found = [
            None if value is None else function(value)
            for function, value in zip(functions, values, strict=True)
        ]
    except UnreadableV1:
        raise RowUnreadableV1(table, key) from None
    return (key, *found)


def _count(connection: Connection, table: str) -> int:
    return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def _pages(connection: Connection, table: str, columns: Sequence[str]) -> Iterator[list[Row]]:
    query = f"SELECT id, {', '.join(columns)} FROM {table} WHERE id >= ? ORDER BY id LIMIT {PAGE}"
    start = _SMALLEST_KEY
    while rows := connection.execute(query, (start,)).fetchall():
        yield rows
        last = rows[-1][0]
        if last == _LARGEST_KEY:
            return
        start = last + 1


def _between(
    connection: Connection, table: str, columns: Sequence[str], first: object, last: object
) -> list[Row]:
    query = f"SELECT id, {', '.join(columns)} FROM {table} WHERE id BETWEEN ? AND ? ORDER BY id"
    return connection.execute(query, (first, last)).fetchall()


def _write(connection: Connection, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
    places = ", ".join(f"{column} = ?" for column in columns)
    connection.executemany(
        f"UPDATE {table} SET {places} WHERE id = ?",
        [(*(None if _is_odd(value) else value for value in row[1:]), row[0]) for row in rows],
    )
    for key, *values in rows:
        for column, value in zip(columns, values, strict=True):
            if type(value) is str and _is_odd(value):
                connection.execute(
                    f"UPDATE {table} SET {column} = CAST(? AS TEXT) WHERE id = ?",
                    (value.encode("utf-8", "surrogateescape"), key),
                )


def _is_odd(value: object) -> bool:
    """Tell a text that is not UTF-8, which sqlite3 does not take as a text."""
    return type(value) is str and not value.isascii() and _has_surrogate(value)


def _has_surrogate(text: str) -> bool:
    return any("\ud800" <= letter <= "\udfff" for letter in text)
