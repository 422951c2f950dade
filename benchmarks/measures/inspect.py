"""`inspect` of a current file against Alembic's own check, both in a warm process."""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from benchmarks import keys
from benchmarks.table import Line
from patrimoine_gui import paths
from patrimoine_gui.migration.diagnosis import FileState
from patrimoine_gui.migration.manager import MigrationManager
from patrimoine_gui.migration.runner import config_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.run import Run


def measure(run: Run) -> list[Line]:
    """Compare medians of rounds that alternate."""
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "current.patrimoine"
        manager = MigrationManager()
        manager.create(file, keys.new_keyring())
        engine = create_engine(f"sqlite:///{file}")

        def ours() -> bool:
            return manager.inspect(file).state is FileState.CURRENT

        def alembic() -> bool:
            script = ScriptDirectory.from_config(config_for(paths.migrations_folder()))
            with engine.connect() as connection:
                current = MigrationContext.configure(connection).get_current_revision()
            return current == script.get_current_head()

        ratios, mine, theirs = [], [], []
        for _round in run.budget.rounds():
            mine.append(_seconds(ours, 2000))
            theirs.append(_seconds(alembic, 20))
            ratios.append(theirs[-1] / mine[-1])
        engine.dispose()
    ratio = statistics.median(ratios)
    ours_us, theirs_us = (statistics.median(found) * 1e6 for found in (mine, theirs))
    return [
        Line(
            "inspect of a current file, warm process",
            "Alembic: ScriptDirectory + MigrationContext",
            f"{ratio:.0f} x faster ({ours_us:.0f} µs / {theirs_us:.0f} µs)",
            "at least 100 x faster",
            ratio >= 100,
            len(ratios),
        )
    ]


def _seconds(call: Callable[[], bool], times: int) -> float:
    if not call():
        raise AssertionError
    started = time.perf_counter()
    for _time in range(times):
        call()
    return (time.perf_counter() - started) / times
