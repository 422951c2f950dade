"""Finds where autogenerate had to guess: what a person must look at in a revision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alembic.operations import ops
from sqlalchemy.schema import PrimaryKeyConstraint

from patrimoine_gui.migration.review import ReviewKind, ReviewNote

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Constraint

WAY_BACK: Final = {
    ReviewKind.NOT_NULL,
    ReviewKind.NULLABLE,
    ReviewKind.TYPE,
    ReviewKind.CHILDREN,
}
"""What is worth saying of a downgrade as well: the rest mirrors the upgrade."""


def flat(container: ops.OpContainer) -> Iterator[ops.MigrateOperation]:
    """Give every operation, those on one table included."""
    for operation in container.ops:
        if isinstance(operation, ops.OpContainer):
            yield from flat(operation)
        else:
            yield operation


def renamed_tables(container: ops.OpContainer) -> Iterator[ReviewNote]:
    """Find tables that are dropped while others are created."""
    created = [item.table_name for item in container.ops if isinstance(item, ops.CreateTableOp)]
    dropped = [item.table_name for item in container.ops if isinstance(item, ops.DropTableOp)]
    if created and dropped:
        yield ReviewNote(ReviewKind.RENAME, f"{', '.join(dropped)} → {', '.join(created)}")


def notes_of(operation: ops.MigrateOperation) -> Iterator[ReviewNote]:
    """Say what to review in one operation, or in all those on one table."""
    if isinstance(operation, ops.ModifyTableOps):
        yield from _renamed_columns(operation)
        for item in operation.ops:
            yield from _of(item)
    else:
        yield from _of(operation)


def _renamed_columns(block: ops.ModifyTableOps) -> Iterator[ReviewNote]:
    names = [str(item.column.name) for item in block.ops if isinstance(item, ops.AddColumnOp)]
    for gone in (item for item in block.ops if isinstance(item, ops.DropColumnOp)):
        if names:
            subject = f"{gone.table_name}.{gone.column_name} → {', '.join(names)}"
            yield ReviewNote(ReviewKind.RENAME, subject)


def _of(operation: ops.MigrateOperation) -> Iterator[ReviewNote]:
    if isinstance(operation, ops.AddColumnOp):
        yield from _added_column(operation)
    elif isinstance(operation, ops.AlterColumnOp):
        yield from _altered_column(operation)
    elif isinstance(operation, ops.DropColumnOp):
        subject = f"{operation.table_name}.{operation.column_name}"
        yield ReviewNote(ReviewKind.DATA_DROPPED, subject)
    elif isinstance(operation, ops.DropTableOp):
        yield ReviewNote(ReviewKind.DATA_DROPPED, operation.table_name)
    elif isinstance(operation, ops.CreateTableOp):
        yield from _created_table(operation)
    elif isinstance(operation, ops.CreateIndexOp) and operation.unique:
        yield ReviewNote(ReviewKind.EXISTING_ROWS, f"{operation.table_name}.{operation.index_name}")
    elif isinstance(operation, ops.AddConstraintOp):
        yield from _added_constraint(operation)


def is_required(operation: ops.AddColumnOp) -> bool:
    """Tell whether rows that are there already have no value for a new column."""
    return not operation.column.nullable and operation.column.server_default is None


def _added_column(operation: ops.AddColumnOp) -> Iterator[ReviewNote]:
    if is_required(operation):
        yield ReviewNote(ReviewKind.NOT_NULL, f"{operation.table_name}.{operation.column.name}")


def _altered_column(operation: ops.AlterColumnOp) -> Iterator[ReviewNote]:
    subject = f"{operation.table_name}.{operation.column_name}"
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
    if constraint.name is None:
        yield ReviewNote(ReviewKind.UNNAMED, _described(table, constraint))
    yield ReviewNote(ReviewKind.EXISTING_ROWS, f"{table}.{constraint.name or ''}".rstrip("."))
