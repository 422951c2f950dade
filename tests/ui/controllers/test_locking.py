"""A file is locked by hand, when nobody is there and when the computer slept; never at work."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWizard

from patrimoine_gui import formats, paths
from patrimoine_gui.crypto.keyring import Keyring
from patrimoine_gui.database.lock import FileLock
from patrimoine_gui.errors import FileBusy
from patrimoine_gui.migration.manager import MigrationManager
from patrimoine_gui.ui import background
from patrimoine_gui.ui.background import BackgroundJob
from patrimoine_gui.ui.controllers.app_controller import AppController
from patrimoine_gui.ui.controllers.auto_lock import LockReason
from patrimoine_gui.ui.wizards.upgrade.upgrade_wizard import UpgradeWizard
from tests import keys
from tests.faults import household as files
from tests.ui.conftest import LIMIT_MS, shown_file, unlocked
from tests.ui.controlled_time import Time, Work, pass_idly

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def timed_app(qapp: QApplication, qtbot: QtBot, time: Time) -> Iterator[AppController]:
    """Give the windows of a user whose clocks the test moves."""
    folders = paths.user_folders()
    manager = MigrationManager(folders)
    made = AppController(qapp, folders, manager, policy=keys.QUICK, clocks=time.clocks())
    yield made
    background.stop_all()
    for window in (made.wizard, made.main, made.start):
        if window is not None:
            window.close()
    made.backup_controller.queue.stop()
    made.deleteLater()
    qtbot.wait(0)


# --- the windows ----------------------------------------------------------------------------


def test_ctrl_l_closes_the_file_forgets_it_and_asks_for_its_key(
    app: AppController, qtbot: QtBot, current: files.Household
) -> None:
    main = shown_file(app, qtbot, current.file)
    keyring = id(main.opened.keyring)
    with qtbot.waitActive(main):
        main.activateWindow()
    with qtbot.waitSignal(app.settled, timeout=LIMIT_MS):
        qtbot.keyClick(main, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert app.main is None
    assert not shiboken6.isValid(main)
    assert not main.household.assets
    assert app.start.unlock is not None
    assert app.start.unlock.file == current.file
    with FileLock(current.file, "another"):
        pass
    gc.collect()
    assert not [item for item in gc.get_objects() if type(item) is Keyring and id(item) == keyring]
    assert unlocked(app, qtbot).household.assets


def test_a_closed_window_shows_and_knows_nothing_any_more(
    app: AppController, qtbot: QtBot, current: files.Household
) -> None:
    main = shown_file(app, qtbot, current.file)
    assert main.page.tree.model().rowCount()
    main.close()
    assert not main.household.assets
    assert not main.page.tree.model().rowCount()
    assert main.page.net.text() in {formats.UNKNOWN, formats.HIDDEN}
    with pytest.raises(AssertionError):
        main.hand_over()


def test_the_padlock_of_the_status_bar_says_its_state_and_locks(
    app: AppController, qtbot: QtBot, current: files.Household
) -> None:
    main = shown_file(app, qtbot, current.file)
    assert main.status_bar.padlock.text() == "Unlocked"
    assert main.status_bar.padlock.accessibleDescription()
    with qtbot.waitSignal(app.settled, timeout=LIMIT_MS):
        main.status_bar.padlock.click()
    assert app.main is None


def test_nobody_there_locks_the_open_file(
    timed_app: AppController, time: Time, qtbot: QtBot, current: files.Household
) -> None:
    shown_file(timed_app, qtbot, current.file)
    qtbot.waitUntil(lambda: not background.running_jobs(), timeout=LIMIT_MS)
    with qtbot.waitSignal(timed_app.settled, timeout=LIMIT_MS):
        pass_idly(timed_app.lock_controller.auto_lock, time, 10 * 60)
    assert timed_app.main is None
    assert timed_app.start.unlock is not None


def test_what_was_chosen_in_the_menu_holds_at_once_and_is_remembered(
    timed_app: AppController, time: Time, qtbot: QtBot, current: files.Household
) -> None:
    main = shown_file(timed_app, qtbot, current.file)
    main.menus.idle_chosen.emit(0)
    pass_idly(timed_app.lock_controller.auto_lock, time, 3600)
    assert timed_app.main is main
    assert timed_app.settings.current.lock_after == 0


def test_locking_closes_the_dialogs_above_the_window(
    app: AppController, qtbot: QtBot, current: files.Household
) -> None:
    main = shown_file(app, qtbot, current.file)
    main.menus.about_asked.emit()
    assert app.state.dialogs.shown is not None
    with qtbot.waitSignal(app.settled, timeout=LIMIT_MS):
        app.lock_controller.lock()
    assert app.state.dialogs.shown is None
    assert app.main is None


def test_with_nothing_open_there_is_nothing_to_lock(app: AppController) -> None:
    app.begin()
    app.lock_controller.lock()
    assert app.start.pages.currentIndex() == 0
    assert not app.state.file_opener.reader.is_busy


def test_a_proposal_that_holds_no_keys_yet_stays(
    app: AppController, qtbot: QtBot, old: files.Household
) -> None:
    with qtbot.waitSignal(app.settled, timeout=LIMIT_MS):
        app.begin(old.file)
    wizard = app.wizard
    assert isinstance(wizard, UpgradeWizard)
    qtbot.waitUntil(lambda: not background.running_jobs(), timeout=LIMIT_MS)
    app.lock_controller.lock()
    assert app.wizard is wizard
    wizard.reject()


def test_a_file_whose_disk_is_gone_after_a_sleep_is_said_to_be_gone(
    app: AppController, qtbot: QtBot, current: files.Household
) -> None:
    shown_file(app, qtbot, current.file)
    current.file.rename(current.file.with_name("elsewhere"))
    with qtbot.waitSignal(app.settled, timeout=LIMIT_MS):
        app.lock_controller.auto_lock.ask(LockReason.ASLEEP)
    assert app.main is None
    assert app.start.diagnosis is not None


def test_an_upgrade_is_not_locked_but_what_it_has_made_is(
    timed_app: AppController, time: Time, qtbot: QtBot, tmp_path: Path
) -> None:
    old = files.mid_size(tmp_path, rows=5_000)
    with qtbot.waitSignal(timed_app.settled, timeout=LIMIT_MS):
        timed_app.begin(old.file)
    wizard = timed_app.wizard
    assert isinstance(wizard, UpgradeWizard)
    begin_upgrade(wizard, qtbot)
    assert wizard.is_working
    time.wall += 3600
    with qtbot.waitSignal(timed_app.lock_controller.auto_lock.put_off, timeout=LIMIT_MS):
        timed_app.lock_controller.auto_lock.check()
    assert wizard.isVisible()
    assert not wizard.jobs.is_cancelled
    with qtbot.waitSignal(timed_app.settled, timeout=2 * LIMIT_MS):
        pass
    assert timed_app.wizard is None
    assert timed_app.main is None
    assert timed_app.start.unlock is not None
    assert not old.manager().inspect(old.file).error
    assert unlocked(timed_app, qtbot).household.assets


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
    app: AppController, qtbot: QtBot, current: files.Household
) -> None:
    main = shown_file(app, qtbot, current.file)
    work = Work()
    job = BackgroundJob(work)
    job.start()
    app.lock_controller.lock()
    assert app.main is main
    assert "as soon as" in main.statusBar().currentMessage()
    with pytest.raises(FileBusy):
        FileLock(current.file, "another").acquire()
    with qtbot.waitSignal(app.settled, timeout=LIMIT_MS):
        work.over.set()
    assert app.main is None
