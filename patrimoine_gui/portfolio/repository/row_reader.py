"""How the rows of a table become values of the domain: those of a file, or those of a command."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from sqlite3 import Connection

    from patrimoine_gui.portfolio.repository.field_decryption import FieldDecryptor

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class RowReader(Generic[_T]):
    """Reads the rows of one table.

    Attributes:
        table: its name.
        columns: those that it needs, in the order in which `builder` takes them.
        order: the columns by which the values are ordered; no two rows agree in all of them.
        place: gives the same of a value.
        builder: gives what makes a value of the columns of a row, or None where its amount cannot
            be read.
    """

    table: str
    columns: tuple[str, ...]
    order: tuple[str, ...]
    place: Callable[[_T], Any]
    builder: Callable[[FieldDecryptor], Callable[..., _T | None]]

    def read(self, connection: Connection, fields: FieldDecryptor) -> tuple[tuple[_T, ...], int]:
        """Read the whole table, and count the rows whose amount cannot be read."""
        build = self.builder(fields)
        found = [build(*row) for row in connection.execute(self._query)]
        readable = tuple([value for value in found if value is not None])
        return readable, len(found) - len(readable)

    def values(self, connection: Connection, fields: FieldDecryptor) -> tuple[_T, ...]:
        """Read the whole table."""
        return self.read(connection, fields)[0]

    def cells(self, row: Mapping[str, object]) -> tuple[object, ...]:
        """Give what `builder` takes of a row by names."""
        return tuple(row[name] for name in self.columns)

    @property
    def _query(self) -> str:
        names = ", ".join(f'{self.table}."{name}"' for name in self.columns)
        return f"SELECT {names} FROM {self.table} ORDER BY {', '.join(self.order)}"


def each(
    build: Callable[..., _T | None],
) -> Callable[[FieldDecryptor], Callable[..., _T | None]]:
    """Make the builder of a table whose rows are read one like the other."""
    return lambda fields: partial(build, fields)
