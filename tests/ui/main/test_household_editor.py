"""Edits of an open file: written beside the window, shown as a fresh look would, undone."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui import i18n
from patrimoine_gui.errors import InputRefused, PublishedUnconfirmed, WorkKind
from patrimoine_gui.portfolio.commands import valuations
from patrimoine_gui.portfolio.commands.valuations import ValueDraft
from patrimoine_gui.portfolio.enums import ValueSource
from patrimoine_gui.portfolio.repository import household_file
from patrimoine_gui.ui.main.file_change import WHOLE
from patrimoine_gui.ui.main.file_notices import REFUSAL
from tests.ui.conftest import LIMIT_MS, shown_file, unlocked

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from patrimoine_gui.portfolio.commands.journal import RowChange
    from patrimoine_gui.portfolio.commands.session import CommandSession, Transaction
    from patrimoine_gui.portfolio.household import Household
    from patrimoine_gui.ui.controllers.app_controller import AppController
    from patrimoine_gui.ui.main.main_window import MainWindow
    from tests.faults import household as files

DAY = date(2026, 9, 30)


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


def value(asset: int, amount: int, day: date = DAY) -> ValueDraft:
    return ValueDraft(day, amount, ValueSource.MANUAL, asset_id=asset)


def write(main: MainWindow, qtbot: QtBot, *drafts: ValueDraft) -> None:
    for draft in drafts:
        main.editor.execute(partial(_set, draft))
    settle(main, qtbot)


def _set(draft: ValueDraft, transaction: Transaction) -> None:
    valuations.set_value(transaction, draft)


def on_disk(main: MainWindow) -> Household:
    return household_file.load(main.file, main.opened.keyring.fields)


def asset(main: MainWindow) -> int:
    return next(item.id for item in main.household.assets if item.currency == "EUR")


def test_what_is_shown_after_an_edit_is_what_the_file_says(
    window: MainWindow, qtbot: QtBot
) -> None:
    before = window.page.net.text()
    write(window, qtbot, value(asset(window), 98_765_432), value(asset(window), 12_345, DAY))
    assert window.household == on_disk(window)
    assert window.page.net.text() != before
    assert window.is_writable
    assert window.file_monitor.change == WHOLE


def test_edits_are_undone_and_redone_in_their_order(window: MainWindow, qtbot: QtBot) -> None:
    before = window.household
    write(window, qtbot, value(asset(window), 5_000_00), value(asset(window), 6_000_00))
    after = window.household
    assert window.menus.undo.isEnabled()
    name = next(item.name for item in window.household.assets if item.id == asset(window))
    assert "value of" in window.menus.undo.text()
    assert name.split()[0] in window.menus.undo.text()
    assert not window.menus.redo.isEnabled()
    for _each in range(2):
        window.menus.undo.trigger()
        settle(window, qtbot)
    assert window.household == before == on_disk(window)
    for _each in range(2):
        window.menus.redo.trigger()
        settle(window, qtbot)
    assert window.household.valuations != before.valuations
    assert {item.amount for item in window.household.valuations} == {
        item.amount for item in after.valuations
    }
    assert window.household == on_disk(window)


def test_an_edit_can_be_undone_after_the_file_was_locked(
    app: AppController, qtbot: QtBot, window: MainWindow
) -> None:
    before = window.household
    write(window, qtbot, value(asset(window), 5_000_00))
    app.lock_controller.lock()
    qtbot.waitUntil(lambda: app.start.unlock is not None, timeout=LIMIT_MS)
    again = unlocked(app, qtbot)
    settle(again, qtbot)
    assert again.menus.undo.isEnabled()
    again.menus.undo.trigger()
    settle(again, qtbot)
    assert again.household == before


def test_what_the_domain_refuses_is_told_and_changes_nothing(
    window: MainWindow, qtbot: QtBot
) -> None:
    before, digest = window.household, window.file.read_bytes()
    heard: list[BaseException] = []
    window.editor.execute(partial(_set, value(asset(window), 1, date(1, 1, 1))))
    window.editor.execute(
        partial(_set, value(asset(window), 1, date(1, 1, 1))), on_failure=heard.append
    )
    settle(window, qtbot)
    assert isinstance(heard[0], InputRefused)
    assert REFUSAL in window.file_monitor.banners.shown
    assert window.household is before
    assert window.file.read_bytes() == digest


def _written_but_unconfirmed(
    draft: ValueDraft, session: CommandSession, _household: Household
) -> tuple[RowChange, ...]:
    with session.command() as transaction:
        valuations.set_value(transaction, draft)
    raise PublishedUnconfirmed(session.file, WorkKind.ENTRY)


def test_an_edit_that_the_disk_does_not_confirm_is_read_again(
    window: MainWindow, qtbot: QtBot
) -> None:
    before = window.household
    work = partial(_written_but_unconfirmed, value(asset(window), 7_777_77))
    window.editor._put(work, None, None)
    settle(window, qtbot)
    assert window.household != before
    assert window.household == on_disk(window)
    assert REFUSAL in window.file_monitor.banners.shown
    assert window.file_monitor.change == WHOLE


def test_a_closed_window_forgets_what_it_showed(window: MainWindow, qtbot: QtBot) -> None:
    write(window, qtbot, value(asset(window), 1_00))
    window.retire(saves=False)
    assert not window.household.assets
