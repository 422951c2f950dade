"""A value is entered for what is selected, and is shown at once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt

from tests.ui.conftest import texts
from tests.ui.main.entry.conftest import dialog_of, first_asset, on_disk, settle

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from patrimoine_gui.portfolio.household import Household, Valuation
    from patrimoine_gui.ui.main.entry.closing_dialog import ClosingDialog
    from patrimoine_gui.ui.main.entry.value_dialog import ValueDialog
    from patrimoine_gui.ui.main.main_window import MainWindow


def opened(main: MainWindow) -> ValueDialog:
    main.asset_actions.new_value.trigger()
    return cast("ValueDialog", dialog_of(main))


def value_at(household: Household, key: int, day: date) -> Valuation:
    (found,) = (
        item
        for item in household.valuations
        if key in {item.asset_id, item.loan_id} and item.as_of == day
    )
    return found


def test_a_value_of_today_is_entered_and_shown(window: MainWindow, qtbot: QtBot) -> None:
    key = first_asset(window)
    today = window.editor.snapshot.today
    dialog = opened(window)
    qtbot.keyClicks(dialog.amount, "98 765,43")
    assert "98,765.43" in texts(dialog)
    qtbot.keyClick(dialog.amount, Qt.Key.Key_Return)
    settle(window, qtbot)
    assert value_at(on_disk(window), key, today).amount == 98_765_43
    assert window.household == on_disk(window)
    assert window.page.tree.selected_asset() == key
    model = window.page.history.model
    shown = [model.index(row, 1).data() for row in range(model.rowCount())]
    assert any("98,765" in text for text in shown)


def test_a_value_of_a_day_is_replaced_and_told_before(window: MainWindow, qtbot: QtBot) -> None:
    key, today = first_asset(window), window.editor.snapshot.today
    for typed in ("100", "200"):
        dialog = opened(window)
        dialog.amount.setText(typed)
        dialog.day.setText("-1")
        assert ("replaces" in texts(dialog)) is (typed == "200")
        dialog.accept_button.click()
        settle(window, qtbot)
    assert value_at(on_disk(window), key, today - timedelta(1)).amount == 200_00


def test_what_is_owed_of_a_loan_is_entered(window: MainWindow, qtbot: QtBot) -> None:
    key, today = window.household.loans[0].id, window.editor.snapshot.today
    window.page.tree.select_asset(key)
    dialog = opened(window)
    assert "Still owed" in texts(dialog)
    dialog.amount.setText("1500")
    dialog.accept_button.click()
    settle(window, qtbot)
    assert value_at(on_disk(window), key, today).amount == 1_500_00


def test_what_can_be_read_in_two_ways_is_asked(window: MainWindow, qtbot: QtBot) -> None:
    before = window.household
    first_asset(window)
    dialog = opened(window)
    dialog.amount.setText("1,234")
    dialog.accept_button.click()
    settle(window, qtbot)
    assert window.household == before
    row = next(item for item in dialog.fields if item.entry is dialog.amount)
    (choice,) = row.choices
    choice.click()
    assert dialog.amount.amount() is not None
    assert "€1,234.00" in texts(dialog)


def test_the_arrows_change_the_day(window: MainWindow, qtbot: QtBot) -> None:
    first_asset(window)
    dialog, today = opened(window), window.editor.snapshot.today
    qtbot.keyClick(dialog.day, Qt.Key.Key_Down)
    assert dialog.day.day() == today - timedelta(1)
    qtbot.keyClick(dialog.day, Qt.Key.Key_Up)
    qtbot.keyClick(dialog.day, Qt.Key.Key_Up)
    assert "still to come" in texts(dialog)


def test_a_double_click_and_f2_ask_for_a_value(window: MainWindow, qtbot: QtBot) -> None:
    first_asset(window)
    window.activateWindow()
    tree = window.page.tree
    tree.setFocus()
    qtbot.keyClick(tree, Qt.Key.Key_F2)
    dialog_of(window).reject()
    tree.doubleClicked.emit(tree.currentIndex())
    assert "Value" in texts(dialog_of(window))


def test_an_asset_is_closed_and_opened_again(window: MainWindow, qtbot: QtBot) -> None:
    key, action = first_asset(window), window.asset_actions.end
    assert "Close" in action.text()
    action.trigger()
    dialog = cast("ClosingDialog", dialog_of(window))
    dialog.accept_button.click()
    settle(window, qtbot)
    closed = next(item for item in on_disk(window).assets if item.id == key)
    assert closed.closed_on == window.editor.snapshot.today
    assert "again" in action.text()
    action.trigger()
    settle(window, qtbot)
    assert next(item for item in on_disk(window).assets if item.id == key).closed_on is None
