"""Loads the engine whole, for the server that forks the processes of the fault tests."""

from __future__ import annotations

import alembic.command
import alembic.config
import alembic.operations
import alembic.runtime.migration
import alembic.script
import sqlalchemy.dialects.sqlite

import migrations.frozen.measures_0001
import migrations.frozen.measures_0002
import migrations.frozen.measures_0003
import migrations.frozen.work_v1
import migrations.index
import patrimoine_gui.migration.fresh_build
import patrimoine_gui.migration.run
import tests.faults.process
from patrimoine_gui.migration.revisions import load
from patrimoine_gui.paths import migrations_folder

LOADED = (
    alembic.command,
    alembic.config,
    alembic.operations,
    alembic.runtime.migration,
    alembic.script,
    sqlalchemy.dialects.sqlite,
    migrations.frozen.measures_0001,
    migrations.frozen.measures_0002,
    migrations.frozen.measures_0003,
    migrations.frozen.work_v1,
    migrations.index,
    patrimoine_gui.migration.fresh_build,
    patrimoine_gui.migration.run,
    tests.faults.process,
)

STRUCTURES = [
    patrimoine_gui.migration.fresh_build.schema_of(migrations_folder(), revision.id)
    for revision in load().all
]
"""Built once here, like in a window that has been open for a while."""
