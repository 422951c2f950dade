"""The page of backups: what it lists, what can be done with a backup, what it refuses."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from patrimoine_gui import formats
from patrimoine_gui.backup import store
from patrimoine_gui.backup.catalog import EntryState
from patrimoine_gui.logs import file_tag
from patrimoine_gui.migration.log import upgrade_log
from patrimoine_gui.portfolio.comparison.households import compare
from patrimoine_gui.portfolio.household import Asset, AssetGroup, Household, Valuation
from patrimoine_gui.portfolio.net_worth import ValueIndex
from patrimoine_gui.ui.amounts import Amounts
from patrimoine_gui.ui.background import running_jobs
from patrimoine_gui.ui.main.pages.backups.backup_tasks import BackupWorth
from patrimoine_gui.ui.main.pages.backups.backups_model import (
    FORMAT,
    KIND,
    SIZE,
    STATE,
    WORTH,
    BackupsModel,
)
from patrimoine_gui.ui.opening.opener import last_backup
from patrimoine_gui.ui.widgets.comparison_panel import ComparisonPanel
from tests.faults import household as files
from tests.ui.conftest import LIMIT_MS, shown_file, texts

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from patrimoine_gui.ui.controllers.app_controller import AppController
    from patrimoine_gui.ui.main.main_window import MainWindow
    from patrimoine_gui.ui.main.pages.backups.list_tab import ListTab

pytestmark = pytest.mark.usefixtures("styled")


@pytest.fixture
def window(app: AppController, qtbot: QtBot, current: files.Household) -> MainWindow:
    """Open a file that has no backup yet, at the page of its backups."""
    main = shown_file(app, qtbot, current.file)
    with qtbot.waitSignal(main.backups_page.listed, timeout=LIMIT_MS):
        main.show_backups()
    return main


def backed_up(window: MainWindow, qtbot: QtBot) -> ListTab:
    """Press Ctrl+B, and give the list once it shows the new backup."""
    listing = window.backups_page.list
    window.activateWindow()
    with qtbot.waitSignal(listing.listed, timeout=LIMIT_MS):
        qtbot.keyClick(window, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    free(listing, qtbot)
    return listing


def free(listing: ListTab, qtbot: QtBot) -> None:
    """Wait until no work is in progress in the list."""
    qtbot.waitUntil(lambda: not listing.commands.line.is_busy, timeout=LIMIT_MS)


def cell(listing: ListTab, row: int, column: int) -> str:
    model = listing.table.backups
    return str(model.index(row, column).data())


# --- the list -------------------------------------------------------------------------------


def test_ctrl_b_makes_a_verified_backup_that_the_page_and_the_foot_show(
    app: AppController, window: MainWindow, qtbot: QtBot
) -> None:
    listing = window.backups_page.list
    window.resize(1240, 780)  # the screen of the tests is narrower, and the table shorter there
    assert listing.parts.currentWidget() is listing.blank
    assert "No backup of this file yet" in texts(listing.blank)
    backed_up(window, qtbot)
    (backup,) = store.listed(app.folders.backups)
    assert store.is_verified(backup, window.opened.keyring)
    assert cell(listing, 0, KIND) == "Asked for"
    assert cell(listing, 0, STATE).startswith("Verified, ")
    assert cell(listing, 0, FORMAT) == app.manager.revisions.head.app_version
    assert cell(listing, 0, SIZE) == formats.size(backup.file.stat().st_size)
    assert window.status_bar.backup.text() == "Last verified backup: today"
    assert window.status_bar.progress.isHidden()
    assert window.statusBar().currentMessage() == "Backup made and verified."
    backed_up(window, qtbot)
    assert len(store.listed(app.folders.backups)) == 1
    assert window.statusBar().currentMessage().startswith("Nothing has changed since")


def test_a_damaged_backup_is_found_set_aside_and_may_be_deleted_the_last_good_one_not(
    window: MainWindow, qtbot: QtBot
) -> None:
    listing = backed_up(window, qtbot)
    good = listing.table.backups.entries[0].file
    twin = good.with_name(good.name.replace("_manual_", "-2_manual_"))
    content = bytearray(good.read_bytes())
    content[len(content) // 2] ^= 1
    twin.write_bytes(content)
    with qtbot.waitSignal(listing.listed, timeout=LIMIT_MS):
        listing.read()
    free(listing, qtbot)
    with qtbot.waitSignal(listing.listed, timeout=LIMIT_MS):
        listing.verify_all.click()
    free(listing, qtbot)
    states = {entry.file.name: entry.state for entry in listing.table.backups.entries}
    assert states == {
        good.name: EntryState.VERIFIED,
        f"{twin.name}{store.SUSPECT_SUFFIX}": EntryState.SUSPECT,
    }
    assert "1 backup is whole. 1 is damaged" in listing.commands.message.text
    _delete(listing, qtbot, EntryState.SUSPECT)
    assert [entry.file for entry in listing.table.backups.entries] == [good]
    _delete(listing, qtbot, EntryState.VERIFIED)
    assert good.exists()
    assert "last" in listing.commands.message.text.lower()


def _delete(listing: ListTab, qtbot: QtBot, state: EntryState) -> None:
    """Select the backup of a state, ask for its deletion and agree."""
    states = [entry.state for entry in listing.table.backups.entries]
    listing.table.selectRow(states.index(state))
    listing.commands.actions.delete.trigger()
    question = listing.commands.dialogs.question
    assert question is not None
    with qtbot.waitSignal(listing.listed, timeout=LIMIT_MS):
        question.accept()
    free(listing, qtbot)


def test_a_backup_tells_its_net_worth_and_is_compared_and_exported(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    listing = backed_up(window, qtbot)
    commands = listing.commands
    assert cell(listing, 0, WORTH) == formats.UNKNOWN
    commands.actions.weigh.trigger()
    free(listing, qtbot)
    today = date.today()  # noqa: DTZ011  (as the user reads it)
    net = formats.money(ValueIndex(window.household, today).net_worth(today).net)
    assert cell(listing, 0, WORTH) == f"{net} (incomplete)"  # one value was set aside
    commands.actions.compare.trigger()
    qtbot.waitUntil(lambda: commands.dialog is not None, timeout=LIMIT_MS)
    assert commands.dialog is not None
    assert "Nothing differs" in texts(commands.dialog)
    assert "no total counts: 1 on the one side, 1 on the other" in texts(commands.dialog)
    commands.dialog.accept()
    free(listing, qtbot)
    for action, name in (
        (commands.actions.export, "copy"),
        (commands.actions.readable, "clear.sqlite"),
    ):
        action.trigger()
        if commands.dialogs.question is not None:
            assert "not encrypted" in commands.dialogs.question.informativeText()
            commands.dialogs.question.accept()
        assert commands.dialogs.chooser is not None
        commands.dialogs.chooser.fileSelected.emit(str(tmp_path / name))
        free(listing, qtbot)
        commands.dialogs.chooser.reject()
    entry = listing.table.backups.entries[0]
    assert (tmp_path / "copy").read_bytes() == entry.file.read_bytes()
    found = files.query(tmp_path / "clear.sqlite", "SELECT name FROM asset")
    assert {name or "" for (name,) in found} == {asset.name for asset in window.household.assets}
    assert "not protected" in commands.message.text


def test_a_folder_that_cannot_be_read_is_told_with_a_way_on(
    app: AppController, window: MainWindow, qtbot: QtBot
) -> None:
    listing = window.backups_page.list
    free(listing, qtbot)
    app.folders.backups.parent.mkdir(parents=True, exist_ok=True)
    app.folders.backups.write_bytes(b"")
    with qtbot.waitSignal(listing.commands.unread, timeout=LIMIT_MS):
        listing.read()
    assert listing.blank.again.isVisible()
    assert listing.parts.currentWidget() is listing.blank
    free(listing, qtbot)
    app.folders.backups.unlink()
    with qtbot.waitSignal(listing.listed, timeout=LIMIT_MS):
        listing.blank.again.click()
    free(listing, qtbot)


def test_ten_thousand_backups_are_shown_and_one_under_other_keys_says_so(
    window: MainWindow, qtbot: QtBot
) -> None:
    listing = backed_up(window, qtbot)
    (entry,) = listing.table.backups.entries
    entries = [replace(entry, file=Path(f"{rank}.b")) for rank in range(10_000)]
    entries[5] = replace(entries[5], state=EntryState.UNREADABLE, backup=None, verified=None)
    model = BackupsModel()
    model.show_entries(tuple(entries))
    assert model.rowCount() == 10_000
    model.show_worths(
        {Path("9999.b"): BackupWorth(needs_secret=True), Path("0.b"): BackupWorth(12_345)}
    )
    assert model.index(9999, WORTH).data() == "passphrase of that day"
    assert model.index(0, WORTH).data() == "€123.45"
    model.show_amounts(Amounts(hidden=True))
    assert model.index(0, WORTH).data() == formats.HIDDEN
    assert model.index(5, STATE).data() == "Cannot be read"
    assert model.index(5, 0).data() == "5.b"


# --- the other tabs -------------------------------------------------------------------------


def test_the_second_place_gets_each_backup_and_its_absence_is_told_calmly(
    app: AppController, window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    place, page = tmp_path / "usb", window.backups_page
    place.mkdir()
    with qtbot.waitSignal(app.backup_controller.queue.saved, timeout=LIMIT_MS):
        page.place.chosen.emit(place)
    (backup,) = store.listed(app.folders.backups)
    assert [item.header for item in store.listed(place)] == [backup.header]
    assert "in the second place" in window.statusBar().currentMessage()
    assert app.settings.current.second_place == str(place)
    page.place.show_place(tmp_path / "unplugged")
    qtbot.waitUntil(lambda: page.place.state.text() == "Not there now", timeout=LIMIT_MS)
    assert "are safe" in page.place.told.text()
    page.place.show_place(app.folders.backups)
    qtbot.waitUntil(lambda: page.place.state.text() == "The same folder", timeout=LIMIT_MS)
    page.place.remove_button.click()
    assert app.settings.current.second_place == ""
    assert store.listed(place)


def test_a_place_that_is_chosen_while_another_is_looked_at_shows_its_own_state(
    app: AppController, window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    page = window.backups_page
    app.folders.backups.mkdir(parents=True)
    page.place.show_place(tmp_path / "unplugged")
    page.place.show_place(app.folders.backups)
    qtbot.waitUntil(lambda: page.place.state.text() != "Looking…", timeout=LIMIT_MS)
    assert page.place.state.text() == "The same folder"


def test_what_is_checked_while_the_window_closes_is_not_shown(
    window: MainWindow, qtbot: QtBot
) -> None:
    page = window.backups_page
    page.health.check_button.click()
    page.refresh()
    window.close()
    assert not page.health.line.is_busy
    qtbot.waitUntil(lambda: not running_jobs(), timeout=LIMIT_MS)
    assert page.health.health is None
    assert not page.list.table.backups.entries


def test_a_backup_that_rotted_in_the_second_place_is_not_told_to_be_verified_there(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    place = tmp_path / "usb"
    place.mkdir()
    window.backups_page.place.chosen.emit(place)
    backed_up(window, qtbot)
    (backup,) = store.listed(place)
    content = bytearray(backup.file.read_bytes())
    content[-500] ^= 0xFF
    backup.file.write_bytes(content)
    backed_up(window, qtbot)  # the same backup again, for nothing has changed
    assert "in the second place" in window.statusBar().currentMessage()
    (backup,) = store.listed(place)
    assert store.is_intact(backup)
    assert len(list(place.glob("*.suspect"))) == 1


def test_the_upgrades_and_the_check_of_the_file_are_told(
    app: AppController, window: MainWindow, qtbot: QtBot
) -> None:
    page = window.backups_page
    tag = file_tag(window.file.resolve())
    upgrade_log.record(
        app.folders, upgrade_log.UpgradeLogEntry(tag, "0003", "0013", "done", 2.0, "", ("x: yes",))
    )
    upgrade_log.record(
        app.folders, upgrade_log.UpgradeLogEntry(tag, "0003", "0013", "cancelled", 1.0)
    )
    page.refresh()
    qtbot.waitUntil(lambda: page.log.cards.count() == 2, timeout=LIMIT_MS)
    page.tabs.setCurrentWidget(page.log)
    shown = texts(page.log)
    assert "Upgrade from format 0.3 to 1.2" in shown
    assert "Done and proved" in shown
    assert "Stopped as you asked" in shown
    with qtbot.waitSignal(page.health.checked, timeout=LIMIT_MS):
        page.health.check_button.click()
    assert page.health.health is not None
    assert page.health.health.is_sound
    page.tabs.setCurrentWidget(page.health)
    assert "Your file is in order, without a backup" in texts(page.health)
    free(page.list, qtbot)


# --- the comparison -------------------------------------------------------------------------


def test_a_comparison_names_what_changed_and_both_amounts(qtbot: QtBot) -> None:
    day = date(2026, 1, 31)
    book = Asset(1, "uid-1", "Livret", AssetGroup.CASH, "autre")
    flat = Asset(2, "uid-2", "Studio", AssetGroup.PROPERTY, "autre")
    before = Household(assets=(book,), valuations=(Valuation(1, "v-1", 1, None, day, 100_000),))
    values = (
        Valuation(1, "v-1", 1, None, day, 150_000),
        Valuation(2, "v-2", 2, None, day, 9_000_000),
    )
    after = Household(assets=(book, flat), valuations=values)
    panel = ComparisonPanel("Before", "After")
    qtbot.addWidget(panel)
    panel.show_comparison(compare(before, after, day), Amounts())
    assert panel.difference.text() == "+€90,500.00"
    model = panel.model
    lines = [
        tuple(str(model.index(row, column).data()) for column in range(4))
        for row in range(model.rowCount())
    ]
    assert ("1 asset", "", "", "Addition") in lines
    assert ("1 value", "Livret", "31\u00a0Jan\u00a02026", "Modification") in lines
    changed = model.index(lines.index(("1 value", "Livret", lines[1][2], "Modification")), 0)
    assert model.index(0, 3, changed).data() == "€1,000.00 → €1,500.00"
    assert model.parent(model.index(0, 3, changed)) == changed


def test_a_renamed_file_keeps_the_backups_of_its_household(
    app: AppController, window: MainWindow, qtbot: QtBot
) -> None:
    backed_up(window, qtbot)
    renamed = window.file.with_name("renamed.patrimoine")
    household = window.opened.keyring.household_id
    assert last_backup(app.folders, renamed, household) is not None
    assert last_backup(app.folders, renamed, bytes(16)) is None
