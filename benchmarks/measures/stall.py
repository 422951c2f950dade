"""How long the window stands still at most while the real wizard upgrades a large file."""

from __future__ import annotations

import itertools
import os
import shutil
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import keys
from benchmarks.table import Line

if TYPE_CHECKING:
    from benchmarks.run import Run

ROWS = 500_000
BEAT_MS = 10
BOUND_MS = 50


def measure(run: Run) -> list[Line]:
    """Beat every 10 ms in the window's thread, idle first, then during the upgrade."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtCore import QCoreApplication, QEventLoop, Qt, QTimer
    from PySide6.QtWidgets import QApplication

    from patrimoine_gui.migration.manager import MigrationManager
    from patrimoine_gui.paths import UserFolders
    from patrimoine_gui.ui import theme
    from patrimoine_gui.ui.garbage_collection import collect_between_events
    from patrimoine_gui.ui.wizards.upgrade.upgrade_wizard import UpgradeWizard

    found = QCoreApplication.instance()
    application = found if isinstance(found, QApplication) else QApplication([])
    collect_between_events(application)
    theme.apply(application, "light")
    beats: list[float] = []
    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(lambda: beats.append(time.perf_counter()))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = folder / "large.patrimoine"
        shutil.copyfile(run.samples.values(ROWS), file)
        manager = MigrationManager(UserFolders(folder / "d", folder / "s", folder / "l"))
        plan = manager.plan(file)
        wizard = UpgradeWizard(manager, plan, keyring=keys.keyring_for(plan))
        wizard.show()
        loop = QEventLoop()
        timer.start(BEAT_MS)
        QTimer.singleShot(3000, loop.quit)
        loop.exec()
        idle = _longest(beats)
        beats.clear()
        wizard.ended.connect(loop.quit)
        wizard.next()
        wizard.next()
        loop.exec()
        timer.stop()
        done = wizard.outcome is not None
        wizard.close()
    busy = _longest(beats)
    return [
        Line(
            f"longest stall of the window while it upgrades {ROWS:,} rows ({len(beats):,} beats)",
            f"a {BEAT_MS} ms timer when idle: {idle:.0f} ms",
            f"{busy:.0f} ms",
            f"at most {BOUND_MS} ms",
            done and busy <= BOUND_MS,
        )
    ]


def _longest(beats: list[float]) -> float:
    """Give the longest wait for a beat beyond its 10 ms, in milliseconds."""
    gaps = [late - early for early, late in itertools.pairwise(beats)]
    return max(max(gaps) * 1000 - BEAT_MS, 0.0)
