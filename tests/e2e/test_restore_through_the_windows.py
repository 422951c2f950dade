"""An old file's backup, the real windows, the restored file: what it was, to the cent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication, QWizard

from patrimoine_gui import paths
from patrimoine_gui.migration.manager import MigrationManager
from patrimoine_gui.portfolio.repository import household_file
from patrimoine_gui.ui import background, theme
from patrimoine_gui.ui.controllers.app_controller import Desk
from patrimoine_gui.ui.wizards.restore.restore_pages import RestorePageId as Id
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
def desk(qapp: QApplication, qtbot: QtBot) -> Iterator[Desk]:
    """Give the windows of a new user."""
    qapp.setQuitOnLastWindowClosed(False)
    theme.apply(qapp, "light")
    folders = paths.user_folders()
    made = Desk(qapp, folders, MigrationManager(folders), policy=QUICK)
    yield made
    background.stop_all()
    for window in (made.wizard, made.main, made.start):
        if window is not None:
            window.close()
    made.keeping.safe.stop()
    made.deleteLater()
    qtbot.wait(0)


def until(qtbot: QtBot, wizard: RestoreWizard, page: Id, begin: Callable[[], object]) -> None:
    with qtbot.waitSignal(wizard.ended, timeout=LIMIT_MS):
        begin()
    assert Id(wizard.currentId()) is page, wizard.error


def test_the_backup_of_an_old_file_comes_back_in_today_s_format_and_in_its_own(
    desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    old = files.golden("0001-rich", tmp_path)
    as_it_was = files.content(old.file)
    upgraded = upgrade(desk.manager, desk.manager.plan(old.file))
    assert upgraded.backup is not None
    backup = upgraded.backup.read_bytes()
    with qtbot.waitSignal(desk.settled, timeout=LIMIT_MS):
        desk.begin(old.file)
    assert desk.start.unlock is not None
    desk.start.unlock.form.passphrase.edit.setText(PASSPHRASE)
    with qtbot.waitSignal(desk.settled, timeout=LIMIT_MS):
        desk.start.unlock.unlock_button.click()
    assert desk.main is not None
    digest = old.digest()
    outcome = restored_as_new(desk, qtbot, upgraded.backup)
    assert outcome.proof.after.year_ends == upgraded.proof.after.year_ends
    assert old.digest() == digest

    qtbot.waitUntil(lambda: not desk.keeping.safe.is_busy, timeout=LIMIT_MS)
    keyring = desk.main.opened.keyring
    with qtbot.waitSignal(desk.settled, timeout=LIMIT_MS):
        desk.open(old.file, keyring)
    put_back(desk, qtbot)
    assert files.content(old.file) == as_it_was
    assert upgraded.backup.read_bytes() == backup


def restored_as_new(desk: Desk, qtbot: QtBot, backup: Path) -> Outcome:
    """Restore a backup as a new file: the pages of an upgrade, on what came out of it."""
    assert desk.main is not None
    entered = desk.main.household
    desk.open(backup)
    wizard = desk.wizard
    assert isinstance(wizard, RestoreWizard)
    until(qtbot, wizard, Id.ABOUT, _nothing)
    assert "This backup comes from an earlier version" in texts(wizard.pages.about)
    until(qtbot, wizard, Id.CHANGES, wizard.button(NEXT).click)
    assert wizard.pages.changes is not None
    assert "Amounts become exact" in texts(wizard.pages.changes)
    until(qtbot, wizard, Id.UPGRADED, wizard.button(COMMIT).click)
    wizard.button(NEXT).click()
    assert wizard.compared.comparison is not None
    assert wizard.compared.comparison.is_empty
    wizard.button(NEXT).click()
    until(qtbot, wizard, Id.DONE, wizard.button(COMMIT).click)
    assert wizard.outcome is not None
    with qtbot.waitSignal(desk.settled, timeout=LIMIT_MS):
        wizard.accept()
    assert desk.main.file == wizard.outcome.file
    found = household_file.load(desk.main.file, desk.main.opened.keyring.fields)
    assert [(item.as_of, item.amount) for item in found.valuations] == [
        (item.as_of, item.amount) for item in entered.valuations
    ]
    assert [item.name for item in found.assets] == [item.name for item in entered.assets]
    return wizard.outcome


def put_back(desk: Desk, qtbot: QtBot) -> None:
    """Go back to before the upgrade: in its own format, in the place of the file."""
    assert desk.main is not None
    qtbot.waitUntil(lambda: desk.guide.ways.revert is not None, timeout=LIMIT_MS)
    desk.main.menus.revert.trigger()
    wizard = desk.wizard
    assert isinstance(wizard, RestoreWizard)
    until(qtbot, wizard, Id.ABOUT, _nothing)
    assert "Patrimoine 0.1 opens it." in texts(wizard.pages.about)
    assert "It will not be encrypted" in texts(wizard.pages.about)
    until(qtbot, wizard, Id.COMPARISON, wizard.button(NEXT).click)
    wizard.button(NEXT).click()
    assert wizard.pages.target.replaces
    until(qtbot, wizard, Id.DONE, wizard.button(COMMIT).click)
    with qtbot.waitSignal(desk.settled, timeout=LIMIT_MS):
        wizard.accept()
    assert desk.main is None
    assert desk.start.isVisible()


def _nothing() -> None:
    """Wait for what has begun already."""
