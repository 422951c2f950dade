"""A forgotten passphrase leads to every other way in, and promises none where there is none."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui import i18n
from patrimoine_gui.ui.start.forgotten_page import ForgottenPage
from patrimoine_gui.ui.start.recovery_options import UnlockOptions
from tests.keys import OTHER, PASSPHRASE, QUICK, keyring_for, unlocked
from tests.ui.conftest import LIMIT_MS, texts

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from patrimoine_gui.ui.controllers.app_controller import AppController
    from tests.faults import household as files


@pytest.fixture(autouse=True)
def _english() -> None:
    i18n.set_language("en")


def test_the_recovery_key_and_a_backup_of_an_older_passphrase_are_offered(
    app: AppController, qtbot: QtBot, current: files.Household
) -> None:
    manager = app.manager
    old = keyring_for(manager.plan(current.file, "+0"))
    backup = manager.keys.change(current.file, old, old.with_passphrase(OTHER, QUICK))
    header = manager.header(current.file)
    assert header is not None
    manager.backups.make(current.file, unlocked(header, OTHER))
    with qtbot.waitSignal(app.settled, timeout=LIMIT_MS):
        app.begin(current.file)
    assert app.start.unlock is not None
    with qtbot.waitSignal(app.forgotten_controller.options_shown, timeout=LIMIT_MS):
        app.start.unlock.forgotten.click()
    page = app.start.forgotten
    assert page is not None
    shown = {item.property("backup") for item in page.backups.buttons}
    assert shown == {backup}
    page.recovery.click()
    assert app.start.unlock is not None
    assert app.start.unlock.by_recovery_key
    app.start.unlock.forgotten.click()
    with qtbot.waitSignal(app.settled, timeout=LIMIT_MS):
        app.read_only_controller.look_at_backup(backup)
    app.start.unlock.form.passphrase.edit.setText(PASSPHRASE)
    with qtbot.waitSignal(app.settled, timeout=LIMIT_MS):
        app.start.unlock.unlock_button.click()
    assert app.read_only_controller.windows.shown[0].household.assets


def test_where_there_is_no_way_in_it_is_said(qtbot: QtBot) -> None:
    page = ForgottenPage(Path("/home/anne/maison.patrimoine"))
    qtbot.addWidget(page)
    page.show()
    page.show_options(UnlockOptions())
    qtbot.waitUntil(lambda: "There is no other way in" in texts(page), timeout=LIMIT_MS)
    shown = texts(page)
    assert "Nobody can open it without that phrase" in shown
    assert "Use the" not in shown
    assert not page.backups.isVisible()
