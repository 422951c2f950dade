"""Garbage is collected between two events: what is in it may be what an event is for."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import threading
import weakref
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer, Signal, Slot

from patrimoine_gui.ui import garbage_collection
from patrimoine_gui.ui.background import BackgroundJob, at_rest
from patrimoine_gui.ui.garbage_collection import GarbageCollector

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from patrimoine_gui.migration.progress import Cancel, Report

LIMIT_MS = 10_000

SCRIPT = """
import gc
from PySide6.QtCore import QEventLoop, QObject, QTimer
from patrimoine_gui.app import new_application
from patrimoine_gui.ui.controllers.auto_lock import AutoLock

class Owner(QObject):
    def __init__(self):
        super().__init__()
        self.timer = QTimer(self)
        self.timer.start(0)
        self.itself = self

application = new_application()
watch = AutoLock(application)
watch.begin(5)
gc.set_threshold(1)
for _ in range(300):
    Owner()
    loop = QEventLoop()
    QTimer.singleShot(0, loop.quit)
    loop.exec()
print("alive")
"""


class Knot(QObject):
    """Nothing but the collector can put it away."""

    def __init__(self) -> None:
        super().__init__()
        self.itself = self


class Nested(QObject):
    """Looks for garbage from within an event of an inner loop, and remembers what was left."""

    over = Signal()

    def __init__(self, turn: GarbageCollector, knot: weakref.ref[Knot]) -> None:
        super().__init__()
        self._turn = turn
        self._knot = knot
        self.left = False
        self.inner = QEventLoop()

    @Slot()
    def begin(self) -> None:
        QTimer.singleShot(0, self, self.look)
        self.inner.exec()
        self.over.emit()

    @Slot()
    def look(self) -> None:
        self._turn.look()
        self.left = self._knot() is not None
        self.inner.quit()


class Filter(QObject):
    """Makes something for every event, as any filter in Python does."""

    def eventFilter(self, _watched: QObject, _event: QEvent) -> bool:  # noqa: N802  (Qt's name)
        """Let it pass."""
        return not [[]]


@pytest.fixture
def turn(qapp: QApplication) -> GarbageCollector:
    """Give the one of the application."""
    found = qapp.findChild(GarbageCollector)
    assert isinstance(found, GarbageCollector)
    return found


@pytest.fixture
def eager(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let anything that is made be worth a full collection, and no job delay it."""
    monkeypatch.setattr("patrimoine_gui.ui.background._REST", 0.0)
    before = gc.get_threshold()
    gc.set_threshold(1, 1, 1)
    yield
    gc.set_threshold(*before)


def knot() -> weakref.ref[Knot]:
    return weakref.ref(Knot())


def gone(one: weakref.ref[Knot]) -> bool:
    return one() is None


def test_what_an_event_is_for_is_not_destroyed_under_it() -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "MALLOC_PERTURB_": "165"}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        capture_output=True,
        text=True,
        env=environment,
        timeout=LIMIT_MS / 1000 * 6,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "alive\n"), done.stderr


@pytest.mark.usefixtures("eager")
def test_nothing_is_collected_by_itself(qapp: QApplication, qtbot: QtBot) -> None:
    callers: set[str] = set()

    def note(phase: str, _info: dict[str, int]) -> None:
        if phase == "start":
            callers.add(sys._getframe(1).f_code.co_name)

    passing = Filter()
    qapp.installEventFilter(passing)
    gc.callbacks.append(note)
    try:
        qtbot.waitUntil(lambda: bool(callers), timeout=LIMIT_MS)
    finally:
        gc.callbacks.remove(note)
        qapp.removeEventFilter(passing)
    assert callers == {GarbageCollector.look.__name__}


@pytest.mark.usefixtures("eager", "turn")
def test_garbage_goes_in_a_turn_of_its_own(qtbot: QtBot) -> None:
    left = knot()
    assert not gone(left)
    qtbot.waitUntil(lambda: gone(left), timeout=LIMIT_MS)


@pytest.mark.usefixtures("eager")
def test_garbage_stays_within_the_event_of_an_inner_loop(
    turn: GarbageCollector, qtbot: QtBot
) -> None:
    nested = Nested(turn, knot())
    with qtbot.waitSignal(nested.over, timeout=LIMIT_MS):
        QTimer.singleShot(0, nested, nested.begin)
    assert nested.left


@pytest.mark.usefixtures("eager")
def test_garbage_stays_while_a_job_runs(turn: GarbageCollector, qtbot: QtBot) -> None:
    over = threading.Event()

    def task(_report: Report, _cancel: Cancel) -> None:
        over.wait(LIMIT_MS / 1000)

    job = BackgroundJob(task)
    job.start()
    left = knot()
    turn.look()
    assert not gone(left)
    with qtbot.waitSignal(job.finished, timeout=LIMIT_MS):
        over.set()
    turn.look()
    assert gone(left)


@pytest.mark.usefixtures("eager")
def test_what_has_long_been_there_goes_too(turn: GarbageCollector) -> None:
    old = Knot()
    left = weakref.ref(old)
    gc.collect()  # what outlives it is no longer recent
    del old
    fresh: list[list[int]] = []
    for _ in range(garbage_collection.FULL_EVERY + 1):
        fresh += [[rank] for rank in range(10)]
        turn.look()
    assert gone(left)


def test_the_window_first_shows_how_a_job_ended(qtbot: QtBot) -> None:
    job = BackgroundJob(lambda _report, _cancel: None)
    with qtbot.waitSignal(job.finished, timeout=LIMIT_MS):
        job.start()
    assert not at_rest()


def test_one_turn_is_enough(qapp: QApplication, turn: GarbageCollector) -> None:
    garbage_collection.collect_between_events(qapp)
    assert qapp.findChildren(GarbageCollector) == [turn]
    assert not gc.isenabled()
