"""An old file's backup, the real windows, the restored file: what it was, to the cent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication, QWizard

from patrimoine_gui import paths
from patrimoine_gui.migration.manager import MigrationManager
from patrimoine_gui.portfolio.repository import household_file
from patrimoine_gui.ui import background, theme
from patrimoine_gui.ui.controllers.app_controller import AppController
from patrimoine_gui.ui.wizards.restore.restore_pages import RestorePageId
from patrimoine_gui.ui.wizards.restore.restore_wizard import RestoreWizard
from tests.faults import household as files
from tests.keys import PASSPHRASE, QUICK, upgrade
from tests.ui.conftest import texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from patrimoine_gui.migration.outcome import Outcome

LIMIT_MS = 30_000
NEXT = QWizard.WizardButton.NextButton
COMMIT = QWizard.WizardButton.CommitButton


@pytest.fixture
def app(qapp: QApplication, qtbot: QtBot) -> Iterator[AppController]:
    """Give the windows of a new user."""
    qapp.setQuitOnLastWindowClosed(False)
    theme.apply(qapp, "light")
    folders = paths.user_folders()
    made = AppController(qapp, folders, MigrationManager(folders), policy=QUICK)
    yield made
    background.stop_all()
    for window in (made.wizard, made.main, made.start):
        if window is not None:
            window.close()
    made.backup_controller.queue.stop()
    made.deleteLater()
    qtbot.wait(0)


def until(
    qtbot: QtBot, wizard: RestoreWizard, page: RestorePageId, begin: Callable[[], object]
) -> None:
    with qtbot.waitSignal(wizard.ended, timeout=LIMIT_MS):
        begin()
    assert RestorePageId(wizard.currentId()) is page, wizard.error


def test_the_backup_of_an_old_file_comes_back_in_today_s_format_and_in_its_own(
    app: AppController, qtbot: QtBot, tmp_path: Path
) -> None:
    old = files.golden("0001-rich", tmp_path)
    as_it_was = files.content(old.file)
    upgraded = upgrade(app.manager, app.manager.plan(old.file))
    assert upgraded.backup is not None
    backup = upgraded.backup.read_bytes()
    with qtbot.waitSignal(app.settled, timeout=LIMIT_MS):
        app.begin(old.file)
    assert app.start.unlock is not None
    app.start.unlock.form.passphrase.edit.setText(PASSPHRASE)
    with qtbot.waitSignal(app.settled, timeout=LIMIT_MS):
        app.start.unlock.unlock_button.click()
    assert app.main is not None
    digest = old.digest()
    outcome = restored_as_new(app, qtbot, upgraded.backup)
    assert outcome.proof.after.year_ends == upgraded.proof.after.year_ends
    assert old.digest() == digest

    qtbot.waitUntil(lambda: not app.backup_controller.queue.is_busy, timeout=LIMIT_MS)
    keyring = app.main.opened.keyring
    with qtbot.waitSignal(app.settled, timeout=LIMIT_MS):
        app.opening_controller.open(old.file, keyring)
    put_back(app, qtbot)
    assert files.content(old.file) == as_it_was
    assert upgraded.backup.read_bytes() == backup


def restored_as_new(app: AppController, qtbot: QtBot, backup: Path) -> Outcome:
    """Restore a backup as a new file: the pages of an upgrade, on what came out of it."""
    assert app.main is not None
    entered = app.main.household
    app.opening_controller.open(backup)
    wizard = app.wizard
    assert isinstance(wizard, RestoreWizard)
    until(qtbot, wizard, RestorePageId.ABOUT, _nothing)
    assert "This backup comes from an earlier version" in texts(wizard.pages.about)
    until(qtbot, wizard, RestorePageId.CHANGES, wizard.button(NEXT).click)
    assert wizard.pages.changes is not None
    assert "Amounts become exact" in texts(wizard.pages.changes)
    until(qtbot, wizard, RestorePageId.UPGRADED, wizard.button(COMMIT).click)
    wizard.button(NEXT).click()
    assert wizard.run.compared.comparison is not None
    assert wizard.run.compared.comparison.is_empty
    wizard.button(NEXT).click()
    until(qtbot, wizard, RestorePageId.DONE, wizard.button(COMMIT).click)
    assert wizard.outcome is not None
    with qtbot.waitSignal(app.settled, timeout=LIMIT_MS):
        wizard.accept()
    assert app.main.file == wizard.outcome.file
    found = household_file.load(app.main.file, app.main.opened.keyring.fields)
    assert [(item.as_of, item.amount) for item in found.valuations] == [
        (item.as_of, item.amount) for item in entered.valuations
    ]
    assert [item.name for item in found.assets] == [item.name for item in entered.assets]
    return wizard.outcome


def put_back(app: AppController, qtbot: QtBot) -> None:
    """Go back to before the upgrade: in its own format, in the place of the file."""
    assert app.main is not None
    qtbot.waitUntil(lambda: app.restore_controller.options.revert is not None, timeout=LIMIT_MS)
    app.main.menus.revert.trigger()
    wizard = app.wizard
    assert isinstance(wizard, RestoreWizard)
    until(qtbot, wizard, RestorePageId.ABOUT, _nothing)
    assert "Patrimoine 0.1 opens it." in texts(wizard.pages.about)
    assert "It will not be encrypted" in texts(wizard.pages.about)
    until(qtbot, wizard, RestorePageId.COMPARISON, wizard.button(NEXT).click)
    wizard.button(NEXT).click()
    assert wizard.pages.target.replaces
    until(qtbot, wizard, RestorePageId.DONE, wizard.button(COMMIT).click)
    with qtbot.waitSignal(app.settled, timeout=LIMIT_MS):
        wizard.accept()
    assert app.main is None
    assert app.start.isVisible()


def _nothing() -> None:
    """Wait for what has begun already."""
