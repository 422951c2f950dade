"""Compares named CHECK constraints, which Alembic leaves out, condition included."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from alembic.operations import ops
from sqlalchemy import CheckConstraint, Connection, MetaData, create_engine

from patrimoine_gui.migration import schema

if TYPE_CHECKING:
    from collections.abc import Iterator

Checks = dict[tuple[str, str], str]
"""Condition by table and name."""


def add(connection: Connection, models: MetaData, upgrade: ops.UpgradeOps) -> None:
    """Add to an upgrade what leads from the CHECK constraints of head to those of the models."""
    raw = connection.connection.driver_connection
    assert isinstance(raw, sqlite3.Connection)  # noqa: S101  (says what the driver is)
    before, after, conditions = _of(raw), _of_models(models), _as_written(models)
    outside = {item.table_name for item in upgrade.ops if isinstance(item, ops.CreateTableOp)}
    for table in sorted(set(models.tables) - outside):
        found = [*_changes(table, before, after, conditions)]
        if found:
            _block(upgrade, table).ops.extend(found)


def _changes(
    table: str, before: Checks, after: Checks, conditions: Checks
) -> Iterator[ops.MigrateOperation]:
    for place in sorted({*before, *after}):
        if place[0] != table or before.get(place) == after.get(place):
            continue
        if place in before:
            made = ops.CreateCheckConstraintOp(place[1], table, before[place])
            yield made.reverse()
        if place in after:
            yield ops.CreateCheckConstraintOp(place[1], table, conditions[place])


def _of(connection: sqlite3.Connection) -> Checks:
    return {(table, name): text for table, name, text in schema.checks(connection)}


def _of_models(models: MetaData) -> Checks:
    engine = create_engine("sqlite://")
    try:
        with engine.connect() as link:
            models.create_all(link)
            raw = link.connection.driver_connection
            assert isinstance(raw, sqlite3.Connection)  # noqa: S101  (says what the driver is)
            return _of(raw)
    finally:
        engine.dispose()


def _as_written(models: MetaData) -> Checks:
    return {
        (table.name, str(item.name)): str(item.sqltext)
        for table in models.sorted_tables
        for item in table.constraints
        if isinstance(item, CheckConstraint)
    }


def _block(upgrade: ops.UpgradeOps, table: str) -> ops.ModifyTableOps:
    """Give the changes of a table, made if there are none yet."""
    for item in upgrade.ops:
        if isinstance(item, ops.ModifyTableOps) and item.table_name == table:
            return item
    made = ops.ModifyTableOps(table, [])
    upgrade.ops.append(made)
    return made
