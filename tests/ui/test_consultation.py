"""Looking without changing: a backup, an older file, a copy in conflict."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui import i18n
from patrimoine_gui.ui.main.banners import Step
from patrimoine_gui.ui.opening.access import AccessKind
from patrimoine_gui.ui.widgets.comparison_panel import ComparisonDialog
from patrimoine_gui.ui.wizards.upgrade.upgrade_wizard import UpgradeWizard
from tests.faults import household as files
from tests.keys import PASSPHRASE, keyring_for
from tests.ui.conftest import LIMIT_MS, shown_file, texts

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from patrimoine_gui.ui.controllers.app_controller import Desk
    from patrimoine_gui.ui.main.main_window import MainWindow


@pytest.fixture(autouse=True)
def _english() -> None:
    i18n.set_language("en")


def looked_at(desk: Desk, qtbot: QtBot, file: Path, kind: AccessKind) -> None:
    with qtbot.waitSignal(desk.settled, timeout=LIMIT_MS):
        desk.other_days.look_at(file, kind)


def only(desk: Desk) -> MainWindow:
    (window,) = desk.other_days.consultations.shown
    return window


def press(window: MainWindow, step: Step) -> None:
    banner = next(iter(window.vigil.banners.shown.values()))
    rank = [offer.step for offer in banner.told.offers].index(step)
    banner.buttons[rank].click()


def test_a_backup_is_shown_beside_the_file_and_forgotten(
    desk: Desk, qtbot: QtBot, current: files.Household
) -> None:
    main = shown_file(desk, qtbot, current.file)
    backup = desk.manager.back_up(current.file, main.opened.keyring, held=main.opened.lock)
    before = backup.file.read_bytes()
    looked_at(desk, qtbot, backup.file, AccessKind.BACKUP)
    window = only(desk)
    assert desk.main is main
    assert window.household == main.household
    assert not window.is_writable
    assert "You are looking at the backup of" in texts(window.vigil.banners)
    assert "read-only" in window.windowTitle()
    press(window, Step.CLOSE)
    assert not desk.other_days.consultations.shown
    assert not window.household.assets
    assert backup.file.read_bytes() == before
    assert main.is_writable


def test_a_backup_asks_for_its_key_where_no_file_is_open(
    desk: Desk, qtbot: QtBot, current: files.Household
) -> None:
    manager = desk.manager
    backup = manager.back_up(current.file, keyring_for(manager.plan(current.file, "+0")))
    desk.begin()
    looked_at(desk, qtbot, backup.file, AccessKind.BACKUP)
    panel = desk.start.unlock
    assert panel is not None
    assert not desk.other_days.consultations.shown
    panel.form.passphrase.edit.setText("wrong")
    with qtbot.waitSignal(desk.settled, timeout=LIMIT_MS):
        panel.unlock_button.click()
    assert not desk.other_days.consultations.shown
    type_passphrase(desk, qtbot)
    assert only(desk).household.assets
    with qtbot.waitSignal(desk.watch.due, timeout=LIMIT_MS):
        desk.lock()
    assert not desk.other_days.consultations.shown
    assert desk.start.isVisible()


def type_passphrase(desk: Desk, qtbot: QtBot) -> None:
    panel = desk.start.unlock
    assert panel is not None
    panel.form.passphrase.edit.setText(PASSPHRASE)
    with qtbot.waitSignal(desk.settled, timeout=LIMIT_MS):
        panel.unlock_button.click()


def test_an_older_file_is_looked_at_and_stays_what_it_is(
    desk: Desk, qtbot: QtBot, old: files.Household
) -> None:
    before, beside = old.digest(), old.beside()
    with qtbot.waitSignal(desk.settled, timeout=LIMIT_MS):
        desk.begin(old.file)
    assert isinstance(desk.wizard, UpgradeWizard)
    with qtbot.waitSignal(desk.settled, timeout=LIMIT_MS):
        desk.wizard.look.click()
    window = only(desk)
    assert window.household.assets
    assert "without changing it" in texts(window.vigil.banners)
    assert (old.digest(), old.beside()) == (before, beside)
    ended = desk.application.lastWindowClosed
    with qtbot.assertNotEmitted(ended), qtbot.waitSignal(desk.settled, timeout=LIMIT_MS):
        press(window, Step.UPGRADE)
    assert desk.wizard is not None
    assert not desk.other_days.consultations.shown
    assert old.digest() == before


def test_a_copy_in_conflict_is_looked_at_with_the_keys_that_are_open(
    desk: Desk, qtbot: QtBot, current: files.Household
) -> None:
    copy = current.file.with_name("maison.sync-conflict-20261129-101500-ABCDEF7.patrimoine")
    shutil.copyfile(current.file, copy)
    files.execute(copy, "DELETE FROM valuation WHERE id = (SELECT min(id) FROM valuation)")
    main = shown_file(desk, qtbot, current.file)
    with qtbot.waitSignal(desk.settled, timeout=LIMIT_MS):
        press(main, Step.LOOK)
    window = only(desk)
    assert window.opened.access.kind is AccessKind.COPY
    assert len(window.household.valuations) == len(main.household.valuations) - 1
    assert main.is_writable


def test_a_copy_in_conflict_is_compared_with_the_file(
    desk: Desk, qtbot: QtBot, current: files.Household
) -> None:
    copy = current.file.with_name("maison.sync-conflict-20261129-101500-ABCDEF7.patrimoine")
    shutil.copyfile(current.file, copy)
    files.execute(copy, "DELETE FROM valuation WHERE id = (SELECT min(id) FROM valuation)")
    before = copy.read_bytes(), current.digest()
    main = shown_file(desk, qtbot, current.file)
    with qtbot.waitSignal(desk.settled, timeout=LIMIT_MS):
        press(main, Step.COMPARE)
    dialog = desk.dialogs.shown
    assert isinstance(dialog, ComparisonDialog)
    assert "1 removed" in dialog.panel.counts.text()
    assert not desk.other_days.consultations.shown
    dialog.accept()
    assert (copy.read_bytes(), current.digest()) == before
