"""What the tests of a restore do to the wizard, as its user does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWizard

from patrimoine_gui.migration.copies import staging
from patrimoine_gui.portfolio.repository import household_file
from patrimoine_gui.ui.wizards.restore.restore_pages import RestorePageId
from patrimoine_gui.ui.wizards.restore.restore_wizard import RestoreWizard
from tests import keys
from tests.faults import household as files
from tests.ui.conftest import LIMIT_MS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from patrimoine_gui.crypto.keyring import Keyring
    from patrimoine_gui.ui.controllers.app_controller import AppController
    from patrimoine_gui.ui.main.main_window import MainWindow

NEXT = QWizard.WizardButton.NextButton
COMMIT = QWizard.WizardButton.CommitButton
AGAIN = QWizard.WizardButton.CustomButton1
UNTOUCHED = "Neither this file nor your household file has been changed."


def saved(app: AppController, household: files.Household) -> Path:
    """Back a file up as its user does, and give the backup."""
    header = app.manager.header(household.file)
    assert header is not None
    return app.manager.backups.make(household.file, keys.unlocked(header)).file


def enter_something(file: Path) -> None:
    """Take the oldest value out of a file, as an entry made after a backup would."""
    files.execute(file, "DELETE FROM valuation WHERE id = (SELECT min(id) FROM valuation)")


def wizard_of(app: AppController) -> RestoreWizard:
    assert isinstance(app.wizard, RestoreWizard)
    return app.wizard


def until(
    qtbot: QtBot, wizard: RestoreWizard, page: RestorePageId, begin: Callable[[], object]
) -> None:
    """Begin work of the wizard, and wait for the page that tells its end."""
    with qtbot.waitSignal(wizard.ended, timeout=LIMIT_MS):
        begin()
    assert RestorePageId(wizard.currentId()) is page, wizard.error


def opened(app: AppController, qtbot: QtBot, backup: Path) -> RestoreWizard:
    """Open a backup as a double click does, and give the page that says what it is."""
    app.opening_controller.open(backup)
    wizard = wizard_of(app)
    until(qtbot, wizard, RestorePageId.ABOUT, nothing)
    return wizard


def nothing() -> None:
    """Wait for what has begun already."""


def compared(qtbot: QtBot, wizard: RestoreWizard) -> None:
    until(qtbot, wizard, RestorePageId.COMPARISON, wizard.button(NEXT).click)
    wizard.button(NEXT).click()
    assert wizard.currentId() == RestorePageId.TARGET


def ended(app: AppController, qtbot: QtBot, end: Callable[[], object]) -> None:
    """Close the wizard, and wait until what it leads to is shown."""
    with qtbot.waitSignal(app.settled, timeout=LIMIT_MS):
        end()


def left(app: AppController, qtbot: QtBot, end: Callable[[], object]) -> None:
    """Close the wizard above what was shown before."""
    with qtbot.waitSignal(app.state.wizards.ended, timeout=LIMIT_MS):
        end()


def loaded(window: MainWindow) -> object:
    return household_file.load(window.file, window.opened.keyring.fields)


def left_behind(app: AppController, *folders: Path) -> list[str]:
    """Name the private copies that are still there."""
    places = (staging.folder(app.folders), *folders)
    return [
        path.name
        for folder in places
        if folder.is_dir()
        for path in folder.iterdir()
        if path.name.endswith(".staged")
    ]


def drop(window: QWidget, file: Path) -> None:
    """Drop a file on a window."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    buttons, keyboard = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    action = Qt.DropAction.CopyAction
    enter = QDragEnterEvent(QPoint(9, 9), action, data, buttons, keyboard)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    event = QDropEvent(QPointF(9, 9), action, data, buttons, keyboard)
    QApplication.sendEvent(window, event)
    assert event.isAccepted()


def keyring_of(app: AppController, file: Path) -> Keyring:
    header = app.manager.header(file)
    assert header is not None
    return keys.unlocked(header)
