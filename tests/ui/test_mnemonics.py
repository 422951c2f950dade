"""No key means two things on one screen: every page of every window, in both languages."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QAbstractButton, QMainWindow, QTabBar, QTabWidget, QWidget, QWizard

from patrimoine_gui.database.conflict_copies import ConflictCopy
from patrimoine_gui.errors import NoSpace
from patrimoine_gui.ui.key_action import KeyAction
from patrimoine_gui.ui.main import file_notices
from patrimoine_gui.ui.main.file_change import FileChange, FileChangeKind
from patrimoine_gui.ui.opening.access import Access, AccessKind
from patrimoine_gui.ui.start.diagnosis_page import DiagnosisPage
from patrimoine_gui.ui.start.recovery_options import UsableBackups
from patrimoine_gui.ui.start.start_window import StartWindow
from patrimoine_gui.ui.wizards.keys.key_pages import WorkPage
from patrimoine_gui.ui.wizards.new_file.creation_page import CreationPage
from patrimoine_gui.ui.wizards.new_file.new_file_wizard import NewFileWizard
from patrimoine_gui.ui.wizards.progress_page import ProgressPage
from patrimoine_gui.ui.wizards.restore.restore_pages import ReadingPage
from tests.keys import QUICK
from tests.ui.conftest import LIMIT_MS, shown_file
from tests.ui.test_keyboard import mnemonic
from tests.ui.wizards.restore_steps import opened, saved
from tests.unit.wording.examples_of_errors import EXAMPLES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from patrimoine_gui.ui.controllers.app_controller import AppController
    from patrimoine_gui.ui.wizards.upgrade.upgrade_wizard import UpgradeWizard
    from tests.faults import household as files

pytestmark = pytest.mark.usefixtures("each_language")

STOPPED = next(error for error in EXAMPLES if isinstance(error, NoSpace))
WORKING = (ProgressPage, WorkPage, CreationPage, ReadingPage)


def shown_texts(window: QWidget) -> Iterator[str]:
    """Give what can be pressed by a letter now: buttons, tabs, menus."""
    for part in window.findChildren(QAbstractButton):
        if part.isVisibleTo(window) and part.isEnabled():
            yield part.text()
    for bar in window.findChildren(QTabBar):
        if bar.isVisibleTo(window):
            yield from map(bar.tabText, range(bar.count()))
    if isinstance(window, QMainWindow):
        yield from (action.text() for action in window.menuBar().actions())


def clashes(window: QWidget) -> list[list[str]]:
    found = defaultdict(list)
    for text in shown_texts(window):
        found[mnemonic(text)].append(text)
    return [texts for letter, texts in found.items() if letter and len(texts) > 1]


def pages_of(wizard: QWizard) -> Iterator[int]:
    """Show each page on which something is asked or told, as if its turn had come."""
    for page in wizard.pageIds():
        if not isinstance(wizard.page(page), WORKING):
            wizard.setStartId(page)
            wizard.restart()
            yield page


def assert_clear(wizard: QWizard) -> None:
    assert {page: clashes(wizard) for page in pages_of(wizard) if clashes(wizard)} == {}


def test_the_first_window(qtbot: QtBot, tmp_path: Path) -> None:
    window = StartWindow((str(tmp_path / "a.patrimoine"),))
    qtbot.addWidget(window)
    window.show()
    assert clashes(window) == []
    window.show_forgotten(tmp_path / "a.patrimoine")
    assert clashes(window) == []


def test_the_page_of_each_error(qtbot: QtBot, tmp_path: Path) -> None:
    found = {}
    for error in EXAMPLES:
        page = DiagnosisPage(tmp_path / "a.patrimoine", error)
        qtbot.addWidget(page)
        page.show_backups(UsableBackups())
        if clashes(page):
            found[type(error).__name__] = clashes(page)
    assert found == {}


def test_the_main_window_with_its_banners(
    app: AppController, qtbot: QtBot, current: files.Household
) -> None:
    saved(app, current)
    main = shown_file(app, qtbot, current.file)
    main.show_backups()
    backups = main.backups_page.list.table
    qtbot.waitUntil(lambda: backups.model().rowCount() > 0, timeout=LIMIT_MS)
    backups.selectRow(0)
    told = [file_notices.of_access(Access(kind, current.file)) for kind in AccessKind]
    changes = [FileChange(kind, current.file) for kind in FileChangeKind]
    told += [file_notices.of_change(change, current.file, None) for change in changes]
    told.append(file_notices.of_conflicts((ConflictCopy(current.file, "Dropbox"),)))
    found: list[list[str]] = []
    for notice in told:
        if notice is not None:
            main.file_monitor.banners.tell(notice)
        for page in main.pages.actions_in_order:
            page.trigger()
            found += clashes(main)
            for tabs in main.findChildren(QTabWidget):
                for rank in range(tabs.count() if tabs.isVisible() else 0):
                    tabs.setCurrentIndex(rank)
                    found += clashes(main)
        if notice is not None:
            main.file_monitor.banners.end(notice.key)
    assert "\n".join(sorted({" / ".join(texts) for texts in found})) == ""


def test_the_wizard_of_an_upgrade(
    new_wizard: Callable[..., UpgradeWizard], old: files.Household
) -> None:
    wizard = new_wizard(old, ask=True)
    wizard.error = STOPPED
    wizard.failure.show_error(STOPPED, "0.1")
    assert_clear(wizard)


def test_the_wizard_of_a_new_file(qtbot: QtBot, old: files.Household, tmp_path: Path) -> None:
    wizard = NewFileWizard(old.manager(), tmp_path / "new.patrimoine", policy=QUICK)
    qtbot.addWidget(wizard)
    wizard.show()
    wizard.error = STOPPED
    wizard.failure.show_error(STOPPED, "")
    assert_clear(wizard)


def test_the_wizard_of_a_restore(
    app: AppController, qtbot: QtBot, current: files.Household
) -> None:
    backup = saved(app, current)
    wizard = opened(app, qtbot, backup)
    wizard.error = STOPPED
    wizard.pages.failure.show_refusal(STOPPED, places_again=True)
    assert_clear(wizard)
    wizard.leave()


@pytest.mark.parametrize("action", [KeyAction.PASSPHRASE, KeyAction.RENEWAL])
def test_the_wizard_of_the_keys(
    app: AppController, qtbot: QtBot, current: files.Household, action: KeyAction
) -> None:
    main = shown_file(app, qtbot, current.file)
    main.menus.keys_asked.emit(action)
    wizard = app.state.key_controller.shown
    assert wizard is not None
    wizard.error = STOPPED
    wizard.failure.show_error(STOPPED, "")
    assert_clear(wizard)
    wizard.leave()
