"""Looking without changing: a backup, an older file, a copy in conflict."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui import i18n
from patrimoine_gui.ui.main.banners import BannerAction
from patrimoine_gui.ui.opening.access import AccessKind
from patrimoine_gui.ui.widgets.comparison_panel import ComparisonDialog
from patrimoine_gui.ui.wizards.upgrade.upgrade_wizard import UpgradeWizard
from tests.faults import household as files
from tests.keys import PASSPHRASE, keyring_for
from tests.ui.conftest import LIMIT_MS, shown_file, texts

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from patrimoine_gui.ui.controllers.app_controller import AppController
    from patrimoine_gui.ui.main.main_window import MainWindow


@pytest.fixture(autouse=True)
def _english() -> None:
    i18n.set_language("en")


def looked_at(app: AppController, qtbot: QtBot, file: Path, kind: AccessKind) -> None:
    with qtbot.waitSignal(app.settled, timeout=LIMIT_MS):
        app.read_only_controller.look_at(file, kind)


def only(app: AppController) -> MainWindow:
    (window,) = app.read_only_controller.windows.shown
    return window


def press(window: MainWindow, step: BannerAction) -> None:
    banner = next(iter(window.file_monitor.banners.shown.values()))
    rank = [offer.action for offer in banner.told.offers].index(step)
    banner.buttons[rank].click()


def test_a_backup_is_shown_beside_the_file_and_forgotten(
    app: AppController, qtbot: QtBot, current: files.Household
) -> None:
    main = shown_file(app, qtbot, current.file)
    backup = app.manager.backups.make(current.file, main.opened.keyring, held=main.opened.lock)
    before = backup.file.read_bytes()
    looked_at(app, qtbot, backup.file, AccessKind.BACKUP)
    window = only(app)
    assert app.main is main
    assert window.household == main.household
    assert not window.is_writable
    assert "You are looking at the backup of" in texts(window.file_monitor.banners)
    assert "read-only" in window.windowTitle()
    press(window, BannerAction.CLOSE)
    assert not app.read_only_controller.windows.shown
    assert not window.household.assets
    assert backup.file.read_bytes() == before
    assert main.is_writable


def test_a_backup_asks_for_its_key_where_no_file_is_open(
    app: AppController, qtbot: QtBot, current: files.Household
) -> None:
    manager = app.manager
    backup = manager.backups.make(current.file, keyring_for(manager.plan(current.file, "+0")))
    app.begin()
    looked_at(app, qtbot, backup.file, AccessKind.BACKUP)
    panel = app.start.unlock
    assert panel is not None
    assert not app.read_only_controller.windows.shown
    panel.form.passphrase.edit.setText("wrong")
    with qtbot.waitSignal(app.settled, timeout=LIMIT_MS):
        panel.unlock_button.click()
    assert not app.read_only_controller.windows.shown
    type_passphrase(app, qtbot)
    assert only(app).household.assets
    with qtbot.waitSignal(app.lock_controller.auto_lock.due, timeout=LIMIT_MS):
        app.lock_controller.lock()
    assert not app.read_only_controller.windows.shown
    assert app.start.isVisible()


def type_passphrase(app: AppController, qtbot: QtBot) -> None:
    panel = app.start.unlock
    assert panel is not None
    panel.form.passphrase.edit.setText(PASSPHRASE)
    with qtbot.waitSignal(app.settled, timeout=LIMIT_MS):
        panel.unlock_button.click()


def test_an_older_file_is_looked_at_and_stays_what_it_is(
    app: AppController, qtbot: QtBot, old: files.Household
) -> None:
    before, beside = old.digest(), old.beside()
    with qtbot.waitSignal(app.settled, timeout=LIMIT_MS):
        app.begin(old.file)
    assert isinstance(app.wizard, UpgradeWizard)
    with qtbot.waitSignal(app.settled, timeout=LIMIT_MS):
        app.wizard.look.click()
    window = only(app)
    assert window.household.assets
    assert "without changing it" in texts(window.file_monitor.banners)
    assert (old.digest(), old.beside()) == (before, beside)
    ended = app.application.lastWindowClosed
    with qtbot.assertNotEmitted(ended), qtbot.waitSignal(app.settled, timeout=LIMIT_MS):
        press(window, BannerAction.UPGRADE)
    assert app.wizard is not None
    assert not app.read_only_controller.windows.shown
    assert old.digest() == before


def test_a_copy_in_conflict_is_looked_at_with_the_keys_that_are_open(
    app: AppController, qtbot: QtBot, current: files.Household
) -> None:
    copy = current.file.with_name("maison.sync-conflict-20261129-101500-ABCDEF7.patrimoine")
    shutil.copyfile(current.file, copy)
    files.execute(copy, "DELETE FROM valuation WHERE id = (SELECT min(id) FROM valuation)")
    main = shown_file(app, qtbot, current.file)
    with qtbot.waitSignal(app.settled, timeout=LIMIT_MS):
        press(main, BannerAction.LOOK)
    window = only(app)
    assert window.opened.access.kind is AccessKind.COPY
    assert len(window.household.valuations) == len(main.household.valuations) - 1
    assert main.is_writable


def test_a_copy_in_conflict_is_compared_with_the_file(
    app: AppController, qtbot: QtBot, current: files.Household
) -> None:
    copy = current.file.with_name("maison.sync-conflict-20261129-101500-ABCDEF7.patrimoine")
    shutil.copyfile(current.file, copy)
    files.execute(copy, "DELETE FROM valuation WHERE id = (SELECT min(id) FROM valuation)")
    before = copy.read_bytes(), current.digest()
    main = shown_file(app, qtbot, current.file)
    with qtbot.waitSignal(app.settled, timeout=LIMIT_MS):
        press(main, BannerAction.COMPARE)
    dialog = app.state.dialogs.shown
    assert isinstance(dialog, ComparisonDialog)
    assert "1 removed" in dialog.panel.counts.text()
    assert not app.read_only_controller.windows.shown
    dialog.accept()
    assert (copy.read_bytes(), current.digest()) == before
