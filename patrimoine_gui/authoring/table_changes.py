"""Writes the changes of one table as statements that keep what it holds.

Columns and indexes are added and dropped in place. For all else SQLite has no statement: the table
is made anew with its exact definition, and its rows are copied into it, so that nothing that
autogenerate or a batch would forget is lost.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from alembic.operations import ops

from patrimoine_gui.authoring.column_swap import Exchange, converting
from patrimoine_gui.authoring.provisional_values import filler, quoted, sealed_filler
from patrimoine_gui.migration.schema import structure

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import Table

    from patrimoine_gui.authoring.column_swap import Code
    from patrimoine_gui.authoring.encrypted_columns import Conversion
    from patrimoine_gui.authoring.structure_changes import ColumnShape, TableDifference, TableShape

_WIDTH = 80
_CONSTANT = re.compile(r"[+-]?[\d.]+(?:e[+-]?\d+)?|x?'(?:[^']|'')*'|NULL|TRUE|FALSE", re.IGNORECASE)
"""A default that is a value, not a calculation."""


@dataclass(frozen=True, slots=True)
class TableChanges:
    """What happens to one table, in one direction.

    Attributes:
        difference: what differs.
        table: the table afterwards, as Alembic renders it.
        conversions: its columns to encrypt or to decrypt.
        labels: label of each column that holds tokens afterwards.
        suffix: what the names of temporary columns end with.
        code: renders an operation.
        is_exact: whether only statements of SQL are written, as Alembic's do not lead there.
    """

    difference: TableDifference
    table: Table
    conversions: tuple[Conversion, ...]
    labels: Mapping[str, str]
    suffix: str
    code: Code
    is_exact: bool = False

    @property
    def is_made_anew(self) -> bool:
        """Whether SQLite cannot change it in place."""
        difference = self.difference
        columns = {item.name for item in self.conversions}
        alterations = [new for _old, new in difference.altered if new.name not in columns]
        is_required = any(not item.after.nullable for item in self.conversions)
        whole = difference.new_parts or difference.gone_parts or difference.has_other_options
        is_renamed = difference.before.name != difference.after.name
        exactly = self.is_exact and bool(self.conversions)
        has_hard_addition = any(self.is_exact or not _is_addable(item) for item in difference.added)
        drops_key = any(item.in_key for item in difference.dropped)
        return bool(
            alterations
            or is_required
            or whole
            or is_renamed
            or has_hard_addition
            or drops_key
            or exactly
        )

    def statements(self) -> Iterator[str]:
        """Give the statements, in order."""
        difference = self.difference
        indexes = difference.gone_indexes if not self.conversions else []
        for name in indexes:
            yield f"op.drop_index({name!r}, table_name={difference.before.name!r})"
        if self.conversions:
            yield from self._exchange().statements()
        if self.is_made_anew:
            yield from self._made_anew()
        else:
            yield from self._in_place()
        is_bare = self.is_made_anew or self.conversions
        for name in difference.after.indexes if is_bare else difference.new_indexes:
            yield from self._indexed(name)

    def _exchange(self) -> Exchange:
        name = self.difference.before.name
        return Exchange(name, self.conversions, self.suffix, self.code, self.is_made_anew)

    def _in_place(self) -> Iterator[str]:
        name = self.difference.before.name
        for column in self.difference.added:
            made = self.table.columns[column.name]._copy()  # noqa: SLF001  (as Alembic does)
            yield from self.code(ops.AddColumnOp(name, made))
        for column in self.difference.dropped:
            yield f"op.drop_column({name!r}, {column.name!r})"

    def _indexed(self, name: str) -> Iterator[str]:
        known = {str(index.name): index for index in self.table.indexes}
        if self.is_exact or name not in known:
            yield from executed(self.difference.after.indexes[name])
        else:
            yield from self.code(ops.CreateIndexOp.from_index(known[name]))

    # --- made anew ------------------------------------------------------------------------------

    def _made_anew(self) -> Iterator[str]:
        before, after = self.difference.before, self.difference.after
        beside = f"_alembic_tmp_{after.name}"
        yield from self._filled()
        yield from created(after, beside)
        yield from self._copied(beside)
        yield f"op.drop_table({before.name!r})"
        yield f"op.rename_table({beside!r}, {after.name!r})"

    def _filled(self) -> Iterator[str]:
        """Fill what holds tokens and may not be empty: SQL cannot make one."""
        table = self.difference.before.name
        columns = [*self._sealed()]
        for _source, target, _label in columns:
            yield from executed(f"ALTER TABLE {quoted(table)} ADD COLUMN {target} BLOB")
        if columns:
            yield from converting("encrypt_columns_v2", table, columns)

    def _sealed(self) -> Iterator[tuple[str, str, str]]:
        """Give what is encrypted for want of a value, the column for it, and its label."""
        for item in self.difference.added:
            if item.name in self.labels and item.required:
                label = self.labels[item.name]
                yield sealed_filler(label), quoted(item.name), label
        for item in self._newly_required():
            label, name = self.labels[item.name], quoted(item.name)
            source = f"CASE WHEN {name} IS NULL THEN {sealed_filler(label)} END"
            yield source, quoted(self._beside(item)), label

    def _newly_required(self) -> Iterator[ColumnShape]:
        """Give the columns of tokens that become required."""
        converted = {item.name for item in self.conversions}
        for old, new in self.difference.altered:
            if new.required and not old.required and new.name in self.labels.keys() - converted:
                yield new

    def _beside(self, column: ColumnShape) -> str:
        return f"{column.name}_{self.suffix}"

    def _copied(self, beside: str) -> Iterator[str]:
        before, after = self.difference.before, self.difference.after
        pairs = dict(self._pairs())
        copy = [
            f"INSERT INTO {quoted(beside)} ({', '.join(map(quoted, pairs))})",
            f" SELECT {', '.join(pairs.values())}",
            f" FROM {quoted(before.name)}",
        ]
        if before.has_rowid:
            name, key = quoted(before.name), quoted(before.row_key)
            copy[-1] += f" WHERE {key} BETWEEN ? AND ? ORDER BY {key}"
            yield f"for first, last in chunks_v1(connection, {name!r}, {key!r}):"
            yield from (f"    {line}" for line in _executed(copy, "(first, last)"))
        else:
            yield from _executed(copy)
        if before.counts_up and after.counts_up:
            yield from _counting(before.name, beside)

    def _pairs(self) -> Iterator[tuple[str, str]]:
        """Give each column that is written, with what is written into it."""
        before = self.difference.before.columns
        for name, column in self.difference.after.columns.items():
            if column.is_generated:
                continue
            old = before.get(name)
            if old is not None:
                yield column.name, self._carried(old, column)
            elif column.name in self.labels and column.required:
                yield column.name, quoted(column.name)
            elif column.required and column.default is None and not self._is_numbered(column):
                yield (
                    column.name,
                    f"{filler(column, self.difference.after)} AS {quoted(column.name)}",
                )

    def _is_numbered(self, column: ColumnShape) -> bool:
        """Tell the column that SQLite itself numbers."""
        return self.difference.after.row_key == column.name

    def _carried(self, old: ColumnShape, new: ColumnShape) -> str:
        name = quoted(old.name)
        if not new.required or old.required or self._is_numbered(new):
            return name
        if new.name in self.labels:
            is_filled = new in self._newly_required()
            return f"coalesce({name}, {quoted(self._beside(new))})" if is_filled else name
        return f"coalesce({name}, {self._stand_in(new)}) AS {quoted(new.name)}"

    def _stand_in(self, column: ColumnShape) -> str:
        return column.default or filler(column, self.difference.after)


def created(table: TableShape, name: str) -> Iterator[str]:
    """Write the very statement that makes a table, under another name."""
    parts, options = structure.parts_of(table.sql)
    lines = [f"{part.text}, " for part in parts]
    lines[-1] = lines[-1].removesuffix(", ")
    ends = [f"CREATE TABLE {quoted(name)} (", *lines, f") {options}".rstrip()]
    yield from _executed(ends)


def executed(statement: str, parameters: str = "") -> Iterator[str]:
    """Write a statement that SQLite gets as it stands: a colon in it is no parameter."""
    yield from _executed([statement], parameters)


def _executed(texts: list[str], parameters: str = "") -> Iterator[str]:
    pieces = [piece for text in texts for piece in _pieces(text)]
    more = f", {parameters}" if parameters else ""
    if len(pieces) == 1:
        yield f"connection.execute({pieces[0]!r}{more})"
        return
    yield "connection.execute("
    yield from (f"    {piece!r}" for piece in pieces[:-1])
    yield f"    {pieces[-1]!r}{more}"
    yield ")"


def _pieces(text: str) -> Iterator[str]:
    """Cut a text at its blanks, none of which is lost, into lines of source."""
    while len(text) > _WIDTH:
        cut = text.rfind(" ", 0, _WIDTH) + 1 or _WIDTH
        yield text[:cut]
        text = text[cut:]
    yield text


def _counting(before: str, beside: str) -> Iterator[str]:
    """Let a table go on counting where the one before it stopped."""
    old, new = before.replace("'", "''"), beside.replace("'", "''")
    yield from executed(f"DELETE FROM sqlite_sequence WHERE name = '{new}'")
    yield from executed(
        f"INSERT INTO sqlite_sequence (name, seq)"
        f" SELECT '{new}', seq FROM sqlite_sequence WHERE name = '{old}'"
    )


def _is_addable(column: ColumnShape) -> bool:
    """Tell a column that SQLite adds in place: no row may need a value that it has not."""
    words = set(column.part.tokens)
    is_constant = column.default is None or _CONSTANT.fullmatch(column.default) is not None
    is_free = not words & {"UNIQUE", "PRIMARY", "CHECK", "REFERENCES", "COLLATE"}
    has_value = not column.required or column.default is not None
    return is_constant and is_free and has_value and not column.is_generated
