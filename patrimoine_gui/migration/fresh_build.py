"""Builds the structure of a revision in memory, by running the revisions."""

from __future__ import annotations

import sqlite3
from functools import lru_cache
from typing import TYPE_CHECKING

from migrations.frozen.keys_v1 import random_keys_v1
from patrimoine_gui.migration import schema
from patrimoine_gui.migration.runner import alembic_lock, config_for, engine_on

if TYPE_CHECKING:
    from pathlib import Path


def build(migrations: Path, target: str = "head") -> sqlite3.Connection:
    """Give an empty database in memory at a revision of a migrations folder.

    It bypasses env.py, so that env.py itself may call it.
    """
    from alembic.operations import Operations
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    connection = sqlite3.connect(":memory:", isolation_level=None)
    script = ScriptDirectory.from_config(config_for(migrations))
    engine = engine_on(connection)
    with alembic_lock, engine.connect() as link, link.begin():
        context = MigrationContext.configure(
            link,
            opts={
                "fn": lambda revision, _context: script._upgrade_revs(target, revision),  # noqa: SLF001  (Alembic's own way)
                "transactional_ddl": True,
                "keys": random_keys_v1(),
            },
        )
        with Operations.context(context):
            context.run_migrations()
    return connection


@lru_cache(maxsize=64)
def schema_of(migrations: Path, revision: str) -> schema.Schema:
    """Give the structure of a revision; built once a process."""
    connection = build(migrations, revision)
    try:
        return schema.read(connection)
    finally:
        connection.close()
