"""A file that is deleted while it is open is saved elsewhere, and not lost by closing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QMessageBox

from patrimoine_gui.ui.dialogs.error_dialog import ErrorDialog
from patrimoine_gui.ui.main.banners import Banner, Step
from patrimoine_gui.ui.main.file_change import FateKind
from patrimoine_gui.ui.main.file_notices import FATE
from tests.ui.conftest import LIMIT_MS, shown_file, unlocked

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from patrimoine_gui.ui.controllers.app_controller import Desk
    from patrimoine_gui.ui.main.main_window import MainWindow
    from tests.faults import household as files


@pytest.fixture
def lost(desk: Desk, qtbot: QtBot, current: files.Household) -> MainWindow:
    """Give the window of a file that somebody deleted."""
    window = shown_file(desk, qtbot, current.file)
    for entry in current.file.parent.glob(f"*{current.file.name}*"):
        entry.unlink()
    assert window.is_last_copy
    qtbot.waitUntil(lambda: window.vigil.fate.kind is FateKind.MISSING, timeout=LIMIT_MS)
    return window


def ask(desk: Desk, window: MainWindow) -> None:
    banner = next(item for item in window.findChildren(Banner) if item.told.tone == "bad")
    offers = [offer.step for offer in banner.told.offers]
    banner.buttons[offers.index(Step.SAVE_ELSEWHERE)].click()
    assert desk.other_days.saving.choosers.shown is not None


def test_what_is_shown_is_saved_to_a_new_file_and_goes_on_there(
    desk: Desk, lost: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    shown, place = lost.household, tmp_path / "ailleurs.patrimoine"
    ask(desk, lost)
    desk.other_days.saving.choosers.close()
    desk.other_days.saving.begin(lost)
    with qtbot.waitSignal(desk.settled, timeout=LIMIT_MS):
        desk.other_days.saving.choosers.name_chosen.emit(place)
    main = desk.main
    assert main is not None
    assert (main.file, main.household, main.is_writable) == (place, shown, True)
    assert not desk.other_days.saving.question
    main.retire(saves=False)
    with qtbot.waitSignal(desk.settled, timeout=LIMIT_MS):
        desk.open(place)
    assert unlocked(desk, qtbot).household == shown


def test_a_name_that_is_taken_is_never_replaced(
    desk: Desk, lost: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    taken = tmp_path / "taken.patrimoine"
    taken.write_bytes(b"somebody's")
    desk.other_days.saving.begin(lost)
    desk.other_days.saving.choosers.name_chosen.emit(taken)
    qtbot.waitUntil(lambda: isinstance(desk.dialogs.shown, ErrorDialog), timeout=LIMIT_MS)
    assert taken.read_bytes() == b"somebody's"
    assert desk.main is lost
    desk.dialogs.close()
    desk.other_days.saving.choosers.close()
    lost.retire(saves=False)


@pytest.mark.parametrize("leaves", [False, True], ids=["stays", "leaves"])
def test_closing_asks_first(*, desk: Desk, lost: MainWindow, qtbot: QtBot, leaves: bool) -> None:
    lost.close()
    box = desk.other_days.saving.question
    assert lost.isVisible()
    assert box is not None
    role = QMessageBox.ButtonRole
    wanted = role.DestructiveRole if leaves else role.RejectRole
    next(item for item in box.buttons() if box.buttonRole(item) is wanted).click()
    qtbot.waitUntil(lambda: (desk.main is None) is leaves, timeout=LIMIT_MS)
    if not leaves:
        assert lost.isVisible()
        assert lost.opened.keyring
        lost.retire(saves=False)


def test_what_is_kept_open_no_longer_is_not_offered(
    desk: Desk, qtbot: QtBot, current: files.Household
) -> None:
    window = shown_file(desk, qtbot, current.file)
    assert window.opened.kept is not None
    window.opened.kept.close()
    current.file.unlink()
    qtbot.waitUntil(lambda: FATE in window.vigil.banners.shown, timeout=LIMIT_MS)
    told = window.vigil.banners.shown[FATE].told
    assert [offer.step for offer in told.offers] == [Step.LOCATE, Step.RESTORE]
    window.close()
    box = desk.other_days.saving.question
    assert box is not None
    role = QMessageBox.ButtonRole
    assert {box.buttonRole(item) for item in box.buttons()} == {
        role.DestructiveRole,
        role.RejectRole,
    }
    box.close()
    window.retire(saves=False)


def test_a_file_that_is_gone_is_not_locked_away(desk: Desk, lost: MainWindow) -> None:
    desk.lock()
    assert desk.main is lost
    lost.retire(saves=False)


def test_a_window_whose_file_is_there_closes_without_a_question(
    desk: Desk, qtbot: QtBot, current: files.Household
) -> None:
    window = shown_file(desk, qtbot, current.file)
    window.close()
    assert desk.other_days.saving.question is None
    qtbot.waitUntil(lambda: desk.main is None, timeout=LIMIT_MS)
