"""A file that is deleted while it is open is saved elsewhere, and not lost by closing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QMessageBox

from patrimoine_gui.ui.dialogs.error_dialog import ErrorDialog
from patrimoine_gui.ui.main.banners import Banner, BannerAction
from patrimoine_gui.ui.main.file_change import FileChangeKind
from patrimoine_gui.ui.main.file_notices import FILE_CHANGE
from tests.ui.conftest import LIMIT_MS, shown_file, unlocked

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from patrimoine_gui.ui.controllers.app_controller import AppController
    from patrimoine_gui.ui.main.main_window import MainWindow
    from tests.faults import household as files


@pytest.fixture
def lost(app: AppController, qtbot: QtBot, current: files.Household) -> MainWindow:
    """Give the window of a file that somebody deleted."""
    window = shown_file(app, qtbot, current.file)
    for entry in current.file.parent.glob(f"*{current.file.name}*"):
        entry.unlink()
    assert window.is_last_copy
    qtbot.waitUntil(
        lambda: window.file_monitor.change.kind is FileChangeKind.MISSING, timeout=LIMIT_MS
    )
    return window


def ask(app: AppController, window: MainWindow) -> None:
    banner = next(item for item in window.findChildren(Banner) if item.told.tone == "bad")
    offers = [offer.action for offer in banner.told.offers]
    banner.buttons[offers.index(BannerAction.SAVE_ELSEWHERE)].click()
    assert app.save_as_controller.file_dialogs.shown is not None


def test_what_is_shown_is_saved_to_a_new_file_and_goes_on_there(
    app: AppController, lost: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    shown, place = lost.household, tmp_path / "ailleurs.patrimoine"
    ask(app, lost)
    app.save_as_controller.file_dialogs.close()
    app.save_as_controller.begin(lost)
    with qtbot.waitSignal(app.settled, timeout=LIMIT_MS):
        app.save_as_controller.file_dialogs.name_chosen.emit(place)
    main = app.main
    assert main is not None
    assert (main.file, main.household, main.is_writable) == (place, shown, True)
    assert not app.save_as_controller.question
    main.retire(saves=False)
    with qtbot.waitSignal(app.settled, timeout=LIMIT_MS):
        app.opening_controller.open(place)
    assert unlocked(app, qtbot).household == shown


def test_a_name_that_is_taken_is_never_replaced(
    app: AppController, lost: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    taken = tmp_path / "taken.patrimoine"
    taken.write_bytes(b"somebody's")
    app.save_as_controller.begin(lost)
    app.save_as_controller.file_dialogs.name_chosen.emit(taken)
    qtbot.waitUntil(lambda: isinstance(app.state.dialogs.shown, ErrorDialog), timeout=LIMIT_MS)
    assert taken.read_bytes() == b"somebody's"
    assert app.main is lost
    app.state.dialogs.close()
    app.save_as_controller.file_dialogs.close()
    lost.retire(saves=False)


@pytest.mark.parametrize("leaves", [False, True], ids=["stays", "leaves"])
def test_closing_asks_first(
    *, app: AppController, lost: MainWindow, qtbot: QtBot, leaves: bool
) -> None:
    lost.close()
    box = app.save_as_controller.question
    assert lost.isVisible()
    assert box is not None
    role = QMessageBox.ButtonRole
    wanted = role.DestructiveRole if leaves else role.RejectRole
    next(item for item in box.buttons() if box.buttonRole(item) is wanted).click()
    qtbot.waitUntil(lambda: (app.main is None) is leaves, timeout=LIMIT_MS)
    if not leaves:
        assert lost.isVisible()
        assert lost.opened.keyring
        lost.retire(saves=False)


def test_what_is_kept_open_no_longer_is_not_offered(
    app: AppController, qtbot: QtBot, current: files.Household
) -> None:
    window = shown_file(app, qtbot, current.file)
    assert window.opened.kept is not None
    window.opened.kept.close()
    current.file.unlink()
    qtbot.waitUntil(lambda: FILE_CHANGE in window.file_monitor.banners.shown, timeout=LIMIT_MS)
    told = window.file_monitor.banners.shown[FILE_CHANGE].told
    assert [offer.action for offer in told.offers] == [BannerAction.LOCATE, BannerAction.RESTORE]
    window.close()
    box = app.save_as_controller.question
    assert box is not None
    role = QMessageBox.ButtonRole
    assert {box.buttonRole(item) for item in box.buttons()} == {
        role.DestructiveRole,
        role.RejectRole,
    }
    box.close()
    window.retire(saves=False)


def test_a_file_that_is_gone_is_not_locked_away(app: AppController, lost: MainWindow) -> None:
    app.lock_controller.lock()
    assert app.main is lost
    lost.retire(saves=False)


def test_a_window_whose_file_is_there_closes_without_a_question(
    app: AppController, qtbot: QtBot, current: files.Household
) -> None:
    window = shown_file(app, qtbot, current.file)
    window.close()
    assert app.save_as_controller.question is None
    qtbot.waitUntil(lambda: app.main is None, timeout=LIMIT_MS)
