"""A new asset is entered with its owners and its first value, in one command."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, cast

import pytest
from PySide6.QtCore import Qt

from patrimoine_gui.errors import InputFault, InputRefused
from patrimoine_gui.portfolio.enums import AssetGroup
from tests.ui.conftest import texts
from tests.ui.main.entry.conftest import dialog_of, on_disk, settle

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from patrimoine_gui.portfolio.household import Household
    from patrimoine_gui.ui.main.entry.new_asset_dialog import NewAssetDialog
    from patrimoine_gui.ui.main.main_window import MainWindow


def opened(main: MainWindow) -> NewAssetDialog:
    main.asset_actions.new_asset.trigger()
    return cast("NewAssetDialog", dialog_of(main))


def added(before: Household, after: Household) -> int:
    (key,) = {item.id for item in after.assets} - {item.id for item in before.assets}
    return key


def test_an_asset_is_entered_by_keyboard_alone(window: MainWindow, qtbot: QtBot) -> None:
    before, dialog = window.household, opened(window)
    qtbot.keyClicks(dialog.subtypes.search, "ldds")
    qtbot.keyClick(dialog.subtypes.search, Qt.Key.Key_Return)
    assert dialog.name.text() == "LDDS"
    qtbot.keyClicks(dialog.amount, "=12*1000+20,5")
    qtbot.keyClick(dialog.amount, Qt.Key.Key_Return)
    settle(window, qtbot)
    after = on_disk(window)
    key = added(before, after)
    asset = next(item for item in after.assets if item.id == key)
    assert (asset.name, asset.subtype, asset.group) == ("LDDS", "ldds", AssetGroup.CASH)
    (value,) = (item for item in after.valuations if item.asset_id == key)
    assert (value.amount, value.as_of) == (12_020_50, window.editor.snapshot.today)
    assert window.household == after
    window.menus.undo.trigger()
    settle(window, qtbot)
    assert window.household == before == on_disk(window)


def test_two_owners_have_equal_parts(window: MainWindow, qtbot: QtBot) -> None:
    before, dialog = window.household, opened(window)
    dialog.subtypes.choose("residence_principale")
    assert len(dialog.owners.owners()) == 2
    dialog.accept_button.click()
    settle(window, qtbot)
    after = on_disk(window)
    rows = [item for item in after.ownerships if item.asset_id == added(before, after)]
    assert [Fraction(item.num, item.den) for item in rows] == [Fraction(1, 2)] * 2


def test_what_the_law_gives_to_one_is_proposed_for_one(window: MainWindow) -> None:
    dialog = opened(window)
    dialog.subtypes.choose("livret_a")
    assert len(dialog.owners.owners()) == 1
    assert dialog.owners.isVisible()


def test_an_own_name_stays_when_another_kind_is_chosen(window: MainWindow) -> None:
    dialog = opened(window)
    dialog.subtypes.choose("livret_a")
    dialog.subtypes.choose("pea")
    assert dialog.name.text() == "PEA"
    dialog.name.setText("Mine")
    dialog.subtypes.choose("livret_a")
    assert dialog.name.text() == "Mine"


def test_nothing_is_written_before_all_fields_can_be_kept(window: MainWindow, qtbot: QtBot) -> None:
    before, dialog = window.file.read_bytes(), opened(window)
    dialog.amount.setText("12a")
    dialog.accept_button.click()
    settle(window, qtbot)
    shown = texts(dialog)
    assert "Choose one in the list." in shown
    assert "Type a name." in shown
    assert "no number" in shown
    assert dialog.isVisible()
    assert window.file.read_bytes() == before


def test_an_unknown_currency_is_refused_at_the_amount(window: MainWindow, qtbot: QtBot) -> None:
    before, dialog = window.household, opened(window)
    dialog.subtypes.choose("livret_a")
    dialog.amount.setText("20 ABC")
    dialog.accept_button.click()
    settle(window, qtbot)
    assert "No currency in use" in texts(dialog)
    assert dialog.amount.text() == "20 ABC"
    assert window.household == before
    dialog.amount.setText("20 USD")
    dialog.accept_button.click()
    settle(window, qtbot)
    after = on_disk(window)
    key = added(before, after)
    assert next(item.currency for item in after.assets if item.id == key) == "USD"


def test_a_refusal_about_no_field_is_told_above_the_buttons(window: MainWindow) -> None:
    dialog = opened(window)
    dialog._on_failed(InputRefused(InputFault.CIRCULAR, "asset", "parent_asset_id"))
    assert "part of itself" in dialog.message.text


@pytest.mark.parametrize("typed", ["épargne retr", "EPARGNE RETR", "per ("])
def test_a_kind_is_found_whatever_the_accents(window: MainWindow, typed: str) -> None:
    from patrimoine_gui import i18n

    i18n.set_language("fr")
    dialog = opened(window)
    dialog.subtypes.search.setText(typed)
    assert dialog.subtypes.key() == "per"
    dialog.subtypes.search.setText("qqq")
    assert dialog.subtypes.key() == ""
