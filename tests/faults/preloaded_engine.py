"""Loads the engine whole, for the server that forks the processes of the fault tests."""

from __future__ import annotations

from importlib import import_module

import alembic.command
import alembic.config
import alembic.operations
import alembic.runtime.migration
import alembic.script
import sqlalchemy.dialects.sqlite

import migrations.index
import patrimoine_gui.migration.schema.fresh_build
import patrimoine_gui.migration.upgrade_run
import tests.faults.process
from patrimoine_gui.migration.revisions import load
from patrimoine_gui.paths import migrations_folder

FROZEN = [path for path in (migrations_folder() / "frozen").glob("*.py") if path.stem[0] != "_"]
"""Some are loaded when they are needed, where a process without rights finds no library."""

LOADED = (
    alembic.command,
    alembic.config,
    alembic.operations,
    alembic.runtime.migration,
    alembic.script,
    sqlalchemy.dialects.sqlite,
    *(import_module(f"migrations.frozen.{path.stem}") for path in FROZEN),
    migrations.index,
    patrimoine_gui.migration.schema.fresh_build,
    patrimoine_gui.migration.upgrade_run,
    tests.faults.process,
)

STRUCTURES = [
    patrimoine_gui.migration.schema.fresh_build.schema_of(migrations_folder(), revision.id)
    for revision in load().all
]
"""Built once here, like in a window that has been open for a while."""
