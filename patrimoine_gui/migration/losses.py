"""Tells what a generated revision loses, and whether it concerns encrypted values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alembic.operations import ops

from patrimoine_gui.migration.guesses import flat

if TYPE_CHECKING:
    from collections.abc import Iterator

    from patrimoine_gui.migration.encrypted_columns import EncryptedChanges


def told(upgrade: ops.UpgradeOps, fields: EncryptedChanges) -> str:
    """Draft the sentence of what a way back loses, "" for nothing."""
    added = [name for item in flat(upgrade) for name in _added(item)]
    dropped = [name for item in flat(upgrade) for name in _dropped(item)]
    sentences = []
    if added:
        sentences.append(f"The older format has no place for {_listed(added)}: that is lost.")
    if dropped:
        sentences.append(f"{_listed(dropped)} was dropped and comes back empty.")
    opened = [f"{item.table}.{item.name}" for item in fields.conversions if item.encrypts]
    if opened:
        sentences.append(f"Anybody who gets hold of the file can read {_listed(opened)} again.")
    return " ".join(sentences)


def concerns(upgrade: ops.UpgradeOps, fields: EncryptedChanges) -> bool:
    """Tell whether an encrypted column is added, changed, converted or dropped."""
    places = [place for item in flat(upgrade) for place in _places(item)]
    touched = any(fields.is_encrypted(*place) for place in places)
    return touched or bool(fields.conversions)


def _added(operation: ops.MigrateOperation) -> Iterator[str]:
    if isinstance(operation, ops.AddColumnOp):
        yield f"{operation.table_name}.{operation.column.name}"
    elif isinstance(operation, ops.CreateTableOp):
        yield operation.table_name


def _dropped(operation: ops.MigrateOperation) -> Iterator[str]:
    if isinstance(operation, ops.DropColumnOp):
        yield f"{operation.table_name}.{operation.column_name}"
    elif isinstance(operation, ops.DropTableOp):
        yield operation.table_name


def _places(operation: ops.MigrateOperation) -> Iterator[tuple[str, str]]:
    if isinstance(operation, ops.AddColumnOp):
        yield operation.table_name, str(operation.column.name)
    elif isinstance(operation, ops.DropColumnOp | ops.AlterColumnOp):
        yield operation.table_name, operation.column_name
    elif isinstance(operation, ops.CreateTableOp | ops.DropTableOp):
        for column in operation.to_table().columns:
            yield operation.table_name, column.name


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
