"""Writes the two functions of a revision, with a comment wherever autogenerate had to guess."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from alembic.autogenerate import render_python_code
from alembic.operations import ops

from patrimoine_gui.migration import guesses
from patrimoine_gui.migration.review import ReviewKind, ReviewNote
from patrimoine_gui.migration.table_changes import TableChanges

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from alembic.autogenerate.api import AutogenContext
    from alembic.runtime.migration import MigrationContext

    from patrimoine_gui.migration.encrypted_columns import Conversion, EncryptedChanges

MARK: Final = "# REVIEW: "
"""How a comment begins that has to be gone before a revision is finished."""

_WIDTH: Final = 94


@dataclass(frozen=True, slots=True)
class Drafter:
    """Writes one direction of a revision.

    Attributes:
        context: what Alembic renders with.
        render_item: how types are rendered.
        fields: what is encrypted, before and after.
        conversions: columns to encrypt or to decrypt in this direction.
        suffix: what the names of temporary columns end with: the id of the revision.
        parents: tables that others point to.
        way_back: whether this is the downgrade.
    """

    context: MigrationContext
    render_item: Callable[[str, object, AutogenContext], object]
    fields: EncryptedChanges
    conversions: tuple[Conversion, ...]
    suffix: str
    parents: frozenset[str]
    way_back: bool = False

    def body(self, container: ops.OpContainer) -> str:
        """Give the statements of a function, indented but for the first line."""
        lines = [*comments(self._renamed(container))]
        for operation in self._operations(container):
            lines += comments(self.notes(operation))
            if isinstance(operation, ops.ModifyTableOps):
                lines += self._changes(operation).statements()
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
        if isinstance(operation, ops.ModifyTableOps) and self._changes(operation).is_rebuilt:
            table = operation.table_name
            kind = ReviewKind.CHILDREN if table in self.parents else ReviewKind.REBUILT
            found += [ReviewNote(kind, table)] if kind in self._told else []
        if not self.way_back:
            found += self._token_notes(operation)
        if isinstance(operation, ops.ModifyTableOps):
            found += [note for item in self._of(operation.table_name) for note in item.notes()]
        return tuple(dict.fromkeys(found))

    @property
    def _told(self) -> frozenset[ReviewKind]:
        """What is said of a rebuild: a dangerous one is told of both ways."""
        there = {ReviewKind.CHILDREN, ReviewKind.REBUILT}
        return frozenset({ReviewKind.CHILDREN} if self.way_back else there)

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

    def _changes(self, block: ops.ModifyTableOps) -> TableChanges:
        table = block.table_name
        return TableChanges(table, tuple(block.ops), self._of(table), self.suffix, self._code)

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
