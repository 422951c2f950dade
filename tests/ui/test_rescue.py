"""A file that does not open leads to the backups that do, and to what is left in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QLabel

from patrimoine_gui import i18n
from patrimoine_gui.ui.background import stop_all
from patrimoine_gui.ui.wizards.restore.restore_wizard import RestoreWizard
from tests.faults import household as files
from tests.keys import PASSPHRASE, keyring_for
from tests.ui.conftest import LIMIT_MS, texts

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from patrimoine_gui.ui.controllers.app_controller import Desk
    from patrimoine_gui.ui.start.diagnosis_page import DiagnosisPage


PAGE = 4096


@pytest.fixture(autouse=True)
def _english() -> None:
    i18n.set_language("en")


def diagnosis(desk: Desk, qtbot: QtBot, file: Path) -> DiagnosisPage:
    with qtbot.waitSignal(desk.other_days.rescue_shown, timeout=LIMIT_MS):
        desk.begin(file)
    page = desk.start.diagnosis
    assert page is not None
    qtbot.waitUntil(lambda: len(_labels(page)) > 1, timeout=LIMIT_MS)
    return page


def _labels(page: DiagnosisPage) -> list[QLabel]:
    return [item for item in page.rescue.findChildren(QLabel) if item.isVisible()]


def back_up(desk: Desk, file: Path) -> Path:
    keyring = keyring_for(desk.manager.plan(file, "+0"))
    return desk.manager.back_up(file, keyring).file


def make_newer(file: Path) -> None:
    files.execute(
        file,
        "UPDATE file_header SET writer_version = '2.4.0', min_app_version = '2.1.0'",
        "PRAGMA user_version = 99",
    )


def test_a_newer_file_names_its_writer_and_the_backups_that_open(
    desk: Desk, qtbot: QtBot, current: files.Household
) -> None:
    backup = back_up(desk, current.file)
    moved = current.file.rename(current.file.with_name("known by its household.patrimoine"))
    make_newer(moved)
    before = moved.read_bytes()
    page = diagnosis(desk, qtbot, moved)
    shown = texts(page)
    assert "2.4.0" in shown
    assert "2.1.0" in shown
    assert "Backups that this version opens" in shown
    assert "Verified" in shown
    with qtbot.waitSignal(desk.settled, timeout=LIMIT_MS):
        page.rescue.buttons[1].click()
    assert desk.start.unlock is not None
    assert desk.start.unlock.file == backup
    assert moved.read_bytes() == before


def test_a_damaged_file_says_what_was_checked_and_offers_its_newest_good_backup(
    desk: Desk, qtbot: QtBot, current: files.Household
) -> None:
    good, bad = back_up(desk, current.file), back_up(desk, _touched(current.file))
    content = bytearray(bad.read_bytes())
    content[-200] ^= 1
    bad.write_bytes(content)
    whole = current.file.read_bytes()
    current.file.write_bytes(whole[: len(whole) // 2])
    page = diagnosis(desk, qtbot, current.file)
    assert "What was checked" in texts(page)
    assert not page.salvage.isHidden()
    assert page.rescue.buttons[0].property("backup") == good
    with qtbot.waitSignal(desk.settled, timeout=LIMIT_MS):
        page.rescue.buttons[0].click()
    assert isinstance(desk.wizard, RestoreWizard)
    stop_all()
    desk.wizard.leave()
    assert current.file.read_bytes() == whole[: len(whole) // 2]


def _touched(file: Path) -> Path:
    files.execute(file, "DELETE FROM valuation WHERE id = (SELECT min(id) FROM valuation)")
    return file


def test_a_file_without_a_backup_is_told_so(
    desk: Desk, qtbot: QtBot, current: files.Household
) -> None:
    current.file.unlink()
    page = diagnosis(desk, qtbot, current.file)
    assert "There is no backup of this file" in texts(page)
    assert not page.rescue.buttons


def test_damage_that_only_reading_finds_has_its_page_too(
    desk: Desk, qtbot: QtBot, current: files.Household
) -> None:
    backup = back_up(desk, current.file)
    content = bytearray(current.file.read_bytes())
    found = files.query(current.file, "SELECT rootpage FROM sqlite_master WHERE name = 'valuation'")
    first = (int(str(found[0][0])) - 1) * PAGE
    content[first : first + 8] = b"\xff" * 8
    current.file.write_bytes(content)
    desk.settings.update(desk.settings.current.with_recent(current.file))
    with qtbot.waitSignal(desk.settled, timeout=LIMIT_MS):
        desk.begin(current.file)
    assert desk.start.unlock is not None
    desk.start.unlock.form.passphrase.edit.setText(PASSPHRASE)
    with qtbot.waitSignal(desk.other_days.rescue_shown, timeout=LIMIT_MS):
        desk.start.unlock.unlock_button.click()
    page = desk.start.diagnosis
    assert page is not None
    assert "The file is damaged" in texts(page)
    assert page.rescue.buttons[0].property("backup") == backup
    assert current.file.read_bytes() == content
