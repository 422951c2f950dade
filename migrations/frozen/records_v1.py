"""Reads a file of formats 0006 to 0013 for a measure: what it holds, opened.

Frozen. A column stands in clear below some revision and encrypted from it on; the reader gives
the same value either way. What does not open, or is not what its column should hold, comes as a
mark of its own bytes, and is counted.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator  # noqa: TC003  (imports stay plain)
from datetime import date
from decimal import Decimal, InvalidOperation
from sqlite3 import Connection  # noqa: TC003

from migrations.frozen.columns_v1 import Columns  # noqa: TC001
from migrations.frozen.fields_v1 import UnreadableV1, reader_v1, unpack_v1
from migrations.frozen.keys_v1 import KeysV1  # noqa: TC001
from migrations.frozen.loan_numbers_v1 import loan_numbers_v1
from migrations.frozen.measures_v1 import Tick  # noqa: TC001

_PAGE = 500
_LOANS = 7
_LEGACY = b"gAAAA"
_MARK = "\udcff"

Row = tuple[object, ...]


class RecordsV1:
    """One open file of a format.

    Attributes:
        connection: it must give texts whatever their bytes.
        revision: number of the format, 6 to 13.
        unreadable: how many values did not open so far.
        loan_numbers: the number that a loan would have below 0007, where it is not its own.
    """

    def __init__(
        self, connection: Connection, revision: int, columns: Columns, keys: KeysV1, tick: Tick
    ) -> None:
        self.connection = connection
        self.revision = revision
        self.unreadable = 0
        self.loan_numbers = loan_numbers_v1(connection) if revision >= _LOANS else {}
        self._tick = tick
        self._keys = keys
        self._labels = {(table, column): label for table, column, label in columns}

    def has(self, table: str) -> bool:
        """Tell whether the file has a table."""
        query = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?"
        return self.connection.execute(query, (table,)).fetchone() is not None

    def rows(
        self, table: str, columns: str, rest: str = "ORDER BY id", *, is_counting: bool = False
    ) -> Iterator[Row]:
        """Read a table, the values of its encrypted columns opened.

        Args:
            table: a constant.
            columns: names, with commas; a constant.
            rest: what follows FROM and the table; a constant.
            is_counting: whether to count what does not open: once for each column.
        """
        names = [name.strip().strip('"') for name in columns.split(",")]
        openers = [self.opener(table, name, is_counting=is_counting) for name in names]
        found = self.connection.execute(f"SELECT {columns} FROM {table} {rest}")
        (total,) = self.connection.execute(f"SELECT count(*) FROM {table}").fetchone()
        done = 0
        while page := found.fetchmany(_PAGE):
            for row in page:
                yield tuple(
                    value if opened is None else opened(value)
                    for value, opened in zip(row, openers, strict=True)
                )
            done += len(page)
            self._tick(min(done, total), total)

    def opener(
        self, table: str, column: str, *, is_counting: bool = False
    ) -> Callable[[object], object] | None:
        """Give what opens a column, None for one that stands in clear.

        It gives None for NULL, a mark for what does not open.
        """
        label = self._labels.get((table, column))
        return None if label is None else self._made(label, is_counting=is_counting)

    def opener_of(self, label: str) -> Callable[[object], object]:
        """Give what opens tokens of a label."""
        return self._made(label, is_counting=False)

    def _made(self, label: str, *, is_counting: bool) -> Callable[[object], object]:
        read = reader_v1(self._keys, label)

        def opened(token: object) -> object:
            if token is None:
                return None
            try:
                plain = read(token)
                if plain[:5] == _LEGACY:
                    plain = _unwrapped(plain, read)
                return unpack_v1(plain)
            except UnreadableV1:
                self.unreadable += is_counting
                return mark_v1(token)

        return opened


def _unwrapped(plain: bytes, read: Callable[[object], bytes]) -> bytes:
    """Open what 0.9.0 encrypted twice; a note that only begins like a token stays a note."""
    while plain[:5] == _LEGACY:
        try:
            plain = read(plain.decode("ascii"))
        except (UnreadableV1, UnicodeDecodeError):
            break
    return plain


class _Mark(str):
    """A mark, which is no text that could be read."""

    __slots__ = ()


def mark_v1(token: object) -> str:
    """Give a mark of what does not open."""
    raw = repr(token).encode("utf-8", "surrogatepass")
    return _Mark(_MARK + hashlib.sha256(raw).hexdigest()[:16])


def is_mark_v1(value: object) -> bool:
    """Tell whether a value is the mark of what does not open, and no text of the file."""
    return isinstance(value, _Mark)


def whole_v1(value: object) -> int | None:
    """Read a whole number, clear or as it stands in a token; None for anything else."""
    if type(value) is int:
        return value
    if type(value) is str and len(value) <= 20 and value.removeprefix("-").isascii():
        return int(value) if value.removeprefix("-").isdigit() else None
    return None


def decimal_v1(value: object) -> Decimal | None:
    """Read a decimal number; None for anything else."""
    if type(value) is not str or not value.isascii() or len(value) > 60:
        return None
    try:
        found = Decimal(value)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def same_number_v1(value: object) -> object:
    """Give a number in one spelling, so that "1.50" and "1.5" digest alike; the rest as it is."""
    found = decimal_v1(value)
    if found is None:
        return value
    if found == 0:
        return "0"
    return format(found.normalize(), "f")


def day_v1(value: object) -> date | None:
    """Read an ISO day; None for anything else."""
    try:
        return date.fromisoformat(value) if type(value) is str else None
    except ValueError:
        return None


def keyed_v1(rows: Iterable[Row]) -> dict[object, Row]:
    """Give rows by their first value."""
    return {row[0]: row for row in rows}
