"""The upgrade wizard: consent, work, cancel, failure, proof; with the real engine."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWizard

from patrimoine_gui.errors import (
    BackupFailed,
    Cancelled,
    FileReadOnly,
    FolderReadOnly,
    UpgradeStep,
    UserError,
)
from patrimoine_gui.migration import revisions
from patrimoine_gui.migration.diagnosis import FileState
from patrimoine_gui.migration.plan import Plan, SpaceNeed
from patrimoine_gui.ui import background, theme
from patrimoine_gui.ui.wizards.changes_page import ChangesPage
from patrimoine_gui.ui.wizards.upgrade.upgrade_wizard import UpgradePageId, UpgradeWizard
from patrimoine_gui.wording import explain
from tests.faults import household as files
from tests.ui.conftest import LIMIT_MS, texts

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.usefixtures("styled")

NewWizard = Callable[..., UpgradeWizard]
NEXT = QWizard.WizardButton.NextButton
COMMIT = QWizard.WizardButton.CommitButton
CANCEL = QWizard.WizardButton.CancelButton
FAILING = 'connection_v1().execute("SELECT * FROM a_table_that_is_not_there")'
SLOW = """
connection = connection_v1()
rows = connection.execute("SELECT count(*) FROM valuation").fetchone()[0]
for rank in range(rows * 10_000_000):
    connection.execute("SELECT 1").fetchall()
    tick_v1(rank, 100_000_000)
