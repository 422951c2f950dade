"""When it is time to lock: nobody is there, the computer slept, the session is locked."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtDBus import (
    QDBusConnection,
    QDBusMessage,
    QDBusObjectPath,
    QDBusVirtualObject,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from patrimoine_gui.ui import background
from patrimoine_gui.ui.background import BackgroundJob
from patrimoine_gui.ui.locking import LONGEST_GAP, LockReason, LockWatch
from patrimoine_gui.ui.session_signals import SessionSignals
from tests.ui.conftest import LIMIT_MS
from tests.ui.passing_time import TICK, Time, Work, pass_idly

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def watch(qapp: QApplication, time: Time) -> Iterator[LockWatch]:
    made = LockWatch(qapp, time.clocks())
    yield made
    made.end()


@pytest.fixture
def due(watch: LockWatch) -> list[LockReason]:
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
    watch: LockWatch, time: Time, due: list[LockReason], minutes: int
) -> None:
    watch.begin(minutes)
    pass_idly(watch, time, minutes * 60 - TICK)
    assert due == []
    pass_idly(watch, time, TICK)
    assert due == [LockReason.IDLE]


def test_never_means_never(watch: LockWatch, time: Time, due: list[LockReason]) -> None:
    watch.begin(0)
    pass_idly(watch, time, 7200)
    assert due == []


def test_a_key_in_any_window_begins_the_wait_again(
    watch: LockWatch, time: Time, due: list[LockReason], qtbot: QtBot
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
    watch: LockWatch, time: Time, due: list[LockReason], qtbot: QtBot
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
    watch: LockWatch, time: Time, due: list[LockReason]
) -> None:
    watch.begin(0)
    time.passes(TICK)
    time.wall += LONGEST_GAP + 1
    watch.check()
    assert due == [LockReason.ASLEEP]
    pass_idly(watch, time, 60)
    assert due == [LockReason.ASLEEP]


def test_a_sleep_shows_where_both_clocks_go_on(
    watch: LockWatch, time: Time, due: list[LockReason]
) -> None:
    watch.begin(0)
    time.passes(3600)
    watch.check()
    assert due == [LockReason.ASLEEP]


def test_a_late_tick_and_a_clock_set_back_are_no_sleep(
    watch: LockWatch, time: Time, due: list[LockReason]
) -> None:
    watch.begin(0)
    time.passes(TICK + LONGEST_GAP - 1)
    watch.check()
    time.passes(TICK)
    time.wall -= 7200
    watch.check()
    assert due == []


# --- work in progress -----------------------------------------------------------------------


@pytest.mark.parametrize("reason", [LockReason.ASKED, LockReason.ASLEEP, LockReason.SESSION])
def test_a_lock_waits_for_the_work_to_end(
    watch: LockWatch, due: list[LockReason], work: Work, qtbot: QtBot, reason: LockReason
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
    watch: LockWatch, time: Time, due: list[LockReason], work: Work, qtbot: QtBot
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


# --- what the desktop tells -----------------------------------------------------------------

LOGIN = "/org/freedesktop/login1"
SESSION = "/org/freedesktop/login1/session/_32"


class Login(QDBusVirtualObject):
    """Answers as login1 does to who asks which session is theirs."""

    def introspect(self, _path: str) -> str:
        return ""

    def handleMessage(  # noqa: N802  (Qt's name)
        self, message: QDBusMessage, connection: QDBusConnection
    ) -> bool:
        connection.send(message.createReply(QDBusObjectPath(SESSION)))
        return True


@pytest.fixture
def bus() -> Iterator[tuple[QDBusConnection, QDBusConnection]]:
    """Give two connections to a bus of its own: ours, and that of login1."""
    daemon = shutil.which("dbus-daemon")
    if daemon is None:
        pytest.skip("no dbus-daemon here")
    words = [daemon, "--session", "--print-address", "--nofork", "--nopidfile"]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout is not None
    address = process.stdout.readline().strip()
    ours = QDBusConnection.connectToBus(address, "ours")
    theirs = QDBusConnection.connectToBus(address, "theirs")
    yield ours, theirs
    QDBusConnection.disconnectFromBus("ours")
    QDBusConnection.disconnectFromBus("theirs")
    process.terminate()
    process.communicate()


def signal(path: str, interface: str, name: str, **words: bool) -> QDBusMessage:
    message = QDBusMessage.createSignal(path, f"org.freedesktop.login1.{interface}", name)
    message.setArguments(list(words.values()))
    return message


def test_sleep_and_the_lock_of_our_own_session_are_heard(
    qtbot: QtBot, bus: tuple[QDBusConnection, QDBusConnection]
) -> None:
    ours, theirs = bus
    login = Login()
    whole = QDBusConnection.VirtualObjectRegisterOption.SubPath
    assert theirs.registerVirtualObject(LOGIN, login, whole)
    assert theirs.registerService("org.freedesktop.login1")
    heard = SessionSignals()
    locked: list[str] = []
    heard.locked.connect(lambda: locked.append("locked"))
    assert heard.listen(ours)
    assert heard.listen(ours)
    with qtbot.waitSignal(heard.sleeping, timeout=LIMIT_MS):
        theirs.send(signal(LOGIN, "Manager", "PrepareForSleep", begins=True))
    theirs.send(signal(LOGIN, "Manager", "PrepareForSleep", begins=False))
    qtbot.waitUntil(lambda: heard.has_session, timeout=LIMIT_MS)
    with qtbot.waitSignal(heard.locked, timeout=LIMIT_MS):
        theirs.send(signal(SESSION.replace("32", "33"), "Session", "Lock"))
        theirs.send(signal(SESSION, "Session", "Lock"))
    assert locked == ["locked"]


def test_without_a_bus_nothing_fails() -> None:
    assert not SessionSignals().listen(QDBusConnection("nowhere"))
