"""Compares models with the schema at head, and renders the difference as a revision."""

from __future__ import annotations

import io
import tokenize
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, Literal

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.operations import ops
from alembic.runtime.migration import MigrationContext
from mako.template import Template
from sqlalchemy import Connection, Constraint, MetaData, create_engine, types
from sqlalchemy.pool import StaticPool
from sqlalchemy.schema import PrimaryKeyConstraint

from patrimoine_gui.migration import fresh_build
from patrimoine_gui.migration.review import Operations, ReviewKind, ReviewNote

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from alembic.autogenerate.api import AutogenContext
    from sqlalchemy.schema import SchemaItem

OUTSIDE_ALEMBIC: Final = frozenset({"file_header"})
"""Tables that are read before any revision runs, and that no revision touches."""


def include_object(
    _item: SchemaItem, name: str | None, kind: str, _reflected: object, _other: object
) -> bool:
    """Tell Alembic which objects the revisions are responsible for."""
    return not (kind == "table" and name in OUTSIDE_ALEMBIC)


def render_item(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Render a decorated type, such as an encrypted one, as the storage type below it.

    A revision is frozen and imports nothing of the application, whose types may change.
    """
    if kind == "type" and isinstance(item, types.TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    return False


def options() -> dict[str, Any]:
    """Give the options that every comparison uses, here and in `env.py`."""
    return {
        "render_as_batch": True,
        "include_object": include_object,
        "render_item": render_item,
        "compare_type": True,
        "compare_server_default": True,
    }


@contextmanager
def head_in_memory(migrations: Path) -> Iterator[Connection]:
    """Give a connection to a new database at head, in memory, made by the revisions."""
    raw = fresh_build.build(migrations)
    engine = create_engine("sqlite://", creator=lambda: raw, poolclass=StaticPool)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()
        raw.close()


def compare(migrations: Path, models: MetaData) -> Operations | None:
    """Render what leads from head to the models, None when they agree."""
    with head_in_memory(migrations) as connection:
        context = MigrationContext.configure(connection, opts=options())
        script = produce_migrations(context, models)
        upgrade, downgrade = script.upgrade_ops, script.downgrade_ops
        if upgrade is None or downgrade is None or upgrade.is_empty():
            return None
        notes = (*_notes(upgrade), *_way_back(downgrade))
        return Operations(_code(upgrade, context), _code(downgrade, context), notes)


def number_revision(_context: MigrationContext, heads: object, scripts: list[Any]) -> None:
    """Give the next number to what the stock `alembic revision` is about to write."""
    known = [str(head) for head in heads] if isinstance(heads, tuple) else [str(heads)]
    if len(known) == 1 and known[0].isdecimal():
        for script in scripts:
            script.rev_id = f"{int(known[0]) + 1:04d}"


def _code(container: ops.UpgradeOps | ops.DowngradeOps, context: MigrationContext) -> str:
    rendered = render_python_code(
        container, render_as_batch=True, render_item=render_item, migration_context=context
    )
    lines = (line for line in rendered.splitlines() if "### " not in line)
    return "\n".join(lines).strip()


def render_module(template: Path, **values: Any) -> str:
    """Render `script.py.mako`, quoted as the rest of the source is."""
    source = Template(filename=str(template)).render(**values)  # noqa: S702  (Python, not HTML)
    return double_quoted(str(source))


def double_quoted(source: str) -> str:
    """Write plain single-quoted strings with double quotes."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    lines = source.splitlines(keepends=True)
    for token in reversed(list(tokens)):
        plain = token.string[1:-1]
        is_plain = token.type == tokenize.STRING and token.string == f"'{plain}'"
        if is_plain and token.start[0] == token.end[0] and not set(plain) & set("'\"\\"):
            row, column = token.start[0] - 1, token.start[1]
            line = lines[row]
            lines[row] = f'{line[:column]}"{plain}"{line[token.end[1] :]}'
    return "".join(lines)


# --- what to review ---------------------------------------------------------------------------


def _notes(container: ops.UpgradeOps) -> tuple[ReviewNote, ...]:
    notes = [note for operation in _flat(container) for note in _notes_of(operation)]
    return (*_rename_notes(container), *dict.fromkeys(notes))


def _way_back(container: ops.DowngradeOps) -> Iterator[ReviewNote]:
    """Find the required columns that a downgrade would add back to a table full of rows."""
    for operation in _flat(container):
        if isinstance(operation, ops.AddColumnOp):
            for note in _added_column(operation):
                yield ReviewNote(note.kind, f"downgrade(): {note.subject}")


def _flat(container: ops.OpContainer) -> Iterator[ops.MigrateOperation]:
    for operation in container.ops:
        if isinstance(operation, ops.OpContainer):
            yield from _flat(operation)
        else:
            yield operation


def _rename_notes(container: ops.UpgradeOps) -> Iterator[ReviewNote]:
    operations = list(_flat(container))
    created = [item.table_name for item in operations if isinstance(item, ops.CreateTableOp)]
    dropped = [item.table_name for item in operations if isinstance(item, ops.DropTableOp)]
    if created and dropped:
        yield ReviewNote(ReviewKind.RENAME, f"{', '.join(dropped)} → {', '.join(created)}")
    adding = [item for item in operations if isinstance(item, ops.AddColumnOp)]
    for gone in (item for item in operations if isinstance(item, ops.DropColumnOp)):
        names = [str(item.column.name) for item in adding if item.table_name == gone.table_name]
        if names:
            subject = f"{gone.table_name}.{gone.column_name} → {', '.join(names)}"
            yield ReviewNote(ReviewKind.RENAME, subject)


def _notes_of(operation: ops.MigrateOperation) -> Iterator[ReviewNote]:
    if isinstance(operation, ops.AddColumnOp):
        yield from _added_column(operation)
    elif isinstance(operation, ops.AlterColumnOp):
        yield from _altered_column(operation)
    elif isinstance(operation, ops.DropColumnOp):
        subject = f"{operation.table_name}.{operation.column_name}"
        yield ReviewNote(ReviewKind.DATA_DROPPED, subject)
        yield ReviewNote(ReviewKind.REBUILT, operation.table_name)
    elif isinstance(operation, ops.DropTableOp):
        yield ReviewNote(ReviewKind.DATA_DROPPED, operation.table_name)
    elif isinstance(operation, ops.CreateTableOp):
        yield from _created_table(operation)
    elif isinstance(operation, ops.AddConstraintOp):
        yield from _added_constraint(operation)
    elif isinstance(operation, ops.DropConstraintOp):
        yield ReviewNote(ReviewKind.REBUILT, operation.table_name)


def _added_column(operation: ops.AddColumnOp) -> Iterator[ReviewNote]:
    column = operation.column
    if not column.nullable and column.server_default is None:
        yield ReviewNote(ReviewKind.NOT_NULL, f"{operation.table_name}.{column.name}")


def _altered_column(operation: ops.AlterColumnOp) -> Iterator[ReviewNote]:
    subject = f"{operation.table_name}.{operation.column_name}"
    yield ReviewNote(ReviewKind.REBUILT, operation.table_name)
    if operation.modify_type is not None:
        yield ReviewNote(ReviewKind.TYPE, subject)
    if operation.modify_nullable is False:
        yield ReviewNote(ReviewKind.NULLABLE, subject)


def _created_table(operation: ops.CreateTableOp) -> Iterator[ReviewNote]:
    for item in operation.to_table().constraints:
        if item.name is None and not isinstance(item, PrimaryKeyConstraint):
            yield ReviewNote(ReviewKind.UNNAMED, _described(operation.table_name, item))


def _described(table: str, constraint: Constraint) -> str:
    columns = ", ".join(str(column.name) for column in getattr(constraint, "columns", ()))
    return f"{table}({columns})"


def _added_constraint(operation: ops.AddConstraintOp) -> Iterator[ReviewNote]:
    constraint = operation.to_constraint()
    table = str(constraint.table.name)
    yield ReviewNote(ReviewKind.REBUILT, table)
    if constraint.name is None:
        yield ReviewNote(ReviewKind.UNNAMED, _described(table, constraint))
