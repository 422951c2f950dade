"""Writes the statements that encrypt columns of a table, or make them clear: never in place.

The values go into new columns, which then take the place of the old ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from alembic.operations import ops
from sqlalchemy import Column, LargeBinary, Text
from sqlalchemy.dialects.sqlite.base import SQLiteIdentifierPreparer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from patrimoine_gui.migration.encrypted_columns import Conversion

Code: TypeAlias = "Callable[[ops.MigrateOperation], list[str]]"
"""Renders one operation as lines."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """The columns of one table that change places.

    Attributes:
        table: its name.
        conversions: the columns.
        suffix: what the names of the new columns end with until they take the old ones.
        code: renders an operation.
    """

    table: str
    conversions: tuple[Conversion, ...]
    suffix: str
    code: Code

    def statements(self) -> Iterator[str]:
        """Give the statements, in order."""
        yield f'drop_spare_indexes_v1(connection, "{self.table}")'
        for encrypts in (True, False):
            group = [item for item in self.conversions if item.encrypts is encrypts]
            if group:
                yield from self._converted(group, encrypts=encrypts)

    def _converted(self, group: list[Conversion], *, encrypts: bool) -> Iterator[str]:
        for item in group:
            kind = LargeBinary() if encrypts else item.after.type if item.as_text else Text()
            yield from self.code(ops.AddColumnOp(self.table, Column(self._new(item), kind)))
        pairs = ", ".join(
            f'ColumnV1("{_source(item)}", "{self._new(item)}", "{item.label}")' for item in group
        )
        verb = "encrypt_columns_v2" if encrypts else "decrypt_columns_v1"
        yield f"columns = [{pairs}]"
        yield f'{verb}(connection, "{self.table}", columns, keys_of_run_v1, tick_v1)'
        for item in group:
            yield from self._exchanged(item)

    def _exchanged(self, item: Conversion) -> Iterator[str]:
        """Let a new column take the name of the old one, and its type where that is a number."""
        table, name, new = quoted(self.table), quoted(item.name), self._new(item)
        yield f'op.drop_column("{self.table}", "{item.name}")'
        if item.encrypts or item.as_text:
            yield f"op.execute({f'ALTER TABLE {table} RENAME COLUMN {new} TO {name}'!r})"
            return
        yield from self.code(ops.AddColumnOp(self.table, Column(item.name, item.after.type)))
        yield f"op.execute({f'UPDATE {table} SET {name} = {new}'!r})"
        yield f'op.drop_column("{self.table}", "{new}")'

    def _new(self, item: Conversion) -> str:
        return f"{item.name}_{self.suffix}"


def _source(item: Conversion) -> str:
    """Give what is read: the column, or the text of a number, which the codec takes."""
    name = quoted(item.name).replace('"', '\\"')
    return name if item.as_text or not item.encrypts else f"CAST({name} AS TEXT)"


def quoted(name: str) -> str:
    """Quote a name that SQL would take for a word of its own."""
    return f'"{name}"' if name.lower() in SQLiteIdentifierPreparer.reserved_words else name