"""


def upgrade(qtbot: QtBot, wizard: UpgradeWizard) -> None:
    wizard.button(NEXT).click()
    with qtbot.waitSignal(wizard.ended, timeout=LIMIT_MS):
        wizard.button(COMMIT).click()


def until_it_works(qtbot: QtBot, wizard: UpgradeWizard) -> None:
    wizard.button(NEXT).click()
    wizard.button(COMMIT).click()
    qtbot.waitUntil(
        lambda: (
            wizard.progress.last is not None and wizard.progress.last.step is UpgradeStep.MIGRATE
        ),
        timeout=LIMIT_MS,
    )


# --- before ---------------------------------------------------------------------------------


def test_the_first_page_names_the_file_and_both_versions(
    new_wizard: NewWizard, old: files.Household
) -> None:
    wizard = new_wizard(old)
    shown = texts(wizard.welcome)
    assert "maison.patrimoine" in shown
    assert "0.1" in shown
    assert revisions.load().head.app_version in shown
    assert "0001" not in shown


def test_changes_are_sentences_and_ids_are_folded(
    new_wizard: NewWizard, old: files.Household, each_language: str
) -> None:
    wizard = new_wizard(old)
    wizard.button(NEXT).click()
    shown = texts(wizard.changes)
    sentence = {"fr": "Les montants deviennent exacts", "en": "Amounts become exact"}
    assert sentence[each_language] in shown
    assert "0002" not in shown
    wizard.changes.details.unfold()
    assert "0002" in texts(wizard.changes)


def test_later_leaves_the_file_as_it_is(
    new_wizard: NewWizard, old: files.Household, qtbot: QtBot
) -> None:
    before = old.digest()
    wizard = new_wizard(old)
    wizard.button(NEXT).click()
    with qtbot.waitSignal(wizard.rejected, timeout=LIMIT_MS):
        wizard.button(CANCEL).click()
    assert old.digest() == before
    assert not old.beside()
    assert not old.backups()
    assert wizard.outcome is None


def plan_with(old: files.Household, **changes: object) -> Plan:
    from dataclasses import replace

    return replace(old.manager().plan(old.file), **changes)  # type: ignore[arg-type]


def test_a_full_disk_is_told_before_and_the_button_is_off(
    qtbot: QtBot, old: files.Household
) -> None:
    page = ChangesPage(plan_with(old, space=(SpaceNeed(old.file.parent, 5_000_000, 1_000_000),)))
    qtbot.addWidget(page)
    assert not page.isComplete()
    assert "4.0\u00a0MB more are needed" in texts(page)


@pytest.mark.parametrize(
    "error",
    [FileReadOnly(Path("a")), FolderReadOnly(Path("a")), BackupFailed(Path("a"))],
    ids=["file", "folder", "backups"],
)
@pytest.mark.usefixtures("each_language")
def test_what_may_not_be_written_is_told_before_and_the_button_is_off(
    qtbot: QtBot, old: files.Household, error: UserError
) -> None:
    page = ChangesPage(plan_with(old, obstacle=error))
    qtbot.addWidget(page)
    assert not page.isComplete()
    told, shown = explain(error), texts(page)
    assert told.title in shown
    assert told.what in shown
    assert told.next in shown


def test_the_plan_tells_that_no_backup_can_be_made(old: files.Household) -> None:
    assert old.manager().plan(old.file).obstacle is None
    old.folders.data.mkdir(parents=True)
    old.folders.backups.touch()
    found = old.manager().plan(old.file).obstacle
    assert isinstance(found, BackupFailed)
    assert found.folder == old.folders.backups


def test_a_synchronised_folder_is_told_before(qtbot: QtBot, old: files.Household) -> None:
    page = ChangesPage(plan_with(old, synchronised_by="OneDrive"))
    qtbot.addWidget(page)
    assert page.isComplete()
    assert "OneDrive" in texts(page)


# --- the proof ------------------------------------------------------------------------------


def test_an_upgrade_shows_its_proof(
    new_wizard: NewWizard, old: files.Household, qtbot: QtBot, each_language: str
) -> None:
    wizard = new_wizard(old)
    upgrade(qtbot, wizard)
    assert wizard.currentId() == UpgradePageId.RESULT
    assert wizard.outcome is not None
    assert wizard.outcome.backup is not None
    shown = texts(wizard.result_page)
    title = {"fr": "Votre fichier est à jour", "en": "Your file is up to date"}
    assert title[each_language] in shown
    assert str(wizard.outcome.backup) in shown
    assert old.manager().inspect(old.file).state is FileState.CURRENT


def test_every_page_can_be_drawn_in_both_themes(
    new_wizard: NewWizard, old: files.Household, qtbot: QtBot, qapp: QApplication
) -> None:
    seen = {}
    start = old.file.read_bytes()
    for name in theme.THEMES:
        theme.apply(qapp, name)
        old.file.write_bytes(start)
        wizard = new_wizard(old)
        seen[name] = wizard.grab().toImage().pixelColor(2, 2).lightness()
        upgrade(qtbot, wizard)
        assert wizard.currentId() == UpgradePageId.RESULT
        wizard.accept()
    assert seen["light"] > 200
    assert seen["dark"] < 60


def test_the_folder_of_the_backup_can_be_opened(
    new_wizard: NewWizard,
    old: files.Household,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[object] = []
    monkeypatch.setattr("patrimoine_gui.ui.addresses.QDesktopServices.openUrl", asked.append)
    wizard = new_wizard(old)
    upgrade(qtbot, wizard)
    with qtbot.waitSignal(wizard.result_page.folder_opened, timeout=LIMIT_MS) as opened:
        wizard.result_page._on_folder_asked()
    assert opened.args == [old.folders.backups]
    assert len(asked) == 1


# --- cancel ---------------------------------------------------------------------------------


@pytest.fixture
def slow(tmp_path: Path) -> tuple[files.Household, Path]:
    """Give a file whose upgrade takes very long, by an injected revision."""
    household = files.golden("0001-rich", tmp_path)
    return household, files.second_folder(tmp_path, SLOW)


def test_esc_asks_first_and_going_on_goes_on(
    new_wizard: NewWizard, slow: tuple[files.Household, Path], qtbot: QtBot
) -> None:
    wizard = new_wizard(*slow)
    until_it_works(qtbot, wizard)
    qtbot.keyClick(wizard, Qt.Key.Key_Escape)
    assert wizard.question is not None
    wizard.question.reject()
    assert wizard.question is None
    assert wizard.is_working
    assert not wizard.jobs.is_cancelled


@pytest.mark.parametrize("way", ["button", "escape", "close box"])
def test_cancel_leaves_the_file_and_has_its_own_page(
    new_wizard: NewWizard, slow: tuple[files.Household, Path], qtbot: QtBot, way: str
) -> None:
    household, migrations = slow
    before = household.digest()
    wizard = new_wizard(household, migrations)
    until_it_works(qtbot, wizard)
    if way == "button":
        wizard.button(CANCEL).click()
    elif way == "escape":
        qtbot.keyClick(wizard, Qt.Key.Key_Escape)
    else:
        wizard.close()
    assert wizard.isVisible()
    assert wizard.question is not None
    with qtbot.waitSignal(wizard.ended, timeout=LIMIT_MS):
        wizard.question.accept()
    assert wizard.currentId() == UpgradePageId.CANCELLED
    assert isinstance(wizard.error, Cancelled)
    assert household.digest() == before
    assert not {name for name in household.beside() if not name.endswith(".lock")}


def test_an_upgrade_that_ends_while_asked_closes_the_question(
    new_wizard: NewWizard, old: files.Household, qtbot: QtBot
) -> None:
    wizard = new_wizard(old)
    wizard.button(NEXT).click()
    wizard.button(COMMIT).click()
    with qtbot.waitSignal(wizard.ended, timeout=LIMIT_MS):
        wizard.reject()
        assert wizard.question is not None
    assert wizard.question is None
    assert wizard.currentId() == UpgradePageId.RESULT


def test_closing_the_application_during_an_upgrade_is_safe(
    new_wizard: NewWizard, slow: tuple[files.Household, Path], qtbot: QtBot
) -> None:
    household, migrations = slow
    before = household.digest()
    wizard = new_wizard(household, migrations)
    until_it_works(qtbot, wizard)
    background.stop_all()
    assert household.digest() == before


# --- failure --------------------------------------------------------------------------------


def test_a_failing_revision_leads_to_a_page_that_says_the_file_is_intact(
    new_wizard: NewWizard, old: files.Household, tmp_path: Path, qtbot: QtBot, each_language: str
) -> None:
    before = old.digest()
    wizard = new_wizard(old, files.second_folder(tmp_path, FAILING))
    upgrade(qtbot, wizard)
    assert wizard.currentId() == UpgradePageId.FAILURE
    assert wizard.error is not None
    shown = texts(wizard.failure)
    assert {"fr": "Votre fichier est intact", "en": "Your file is intact"}[each_language] in shown
    assert explain(wizard.error).next in shown
    assert "Traceback" not in shown
    assert "a_table_that_is_not_there" not in shown
    assert old.digest() == before


def test_a_changed_amount_is_refused_and_the_difference_is_named(
    new_wizard: NewWizard, old: files.Household, tmp_path: Path, qtbot: QtBot
) -> None:
    before = old.digest()
    body = 'connection_v1().execute("UPDATE valuation SET amount = amount + 1")'
    wizard = new_wizard(old, files.second_folder(tmp_path, body))
    upgrade(qtbot, wizard)
    assert wizard.currentId() == UpgradePageId.FAILURE
    assert "What is not the same" in texts(wizard.failure)
    assert "Version 0.1 of Patrimoine opens this file as before." in texts(wizard.failure)
    assert old.digest() == before


def test_no_place_for_the_backup_is_a_failure_that_names_the_folder(
    new_wizard: NewWizard, old: files.Household, qtbot: QtBot
) -> None:
    wizard = new_wizard(old)
    old.folders.data.mkdir(parents=True, exist_ok=True)
    old.folders.backups.write_bytes(b"")
    before = old.digest()
    upgrade(qtbot, wizard)
    assert wizard.currentId() == UpgradePageId.FAILURE
    assert str(old.folders.backups) in texts(wizard.failure)
    assert old.digest() == before


def test_the_report_is_copied_and_tells_nothing(
    new_wizard: NewWizard, old: files.Household, tmp_path: Path, qtbot: QtBot
) -> None:
    wizard = new_wizard(old, files.second_folder(tmp_path, FAILING))
    upgrade(qtbot, wizard)
    assert wizard.failure.report is not None
    wizard.failure.report.click()
    copied = QGuiApplication.clipboard().text()
    assert "UpgradeFailed" in copied
    assert "maison" not in copied
    assert "Élodie" not in copied
    assert str(tmp_path) not in copied


def test_a_file_that_vanished_after_the_plan_is_a_failure_page(
    new_wizard: NewWizard, old: files.Household, tmp_path: Path, qtbot: QtBot
) -> None:
    wizard = new_wizard(old)
    shutil.move(old.file, tmp_path / "elsewhere")
    upgrade(qtbot, wizard)
    assert wizard.currentId() == UpgradePageId.FAILURE
    assert "Traceback" not in texts(wizard.failure)


# --- keyboard -------------------------------------------------------------------------------


def test_the_whole_upgrade_needs_no_mouse(
    new_wizard: NewWizard, old: files.Household, qtbot: QtBot
) -> None:
    wizard = new_wizard(old)
    qtbot.keyClick(wizard, Qt.Key.Key_Return)
    assert wizard.currentId() == UpgradePageId.CHANGES
    with qtbot.waitSignal(wizard.ended, timeout=LIMIT_MS):
        qtbot.keyClick(wizard, Qt.Key.Key_Return)
    assert wizard.currentId() == UpgradePageId.RESULT
    with qtbot.waitSignal(wizard.accepted, timeout=LIMIT_MS):
        qtbot.keyClick(wizard, Qt.Key.Key_Return)


def test_return_during_the_work_does_not_cancel(
    new_wizard: NewWizard, slow: tuple[files.Household, Path], qtbot: QtBot
) -> None:
    wizard = new_wizard(*slow)
    until_it_works(qtbot, wizard)
    qtbot.keyClick(wizard, Qt.Key.Key_Return)
    assert wizard.question is None
    assert wizard.currentId() == UpgradePageId.PROGRESS


def test_what_matters_has_an_accessible_name(new_wizard: NewWizard, old: files.Household) -> None:
    wizard = new_wizard(old)
    for page in (wizard.welcome, wizard.changes, wizard.progress):
        assert page.accessibleName()
    assert wizard.progress.bar.accessibleName()
    assert wizard.changes.details.button.accessibleName()
