"""Assets and debts are renamed and deleted where they are read, and come back by undo."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from patrimoine_gui.errors import NoSpace
from patrimoine_gui.ui.main.entry import deletion
from patrimoine_gui.ui.main.entry.entry_dialog import EntryDialog
from tests.ui.conftest import texts
from tests.ui.main.entry.conftest import dialog_of, first_asset, on_disk, settle
from tests.unit.wording.examples_of_errors import EXAMPLES

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from patrimoine_gui.ui.main.entry.rename_dialog import RenameDialog
    from patrimoine_gui.ui.main.main_window import MainWindow


def renaming(main: MainWindow) -> RenameDialog:
    first_asset(main)
    main.asset_actions.rename.trigger()
    return cast("RenameDialog", dialog_of(main))


def test_what_is_not_selected_cannot_be_changed_and_says_so(window: MainWindow) -> None:
    actions = window.asset_actions.about_one
    assert not any(action.isEnabled() for action in actions)
    assert all("Select" in action.toolTip() for action in actions)
    first_asset(window)
    assert all(action.isEnabled() for action in actions)


def test_a_file_that_is_only_looked_at_says_why_nothing_is_entered(window: MainWindow) -> None:
    first_asset(window)
    window.menus.allow(writing=False, keeping=False)
    shown = [item for item in window.menus.entry.menu.actions() if not item.isSeparator()]
    for action in shown:
        assert not action.isEnabled()
        assert "only be looked at" in action.toolTip()


def test_an_asset_is_renamed(window: MainWindow, qtbot: QtBot) -> None:
    dialog = renaming(window)
    key = window.page.tree.selected_asset()
    qtbot.keyClicks(dialog.name, "Savings of Zoe ")
    qtbot.keyClick(dialog.name, Qt.Key.Key_Return)
    settle(window, qtbot)
    assert window.asset_actions.shown is None
    asset = next(item for item in on_disk(window).assets if item.id == key)
    assert asset.name == "Savings of Zoe"
    assert window.household == on_disk(window)
    assert window.page.history.title.text() == "Savings of Zoe"


def test_a_loan_is_renamed(window: MainWindow, qtbot: QtBot) -> None:
    key = window.household.loans[0].id
    window.page.tree.select_asset(key)
    window.asset_actions.rename.trigger()
    dialog = cast("RenameDialog", dialog_of(window))
    dialog.name.setText("Home loan")
    dialog.accept_button.click()
    settle(window, qtbot)
    assert next(item for item in on_disk(window).loans if item.id == key).name == "Home loan"


def test_a_name_of_blanks_is_refused_at_its_field(window: MainWindow, qtbot: QtBot) -> None:
    before = window.file.read_bytes()
    dialog = renaming(window)
    dialog.name.setText("  ")
    dialog.accept_button.click()
    settle(window, qtbot)
    assert dialog.isVisible()
    assert "Type a name." in texts(dialog)
    assert window.file.read_bytes() == before


def test_a_write_that_fails_leaves_what_was_typed(window: MainWindow, qtbot: QtBot) -> None:
    dialog = renaming(window)
    dialog.name.setText("Typed")
    error = next(item for item in EXAMPLES if isinstance(item, NoSpace))
    dialog.is_writing = True
    dialog._on_failed(error)
    assert dialog.isVisible()
    assert dialog.name.text() == "Typed"
    assert "Not enough" in dialog.message.text or "space" in dialog.message.text
    dialog.accept_button.click()
    settle(window, qtbot)
    assert "Typed" in {item.name for item in on_disk(window).assets}


def test_a_thing_that_others_hang_on_is_deleted_after_a_question(
    window: MainWindow, qtbot: QtBot
) -> None:
    before, key = window.household, first_asset(window)
    window.asset_actions.delete.trigger()
    box = cast("QMessageBox", dialog_of(window))
    assert "value" in box.informativeText()
    box.defaultButton().click()
    settle(window, qtbot)
    assert window.household == before
    window.asset_actions.delete.trigger()
    box = cast("QMessageBox", dialog_of(window))
    delete = next(item for item in box.buttons() if "Delete" in item.text())
    delete.click()
    settle(window, qtbot)
    assert key not in {item.id for item in on_disk(window).assets}
    assert "Ctrl+Z" in window.statusBar().currentMessage()
    window.menus.undo.trigger()
    settle(window, qtbot)
    assert window.household == before == on_disk(window)


def test_the_delete_key_in_the_tree_asks(window: MainWindow, qtbot: QtBot) -> None:
    first_asset(window)
    window.activateWindow()
    window.page.tree.setFocus()
    qtbot.keyClick(window.page.tree, Qt.Key.Key_Delete)
    assert isinstance(window.asset_actions.shown, QMessageBox)


def test_a_thing_without_anything_is_deleted_at_once(window: MainWindow) -> None:
    assert deletion.what_hangs_on(window.household, 10**6) == ()


def test_a_dialog_goes_with_its_window(window: MainWindow) -> None:
    dialog = renaming(window)
    window.retire(saves=False)
    assert not dialog.isVisible()
    assert window.asset_actions.shown is None
    assert isinstance(dialog, EntryDialog)
