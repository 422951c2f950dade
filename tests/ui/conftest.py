"""Windows for tests: a user's folders, real files, and windows that close by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from patrimoine_gui import i18n, paths
from patrimoine_gui.migration.manager import MigrationManager
from patrimoine_gui.ui import background, theme
from patrimoine_gui.ui.desk import Desk
from patrimoine_gui.ui.wizards.upgrade import UpgradeWizard
from tests.faults import household as files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication, QWidget
    from pytestqt.qtbot import QtBot

LIMIT_MS = 20_000


@pytest.fixture(autouse=True)
def look(qapp: QApplication) -> Iterator[None]:
    """Draw in the light theme, and let no window end the tests' application."""
    qapp.setQuitOnLastWindowClosed(False)
    theme.apply(qapp, "light")
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


@pytest.fixture
def current(tmp_path: Path) -> files.Household:
    """Give a file of this version."""
    return files.golden("0003-rich", tmp_path)


@pytest.fixture
def new_wizard(qtbot: QtBot) -> Iterator[Callable[..., UpgradeWizard]]:
    """Give a maker of wizards that are shown, and closed at the end."""
    made: list[UpgradeWizard] = []

    def make(household: files.Household, migrations: Path | None = None) -> UpgradeWizard:
        manager = household.manager(migrations)
        wizard = UpgradeWizard(manager, manager.plan(household.file))
        made.append(wizard)
        wizard.show()
        qtbot.waitExposed(wizard)
        return wizard

    yield make
    background.stop_all()
    for wizard in made:
        wizard.job = None
        wizard.close()
        wizard.deleteLater()


@pytest.fixture
def desk(qapp: QApplication, qtbot: QtBot) -> Iterator[Desk]:
    """Give the windows of a new user."""
    folders = paths.user_folders()
    made = Desk(qapp, folders, MigrationManager(folders))
    yield made
    background.stop_all()
    for window in (made.wizard, made.main, made.start):
        if window is not None:
            window.close()
    made.deleteLater()
    qtbot.wait(0)


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
