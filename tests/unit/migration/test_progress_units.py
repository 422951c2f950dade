"""What is shown beside the bar is what is counted."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from contextlib import closing
from typing import TYPE_CHECKING

from patrimoine_gui.errors import UpgradeStep
from patrimoine_gui.migration import meter
from patrimoine_gui.migration.manager import MigrationManager
from patrimoine_gui.migration.progress import Progress, Unit
from tests import keys
from tests.history.builders.golden_files import rich_0001

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_units_agree_with_what_is_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meter, "_INTERVAL", 0.0)
    file = tmp_path / "maison.patrimoine"
    rich_0001(file)
    with closing(sqlite3.connect(file)) as connection:
        (rows,) = connection.execute("SELECT count(*) FROM balance_history").fetchone()
    seen: dict[UpgradeStep, list[Progress]] = defaultdict(list)
    manager = MigrationManager()
    keys.upgrade(
        manager, manager.plan(file), report=lambda progress: seen[progress.step].append(progress)
    )
    migrating = seen[UpgradeStep.MIGRATE]
    assert {progress.unit for progress in migrating} == {Unit.ROWS}
    totals = {item.total for item in migrating if item.revision == "0002"}
    assert totals == {0, rows}  # not known yet, then the rows of the revision
    for step in (UpgradeStep.MEASURE_BEFORE, UpgradeStep.MEASURE_AFTER):
        assert {progress.unit for progress in seen[step]} == {Unit.CHECKS}
    assert all(0 <= item.done <= item.total for item in migrating if item.total)
