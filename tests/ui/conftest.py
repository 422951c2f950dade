"""Windows for tests: a user's folders, real files, and windows that close by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from patrimoine_gui import i18n, paths
from patrimoine_gui.crypto.keyring import Keyring
from patrimoine_gui.migration.manager import MigrationManager
from patrimoine_gui.ui import background, theme
from patrimoine_gui.ui.controllers.app_controller import AppController
from patrimoine_gui.ui.wizards.key_tasks import NewKeys
from patrimoine_gui.ui.wizards.upgrade.upgrade_wizard import UpgradeWizard
from tests.faults import household as files
from tests.keys import PASSPHRASE, QUICK, keyring_for, upgrade

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication, QWidget
    from pytestqt.qtbot import QtBot

    from patrimoine_gui.ui.main.main_window import MainWindow

LIMIT_MS = 20_000


@pytest.fixture
def styled() -> None:
    """Draw with the style sheet of the program, where sizes, colours or pictures are looked at."""


@pytest.fixture(autouse=True)
def look(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[None]:
    """Use the light theme, and let no window end the tests' application.

    Without its style sheet unless `styled` is asked for: a window is made in three quarters of the
    time. The tour and the smoke test, which make every window, always have it.
    """
    qapp.setQuitOnLastWindowClosed(False)
    is_styled = "styled" in request.fixturenames
    if is_styled or qapp.styleSheet() or qapp.style().name() != "fusion":
        theme.apply(qapp, "light")
        qapp.setStyleSheet(qapp.styleSheet() if is_styled else "")
    yield
    background.stop_all()


@pytest.fixture(params=["fr", "en"])
def each_language(request: pytest.FixtureRequest) -> str:
    """Run the test once in each language."""
    language = str(request.param)
    i18n.set_language(language)
    return language


@pytest.fixture
def old(tmp_path: Path) -> files.Household:
    """Give a file of version 0.1 with awkward values, and its user's folders."""
    return files.golden("0001-rich", tmp_path)


@pytest.fixture(scope="session")
def upgraded(tmp_path_factory: pytest.TempPathFactory) -> files.Household:
    """Give a protected file of this version, made once by upgrading the awkward one."""
    household = files.golden("0003-rich", tmp_path_factory.mktemp("upgraded"))
    manager = household.manager()
    upgrade(manager, manager.plan(household.file))
    return household


@pytest.fixture
def current(upgraded: files.Household, tmp_path: Path) -> files.Household:
    """Give a protected file of this version, which `keys.PASSPHRASE` opens."""
    return files.again(upgraded, tmp_path)


@pytest.fixture(scope="session")
def new_keys() -> NewKeys:
    """Give keys that protect nothing yet, with their recovery key; opened by `PASSPHRASE`."""
    keyring, recovery = Keyring.create(PASSPHRASE, QUICK)
    return NewKeys(keyring, recovery.text())


@pytest.fixture
def new_wizard(qtbot: QtBot) -> Iterator[Callable[..., UpgradeWizard]]:
    """Give a maker of wizards that are shown, and closed at the end."""
    made: list[UpgradeWizard] = []

    def make(
        household: files.Household, migrations: Path | None = None, *, ask: bool = False
    ) -> UpgradeWizard:
        """Show a wizard; it already has the keys unless it is to ask for them."""
        manager = household.manager(migrations)
        plan = manager.plan(household.file)
        keyring = None if ask else keyring_for(plan)
        wizard = UpgradeWizard(manager, plan, keyring=keyring, policy=QUICK)
        made.append(wizard)
        wizard.show()
        qtbot.waitExposed(wizard)
        return wizard

    yield make
    background.stop_all()
    for wizard in made:
        wizard.leave()
        wizard.deleteLater()


@pytest.fixture
def app(qapp: QApplication, qtbot: QtBot) -> Iterator[AppController]:
    """Give the windows of a new user."""
    folders = paths.user_folders()
    made = AppController(qapp, folders, MigrationManager(folders), policy=QUICK)
    yield made
    background.stop_all()
    for window in (made.wizard, made.main, made.start):
        if window is not None:
            window.close()
    made.backup_controller.queue.stop()
    made.read_only_controller.close()
    qtbot.waitUntil(lambda: not made.backup_controller.queue.is_busy, timeout=LIMIT_MS)
    made.deleteLater()
    qtbot.wait(0)


def shown_file(app: AppController, qtbot: QtBot, file: Path) -> MainWindow:
    """Open a protected file as its user does, and give its window."""
    with qtbot.waitSignal(app.settled, timeout=LIMIT_MS):
        app.begin(file)
    return unlocked(app, qtbot)


def unlocked(app: AppController, qtbot: QtBot, passphrase: str = PASSPHRASE) -> MainWindow:
    """Type the passphrase where it is asked for, and give the window that comes."""
    panel = app.start.unlock
    assert panel is not None
    panel.form.passphrase.edit.setText(passphrase)
    with qtbot.waitSignal(app.settled, timeout=LIMIT_MS):
        panel.unlock_button.click()
    assert app.main is not None
    return app.main


def texts(widget: QWidget) -> str:
    """Give every text that a widget shows, one a line."""
    from PySide6.QtWidgets import QAbstractButton, QLabel, QTextEdit

    paths_shown = [
        item.toPlainText() for item in widget.findChildren(QTextEdit) if item.isVisibleTo(widget)
    ]
    labels = [item.text() for item in widget.findChildren(QLabel) if item.isVisibleTo(widget)]
    buttons = [
        item.text() for item in widget.findChildren(QAbstractButton) if item.isVisibleTo(widget)
    ]
    return "\n".join(labels + paths_shown + buttons)
