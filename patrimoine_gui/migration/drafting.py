"""Writes the operations of autogenerate as statements that keep what the tables hold.

Columns are added and dropped natively; a required one is added, filled, then constrained; clear
values and tokens change places through a new column. What SQLite cannot change in place goes into
one batch block per table.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from alembic.autogenerate import render_python_code
from alembic.operations import ops
from sqlalchemy import Column, Index, LargeBinary, Text
from sqlalchemy.dialects.sqlite.base import SQLiteIdentifierPreparer

from patrimoine_gui.migration import guesses
from patrimoine_gui.migration.review import ReviewKind, ReviewNote

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from alembic.autogenerate.api import AutogenContext
    from alembic.runtime.migration import MigrationContext

    from patrimoine_gui.migration.encrypted_columns import Conversion, EncryptedChanges

MARK: Final = "# REVIEW: "
"""How a comment begins that has to be gone before a revision is finished."""

_WIDTH: Final = 94
_NATIVE: Final = (
    ops.AddColumnOp,
    ops.DropColumnOp,
    ops.CreateIndexOp,
    ops.DropIndexOp,
)
_INDEXES: Final = (ops.CreateIndexOp, ops.DropIndexOp)
_FIRST: Final = (ops.DropIndexOp, ops.DropConstraintOp)


@dataclass(frozen=True, slots=True)
class Drafter:
    """Writes one direction of a revision.

    Attributes:
        context: what Alembic renders with.
        render_item: how types are rendered.
        fields: what is encrypted, before and after.
        conversions: columns to encrypt or to decrypt in this direction.
        suffix: what the names of temporary columns end with: the id of the revision.
        way_back: whether this is the downgrade.
    """

    context: MigrationContext
    render_item: Callable[[str, object, AutogenContext], object]
    fields: EncryptedChanges
    conversions: tuple[Conversion, ...]
    suffix: str
    way_back: bool = False

    def body(self, container: ops.OpContainer) -> str:
        """Give the statements of a function, indented but for the first line."""
        lines = [*comments(self._renamed(container))]
        for operation in self._operations(container):
            lines += comments(self.notes(operation))
            if isinstance(operation, ops.ModifyTableOps):
                lines += self._table(operation)
            else:
                lines += self._code(operation)
        text = "\n".join(lines)
        if "connection, " in text:
            text = f"connection = connection_v1()\n{text}"
        return textwrap.indent(text, "    ").strip()

    def all_notes(self, container: ops.OpContainer) -> tuple[ReviewNote, ...]:
        """Say what to review in this direction, each once."""
        found = [*self._renamed(container)]
        for operation in self._operations(container):
            found += self.notes(operation)
        if self.way_back:
            found = [
                ReviewNote(item.kind, f"downgrade(): {item.subject}")
                for item in found
                if item.kind in guesses.WAY_BACK
            ]
        return tuple(dict.fromkeys(found))

    def _renamed(self, container: ops.OpContainer) -> Iterator[ReviewNote]:
        if not self.way_back:
            yield from guesses.renamed_tables(container)

    def _operations(self, container: ops.OpContainer) -> Iterator[ops.MigrateOperation]:
        """Give the operations, with a block for a table where values alone are converted."""
        blocks = [item for item in container.ops if isinstance(item, ops.ModifyTableOps)]
        known = {item.table_name for item in blocks}
        yield from container.ops
        for table in sorted({item.table for item in self.conversions} - known):
            yield ops.ModifyTableOps(table, [])

    def notes(self, operation: ops.MigrateOperation) -> tuple[ReviewNote, ...]:
        """Say what to review in an operation, in the file and out of it."""
        found = list(guesses.notes_of(operation))
        if self.way_back:
            found = [item for item in found if item.kind in guesses.WAY_BACK]
        elif isinstance(operation, ops.ModifyTableOps) and self._batched(operation):
            found.append(ReviewNote(ReviewKind.REBUILT, operation.table_name))
        if not self.way_back:
            found += self._token_notes(operation)
        if isinstance(operation, ops.ModifyTableOps):
            found += [note for item in self._of(operation.table_name) for note in item.notes()]
        return tuple(dict.fromkeys(found))

    def _token_notes(self, operation: ops.MigrateOperation) -> Iterator[ReviewNote]:
        """Name new columns that hold tokens, with the type of the models."""
        for item in operation.ops if isinstance(operation, ops.OpContainer) else (operation,):
            for table, column in _new_columns(item):
                made = self.fields.after.get((table, column))
                if made is not None:
                    subject = (
                        f"{table}.{column}, {type(made).__name__} under the label {made.label}"
                    )
                    yield ReviewNote(ReviewKind.TOKENS, subject)

    def _of(self, table: str) -> tuple[Conversion, ...]:
        return tuple(item for item in self.conversions if item.table == table)

    # --- one table ----------------------------------------------------------------------------

    def _table(self, block: ops.ModifyTableOps) -> Iterator[str]:
        table = block.table_name
        required = [
            item
            for item in block.ops
            if isinstance(item, ops.AddColumnOp) and guesses.is_required(item)
        ]
        for item in required:
            yield from self._code(ops.AddColumnOp(table, _nullable(item.column)))
            yield _filled(table, str(item.column.name), "")
        if self._of(table):
            yield from self._converted(table)
        for altered in block.ops:
            if isinstance(altered, ops.AlterColumnOp) and altered.modify_nullable is False:
                name = altered.column_name
                yield _filled(table, name, f" WHERE {_quoted(name)} IS NULL")
        yield from self._others(block, required)

    def _others(self, block: ops.ModifyTableOps, required: list[ops.AddColumnOp]) -> Iterator[str]:
        """Write what is neither a new required column nor a conversion."""
        converted = self._of(block.table_name)
        left: list[ops.MigrateOperation] = [item for item in block.ops if item not in required]
        if converted:  # its indexes are dropped first, and all made again at the end
            left = [item for item in left if not isinstance(item, _INDEXES)]
            indexes = converted[0].after.table.indexes
            left += [
                ops.CreateIndexOp.from_index(index) for index in sorted(indexes, key=_index_name)
            ]
        if self._batched(block):
            yield from self._batch(ops.ModifyTableOps(block.table_name, left), required)
        else:
            for item in sorted(left, key=_turn):
                yield from self._code(item)

    def _batched(self, block: ops.ModifyTableOps) -> bool:
        """Tell whether SQLite has to make a table anew."""
        return any(
            not isinstance(item, _NATIVE)
            or (isinstance(item, ops.AddColumnOp) and item.column.server_default is not None)
            or (isinstance(item, ops.AddColumnOp) and guesses.is_required(item))
            for item in block.ops
        ) or any(not item.after.nullable for item in self._of(block.table_name))

    def _batch(self, block: ops.ModifyTableOps, required: list[ops.AddColumnOp]) -> Iterator[str]:
        """Put what cannot be done in place into one block, and constrain what was filled."""
        table = block.table_name
        closing: list[ops.MigrateOperation] = [
            _constrained(table, item.column) for item in required
        ]
        closing += [
            _constrained(table, _stored(item))
            for item in self._of(table)
            if not item.after.nullable
        ]
        ordered = sorted(block.ops, key=_turn)
        yield from self._code(ops.ModifyTableOps(table, [*ordered, *closing]))

    def _converted(self, table: str) -> Iterator[str]:
        """Encrypt or decrypt into new columns, then let them take the place of the old ones."""
        yield f'drop_spare_indexes_v1(connection, "{table}")'
        for encrypts in (True, False):
            group = [item for item in self._of(table) if item.encrypts is encrypts]
            if group:
                yield from self._swapped(table, group, encrypts=encrypts)

    def _swapped(self, table: str, group: list[Conversion], *, encrypts: bool) -> Iterator[str]:
        for item in group:
            kind = LargeBinary() if encrypts else item.after.type if item.as_text else Text()
            yield from self._code(ops.AddColumnOp(table, Column(self._aside(item), kind)))
        pairs = ", ".join(
            f'ColumnV1("{_source(item)}", "{self._aside(item)}", "{item.label}")' for item in group
        )
        verb = "encrypt_columns_v1" if encrypts else "decrypt_columns_v1"
        yield f"columns = [{pairs}]"
        yield f'{verb}(connection, "{table}", columns, keys_of_run_v1, tick_v1)'
        for item in group:
            yield from self._exchanged(item)

    def _exchanged(self, item: Conversion) -> Iterator[str]:
        table, name, aside = item.table, _quoted(item.name), self._aside(item)
        yield f'op.drop_column("{table}", "{item.name}")'
        if item.encrypts or item.as_text:
            yield f"op.execute({f'ALTER TABLE {table} RENAME COLUMN {aside} TO {name}'!r})"
            return
        yield from self._code(ops.AddColumnOp(table, Column(item.name, item.after.type)))
        yield f"op.execute({f'UPDATE {table} SET {name} = {aside}'!r})"
        yield f'op.drop_column("{table}", "{aside}")'

    def _aside(self, item: Conversion) -> str:
        return f"{item.name}_{self.suffix}"

    def _code(self, operation: ops.MigrateOperation) -> list[str]:
        rendered = render_python_code(
            ops.UpgradeOps(ops=[operation]),
            render_as_batch=True,
            render_item=self.render_item,  # type: ignore[arg-type]
            migration_context=self.context,
        )
        lines = (line.replace(", schema=None", "") for line in rendered.splitlines())
        kept = [line for line in lines if line.strip() and "### " not in line]
        return textwrap.dedent("\n".join(kept)).splitlines()


def comments(notes: Iterator[ReviewNote] | tuple[ReviewNote, ...]) -> Iterator[str]:
    """Write notes as comments of the file."""
    for note in notes:
        yield from textwrap.wrap(
            f"{MARK}{note}",
            _WIDTH,
            subsequent_indent="# ",
            break_long_words=False,
            break_on_hyphens=False,
        )


def _new_columns(operation: ops.MigrateOperation) -> Iterator[tuple[str, str]]:
    if isinstance(operation, ops.AddColumnOp):
        yield operation.table_name, str(operation.column.name)
    elif isinstance(operation, ops.CreateTableOp):
        for column in operation.to_table().columns:
            yield operation.table_name, column.name


def _index_name(index: Index) -> str:
    return str(index.name)


def _turn(operation: ops.MigrateOperation) -> int:
    """Order: what stands in the way goes first, what needs the columns comes last."""
    if isinstance(operation, _FIRST):
        return 0
    return 2 if isinstance(operation, ops.AddConstraintOp | ops.CreateIndexOp) else 1


def _filled(table: str, column: str, condition: str) -> str:
    return f"op.execute({f'UPDATE {table} SET {_quoted(column)} = NULL{condition}'!r})"


def _nullable(column: Column[object]) -> Column[object]:
    return Column(column.name, column.type)


def _constrained(table: str, column: Column[object]) -> ops.AlterColumnOp:
    return ops.AlterColumnOp(
        table,
        str(column.name),
        existing_type=column.type,
        existing_nullable=True,
        modify_nullable=False,
    )


def _stored(item: Conversion) -> Column[object]:
    return Column(item.name, LargeBinary() if item.encrypts else item.after.type)


def _source(item: Conversion) -> str:
    """Give what is read: the column, or the text of a number, which the codec takes."""
    name = _quoted(item.name).replace('"', '\\"')
    return name if item.as_text or not item.encrypts else f"CAST({name} AS TEXT)"


def _quoted(name: str) -> str:
    """Quote a name that SQL would take for a word of its own."""
    return f'"{name}"' if name.lower() in SQLiteIdentifierPreparer.reserved_words else name
