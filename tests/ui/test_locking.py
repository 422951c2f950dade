"""A file is locked by hand, when nobody is there and when the computer slept; never at work."""

from __future__ import annotations

import gc
import shutil
import subprocess
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
import shiboken6
from PySide6.QtCore import QEvent, Qt
from PySide6.QtDBus import (
    QDBusConnection,
    QDBusMessage,
    QDBusObjectPath,
    QDBusVirtualObject,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLabel, QWidget, QWizard

from patrimoine_gui import formats, paths
from patrimoine_gui.crypto.keyring import Keyring
from patrimoine_gui.database.lock import FileLock
from patrimoine_gui.errors import FileBusy
from patrimoine_gui.migration.manager import MigrationManager
from patrimoine_gui.ui import background
from patrimoine_gui.ui.background import BackgroundJob
from patrimoine_gui.ui.desk import Desk
from patrimoine_gui.ui.locking import LONGEST_GAP, TICK_MS, Clocks, LockReason, LockWatch
from patrimoine_gui.ui.session_signals import SessionSignals
from patrimoine_gui.ui.wizards.upgrade import UpgradeWizard
from tests import keys
from tests.faults import household as files
from tests.ui.conftest import LIMIT_MS, shown_file, unlocked

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from patrimoine_gui.migration.progress import Cancel, Report

TICK = TICK_MS / 1000


@dataclass
class Time:
    """Two clocks that a test moves."""

    monotonic: float = 1000.0
    wall: float = 50_000.0

    def clocks(self) -> Clocks:
        return Clocks(lambda: self.monotonic, lambda: self.wall)

    def passes(self, seconds: float) -> None:
        self.monotonic += seconds
        self.wall += seconds


class Work:
    """A task that runs until it is let go."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.over = threading.Event()

    def __call__(self, _report: Report, _cancel: Cancel) -> None:
        self.begun.set()
        assert self.over.wait(LIMIT_MS / 1000)


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


@pytest.fixture
def timed_desk(qapp: QApplication, qtbot: QtBot, time: Time) -> Iterator[Desk]:
    """Give the windows of a user whose clocks the test moves."""
    folders = paths.user_folders()
    manager = MigrationManager(folders)
    made = Desk(qapp, folders, manager, policy=keys.QUICK, clocks=time.clocks())
    yield made
    background.stop_all()
    for window in (made.wizard, made.main, made.start):
        if window is not None:
            window.close()
    made.deleteLater()
    qtbot.wait(0)


def pass_idly(watch: LockWatch, time: Time, seconds: float) -> None:
    """Let time pass with nobody there, the timer ticking as it does."""
    for _tick in range(round(seconds / TICK)):
        time.passes(TICK)
        watch.check()


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


# --- the windows ----------------------------------------------------------------------------


def test_ctrl_l_closes_the_file_forgets_it_and_asks_for_its_key(
    desk: Desk, qtbot: QtBot, current: files.Household
) -> None:
    main = shown_file(desk, qtbot, current.file)
    keyring = id(main.opened.keyring)
    with qtbot.waitActive(main):
        main.activateWindow()
    with qtbot.waitSignal(desk.settled, timeout=LIMIT_MS):
        qtbot.keyClick(main, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert desk.main is None
    assert not shiboken6.isValid(main)
    assert not main.household.assets
    assert desk.start.unlock is not None
    assert desk.start.unlock.file == current.file
    with FileLock(current.file, "another"):
        pass
    gc.collect()
    assert not [item for item in gc.get_objects() if type(item) is Keyring and id(item) == keyring]
    assert unlocked(desk, qtbot).household.assets


def test_a_closed_window_shows_and_knows_nothing_any_more(
    desk: Desk, qtbot: QtBot, current: files.Household
) -> None:
    main = shown_file(desk, qtbot, current.file)
    assert main.page.tree.model().rowCount()
    main.close()
    assert not main.household.assets
    assert not main.page.tree.model().rowCount()
    assert main.page.net.text() in {formats.UNKNOWN, formats.HIDDEN}
    with pytest.raises(AssertionError):
        main.hand_over()


def test_the_padlock_of_the_status_bar_says_its_state_and_locks(
    desk: Desk, qtbot: QtBot, current: files.Household
) -> None:
    main = shown_file(desk, qtbot, current.file)
    assert main.padlock.text() == "Unlocked"
    assert main.padlock.accessibleDescription()
    with qtbot.waitSignal(desk.settled, timeout=LIMIT_MS):
        main.padlock.click()
    assert desk.main is None


def test_nobody_there_locks_the_open_file(
    timed_desk: Desk, time: Time, qtbot: QtBot, current: files.Household
) -> None:
    shown_file(timed_desk, qtbot, current.file)
    qtbot.waitUntil(lambda: not background.running_jobs(), timeout=LIMIT_MS)
    with qtbot.waitSignal(timed_desk.settled, timeout=LIMIT_MS):
        pass_idly(timed_desk.watch, time, 10 * 60)
    assert timed_desk.main is None
    assert timed_desk.start.unlock is not None


def test_what_was_chosen_in_the_menu_holds_at_once_and_is_remembered(
    timed_desk: Desk, time: Time, qtbot: QtBot, current: files.Household
) -> None:
    main = shown_file(timed_desk, qtbot, current.file)
    main.idle_chosen.emit(0)
    pass_idly(timed_desk.watch, time, 3600)
    assert timed_desk.main is main
    assert timed_desk.settings.current.lock_after == 0


def test_locking_closes_the_dialogs_above_the_window(
    desk: Desk, qtbot: QtBot, current: files.Household
) -> None:
    main = shown_file(desk, qtbot, current.file)
    main.about_asked.emit()
    assert desk.dialogs.shown is not None
    with qtbot.waitSignal(desk.settled, timeout=LIMIT_MS):
        desk.lock()
    assert desk.dialogs.shown is None
    assert desk.main is None


def test_with_nothing_open_there_is_nothing_to_lock(desk: Desk) -> None:
    desk.begin()
    desk.lock()
    assert desk.start.pages.currentIndex() == 0
    assert not desk.reading.is_busy


def test_a_proposal_that_holds_no_keys_yet_stays(
    desk: Desk, qtbot: QtBot, old: files.Household
) -> None:
    with qtbot.waitSignal(desk.settled, timeout=LIMIT_MS):
        desk.begin(old.file)
    wizard = desk.wizard
    assert isinstance(wizard, UpgradeWizard)
    qtbot.waitUntil(lambda: not background.running_jobs(), timeout=LIMIT_MS)
    desk.lock()
    assert desk.wizard is wizard
    wizard.reject()


def test_a_file_whose_disk_is_gone_after_a_sleep_is_said_to_be_gone(
    desk: Desk, qtbot: QtBot, current: files.Household
) -> None:
    shown_file(desk, qtbot, current.file)
    current.file.rename(current.file.with_name("elsewhere"))
    with qtbot.waitSignal(desk.settled, timeout=LIMIT_MS):
        desk.watch.ask(LockReason.ASLEEP)
    assert desk.main is None
    assert desk.start.diagnosis is not None


def test_an_upgrade_is_not_locked_but_what_it_has_made_is(
    timed_desk: Desk, time: Time, qtbot: QtBot, tmp_path: Path
) -> None:
    old = files.mid_size(tmp_path)
    with qtbot.waitSignal(timed_desk.settled, timeout=LIMIT_MS):
        timed_desk.begin(old.file)
    wizard = timed_desk.wizard
    assert isinstance(wizard, UpgradeWizard)
    begin_upgrade(wizard, qtbot)
    job = wizard.job
    assert job is not None
    assert job.running
    time.wall += 3600
    with qtbot.waitSignal(timed_desk.watch.put_off, timeout=LIMIT_MS):
        timed_desk.watch.check()
    assert wizard.isVisible()
    assert not job.cancelling
    with qtbot.waitSignal(timed_desk.settled, timeout=2 * LIMIT_MS):
        pass
    assert timed_desk.wizard is None
    assert timed_desk.main is None
    assert timed_desk.start.unlock is not None
    assert not old.manager().inspect(old.file).error
    assert unlocked(timed_desk, qtbot).household.assets


def begin_upgrade(wizard: UpgradeWizard, qtbot: QtBot) -> None:
    """Choose keys, and begin."""
    assert wizard.passphrase is not None
    assert wizard.recovery is not None
    for _page in range(2):
        wizard.button(QWizard.WizardButton.NextButton).click()
    for line in (wizard.passphrase.fields.first, wizard.passphrase.fields.second):
        line.edit.setText(keys.PASSPHRASE)
    with qtbot.waitSignal(wizard.passphrase.made, timeout=LIMIT_MS) as made:
        wizard.button(QWizard.WizardButton.NextButton).click()
    wizard.recovery.card.typed.edit.setText(made.args[0].recovery)
    wizard.button(QWizard.WizardButton.CommitButton).click()


def test_a_locked_file_stays_held_while_work_puts_the_lock_off(
    desk: Desk, qtbot: QtBot, current: files.Household, work: Work
) -> None:
    work.over.set()
    qtbot.waitUntil(lambda: not background.running_jobs(), timeout=LIMIT_MS)
    main = shown_file(desk, qtbot, current.file)
    other = Work()
    job = BackgroundJob(other)
    job.start()
    desk.lock()
    assert desk.main is main
    assert "as soon as" in main.statusBar().currentMessage()
    with pytest.raises(FileBusy):
        FileLock(current.file, "another").acquire()
    with qtbot.waitSignal(desk.settled, timeout=LIMIT_MS):
        other.over.set()
    assert desk.main is None


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
