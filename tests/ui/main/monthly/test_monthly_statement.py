"""A month is entered by its keys, through the real window, and is what the file says after."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMessageBox

from patrimoine_gui import i18n
from patrimoine_gui.portfolio.commands import valuations
from patrimoine_gui.portfolio.commands.valuations import ValueDraft
from patrimoine_gui.portfolio.enums import ValueSource
from patrimoine_gui.portfolio.household import Household
from patrimoine_gui.portfolio.snapshot import Snapshot
from patrimoine_gui.ui.main.monthly.entered_row import Column
from patrimoine_gui.ui.main.monthly.monthly_dialog import MonthlyDialog
from patrimoine_gui.ui.opening.access import AccessKind
from tests.ui.conftest import LIMIT_MS, shown_file
from tests.ui.main.monthly.conftest import BEFORE, CTRL, DAY, LONG, SHIFT, THINGS, TODAY, amount
from tests.ui.test_keyboard import mnemonic
from tests.ui.test_mnemonics import clashes

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from patrimoine_gui.portfolio.commands.session import Transaction
    from patrimoine_gui.ui.controllers.app_controller import AppController
    from patrimoine_gui.ui.main.main_window import MainWindow
    from tests.faults import household as files
    from tests.ui.main.monthly.conftest import Typist

MOST_KEYS = 60
RETURN, ESCAPE, TAB = Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Tab
FIRST = "Livret 1"


def new(rank: int) -> int:
    return amount(rank) + 10_00 + rank


def typed(cents: int) -> str:
    return f"{cents // 100},{cents % 100:02d}"


def copy(text: str) -> None:
    data = QMimeData()
    data.setText(text)
    QGuiApplication.clipboard().setMimeData(data)


def put(key: int, day: date, cents: int, transaction: Transaction) -> None:
    draft = ValueDraft(day, cents, ValueSource.STATEMENT, asset_id=key, note="bank")
    valuations.set_value(transaction, draft)


# --- a month --------------------------------------------------------------------------------------


def test_twenty_things_take_at_most_sixty_keys(typist: Typist, main: MainWindow) -> None:
    assert typist.dialog.model.day == DAY
    assert typist.cell == (FIRST, Column.VALUE)
    for rank in range(THINGS):
        typist.enter(typed(new(rank)))
    typist.save()
    assert typist.keys <= MOST_KEYS
    assert not typist.is_open
    household = typist.on_disk()
    told = {item.owned_id: item.amount for item in household.valuations if item.as_of == DAY}
    assert sorted(told.values()) == [new(rank) for rank in range(THINGS)]
    assert main.household == household
    assert len(household.valuations) == 2 * THINGS
    main.menus.undo.trigger()
    typist.qtbot.waitUntil(lambda: not main.editor.is_busy, timeout=LIMIT_MS)
    assert {item.as_of for item in typist.on_disk().valuations} == {BEFORE}


def test_the_same_again_more_a_formula_and_nothing(typist: Typist) -> None:
    for text in ("=", "+200", "=12*3", ""):
        typist.enter(text)
    assert typist.dialog.footer.counts.text() == "Typed: 2 · Confirmed: 1 · Left: 17"
    typist.save()
    assert [item.amount for item in typist.values(FIRST)] == [amount(0)] * 2
    assert [item.amount for item in typist.values("Livret 2")] == [amount(1), amount(1) + 200_00]
    assert [item.amount for item in typist.values("Livret 3")] == [amount(2), 36_00]
    assert [item.as_of for item in typist.values(LONG)] == [BEFORE]


def test_enter_passes_a_loan_and_typing_there_says_what_the_bank_says(typist: Typist) -> None:
    typist.press(RETURN, times=9)
    assert typist.cell[0] == "Livret 10"
    typist.press(RETURN)
    assert typist.cell[0] == "Livret 11"
    typist.press(RETURN, SHIFT)
    assert typist.cell[0] == "Livret 10"
    typist.press(Qt.Key.Key_Down)
    assert typist.cell == ("Prêt", Column.VALUE)
    assert typist.shown("Prêt", Column.LAST) == "€109,000.00"
    typist.enter("108000")
    typist.save()
    (told,) = typist.values("Prêt")
    assert (told.amount, told.source, told.as_of) == (108_000_00, ValueSource.STATEMENT, DAY)


# --- a cell ---------------------------------------------------------------------------------------


def test_typing_replaces_f2_edits_and_esc_restores(typist: Typist) -> None:
    typist.enter("5")
    typist.press(RETURN, SHIFT)
    typist.type("7")
    typist.press(ESCAPE)
    assert typist.shown(FIRST, Column.VALUE) == "€5.00"
    typist.press(Qt.Key.Key_F2)
    typist.enter("1")
    assert typist.shown(FIRST, Column.VALUE) == "€51.00"
    typist.press(RETURN, SHIFT)
    typist.enter("8")
    assert typist.shown(FIRST, Column.VALUE) == "€8.00"
    typist.press(Qt.Key.Key_Z, CTRL, times=2)
    assert typist.shown(FIRST, Column.VALUE) == "€5.00"
    assert typist.cell == (FIRST, Column.VALUE)
    typist.press(Qt.Key.Key_Delete)
    assert typist.shown(FIRST, Column.VALUE) == ""
    typist.press(ESCAPE, times=2)
    assert typist.is_open


def test_tab_goes_across_to_the_day_and_the_note(typist: Typist) -> None:
    typist.type("1500")
    typist.press(TAB)
    assert typist.cell == (FIRST, Column.DAY)
    typist.type("15/11")
    typist.press(TAB)
    typist.type("from the letter")
    typist.press(TAB)
    assert typist.cell == ("Livret 2", Column.VALUE)
    typist.press(Qt.Key.Key_Backtab, SHIFT)
    assert typist.cell == (FIRST, Column.NOTE)
    typist.save()
    last = typist.values(FIRST)[-1]
    assert (last.as_of, last.amount) == (date(2026, 11, 15), 1_500_00)
    assert last.note == "from the letter"


def test_what_cannot_be_read_stays_red_with_its_reason_and_is_not_saved(typist: Typist) -> None:
    typist.enter("douze")
    typist.enter("1600")
    typist.save()
    assert typist.is_open
    assert typist.cell == (FIRST, Column.VALUE)
    assert typist.shown(FIRST, Column.VALUE) == "douze"
    assert "no number" in typist.dialog.message.text
    assert {item.as_of for item in typist.on_disk().valuations} == {BEFORE}
    typist.enter("1200")
    typist.save()
    assert not typist.is_open
    assert typist.values(FIRST)[-1].amount == 1_200_00


def test_a_note_without_a_value_is_not_lost_in_silence(typist: Typist) -> None:
    typist.press(TAB, times=2)
    typist.enter("closed soon")
    typist.save()
    assert typist.is_open
    assert "no value" in typist.dialog.message.text
    typist.enter("=")
    typist.save()
    assert typist.values(FIRST)[-1].note == "closed soon"


# --- the day --------------------------------------------------------------------------------------


def test_another_day_reads_the_last_values_again_and_doubles_nothing(
    opened: Callable[[], Typist], main: MainWindow, qtbot: QtBot
) -> None:
    key = next(item.id for item in main.household.assets if item.name == FIRST)
    main.editor.execute(partial(put, key, date(2026, 11, 10), 1_111_00))
    qtbot.waitUntil(lambda: not main.editor.is_busy, timeout=LIMIT_MS)
    typist = opened()
    assert typist.shown(FIRST, Column.LAST) == "€1,111.00"
    typist.enter("")
    typist.enter("1150")
    typist.dialog.day_field.setFocus()
    typist.dialog.day_field.clear()
    typist.type("9/11")
    typist.press(RETURN)
    assert typist.shown(FIRST, Column.LAST) == "€1,000.00"
    assert typist.shown("Livret 2", Column.VALUE) == "€1,150.00"
    typist.dialog.day_field.setFocus()
    typist.dialog.day_field.clear()
    typist.type("10 nov")
    typist.press(RETURN)
    typist.dialog.table.go_to(typist.dialog.model.rank(key))
    typist.enter("1112")
    typist.save()
    before, last = typist.values(FIRST)
    assert (before.as_of, last.as_of) == (BEFORE, date(2026, 11, 10))
    assert (last.amount, last.source, last.note) == (1_112_00, ValueSource.STATEMENT, "bank")
    assert typist.values("Livret 2")[-1].as_of == date(2026, 11, 10)


@pytest.mark.parametrize(("text", "reason"), [("demain", "to come"), ("32/13", "no such day")])
def test_a_day_that_cannot_be_is_told(typist: Typist, text: str, reason: str) -> None:
    typist.enter("=")
    typist.dialog.day_field.setFocus()
    typist.dialog.day_field.clear()
    typist.type(text)
    typist.save()
    assert typist.is_open
    assert reason in typist.dialog.message.text
    assert typist.dialog.day_field.text() == text
    assert {item.as_of for item in typist.on_disk().valuations} == {BEFORE}


# --- surprises and pastes -------------------------------------------------------------------------


def test_surprises_are_listed_with_a_way_there_and_never_block(typist: Typist) -> None:
    typist.enter("1100")
    typist.enter(typed(amount(1) * 10))
    typist.save()
    listed = typist.dialog.surprise_list.list
    assert listed.hasFocus()
    assert [listed.item(rank).text() for rank in range(listed.count())] == [
        "Livret 2: about 10 times the last value."
    ]
    typist.press(RETURN)
    assert typist.cell == ("Livret 2", Column.VALUE)
    typist.save()
    assert typist.values("Livret 2")[-1].amount == amount(1) * 10


def test_typing_again_asks_again(typist: Typist) -> None:
    typist.enter("10000")
    typist.save()
    assert typist.dialog.surprise_list.isVisible()
    typist.dialog.table.setFocus()
    typist.enter("-3")
    assert not typist.dialog.surprise_list.isVisible()
    typist.save()
    assert typist.dialog.surprise_list.isVisible()


def test_a_column_is_pasted_into_the_rows_below_and_taken_back_at_once(typist: Typist) -> None:
    copy("1001\n\n1003")
    typist.press(Qt.Key.Key_V, CTRL)
    assert typist.shown(FIRST, Column.VALUE) == "€1,001.00"
    assert typist.shown("Livret 2", Column.VALUE) == ""
    assert typist.shown("Livret 3", Column.VALUE) == "€1,003.00"
    typist.press(Qt.Key.Key_Z, CTRL)
    assert not typist.dialog.model.is_typed


def test_names_with_values_are_pasted_by_name_and_what_fits_no_row_is_told(typist: Typist) -> None:
    copy("livret 5\t1005\nUnknown\t7\nLivret 2\tdouze")
    typist.press(Qt.Key.Key_V, CTRL)
    assert typist.shown("Livret 5", Column.VALUE) == "€1,005.00"
    assert typist.shown("Livret 2", Column.VALUE) == "douze"
    assert typist.dialog.message.text == "1 pasted line fits no row: Unknown 7"


# --- leaving, and what goes wrong -----------------------------------------------------------------


def test_leaving_asks_where_something_is_typed(typist: Typist) -> None:
    typist.type("12")
    typist.press(Qt.Key.Key_W, CTRL)
    box = typist.dialog.question
    assert box is not None
    box.reject()
    assert typist.is_open
    assert typist.shown(FIRST, Column.VALUE) == "€12.00"
    typist.dialog.close()
    box = typist.dialog.question
    assert box is not None
    discard = next(
        button
        for button in box.buttons()
        if box.buttonRole(button) is QMessageBox.ButtonRole.DestructiveRole
    )
    discard.click()
    assert not typist.is_open
    assert {item.as_of for item in typist.on_disk().valuations} == {BEFORE}


def test_leaving_asks_nothing_where_nothing_is_typed(typist: Typist) -> None:
    typist.save()
    assert typist.dialog.message.text == "Nothing is typed yet."
    typist.dialog.close_button.click()
    assert not typist.is_open


def test_a_failed_write_leaves_everything_typed(typist: Typist, main: MainWindow) -> None:
    typist.enter("1100")
    typist.enter("=10000000000000+1")
    typist.save()
    if typist.dialog.surprise_list.isVisible():
        typist.save()
    assert typist.is_open
    assert typist.dialog.message.text
    assert typist.shown(FIRST, Column.VALUE) == "€1,100.00"
    assert {item.as_of for item in typist.on_disk().valuations} == {BEFORE}
    typist.dialog.table.go_to(typist.dialog.model.first() or 0)
    typist.press(RETURN)
    typist.enter("1200")
    typist.save()
    assert not typist.is_open
    assert typist.values(FIRST)[-1].amount == 1_100_00
    assert main.household == typist.on_disk()


def test_a_lock_closes_it(app: AppController, typist: Typist, qtbot: QtBot) -> None:
    typist.type("12")
    app.lock_controller.lock()
    qtbot.waitUntil(lambda: app.start.unlock is not None, timeout=LIMIT_MS)
    assert app.state.dialogs.shown is None


def test_an_empty_household_is_told_what_to_do(
    app: AppController, typist: Typist, main: MainWindow
) -> None:
    typist.dialog.close()
    main.editor.snapshot = Snapshot(Household(), TODAY)
    app.monthly_controller.show()
    shown = app.state.dialogs.shown
    assert isinstance(shown, MonthlyDialog)
    assert "Nothing is valued by hand yet" in shown.message.text
    assert not shown.save_button.isEnabled()


def test_a_read_only_window_offers_no_statement(
    app: AppController, main: MainWindow, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(app.read_only_controller.settled, timeout=LIMIT_MS):
        app.read_only_controller.look_at(main.file, AccessKind.COPY)
    windows = [
        window
        for window in QApplication.topLevelWidgets()
        if isinstance(window, type(main)) and not window.is_writable and window.isVisible()
    ]
    assert windows
    action = windows[0].menus.entry.menu.actions()[0]
    assert action.shortcut().toString() == "Ctrl+M"
    assert not action.isEnabled()
    assert "only be looked at" in action.toolTip()


@pytest.mark.usefixtures("each_language")
def test_it_stands_first_in_a_menu_in_which_no_letter_means_two_things(
    app: AppController, qtbot: QtBot, current: files.Household
) -> None:
    actions = shown_file(app, qtbot, current.file).menus.entry.menu.actions()
    assert actions[0].shortcut().toString() == "Ctrl+M"
    letters = [mnemonic(action.text()) for action in actions if mnemonic(action.text())]
    assert len(set(letters)) == len(letters)


# --- what it looks like ---------------------------------------------------------------------------


@pytest.mark.usefixtures("styled")
def test_figures_are_never_cut_and_buttons_stay_in_sight(typist: Typist) -> None:
    typist.enter("12345678,90")
    typist.dialog.resize(800, 600)
    table = typist.dialog.table
    for column in (Column.LAST, Column.AS_OF, Column.VALUE, Column.CHANGE, Column.DAY):
        assert table.columnWidth(column) >= table.sizeHintForColumn(column)
    for button in (typist.dialog.save_button, typist.dialog.close_button):
        assert typist.dialog.rect().contains(button.geometry())


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_key_means_two_things(opened: Callable[[], Typist], language: str) -> None:
    i18n.set_language(language)
    typist = opened()
    assert clashes(typist.dialog) == []
    typist.enter("10000")
    typist.save()
    assert clashes(typist.dialog) == []
