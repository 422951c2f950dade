"""Reads and writes single rows of a household file, through the encrypted types of its models."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, cast

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from patrimoine_gui.database.models import Base
from patrimoine_gui.errors import (
    EntityExists,
    EntityInUse,
    EntityMissing,
    TokenAuthFailed,
    TokenKeyUnknown,
    TokenTruncated,
    TokenVersionUnsupported,
)
from patrimoine_gui.portfolio.commands.row_snapshot import (
    RowSnapshot,
    UnreadableToken,
    is_encrypted,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sqlalchemy import Column, ColumnElement, Connection, Table

_ILLEGIBLE: Final = (TokenAuthFailed, TokenKeyUnknown, TokenTruncated, TokenVersionUnsupported)
_CHUNK: Final = 500
"""Values that one statement asks for at once; SQLite takes 32 766."""

_MANY: Final = 50
"""Rows that go at once from which on an index is worth its making."""

_LINKS: Final = {"SQLITE_CONSTRAINT_FOREIGNKEY", "SQLITE_CONSTRAINT_TRIGGER"}
"""What SQLite says of a link; the second where the link is RESTRICT and a row goes."""

NUMBERED_TOGETHER: Final = ("asset", "loan")
"""These two share one space of numbers: a loan never has the number of an asset."""


def table_of(entity: str) -> Table:
    """Give the table of an entity; they bear the same name."""
    return Base.metadata.tables[entity]


class RowStore:
    """The rows of one file, inside one transaction."""

    def __init__(self, link: Connection) -> None:
        """Use a connection whose transaction has begun; it is neither ended nor closed here."""
        self.link = link
        self._readers: dict[str, Callable[[Any], Any]] = {}

    # --- reading ----------------------------------------------------------------------------------

    def find(self, entity: str, key: int) -> RowSnapshot | None:
        """Give a row by its number, None where there is none."""
        return next(self._rows(table_of(entity), table_of(entity).c.id == key), None)

    def get(self, entity: str, key: int) -> RowSnapshot:
        """Give a row by its number.

        Raises:
            EntityMissing: there is none.
        """
        found = self.find(entity, key)
        if found is None:
            raise EntityMissing(entity)
        return found

    def where(self, entity: str, **values: object) -> list[RowSnapshot]:
        """Give the rows whose clear columns have these values, by number."""
        table = table_of(entity)
        tests = [table.c[name] == value for name, value in values.items()]
        return list(self._rows(table, sa.and_(sa.true(), *tests)))

    def among(
        self, entity: str, column: str, keys: Sequence[object], **values: object
    ) -> list[RowSnapshot]:
        """Give the rows one of whose clear columns has one of these values, by number.

        Args:
            entity: their table.
            column: the column.
            keys: what it may hold.
            values: what other clear columns must hold.
        """
        table = table_of(entity)
        tests = [table.c[name] == value for name, value in values.items()]
        found: list[RowSnapshot] = []
        for first in range(0, len(keys), _CHUNK):
            some = table.c[column].in_(keys[first : first + _CHUNK])
            found += self._rows(table, sa.and_(some, *tests))
        return sorted(found, key=number)

    def columns(
        self, entity: str, names: Sequence[str], column: str, keys: Sequence[object]
    ) -> list[tuple[object, ...]]:
        """Give some columns of the rows one of whose clear columns has one of these values.

        Args:
            entity: their table.
            names: the columns; no other is decrypted.
            column: the clear column.
            keys: what it may hold.
        """
        table = table_of(entity)
        found: list[tuple[object, ...]] = []
        for first in range(0, len(keys), _CHUNK):
            some = table.c[column].in_(keys[first : first + _CHUNK])
            found += self._values(table, [table.c[name] for name in names], some)
        return found

    def numbers(self, entity: str, keys: Sequence[int]) -> set[int]:
        """Give those of some numbers that a table has."""
        table = table_of(entity)
        found: set[int] = set()
        for first in range(0, len(keys), _CHUNK):
            test = table.c.id.in_(keys[first : first + _CHUNK])
            found |= set(self.link.scalars(sa.select(table.c.id).where(test)))
        return found

    def deleted_operations(self) -> list[RowSnapshot]:
        """Give the operations that are in the bin, by number."""
        table = table_of("operation")
        return list(self._rows(table, table.c.deleted_at.is_not(None)))

    def greatest(self, entity: str) -> int:
        """Give the greatest number in use, 0 for an empty table."""
        return int(self.link.scalar(sa.select(sa.func.max(table_of(entity).c.id))) or 0)

    def count(self, entity: str, **values: object) -> int:
        """Count the rows whose clear columns have these values."""
        table = table_of(entity)
        tests = [table.c[name] == value for name, value in values.items()]
        query = sa.select(sa.func.count()).select_from(table).where(sa.and_(sa.true(), *tests))
        return int(self.link.scalar(query) or 0)

    def _rows(self, table: Table, test: ColumnElement[bool]) -> Iterator[RowSnapshot]:
        names = [column.name for column in table.columns]
        for values in self._values(table, list(table.columns), test):
            yield dict(zip(names, values, strict=True))

    def _values(
        self, table: Table, columns: Sequence[Column[Any]], test: ColumnElement[bool]
    ) -> Iterator[tuple[object, ...]]:
        readers = [self._reader(column) for column in columns]
        raw = [sa.type_coerce(column, sa.types.NullType()) for column in columns]
        for row in self.link.execute(sa.select(*raw).where(test).order_by(table.c.id)):
            yield tuple(read(value) for read, value in zip(readers, row, strict=True))

    def _reader(self, column: Column[Any]) -> Callable[[Any], Any]:
        name = str(column)
        if name not in self._readers:
            self._readers[name] = self._opener(column) if is_encrypted(column) else _as_it_is
        return self._readers[name]

    def _opener(self, column: Column[Any]) -> Callable[[Any], Any]:
        found = column.type.result_processor(self.link.dialect, None)
        decrypt = cast("Callable[[Any], Any]", found)

        def read(token: Any) -> Any:
            try:
                return decrypt(token)
            except _ILLEGIBLE:
                return UnreadableToken(token)

        return read

    # --- writing ----------------------------------------------------------------------------------

    def insert(self, entity: str, images: Sequence[RowSnapshot]) -> None:
        """Write whole new rows.

        Raises:
            EntityExists: one of them stands there already.
            EntityMissing: one of them refers to something that does not.
        """
        table = table_of(entity)
        whole = [dict(image) for image in images if not _has_sealed(image)]
        with _Named(entity):
            if whole:
                self.link.execute(table.insert(), whole)
            for image in images:
                if _has_sealed(image):
                    self.link.execute(table.insert().values(_bound(image)))

    def update(self, entity: str, key: int, changes: RowSnapshot) -> None:
        """Write some columns of a row; raises as `insert`."""
        table = table_of(entity)
        with _Named(entity):
            self.link.execute(table.update().where(table.c.id == key).values(_bound(changes)))

    def delete(self, entity: str, keys: Sequence[int]) -> None:
        """Take rows away.

        Raises:
            EntityInUse: something refers to one of them.
        """
        table = table_of(entity)
        with _Named(entity, deleting=True), self._quick_links(table, len(keys)):
            for first in range(0, len(keys), _CHUNK):
                some = table.c.id.in_(keys[first : first + _CHUNK])
                self.link.execute(table.delete().where(some))

    @contextmanager
    def _quick_links(self, table: Table, count: int) -> Iterator[None]:
        """Index what may refer to a table while many of its rows go; SQLite looks for each row.

        The indexes go before the end of the transaction: the file has the structure of head.
        """
        columns = [] if count < _MANY else [*_referring(table)]
        names = [f"going_{column.table.name}_{column.name}" for column in columns]
        for name, column in zip(names, columns, strict=True):
            on = f"{column.table.name} ({column.name})"
            self.link.exec_driver_sql(f"CREATE INDEX {name} ON {on}")
        yield
        for name in names:
            self.link.exec_driver_sql(f"DROP INDEX {name}")


def _referring(table: Table) -> Iterator[Column[Any]]:
    """Give the columns of other tables that refer to a table."""
    for other in Base.metadata.sorted_tables:
        for link in other.foreign_keys:
            if link.column.table is table:
                yield link.parent


def number(image: RowSnapshot) -> int:
    """Give the number of a row."""
    return cast("int", image["id"])


def _as_it_is(value: Any) -> Any:
    return value


def _has_sealed(image: RowSnapshot) -> bool:
    return any(isinstance(value, UnreadableToken) for value in image.values())


def _bound(image: RowSnapshot) -> dict[str, Any]:
    """Give values to be written; a sealed token goes past the encryption, for it is a token."""
    return {
        name: _raw(name, value.token) if isinstance(value, UnreadableToken) else value
        for name, value in image.items()
    }


def _raw(name: str, token: bytes | str) -> Any:
    kind = sa.Text() if isinstance(token, str) else sa.LargeBinary()
    return sa.bindparam(f"sealed_{name}", token, type_=kind)


class _Named:
    """Gives our own error in place of a constraint's, which names columns of the file."""

    def __init__(self, entity: str, *, deleting: bool = False) -> None:
        self._entity, self._deleting = entity, deleting

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        """Translate.

        Raises:
            EntityExists, EntityInUse, EntityMissing: as named.
        """
        if not isinstance(error, IntegrityError) or not isinstance(error.orig, sqlite3.Error):
            return
        name = error.orig.sqlite_errorname
        if name in _LINKS:
            kind = EntityInUse if self._deleting else EntityMissing
            raise kind(self._entity) from None
        if name in {"SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"}:
            raise EntityExists(self._entity) from None
