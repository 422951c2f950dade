"""Writes the two functions of a revision, with a comment wherever a person has to look."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from alembic.autogenerate import render_python_code
from alembic.operations import ops

from patrimoine_gui.authoring import review_rules
from patrimoine_gui.authoring.review import ReviewKind, ReviewNote
from patrimoine_gui.authoring.table_changes import TableChanges, created, executed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from alembic.autogenerate.api import AutogenContext
    from alembic.runtime.migration import MigrationContext
    from sqlalchemy import Table

    from patrimoine_gui.authoring.encrypted_columns import Conversion, EncryptedChanges
    from patrimoine_gui.authoring.structure_changes import (
        StructureDifference,
        TableDifference,
        TableShape,
    )

MARK: Final = "# REVIEW: "
"""How a comment begins that has to be gone before a revision is finished."""

_WIDTH: Final = 94


@dataclass(frozen=True, slots=True)
class Drafter:
    """Writes one direction of a revision.

    Attributes:
        context: what Alembic renders with.
        render_item: how types are rendered.
        difference: what leads from before to after.
        tables: the tables afterwards, as Alembic renders them, by name.
        fields: what is encrypted, before and after.
        conversions: columns to encrypt or to decrypt in this direction.
        suffix: what the names of temporary columns end with: the id of the revision.
        way_back: whether this is the downgrade.
        exact: names of the tables for which Alembic's statements do not do, in small letters.
        unwritten: what no statement leads to.
    """

    context: MigrationContext
    render_item: Callable[[str, object, AutogenContext], object]
    difference: StructureDifference
    tables: Mapping[str, Table]
    fields: EncryptedChanges
    conversions: tuple[Conversion, ...]
    suffix: str
    way_back: bool = False
    exact: frozenset[str] = frozenset()
    unwritten: tuple[str, ...] = ()

    def body(self) -> str:
        """Give the statements of the function, indented but for the first line."""
        lines = [*comments(self._general_notes())]
        for notes, statements in self._pieces():
            lines += comments(notes)
            lines += statements
        text = "\n".join(lines)
        if "connection, " in text or "connection.execute" in text:
            text = f"connection = connection_v1()\n{text}"
        return textwrap.indent(text, "    ").strip()

    def notes(self) -> tuple[ReviewNote, ...]:
        """Say what to review in this direction, each once."""
        found = [*self._general_notes()]
        for notes, _statements in self._pieces():
            found += notes
        if self.way_back:
            found = [ReviewNote(item.kind, f"downgrade(): {item.subject}") for item in found]
        return tuple(dict.fromkeys(found))

    def _general_notes(self) -> Iterator[ReviewNote]:
        """Say what concerns no single table."""
        if not self.way_back:
            yield from review_rules.renamed_tables(self.difference)
        for thing in (*self.difference.other_things(), *self.unwritten):
            yield ReviewNote(ReviewKind.UNWRITTEN, thing)

    def _pieces(self) -> Iterator[tuple[tuple[ReviewNote, ...], list[str]]]:
        """Give what is to review in each table, with the statements that change it."""
        for table in self.difference.created:
            notes = (*review_rules.of_created(table), *self._token_notes(table))
            yield self._kept(notes), [*self._created(table)]
        for changed in self.difference.changed:
            yield self._notes_of(changed), [*self._changes(changed).statements()]
        for table in self.difference.dropped:
            yield self._kept(review_rules.of_dropped(table)), [f"op.drop_table({table.name!r})"]

    def _notes_of(self, changed: TableDifference) -> tuple[ReviewNote, ...]:
        columns = {item.name for item in self._of(changed.name)}
        notes = [*review_rules.of_changed(changed, columns)]
        if self._changes(changed).is_made_anew and not self.way_back:
            things = ", ".join(changed.rewritten_things()) or changed.name
            notes.append(ReviewNote(ReviewKind.REBUILT, things))
        notes += self._token_notes(changed.after, changed)
        conversion_notes = (note for item in self._of(changed.name) for note in item.notes())
        return tuple(dict.fromkeys((*self._kept(notes), *conversion_notes)))

    def _kept(self, notes: Iterable[ReviewNote]) -> tuple[ReviewNote, ...]:
        """Leave out what is said of the way up already."""
        kept = (item for item in notes if not self.way_back or item.kind in review_rules.WAY_BACK)
        return tuple(dict.fromkeys(kept))

    def _token_notes(
        self, table: TableShape, changed: TableDifference | None = None
    ) -> Iterator[ReviewNote]:
        """Name new columns that hold tokens, with the type of the models."""
        for column in table.columns.values() if changed is None else changed.added:
            column_type = self.fields.after.get((table.name, column.name))
            if column_type is not None:
                place = f"{table.name}.{column.name}"
                subject = (
                    f"{place}, {type(column_type).__name__} under the label {column_type.label}"
                )
                yield ReviewNote(ReviewKind.TOKENS, subject)

    def _of(self, table: str) -> tuple[Conversion, ...]:
        return tuple(item for item in self.conversions if item.table == table)

    def _created(self, table: TableShape) -> Iterator[str]:
        """Make a table with its indexes."""
        model = self.tables.get(table.name)
        if model is None or table.name.lower() in self.exact:
            yield from created(table, table.name)
            for sql in table.indexes.values():
                yield from executed(sql)
            return
        yield from self._code(ops.CreateTableOp.from_table(model))
        for name in sorted(table.indexes):
            model_index = next((item for item in model.indexes if item.name == name), None)
            code = (
                self._code(ops.CreateIndexOp.from_index(model_index))
                if model_index is not None
                else ()
            )
            yield from code or executed(table.indexes[name])

    def _changes(self, changed: TableDifference) -> TableChanges:
        return TableChanges(
            changed,
            self.tables[changed.name],
            self._of(changed.name),
            self._labels(changed.name),
            self.suffix,
            self._code,
            is_exact=changed.name.lower() in self.exact,
        )

    def _labels(self, table: str) -> dict[str, str]:
        """Give the label of each column of a table that holds tokens afterwards."""
        after = {place: item.label for place, item in self.fields.after.items()}
        found = self.fields.before if self.way_back else after
        return {column: label for (name, column), label in found.items() if name == table}

    def _code(self, operation: ops.MigrateOperation) -> list[str]:
        code = render_python_code(
            ops.UpgradeOps(ops=[operation]),
            render_as_batch=True,
            render_item=self.render_item,  # type: ignore[arg-type]
            migration_context=self.context,
        )
        lines = (line.replace(", schema=None", "") for line in code.splitlines())
        statements = [line for line in lines if line.strip() and "### " not in line]
        return textwrap.dedent("\n".join(statements)).splitlines()


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
