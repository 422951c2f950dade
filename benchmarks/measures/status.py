"""`migrate.py status` on a current file, as whole processes, and what a shell waits for."""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import keys
from benchmarks.table import Line
from patrimoine_gui import config, paths
from patrimoine_gui.migration.manager import MigrationManager

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.budget import Budget
    from benchmarks.run import Run

ROOT = Path(__file__).resolve().parents[2]
STOCK_ENV = """
from alembic import context
from sqlalchemy import engine_from_config, pool

engine = engine_from_config(
    context.config.get_section(context.config.config_ini_section, {}), poolclass=pool.NullPool
)
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=None)
    with context.begin_transaction():
        context.run_migrations()
"""
"""What `alembic init` writes, without its comments and its logging."""

STOCK_INI = """
[alembic]
script_location = %(here)s/migrations
path_separator = os
prepend_sys_path = .
sqlalchemy.url = sqlite:///current.patrimoine
"""


def measure(run: Run) -> list[Line]:
    """Compare medians of runs that alternate."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        MigrationManager().create(folder / "current.patrimoine", keys.new_keyring())
        _stock(folder)
        seconds = _seconds_of(_commands(), folder, run.budget)
    medians = {name: statistics.median(each) for name, each in seconds.items()}
    lines = [
        _beside_alembic(medians["status"], medians["alembic"]),
        *(_at_once(words, medians[words]) for words in _WAITED_FOR),
    ]
    return [replace(line, rounds=len(seconds["status"])) for line in lines]


_WAITED_FOR = ("--help", "status --help", "completion bash", "completion revisions")


def _commands() -> dict[str, list[str]]:
    ours = [sys.executable, str(ROOT / "migrate.py")]
    return {
        "status": [*ours, "status", "--file", "current.patrimoine"],
        "alembic": [sys.executable, "-m", "alembic", "current"],
        **{words: [*ours, *words.split()] for words in _WAITED_FOR},
    }


def _stock(folder: Path) -> None:
    """Lay Alembic's own set-up around the same revisions."""
    shutil.copytree(paths.migrations_folder(), folder / "migrations")
    (folder / "migrations" / "env.py").write_text(STOCK_ENV, encoding="utf-8")
    (folder / "alembic.ini").write_text(STOCK_INI, encoding="utf-8")


def _seconds_of(
    commands: dict[str, list[str]], folder: Path, budget: Budget
) -> dict[str, list[float]]:
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    environment = {**os.environ, config.ENV_HOME: str(folder / "home")}
    for command in commands.values():  # compiled and in the page cache, all of them
        _seconds(command, folder, environment)
    for _round in budget.rounds():
        for name, command in commands.items():
            seconds[name].append(_seconds(command, folder, environment))
    return seconds


def _seconds(command: Sequence[str], folder: Path, environment: dict[str, str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=True)
    return time.perf_counter() - started


def _beside_alembic(ours: float, theirs: float) -> Line:
    return Line(
        "`migrate.py status` of a current file, whole process",
        "`alembic current`, stock set-up",
        f"{theirs / ours:.1f} x faster ({ours * 1e3:.0f} ms / {theirs * 1e3:.0f} ms)",
        "at least 3 x faster",
        theirs >= ours * 3,
    )


def _at_once(words: str, ours: float) -> Line:
    return Line(
        f"`migrate.py {words}`, whole process", "—", f"{ours * 1e3:.0f} ms", "150 ms", ours <= 0.15
    )
