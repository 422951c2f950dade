"""Copies a table into another, encrypting some columns or decrypting them, and reads it again.

Frozen. A piece of the table at a time, by its key: it can be watched and cancelled, and memory
stays flat. A function of ours makes each value inside one statement; what it wrote is read back
and compared before the next piece.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Sequence  # noqa: TC003
from typing import NamedTuple, cast

from migrations.frozen.canonical_numbers_v1 import canonical_v1
from migrations.frozen.fields_v1 import (
    RowChangedV1,
    RowUnreadableV1,
    UnreadableV1,
    pack_v1,
    reader_v1,
    seal_legacy_v1,
    seal_v1,
    unpack_v1,
)
from migrations.frozen.json_shapes_v1 import clear_v1, shaped_v1
from migrations.frozen.keys_v1 import KeysV1  # noqa: TC001
from migrations.frozen.measures_v1 import Tick  # noqa: TC001

NUMBERS, STRINGS, DOCUMENTS = 16, 32, 64

PIECE = 10_000
"""Rows at a time."""

_EXPONENT = re.compile(rb"[+-]?[0-9]*\.?[0-9]*[Ee][+-]?[0-9]+")


class FieldV1(NamedTuple):
    """A column that changes: name, label and padding, 16 for a whole number in clear."""

    column: str
    label: str
    block: int


class CarryV1(NamedTuple):
    """What goes where: tables, the columns that go over as they are, and those that change."""

    source: str
    target: str
    columns: str
    fields: Sequence[FieldV1]


def encrypt_rows_v1(
    connection: sqlite3.Connection, carry: CarryV1, keys: Callable[[], KeysV1], tick: Tick
) -> None:
    """Copy a table, its fields encrypted; NULL stays NULL.

    Raises:
        RowChangedV1: a token does not give its value back.
    """
    _carry(connection, carry, keys, tick, is_down=False)


def decrypt_rows_v1(
    connection: sqlite3.Connection, carry: CarryV1, keys: Callable[[], KeysV1], tick: Tick
) -> None:
    """Copy a table, its fields decrypted; NULL stays NULL.

    Raises:
        RowUnreadableV1: a token does not open, or holds no number where one must stand.
    """
    _carry(connection, carry, keys, tick, is_down=True)


def _carry(
    connection: sqlite3.Connection,
    carry: CarryV1,
    keys: Callable[[], KeysV1],
    tick: Tick,
    *,
    is_down: bool,
) -> None:
    (total,) = connection.execute(f"SELECT count(*) FROM {carry.source}").fetchone()
    if not total:
        return
    found = keys()
    ways = [_Way(connection, carry.source, field, found, is_down=is_down) for field in carry.fields]
    names = ", ".join(field.column for field in carry.fields)
    calls = ", ".join(f"{way.name}(id, {way.field.column})" for way in ways)
    done, start = 0, -(2**63)
    while done < total:
        first, last, rows = connection.execute(
            "SELECT min(id), max(id), count(*) FROM (SELECT id FROM"
            f" {carry.source} WHERE id >= ? ORDER BY id LIMIT {PIECE})",
            (start,),
        ).fetchone()
        with_errors = f"INSERT INTO {carry.target} ({carry.columns}, {names})"
        try:
            connection.execute(
                f"{with_errors} SELECT {carry.columns}, {calls} FROM {carry.source}"
                " WHERE id BETWEEN ? AND ? ORDER BY id",
                (first, last),
            )
        except sqlite3.OperationalError:
            for way in ways:
                if way.broken is not None:
                    raise RowUnreadableV1(carry.source, way.broken) from None
            raise
        _compare(connection, carry, ways, (first, last))
        done, start = done + rows, last + 1
        tick(done, total)


def _compare(
    connection: sqlite3.Connection, carry: CarryV1, ways: Sequence[_Way], bounds: tuple[int, int]
) -> None:
    for way in ways:
        column = way.field.column
        where = "WHERE id BETWEEN ? AND ? ORDER BY id"
        before = connection.execute(f"SELECT id, {column} FROM {carry.source} {where}", bounds)
        after = connection.execute(f"SELECT id, {column} FROM {carry.target} {where}", bounds)
        same = way.is_same
        for (key, old), (again, new) in zip(before.fetchall(), after.fetchall(), strict=True):
            if key != again or not same(old, new):
                raise RowChangedV1(carry.source, key)


def _spelled(plain: bytes) -> bytes:
    """Write out the exponent of a number, which a clear column does not take."""
    return canonical_v1(plain) if _EXPONENT.fullmatch(plain) else plain


class _Way:
    """How one field goes over."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        table: str,
        field: FieldV1,
        keys: KeysV1,
        *,
        is_down: bool,
    ) -> None:
        self.field = field
        self.name = f"carry_v1_{table}_{field.column}"
        self.broken: object = None
        self._is_down = is_down
        self._read = reader_v1(keys, field.label)
        self._seal: Callable[[bytes], object] = (
            seal_v1(keys.data[keys.active], keys.active, field.label, field.block)
            if keys.legacy is None
            else seal_legacy_v1(keys.legacy)
        )
        way = self._opened if is_down else self._sealed
        connection.create_function(
            self.name, 2, cast("Callable[..., str | bytes | int | None]", way)
        )

    def is_same(self, old: object, new: object) -> bool:
        """Tell whether a value went over as it was."""
        if old is None or new is None:
            return old is new
        if self._is_down:
            return self._clear(self._read(old)) == new
        return self._read(new) == self._plain(old)

    def _sealed(self, _key: object, value: object) -> object:
        return None if value is None else self._seal(self._plain(value))

    def _opened(self, key: object, token: object) -> object:
        if token is None:
            return None
        try:
            return self._clear(self._read(token))
        except (UnreadableV1, ValueError):
            self.broken = key
            raise

    def _plain(self, value: object) -> bytes:
        if type(value) is int:
            return b"%d" % value
        if self.field.block == DOCUMENTS and type(value) is str:
            return pack_v1(shaped_v1(value))
        return pack_v1(value)

    def _clear(self, plain: bytes) -> object:
        if self.field.block == NUMBERS:
            return int(plain)
        value = unpack_v1(plain if self.field.block == DOCUMENTS else _spelled(plain))
        if self.field.block == DOCUMENTS and type(value) is str:
            return clear_v1(value)
        return value
