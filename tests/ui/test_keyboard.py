"""Everything is reached from the keyboard, and one key never means two things."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QMenu, QVBoxLayout, QWidget, QWizard

from patrimoine_gui.ui.start.start_window import StartWindow
from patrimoine_gui.ui.widgets.scroll_area import scrolled
from patrimoine_gui.ui.wizards.upgrade.upgrade_wizard import UpgradePageId
from tests.ui.conftest import LIMIT_MS, shown_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from patrimoine_gui.ui.controllers.app_controller import AppController
    from patrimoine_gui.ui.wizards.upgrade.upgrade_wizard import UpgradeWizard
    from tests.faults import household as files

pytestmark = pytest.mark.usefixtures("styled")

CTRL = Qt.KeyboardModifier.ControlModifier


def mnemonic(text: str) -> str:
    """Give the letter that Alt takes, "" when there is none."""
    _before, sign, after = text.replace("&&", "").partition("&")
    return after[:1].casefold() if sign else ""


def levels(menu: QWidget) -> Iterator[list[str]]:
    """Give the entries of each level of a menu."""
    actions = [action for action in menu.actions() if not action.isSeparator()]
    yield [action.text() for action in actions]
    for action in actions:
        inner = action.menu()
        if isinstance(inner, QMenu):
            yield from levels(inner)


def assert_distinct(texts: list[str]) -> None:
    letters = [mnemonic(text) for text in texts]
    assert all(letters), texts
    assert len(set(letters)) == len(letters), texts


def shown_buttons(page: QWidget) -> list[str]:
    """Give the texts of the push buttons that are shown and can be pressed."""
    found = page.findChildren(QAbstractButton)
    return [
        item.text()
        for item in found
        if item.isVisible() and item.isEnabled() and item.text() and not item.isCheckable()
    ]


@pytest.mark.usefixtures("each_language")
def test_each_level_of_the_menus_has_its_own_letters(
    app: AppController, qtbot: QtBot, current: files.Household
) -> None:
    main = shown_file(app, qtbot, current.file)
    for texts in levels(main.menuBar()):
        assert_distinct(texts)


@pytest.mark.usefixtures("each_language")
def test_each_page_of_the_wizard_has_its_own_letters(
    new_wizard: Callable[..., UpgradeWizard], old: files.Household, qtbot: QtBot
) -> None:
    wizard = new_wizard(old)
    assert_distinct(shown_buttons(wizard))
    wizard.button(QWizard.WizardButton.NextButton).click()
    assert_distinct(shown_buttons(wizard))
    with qtbot.waitSignal(wizard.ended, timeout=LIMIT_MS):
        wizard.button(QWizard.WizardButton.CommitButton).click()
    assert wizard.currentId() == UpgradePageId.RESULT
    assert_distinct(shown_buttons(wizard))


@pytest.mark.usefixtures("each_language")
def test_a_page_of_an_error_has_its_own_letters_and_esc_leaves_it(
    app: AppController, qtbot: QtBot, tmp_path: Path
) -> None:
    with qtbot.waitSignal(app.settled, timeout=LIMIT_MS):
        app.begin(tmp_path / "missing.patrimoine")
    start = app.start
    assert start.diagnosis is not None
    assert_distinct(shown_buttons(start.diagnosis))
    with qtbot.waitActive(start):
        start.activateWindow()
    qtbot.keyClick(start.diagnosis.other, Qt.Key.Key_Escape)
    assert start.diagnosis is None
    assert start.pages.currentIndex() == 0


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_enter_presses_the_card_that_has_the_focus(qtbot: QtBot, key: Qt.Key) -> None:
    window = StartWindow(())
    qtbot.addWidget(window)
    window.show()
    window.home.create_button.setFocus()
    with qtbot.waitSignal(window.create_asked, timeout=LIMIT_MS):
        qtbot.keyClick(window.home.create_button, key)


def test_enter_presses_the_focused_button_of_an_error(
    app: AppController, qtbot: QtBot, tmp_path: Path
) -> None:
    with qtbot.waitSignal(app.settled, timeout=LIMIT_MS):
        app.begin(tmp_path / "missing.patrimoine")
    page = app.start.diagnosis
    assert page is not None
    page.back.setFocus()
    qtbot.keyClick(page.back, Qt.Key.Key_Return)
    assert app.start.diagnosis is None


def test_ctrl_q_leaves_from_the_start_window(app: AppController, qtbot: QtBot) -> None:
    app.begin()
    with qtbot.waitActive(app.start):
        app.start.activateWindow()
    qtbot.keyClick(app.start, Qt.Key.Key_Q, CTRL)
    qtbot.waitUntil(lambda: not app.start.isVisible(), timeout=LIMIT_MS)


def test_ctrl_q_leaves_from_the_wizard_and_the_file_stays(
    app: AppController, qtbot: QtBot, old: files.Household
) -> None:
    before = old.digest()
    with qtbot.waitSignal(app.settled, timeout=LIMIT_MS):
        app.begin(old.file)
    wizard = app.wizard
    assert wizard is not None
    with qtbot.waitActive(wizard):
        wizard.activateWindow()
    qtbot.keyClick(wizard, Qt.Key.Key_Q, CTRL)
    qtbot.waitUntil(lambda: not app.start.isVisible(), timeout=LIMIT_MS)
    assert app.wizard is None
    assert old.digest() == before


def test_ctrl_w_closes_the_start_window(app: AppController, qtbot: QtBot) -> None:
    app.begin()
    with qtbot.waitActive(app.start):
        app.start.activateWindow()
    qtbot.keyClick(app.start, Qt.Key.Key_W, CTRL)
    qtbot.waitUntil(lambda: not app.start.isVisible(), timeout=LIMIT_MS)


def test_ctrl_w_closes_the_window_of_a_file(
    app: AppController, qtbot: QtBot, current: files.Household
) -> None:
    main = shown_file(app, qtbot, current.file)
    with qtbot.waitActive(main):
        main.activateWindow()
    qtbot.keyClick(main, Qt.Key.Key_W, CTRL)
    qtbot.waitUntil(lambda: not main.isVisible(), timeout=LIMIT_MS)


def test_the_last_file_is_under_the_keyboard_from_the_start(qtbot: QtBot, tmp_path: Path) -> None:
    window = StartWindow((str(tmp_path / "a.patrimoine"), str(tmp_path / "b.patrimoine")))
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    assert window.home.recent.list.hasFocus()
    with qtbot.waitSignal(window.file_asked, timeout=LIMIT_MS) as asked:
        qtbot.keyClick(window.home.recent.list, Qt.Key.Key_Return)
    assert asked.args == [tmp_path / "a.patrimoine"]


def test_a_small_window_scrolls_to_the_whole_of_the_next_field(qtbot: QtBot) -> None:
    content, fields = QWidget(), [QLineEdit() for _rank in range(8)]
    layout = QVBoxLayout(content)
    for field in fields:
        layout.addWidget(field)
    area = scrolled(content)
    qtbot.addWidget(area)
    area.resize(300, 4 * fields[0].sizeHint().height())
    with qtbot.waitActive(area):
        area.show()
    fields[0].setFocus()
    for forward in [True] * 7 + [False] * 7:
        key = Qt.Key.Key_Tab if forward else Qt.Key.Key_Backtab
        qtbot.keyClick(area.focusWidget(), key)
        focused = area.focusWidget()
        assert focused.visibleRegion().boundingRect() == focused.rect()
