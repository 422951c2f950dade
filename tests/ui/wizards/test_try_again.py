"""What stopped an upgrade for a while is looked at, or tried, again: nothing is typed twice."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWizard

from patrimoine_gui.database.lock import FileLock
from patrimoine_gui.migration.plan import SpaceNeed
from patrimoine_gui.ui.wizards.changes_page import ChangesPage
from patrimoine_gui.ui.wizards.upgrade.upgrade_wizard import UpgradePageId
from tests.ui.conftest import LIMIT_MS, texts

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from patrimoine_gui.ui.wizards.upgrade.upgrade_wizard import UpgradeWizard
    from tests.faults import household as files


def test_room_that_was_made_is_found_without_beginning_again(
    qtbot: QtBot, old: files.Household
) -> None:
    short = (SpaceNeed(old.file.parent, 5_000_000, 1_000_000),)
    roomy = old.manager().plan(old.file)
    page = ChangesPage(replace(roomy, space=short), replan=lambda: roomy)
    qtbot.addWidget(page)
    page.show()
    assert page.again.isVisible()
    with qtbot.waitSignal(page.planned, timeout=LIMIT_MS):
        page.again.click()
    assert page.isComplete()
    assert not page.again.isVisible()
    assert "more are needed" not in texts(page)


def test_what_stopped_for_a_while_is_tried_again_with_the_same_keys(
    new_wizard: Callable[..., UpgradeWizard], old: files.Household, qtbot: QtBot
) -> None:
    wizard = new_wizard(old)
    which = QWizard.WizardButton
    wizard.button(which.NextButton).click()
    with FileLock(old.file, "another"), qtbot.waitSignal(wizard.ended, timeout=LIMIT_MS):
        wizard.button(which.CommitButton).click()
    assert wizard.currentId() == UpgradePageId.FAILURE
    assert wizard.again.isVisible()
    with qtbot.waitSignal(wizard.ended, timeout=LIMIT_MS):
        wizard.again.click()
    assert wizard.currentId() == UpgradePageId.RESULT
    assert wizard.outcome is not None
