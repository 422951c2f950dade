"""Writes the statements that encrypt columns of a table, or make them clear: never in place.

The values go into new columns, which then take the place of the old ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from alembic.operations import ops
from sqlalchemy import Column, LargeBinary, Text

from patrimoine_gui.authoring.provisional_values import quoted, sealed_filler

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from patrimoine_gui.authoring.encrypted_columns import Conversion

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
        is_made_anew: whether the table is made anew afterwards, and leaves the old columns behind.
    """

    table: str
    conversions: tuple[Conversion, ...]
    suffix: str
    code: Code
    is_made_anew: bool = False

    def statements(self) -> Iterator[str]:
        """Give the statements, in order."""
        yield f"drop_spare_indexes_v1(connection, {self.table!r})"
        for encrypts in (True, False):
            group = [item for item in self.conversions if item.encrypts is encrypts]
            if group:
                yield from self._converted(group, encrypts=encrypts)

    def _converted(self, group: list[Conversion], *, encrypts: bool) -> Iterator[str]:
        for item in group:
            kind = LargeBinary() if encrypts else item.after.type if item.as_text else Text()
            yield from self.code(ops.AddColumnOp(self.table, Column(self._new(item), kind)))
        pairs = [(_source(item), quoted(self._new(item)), item.label) for item in group]
        verb = "encrypt_columns_v2" if encrypts else "decrypt_columns_v1"
        yield from converting(verb, self.table, pairs)
        for item in group:
            yield from self._exchanged(item)

    def _exchanged(self, item: Conversion) -> Iterator[str]:
        """Let a new column take the name of the old one, and its type where that is a number."""
        table, name, new = quoted(self.table), quoted(item.name), quoted(self._new(item))
        if self.is_made_anew:
            old = quoted(f"{item.name}_before_{self.suffix}")
            yield f"op.execute({f'ALTER TABLE {table} RENAME COLUMN {name} TO {old}'!r})"
            yield f"op.execute({f'ALTER TABLE {table} RENAME COLUMN {new} TO {name}'!r})"
            return
        yield f"op.drop_column({self.table!r}, {item.name!r})"
        if item.encrypts or item.as_text:
            yield f"op.execute({f'ALTER TABLE {table} RENAME COLUMN {new} TO {name}'!r})"
            return
        yield from self.code(ops.AddColumnOp(self.table, Column(item.name, item.after.type)))
        yield f"op.execute({f'UPDATE {table} SET {name} = {new}'!r})"
        yield f"op.drop_column({self.table!r}, {self._new(item)!r})"

    def _new(self, item: Conversion) -> str:
        return f"{item.name}_{self.suffix}"


def converting(verb: str, table: str, columns: list[tuple[str, str, str]]) -> Iterator[str]:
    """Write the call of a codec on columns: what to read, what to write, under which label."""
    pairs = ", ".join(f"ColumnV1{column!r}" for column in columns)
    yield f"columns = [{pairs}]"
    yield f"{verb}(connection, {quoted(table)!r}, columns, keys_of_run_v1, tick_v1)"


def _source(item: Conversion) -> str:
    """Give what is read: the column, or the text of a number, which the codec takes."""
    name = quoted(item.name)
    if not item.encrypts:
        return name
    read = name if item.as_text else f"CAST({name} AS TEXT)"
    if item.after.nullable or not item.before.nullable:
        return read
    return f"coalesce({read}, {sealed_filler(item.label)})"
