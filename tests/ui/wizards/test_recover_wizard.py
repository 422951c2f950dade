"""A damaged file is read into a new one, and never written; the end says what was lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QWizard

from patrimoine_gui import i18n
from patrimoine_gui.ui.background import running_jobs
from patrimoine_gui.ui.controllers.auto_lock import LockReason
from patrimoine_gui.ui.wizards.recover.recover_wizard import RecoverPageId, RecoverWizard
from tests.keys import PASSPHRASE
from tests.ui.conftest import LIMIT_MS, texts

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from patrimoine_gui.ui.controllers.app_controller import AppController
    from tests.faults import household as files

PAGE = 4096


@pytest.fixture(autouse=True)
def _english() -> None:
    i18n.set_language("en")


@pytest.fixture
def damaged(current: files.Household) -> Path:
    """Give a file whose last pages are missing."""
    whole = current.file.read_bytes()
    current.file.write_bytes(whole[: len(whole) * 97 // 100 // PAGE * PAGE])
    return current.file


def wizard_for(app: AppController, qtbot: QtBot, file: Path) -> RecoverWizard:
    with qtbot.waitSignal(app.diagnosis_controller.backups_shown, timeout=LIMIT_MS):
        app.begin(file)
    page = app.start.diagnosis
    assert page is not None
    with qtbot.waitSignal(app.settled, timeout=LIMIT_MS):
        page.recover.click()
    assert isinstance(app.wizard, RecoverWizard)
    return app.wizard


def test_what_is_left_becomes_a_new_file_that_opens(
    app: AppController, qtbot: QtBot, damaged: Path
) -> None:
    before = damaged.read_bytes()
    wizard = wizard_for(app, qtbot, damaged)
    assert str(damaged) in texts(wizard.welcome)
    wizard.next()
    assert wizard.unlock is not None
    wizard.unlock.form.passphrase.edit.setText(PASSPHRASE)
    put_off: list[LockReason] = []
    app.lock_controller.auto_lock.put_off.connect(put_off.append)
    with qtbot.waitSignal(wizard.progress.started, timeout=LIMIT_MS):
        wizard.button(QWizard.WizardButton.CommitButton).click()
    assert running_jobs()
    app.lock_controller.auto_lock.ask(LockReason.ASLEEP)
    assert put_off == [LockReason.ASLEEP]
    app.lock_controller.auto_lock.end()
    qtbot.waitUntil(lambda: wizard.currentId() == RecoverPageId.DONE, timeout=LIMIT_MS)
    shown = texts(wizard.result_page)
    assert wizard.recovered is not None
    assert wizard.recovered.lost
    assert "lost" in shown
    assert "Figures of the law" in shown
    assert damaged.read_bytes() == before
    with qtbot.waitSignal(app.settled, timeout=LIMIT_MS):
        wizard.button(QWizard.WizardButton.FinishButton).click()
    assert app.main is not None
    assert app.main.file == wizard.recovered.file
    assert app.main.household.assets or app.main.household.valuations
    assert app.main.household.uncounted.lost == wizard.recovered.lost
    assert "from what is shown" in texts(app.main.file_monitor.banners)
    assert damaged.read_bytes() == before


def test_leaving_it_makes_no_file(app: AppController, qtbot: QtBot, damaged: Path) -> None:
    wizard = wizard_for(app, qtbot, damaged)
    wizard.reject()
    assert {item.name for item in damaged.parent.iterdir()} == {damaged.name}
    assert app.wizard is None
