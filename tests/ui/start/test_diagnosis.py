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

    from patrimoine_gui.ui.controllers.app_controller import AppController
    from patrimoine_gui.ui.start.diagnosis_page import DiagnosisPage


PAGE = 4096


@pytest.fixture(autouse=True)
def _english() -> None:
    i18n.set_language("en")


def diagnosis(app: AppController, qtbot: QtBot, file: Path) -> DiagnosisPage:
    with qtbot.waitSignal(app.diagnosis_controller.backups_shown, timeout=LIMIT_MS):
        app.begin(file)
    page = app.start.diagnosis
    assert page is not None
    qtbot.waitUntil(lambda: len(_labels(page)) > 1, timeout=LIMIT_MS)
    return page


def _labels(page: DiagnosisPage) -> list[QLabel]:
    return [item for item in page.backups_card.findChildren(QLabel) if item.isVisible()]


def back_up(app: AppController, file: Path) -> Path:
    keyring = keyring_for(app.manager.plan(file, "+0"))
    return app.manager.backups.make(file, keyring).file


def make_newer(file: Path) -> None:
    files.execute(
        file,
        "UPDATE file_header SET writer_version = '2.4.0', min_app_version = '2.1.0'",
        "PRAGMA user_version = 99",
    )


def test_a_newer_file_names_its_writer_and_the_backups_that_open(
    app: AppController, qtbot: QtBot, current: files.Household
) -> None:
    backup = back_up(app, current.file)
    moved = current.file.rename(current.file.with_name("known by its household.patrimoine"))
    make_newer(moved)
    before = moved.read_bytes()
    page = diagnosis(app, qtbot, moved)
    shown = texts(page)
    assert "2.4.0" in shown
    assert "2.1.0" in shown
    assert "Backups that this version opens" in shown
    assert "Verified" in shown
    with qtbot.waitSignal(app.settled, timeout=LIMIT_MS):
        page.backups_card.buttons[1].click()
    assert app.start.unlock is not None
    assert app.start.unlock.file == backup
    assert moved.read_bytes() == before


def test_a_damaged_file_says_what_was_checked_and_offers_its_newest_good_backup(
    app: AppController, qtbot: QtBot, current: files.Household
) -> None:
    good, bad = back_up(app, current.file), back_up(app, _touched(current.file))
    content = bytearray(bad.read_bytes())
    content[-200] ^= 1
    bad.write_bytes(content)
    whole = current.file.read_bytes()
    current.file.write_bytes(whole[: len(whole) // 2])
    page = diagnosis(app, qtbot, current.file)
    assert "What was checked" in texts(page)
    assert not page.recover.isHidden()
    assert page.backups_card.buttons[0].property("backup") == good
    with qtbot.waitSignal(app.settled, timeout=LIMIT_MS):
        page.backups_card.buttons[0].click()
    assert isinstance(app.wizard, RestoreWizard)
    stop_all()
    app.wizard.leave()
    assert current.file.read_bytes() == whole[: len(whole) // 2]


def _touched(file: Path) -> Path:
    files.execute(file, "DELETE FROM valuation WHERE id = (SELECT min(id) FROM valuation)")
    return file


def test_a_file_without_a_backup_is_told_so(
    app: AppController, qtbot: QtBot, current: files.Household
) -> None:
    current.file.unlink()
    page = diagnosis(app, qtbot, current.file)
    assert "There is no backup of this file" in texts(page)
    assert not page.backups_card.buttons


def test_damage_that_only_reading_finds_has_its_page_too(
    app: AppController, qtbot: QtBot, current: files.Household
) -> None:
    backup = back_up(app, current.file)
    content = bytearray(current.file.read_bytes())
    found = files.query(current.file, "SELECT rootpage FROM sqlite_master WHERE name = 'valuation'")
    first = (int(str(found[0][0])) - 1) * PAGE
    content[first : first + 8] = b"\xff" * 8
    current.file.write_bytes(content)
    app.settings.update(app.settings.current.with_recent(current.file))
    with qtbot.waitSignal(app.settled, timeout=LIMIT_MS):
        app.begin(current.file)
    assert app.start.unlock is not None
    app.start.unlock.form.passphrase.edit.setText(PASSPHRASE)
    with qtbot.waitSignal(app.diagnosis_controller.backups_shown, timeout=LIMIT_MS):
        app.start.unlock.unlock_button.click()
    page = app.start.diagnosis
    assert page is not None
    assert "The file is damaged" in texts(page)
    assert page.backups_card.buttons[0].property("backup") == backup
    assert current.file.read_bytes() == content
