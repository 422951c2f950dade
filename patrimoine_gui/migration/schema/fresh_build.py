"""Gives the structure of a revision: as it is written down, or built by running the revisions."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from functools import lru_cache
from typing import TYPE_CHECKING

from migrations.frozen.keys_v1 import random_keys_v1
from patrimoine_gui.migration import error_location
from patrimoine_gui.migration.runner import alembic_lock, config_for, engine_on
from patrimoine_gui.migration.schema import records, structure

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from alembic.runtime.migration import MigrationInfo


def build(
    migrations: Path,
    target: str = "head",
    passing: Callable[[sqlite3.Connection, str], None] | None = None,
    on: sqlite3.Connection | None = None,
) -> sqlite3.Connection:
    """Give an empty database in memory at a revision of a migrations folder.

    It bypasses env.py, so that env.py itself may call it.

    Args:
        migrations: the folder.
        target: the revision.
        passing: told each revision that the database is at on its way.
        on: a database in memory that is at an earlier revision, a new one by default.

    Raises:
        SourceBroken: a revision does not load or does not run.
    """
    from alembic.operations import Operations
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    connection = on or sqlite3.connect(":memory:", isolation_level=None)

    def reached(*, step: MigrationInfo, **_rest: object) -> None:
        if passing is not None:
            passing(connection, str(step.up_revision_id))

    script = ScriptDirectory.from_config(config_for(migrations))
    engine = engine_on(connection)
    with error_location.naming(migrations), alembic_lock, engine.connect() as link, link.begin():
        context = MigrationContext.configure(
            link,
            opts={
                "fn": lambda revision, _context: script._upgrade_revs(target, revision),  # noqa: SLF001  (Alembic's own way)
                "transactional_ddl": True,
                "keys": random_keys_v1(),
                "on_version_apply": (reached,),
            },
        )
        with Operations.context(context):
            context.run_migrations()
    return connection


def bare(migrations: Path, revision: str) -> sqlite3.Connection:
    """Give a database in memory with the structure of a revision, and no row.

    Only the revisions after the last one whose structure is written down are run: all of them
    take half a second.

    Raises:
        SourceBroken: a revision does not load or does not run.
    """
    known = records.recorded(migrations)
    connection = sqlite3.connect(":memory:", isolation_level=None)
    below = max((item for item in known if item <= revision), default="")
    for _kind, _name, sql in sorted(known.get(below, ()), key=_tables_first):
        connection.execute(sql)
    if below:
        connection.execute("INSERT INTO alembic_version VALUES (?)", (below,))
    return connection if below == revision else build(migrations, revision, on=connection)


def _tables_first(row: structure.Row) -> bool:
    return row[0] != "table"


def schema_of(migrations: Path, revision: str) -> structure.Schema:
    """Give the structure of a revision, that which is written down where it still holds."""
    schemas = _schemas(migrations)
    if revision not in schemas:
        rows = records.recorded(migrations).get(revision)
        if rows is not None:
            schemas[revision] = structure.understood(rows)
        else:
            built = built_rows(migrations, revision)
            schemas.update((name, structure.understood(rows_of)) for name, rows_of in built.items())
    return schemas[revision]


def built_rows(migrations: Path, target: str) -> dict[str, tuple[structure.Row, ...]]:
    """Build a revision, and give the objects that it and those on its way are made of.

    Args:
        migrations: the folder of the revisions.
        target: the revision; one of the names "head" and "base" is among the keys then.
    """
    found: dict[str, tuple[structure.Row, ...]] = {}

    def keep(connection: sqlite3.Connection, passed: str) -> None:
        found[passed] = structure.rows_of(connection)

    with closing(build(migrations, target, keep)) as connection:
        found.setdefault(target, structure.rows_of(connection))
    return found


def write_down(migrations: Path) -> Path:
    """Write down the structure of every revision, see `structures`; gives the path of the file."""
    found = built_rows(migrations, "head")
    del found["head"]
    return records.write(migrations, found)


def forget() -> None:
    """Forget every structure: the revisions have changed."""
    _schemas.cache_clear()
    records.recorded.cache_clear()


@lru_cache(maxsize=64)
def _schemas(_migrations: Path) -> dict[str, structure.Schema]:
    """Give what is known of a folder."""
    return {}
