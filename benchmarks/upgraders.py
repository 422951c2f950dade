"""The three ways to upgrade one file that are compared; each runs as a process of its own.

`python -m benchmarks.upgraders ours|stock|bare|trace FILE TARGET [STATEMENTS]` upgrades FILE to a
revision, and prints its peak memory in kilobytes.
"""

from __future__ import annotations

import json
import resource
import shutil
import sqlite3
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import keys

if TYPE_CHECKING:
    from migrations.frozen.keys_v1 import KeysV1

STOCK_ENV = """
from alembic import context
from sqlalchemy import engine_from_config, pool

engine = engine_from_config(
    context.config.get_section(context.config.config_ini_section, {}), poolclass=pool.NullPool
)
with engine.connect() as connection:
    keys = context.config.attributes["keys"]
    context.configure(connection=connection, target_metadata=None, keys=keys)
    with context.begin_transaction():
        context.run_migrations()
"""
"""What `alembic init` writes, without its comments and its logging, and with the keys."""


def ours(file: Path, target: str) -> None:
    """Upgrade with everything: lock, snapshot, verified backup, proof, publication."""
    from patrimoine_gui.migration.manager import MigrationManager

    manager = MigrationManager()
    plan = manager.plan(file, target)
    manager.upgrade(plan, keys.keyring_for(plan))


def stock(file: Path, target: str) -> None:
    """Upgrade as Alembic does out of the box: in place, no backup, no check."""
    from alembic import command
    from alembic.config import Config

    from patrimoine_gui import paths

    with tempfile.TemporaryDirectory() as folder:
        scripts = Path(folder) / "migrations"
        shutil.copytree(paths.migrations_folder(), scripts)
        (scripts / "env.py").write_text(STOCK_ENV, encoding="utf-8")
        config = Config()
        config.set_main_option("script_location", str(scripts))
        config.set_main_option("sqlalchemy.url", f"sqlite:///{file}")
        config.attributes["keys"] = _keys(file)
        command.upgrade(config, target)


def _keys(file: Path) -> KeysV1:
    """Give the keys of a file, or new ones for a file that has none."""
    from patrimoine_gui.migration import revision_keys
    from patrimoine_gui.migration.manager import MigrationManager

    header = MigrationManager().header(file)
    return revision_keys.of(keys.new_keyring() if header is None else keys.unlocked(header))


def bare(file: Path, statements: Path) -> None:
    """Run the very statements of the revisions, in place, with nothing around them."""
    from migrations.frozen.amounts_v1 import cents_v1, iso_date_v1

    connection = sqlite3.connect(file, isolation_level=None)
    connection.create_function("cents_v1", 1, cents_v1, deterministic=True)
    connection.create_function("iso_date_v1", 1, iso_date_v1, deterministic=True)
    for statement in json.loads(statements.read_text(encoding="utf-8")):
        connection.execute(statement)
    connection.close()


def trace(file: Path, target: str, statements: Path) -> None:
    """Write down every statement that the revisions run on `file`, values included."""
    from patrimoine_gui import paths
    from patrimoine_gui.migration import runner
    from patrimoine_gui.migration.revisions import load

    found: list[str] = []
    connection = sqlite3.connect(file, isolation_level=None)
    connection.set_trace_callback(found.append)
    options = runner.RunOptions(
        tick=lambda _done, _total: None,
        reached=lambda _revision: None,
        ordinal_of=lambda revision: load().get(revision).ordinal,
        keys=_keys(file),
    )
    runner.run(connection, paths.migrations_folder(), target, down=False, options=options)
    connection.close()
    kept = [text for text in found if not text.startswith("--")]
    statements.write_text(json.dumps(kept), encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Run one way on one file."""
    way, file, target, *rest = arguments
    if way == "ours":
        ours(Path(file), target)
    elif way == "stock":
        stock(Path(file), target)
    elif way == "bare":
        bare(Path(file), Path(rest[0]))
    else:
        trace(Path(file), target, Path(rest[0]))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(peak)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
