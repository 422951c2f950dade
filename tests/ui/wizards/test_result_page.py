"""The last page of an upgrade: what was put in order, the backup, then the proof; in any size."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QLabel, QWizard

from patrimoine_gui import i18n, paths
from patrimoine_gui.logs import file_tag
from patrimoine_gui.ui.widgets.labels import BrokenText
from patrimoine_gui.ui.wizards.upgrade.upgrade_wizard import UpgradePageId
from tests.ui.conftest import LIMIT_MS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from patrimoine_gui.ui.wizards.clear_copies_card import ClearCopiesCard
    from patrimoine_gui.ui.wizards.proof_table import ProofTable
    from patrimoine_gui.ui.wizards.result_page import ResultPage
    from patrimoine_gui.ui.wizards.upgrade.upgrade_wizard import UpgradeWizard
    from tests.faults import household as files

pytestmark = pytest.mark.usefixtures("styled")


@pytest.fixture
def page(
    new_wizard: Callable[..., UpgradeWizard], old: files.Household, qtbot: QtBot
) -> ResultPage:
    """Give the last page for the example, in French, in the smallest window."""
    old.file.write_bytes(paths.example_file().read_bytes())
    i18n.set_language("fr")
    wizard = new_wizard(old)
    wizard.resize(wizard.minimumSize())
    wizard.button(QWizard.WizardButton.NextButton).click()
    with qtbot.waitSignal(wizard.ended, timeout=LIMIT_MS):
        wizard.button(QWizard.WizardButton.CommitButton).click()
    qtbot.wait(0)
    return wizard.result_page


def table_of(page: ResultPage) -> ProofTable:
    assert page.table is not None
    return page.table


def top(page: ResultPage, part: QWidget) -> int:
    return part.mapTo(page, QPoint(0, 0)).y()


def heading(page: ResultPage, text: str) -> QLabel:
    return next(item for item in page.findChildren(QLabel) if item.text() == text)


def test_the_smallest_window_shows_every_amount_and_date_whole(page: ResultPage) -> None:
    table = table_of(page)
    for rank in range(3):
        assert table.columnWidth(rank) >= table.sizeHintForColumn(rank)
    assert table.horizontalHeader().length() <= table.viewport().width()


def test_dates_are_short_where_there_is_no_room_and_in_full_again(page: ResultPage) -> None:
    table = table_of(page)
    first = table.model().index(0, 0)
    table.resize(340, table.height())
    assert "déc." in first.data()
    table.resize(600, table.height())
    assert "décembre" in first.data()


def test_nothing_is_wider_than_the_page(page: ResultPage) -> None:
    content = page.area.widget()
    assert content is not None
    assert content.width() <= page.area.viewport().width()
    for path in page.findChildren(BrokenText):
        assert path.document().size().height() <= path.height()
        assert path.document().idealWidth() <= path.width()


def test_the_proof_comes_first_then_what_was_put_in_order_then_the_backup(
    page: ResultPage,
) -> None:
    order = heading(page, "Ce qui a été mis en ordre")
    backup = heading(page, "Le fichier tel qu’il était est gardé dans une sauvegarde vérifiée")
    assert top(page, table_of(page)) < top(page, order) < top(page, backup)


def test_only_the_page_scrolls(page: ResultPage, qtbot: QtBot) -> None:
    table = table_of(page)
    assert table.verticalScrollBar().maximum() == 0
    table.setFocus()
    table.setCurrentIndex(table.model().index(table.model().rowCount() - 1, 0))
    qtbot.wait(0)
    assert page.area.verticalScrollBar().value() > 0


def test_the_wheel_is_left_to_the_page_wherever_the_mouse_is(page: ResultPage) -> None:
    for part in (table_of(page).viewport(), page.findChildren(BrokenText)[0].viewport()):
        place = QPointF(part.rect().center())
        event = QWheelEvent(
            place,
            QPointF(part.mapToGlobal(place)),
            QPoint(0, 0),
            QPoint(0, -120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,  # noqa: FBT003  (Qt takes it by place)
        )
        QApplication.sendEvent(part, event)
        assert not event.isAccepted()


# --- clear copies of earlier versions -------------------------------------------------------------


def left_by_an_earlier_version(old: files.Household, name: str, *, ours: bool) -> Path:
    """Leave a clear copy among the backups, as versions up to 0.3 did."""
    source = file_tag(old.file.resolve()) if ours else "00000000"
    old.folders.backups.mkdir(parents=True, exist_ok=True)
    copy = old.folders.backups / f"{name}.patrimoine-backup"
    shutil.copyfile(old.file, copy)
    manifest = {
        "format": 0,
        "created": "2026-03-01T10:00:00+00:00",
        "kind": "pre-upgrade",
        "source": source,
    }
    copy.with_name(f"{copy.name}.json").write_text(json.dumps(manifest), encoding="utf-8")
    return copy


def upgraded(
    new_wizard: Callable[..., UpgradeWizard], old: files.Household, qtbot: QtBot
) -> ClearCopiesCard:
    wizard = new_wizard(old)
    card = wizard.result_page.copies
    wizard.button(QWizard.WizardButton.NextButton).click()
    with qtbot.waitSignal(card.looked, timeout=LIMIT_MS):
        wizard.button(QWizard.WizardButton.CommitButton).click()
    qtbot.waitUntil(lambda: wizard.currentId() == UpgradePageId.RESULT, timeout=LIMIT_MS)
    return card


def test_without_clear_copies_nothing_is_said_of_them(
    new_wizard: Callable[..., UpgradeWizard], old: files.Household, qtbot: QtBot
) -> None:
    assert upgraded(new_wizard, old, qtbot).isHidden()


def test_clear_copies_are_listed_and_stay_unless_they_are_removed(
    new_wizard: Callable[..., UpgradeWizard], old: files.Household, qtbot: QtBot
) -> None:
    copy = left_by_an_earlier_version(old, "before", ours=True)
    card = upgraded(new_wizard, old, qtbot)
    assert card.isVisible()
    (box,) = card.boxes
    assert "1 March 2026" in box.text()
    card.remove_button.click()
    assert card.question is not None
    assert "encrypted backup" in card.question.informativeText()
    card.question.reject()
    assert copy.exists()


def test_chosen_copies_go_and_the_encrypted_backup_stays(
    new_wizard: Callable[..., UpgradeWizard], old: files.Household, qtbot: QtBot
) -> None:
    copy = left_by_an_earlier_version(old, "before", ours=True)
    other = left_by_an_earlier_version(old, "other", ours=False)
    card = upgraded(new_wizard, old, qtbot)
    assert [item.file for item in card.chosen()] == [copy]
    card.remove_button.click()
    assert card.question is not None
    with qtbot.waitSignal(card.removed, timeout=LIMIT_MS):
        card.question.accept()
    assert not copy.exists()
    assert other.exists()
    assert card.message.text == "1 copy removed."
    assert len(card.boxes) == 1
    assert not card.remove_button.isEnabled()
    assert len(old.backups()) == 1


def test_a_copy_that_went_meanwhile_is_no_failure(
    new_wizard: Callable[..., UpgradeWizard], old: files.Household, qtbot: QtBot
) -> None:
    copy = left_by_an_earlier_version(old, "before", ours=True)
    card = upgraded(new_wizard, old, qtbot)
    copy.unlink()
    card.remove_button.click()
    assert card.question is not None
    with qtbot.waitSignal(card.removed, timeout=LIMIT_MS):
        card.question.accept()
    assert card.message.text == "1 copy removed."
    assert card.remove_button.isHidden()
