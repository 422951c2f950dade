"""When it is time to lock: nobody is there, the computer slept, the session is locked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from patrimoine_gui.ui import background
from patrimoine_gui.ui.background import BackgroundJob
from patrimoine_gui.ui.controllers.auto_lock import LONGEST_GAP, AutoLock, LockReason
from tests.ui.conftest import LIMIT_MS
from tests.ui.controlled_time import TICK, Time, Work, pass_idly

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def watch(qapp: QApplication, time: Time) -> Iterator[AutoLock]:
    made = AutoLock(qapp, time.clocks())
    yield made
    made.end()


@pytest.fixture
def due(watch: AutoLock) -> list[LockReason]:
    """Give the reasons for which the file would have been locked."""
    reasons: list[LockReason] = []
    watch.due.connect(reasons.append)
    return reasons


@pytest.fixture
def work(qtbot: QtBot) -> Iterator[Work]:
    """Keep a background job running."""
    task = Work()
    job = BackgroundJob(task)
    job.start()
    assert task.begun.wait(LIMIT_MS / 1000)
    yield task
    task.over.set()
    qtbot.waitUntil(lambda: not background.running_jobs(), timeout=LIMIT_MS)


def press(window: QWidget) -> None:
    event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, "a")
    QApplication.sendEvent(window, event)


# --- nobody is there ------------------------------------------------------------------------


@pytest.mark.parametrize("minutes", [5, 10, 30])
def test_it_is_time_after_so_many_minutes_and_not_before(
    watch: AutoLock, time: Time, due: list[LockReason], minutes: int
) -> None:
    watch.begin(minutes)
    pass_idly(watch, time, minutes * 60 - TICK)
    assert due == []
    pass_idly(watch, time, TICK)
    assert due == [LockReason.IDLE]


def test_never_means_never(watch: AutoLock, time: Time, due: list[LockReason]) -> None:
    watch.begin(0)
    pass_idly(watch, time, 7200)
    assert due == []


def test_a_key_in_any_window_begins_the_wait_again(
    watch: AutoLock, time: Time, due: list[LockReason], qtbot: QtBot
) -> None:
    window = QLabel("elsewhere")
    qtbot.addWidget(window)
    watch.begin(5)
    pass_idly(watch, time, 280)
    press(window)
    pass_idly(watch, time, 290)
    assert due == []
    pass_idly(watch, time, 10)
    assert due == [LockReason.IDLE]


def test_painting_is_no_activity(
    watch: AutoLock, time: Time, due: list[LockReason], qtbot: QtBot
) -> None:
    window = QLabel("drawn")
    qtbot.addWidget(window)
    watch.begin(5)
    pass_idly(watch, time, 290)
    window.grab()
    pass_idly(watch, time, 10)
    assert due == [LockReason.IDLE]


# --- the computer sleeps --------------------------------------------------------------------


def test_a_sleep_shows_in_the_wall_clock(
    watch: AutoLock, time: Time, due: list[LockReason]
) -> None:
    watch.begin(0)
    time.passes(TICK)
    time.wall += LONGEST_GAP + 1
    watch.check()
    assert due == [LockReason.ASLEEP]
    pass_idly(watch, time, 60)
    assert due == [LockReason.ASLEEP]


def test_a_sleep_shows_where_both_clocks_go_on(
    watch: AutoLock, time: Time, due: list[LockReason]
) -> None:
    watch.begin(0)
    time.passes(3600)
    watch.check()
    assert due == [LockReason.ASLEEP]


def test_a_late_tick_and_a_clock_set_back_are_no_sleep(
    watch: AutoLock, time: Time, due: list[LockReason]
) -> None:
    watch.begin(0)
    time.passes(TICK + LONGEST_GAP - 1)
    watch.check()
    time.passes(TICK)
    time.wall -= 7200
    watch.check()
    assert due == []


# --- work in progress -----------------------------------------------------------------------


@pytest.mark.parametrize("reason", [LockReason.ASKED, LockReason.ASLEEP])
def test_a_lock_waits_for_the_work_to_end(
    watch: AutoLock, due: list[LockReason], work: Work, qtbot: QtBot, reason: LockReason
) -> None:
    watch.begin(10)
    with qtbot.waitSignal(watch.put_off, timeout=LIMIT_MS):
        watch.ask(reason)
    watch.ask(LockReason.ASKED)
    assert due == []
    with qtbot.waitSignal(watch.due, timeout=LIMIT_MS):
        work.over.set()
    assert due == [reason]


def test_work_in_progress_counts_as_somebody_being_there(
    watch: AutoLock, time: Time, due: list[LockReason], work: Work, qtbot: QtBot
) -> None:
    watch.begin(5)
    pass_idly(watch, time, 3600)
    assert due == []
    work.over.set()
    qtbot.waitUntil(lambda: not background.running_jobs(), timeout=LIMIT_MS)
    pass_idly(watch, time, 295)
    assert due == []
    pass_idly(watch, time, 5)
    assert due == [LockReason.IDLE]
