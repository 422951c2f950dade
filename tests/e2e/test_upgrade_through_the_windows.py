"""A real old file, the real windows, the reopened file: the same to the cent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QWizard

from patrimoine_gui import paths
from patrimoine_gui.backup import store
from patrimoine_gui.errors import UpgradeStep
from patrimoine_gui.migration.manager import MigrationManager
from patrimoine_gui.portfolio.net_worth import ValueIndex
from patrimoine_gui.portfolio.repository import household_file
from patrimoine_gui.ui import background, theme
from patrimoine_gui.ui.controllers.app_controller import AppController
from patrimoine_gui.ui.wizards.upgrade.upgrade_wizard import UpgradeWizard
from tests.faults import household as files
from tests.faults import process
from tests.keys import PASSPHRASE, QUICK

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

LIMIT_MS = 30_000


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


def proposed(app: AppController) -> UpgradeWizard:
    """Give the upgrade that is proposed."""
    assert isinstance(app.wizard, UpgradeWizard)
    return app.wizard


def choose_keys(wizard: UpgradeWizard, qtbot: QtBot) -> None:
    """Choose a passphrase and type the recovery key back."""
    assert wizard.passphrase is not None
    assert wizard.recovery is not None
    fields = wizard.passphrase.fields
    for line in (fields.first, fields.second):
        line.edit.setText(PASSPHRASE)
    with qtbot.waitSignal(wizard.passphrase.made, timeout=LIMIT_MS) as made:
        wizard.button(QWizard.WizardButton.NextButton).click()
    wizard.recovery.card.typed.edit.setText(made.args[0].recovery)


@pytest.mark.parametrize("name", ["0001-rich", "0001-large", "0001-undated", "0002-rich"])
def test_an_old_file_is_upgraded_reopened_and_worth_the_same(
    app: AppController, qtbot: QtBot, tmp_path: Path, name: str
) -> None:
    old = files.golden(name, tmp_path)
    before = old.file.read_bytes()
    with qtbot.waitSignal(app.settled, timeout=LIMIT_MS):
        app.begin(old.file)
    wizard = proposed(app)
    wizard.button(QWizard.WizardButton.NextButton).click()
    wizard.button(QWizard.WizardButton.NextButton).click()
    choose_keys(wizard, qtbot)
    assert old.file.read_bytes() == before
    with qtbot.waitSignal(wizard.ended, timeout=LIMIT_MS):
        wizard.button(QWizard.WizardButton.CommitButton).click()
    outcome = wizard.outcome
    assert outcome is not None
    assert outcome.backup is not None
    with qtbot.waitSignal(app.settled, timeout=LIMIT_MS):
        wizard.button(QWizard.WizardButton.FinishButton).click()

    assert app.main is not None
    fields = app.main.opened.keyring.fields
    index = ValueIndex(household_file.load(old.file, fields))
    assert [(item.on, item.net) for item in index.year_ends()] == [
        (item.on, item.cents) for item in outcome.proof.before.year_ends
    ]
    if index.span is not None:
        assert index.net_worth(index.span[1]).net == outcome.proof.before.latest
    assert app.main.household == household_file.load(old.file, fields)
    backups = store.listed(app.folders.backups)
    assert [item.file for item in backups] == [outcome.backup]
    assert store.is_verified(backups[0], app.main.opened.keyring)


def test_the_window_says_when_the_last_backup_was_made(
    app: AppController, qtbot: QtBot, tmp_path: Path
) -> None:
    old = files.golden("0001-rich", tmp_path)
    with qtbot.waitSignal(app.settled, timeout=LIMIT_MS):
        app.begin(old.file)
    wizard = proposed(app)
    wizard.button(QWizard.WizardButton.NextButton).click()
    wizard.button(QWizard.WizardButton.NextButton).click()
    choose_keys(wizard, qtbot)
    with qtbot.waitSignal(wizard.ended, timeout=LIMIT_MS):
        wizard.button(QWizard.WizardButton.CommitButton).click()
    with qtbot.waitSignal(app.settled, timeout=LIMIT_MS):
        wizard.accept()
    assert app.main is not None
    assert app.main.status.last_backup is not None


@pytest.mark.parametrize("step", [UpgradeStep.VERIFY, UpgradeStep.PUBLISH])
def test_what_a_killed_upgrade_left_goes_as_soon_as_the_file_is_opened(
    app: AppController, qtbot: QtBot, tmp_path: Path, step: UpgradeStep
) -> None:
    old = files.golden("0001-rich", tmp_path)
    before = files.content(old.file)
    running = process.Running(old, process.Hindrance(pause=process.Moment(step)))
    running.until_paused()
    running.kill()
    assert shadows(old)
    with qtbot.waitSignal(app.settled, timeout=LIMIT_MS):
        app.begin(old.file)
    wizard = proposed(app)
    assert not shadows(old)
    told = [item.text() for item in wizard.welcome.findChildren(QLabel)]
    assert "An upgrade had been interrupted: your file is intact." in told
    with qtbot.waitSignal(app.settled, timeout=LIMIT_MS):
        wizard.reject()
    assert not shadows(old)
    assert files.content(old.file) == before


def shadows(household: files.Household) -> set[str]:
    return {name for name in household.beside() if not name.endswith(".lock")}


def test_later_leads_back_to_the_start_and_the_file_waits(
    app: AppController, qtbot: QtBot, tmp_path: Path
) -> None:
    old = files.golden("0001-rich", tmp_path)
    before = old.digest()
    with qtbot.waitSignal(app.settled, timeout=LIMIT_MS):
        app.begin(old.file)
    wizard = proposed(app)
    with qtbot.waitSignal(app.settled, timeout=LIMIT_MS):
        wizard.reject()
    assert app.main is None
    assert app.start.isVisible()
    assert str(old.file) in app.settings.current.recent
    assert old.digest() == before
