"""A window with a file that may be written, and what a fresh look at it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from patrimoine_gui import i18n
from patrimoine_gui.portfolio.repository import household_file
from tests.ui.conftest import LIMIT_MS, shown_file

if TYPE_CHECKING:
    from PySide6.QtWidgets import QDialog
    from pytestqt.qtbot import QtBot

    from patrimoine_gui.portfolio.household import Household
    from patrimoine_gui.ui.controllers.app_controller import AppController
    from patrimoine_gui.ui.main.main_window import MainWindow
    from tests.faults import household as files


@pytest.fixture(autouse=True)
def _english() -> None:
    i18n.set_language("en")


@pytest.fixture
def window(app: AppController, qtbot: QtBot, current: files.Household) -> MainWindow:
    main = shown_file(app, qtbot, current.file)
    settle(main, qtbot)
    return main


def settle(main: MainWindow, qtbot: QtBot) -> None:
    """Wait until everything that was asked for is done."""
    qtbot.waitUntil(lambda: not main.editor.is_busy, timeout=LIMIT_MS)


def on_disk(main: MainWindow) -> Household:
    """Read the file anew."""
    return household_file.load(main.file, main.opened.keyring.fields)


def dialog_of(main: MainWindow) -> QDialog:
    """Give the dialog that is shown."""
    shown = main.asset_actions.shown
    assert shown is not None
    return shown


def first_asset(main: MainWindow) -> int:
    """Select an asset in euros, and give its number."""
    key = next(item.id for item in main.household.assets if item.currency == "EUR")
    main.page.tree.select_asset(key)
    return key
