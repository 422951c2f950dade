"""The start window: recent files, drop, empty state, keyboard; and the settings behind it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QAbstractButton, QToolButton, QWizard

from patrimoine_gui import paths
from patrimoine_gui.database.lock import FileLock
from patrimoine_gui.ui.settings import MAX_RECENT, Settings, SettingsStore
from patrimoine_gui.ui.start.start_window import StartWindow
from patrimoine_gui.ui.widgets.labels import ElidedLabel
from patrimoine_gui.ui.wizards.new_file.new_file_wizard import NewFileWizard
from patrimoine_gui.ui.wizards.upgrade.upgrade_wizard import UpgradeWizard
from tests.keys import PASSPHRASE
from tests.ui.conftest import LIMIT_MS, shown_file, texts, unlocked

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from patrimoine_gui.ui.controllers.app_controller import AppController
    from tests.faults import household as files

pytestmark = pytest.mark.usefixtures("styled")


@pytest.fixture
def two(tmp_path: Path, qtbot: QtBot) -> StartWindow:
    """Show one file that is there and one that is not."""
    there = tmp_path / "famille.patrimoine"
    there.write_bytes(b"")
    window = StartWindow((str(there), str(tmp_path / "perdu.patrimoine")))
    qtbot.addWidget(window)
    window.show()
    return window


def test_without_recent_files_the_window_says_how_to_begin(qtbot: QtBot) -> None:
    window = StartWindow(())
    qtbot.addWidget(window)
    window.show()
    assert "No file yet" in texts(window)
    assert window.home.example_button.isVisible()


def test_a_missing_file_is_said_to_be_missing(two: StartWindow, tmp_path: Path) -> None:
    whole = [item.accessibleName() for item in two.home.recent.findChildren(ElidedLabel)]
    assert "famille" in whole
    assert f"Not found in {tmp_path}" in whole


def test_return_opens_and_delete_takes_out_of_the_list(
    two: StartWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    with qtbot.waitSignal(two.file_asked, timeout=LIMIT_MS) as asked:
        qtbot.keyClick(two.home.recent.list, Qt.Key.Key_Return)
    assert asked.args == [tmp_path / "famille.patrimoine"]
    qtbot.keyClick(two.home.recent.list, Qt.Key.Key_Down)
    with qtbot.waitSignal(two.forget_asked, timeout=LIMIT_MS) as forgotten:
        qtbot.keyClick(two.home.recent.list, Qt.Key.Key_Delete)
    assert forgotten.args == [tmp_path / "perdu.patrimoine"]
    assert (tmp_path / "famille.patrimoine").exists()


def test_a_dropped_file_is_asked_for(two: StartWindow, qtbot: QtBot, tmp_path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "déposé.patrimoine"))])
    event = QDropEvent(
        QPointF(5, 5),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    with qtbot.waitSignal(two.file_asked, timeout=LIMIT_MS) as asked:
        two.dropEvent(event)
    assert asked.args == [tmp_path / "déposé.patrimoine"]


def test_a_long_name_leaves_room_for_its_button(qtbot: QtBot, tmp_path: Path) -> None:
    window = StartWindow((str(tmp_path / ("très long " * 30 + ".patrimoine")),))
    qtbot.addWidget(window)
    window.show()
    window.resize(window.minimumSize())
    viewport = window.home.recent.list.viewport()
    (removal,) = viewport.findChildren(QToolButton)

    def inside() -> bool:
        corner = removal.mapTo(viewport, removal.rect().bottomRight())
        return viewport.rect().contains(corner)

    qtbot.waitUntil(inside, timeout=LIMIT_MS)


def test_every_button_has_an_accessible_name(two: StartWindow) -> None:
    for item in two.findChildren(QAbstractButton):
        assert item.accessibleName() or item.text(), item


def test_the_example_is_a_fresh_copy_and_is_proposed_for_upgrade(
    app: AppController, qtbot: QtBot
) -> None:
    original = paths.example_file().read_bytes()
    with qtbot.waitSignal(app.settled, timeout=LIMIT_MS):
        app.begin_with_example()
    assert isinstance(app.wizard, UpgradeWizard)
    copy = app.wizard.plan.file
    assert copy.parent == app.folders.data.resolve()
    assert copy.read_bytes() == original
    assert copy.stat().st_mode & 0o777 == 0o600
    app.wizard.reject()
    with qtbot.waitSignal(app.settled, timeout=LIMIT_MS):
        app.begin_with_example()
    assert isinstance(app.wizard, UpgradeWizard)
    assert app.wizard.plan.file != copy


def test_a_new_file_gets_its_keys_and_is_opened_and_remembered(
    app: AppController, qtbot: QtBot, tmp_path: Path
) -> None:
    file = tmp_path / "notre foyer.patrimoine"
    app.opening_controller.create(file)
    wizard = app.wizard
    assert isinstance(wizard, NewFileWizard)
    assert not file.exists()
    for line in (wizard.passphrase.fields.first, wizard.passphrase.fields.second):
        line.edit.setText(PASSPHRASE)
    with qtbot.waitSignal(wizard.passphrase.made, timeout=LIMIT_MS) as made:
        wizard.button(QWizard.WizardButton.NextButton).click()
    wizard.recovery.card.typed.edit.setText(made.args[0].recovery)
    with qtbot.waitSignal(app.settled, timeout=LIMIT_MS):
        wizard.button(QWizard.WizardButton.CommitButton).click()
    assert app.wizard is None
    assert app.main is not None
    assert app.main.opened.keyring.has_recovery_key
    assert "This file holds no asset yet" in texts(app.main)
    assert app.settings.current.recent == (str(file),)


def test_a_new_file_never_replaces_another(
    app: AppController, qtbot: QtBot, current: files.Household
) -> None:
    before = current.digest()
    app.begin()
    with qtbot.waitSignal(app.settled, timeout=LIMIT_MS):
        app.opening_controller.create(current.file)
    assert app.main is None
    page = app.start.diagnosis
    assert page is not None
    assert current.digest() == before
    assert page.name.isVisible()
    assert not page.other.isVisible()
    with qtbot.waitSignal(app.settled, timeout=LIMIT_MS):
        page.existing.click()
    assert unlocked(app, qtbot).file == current.file


def test_another_name_can_be_chosen_where_the_first_is_taken(
    app: AppController, qtbot: QtBot, current: files.Household
) -> None:
    app.begin()
    with qtbot.waitSignal(app.settled, timeout=LIMIT_MS):
        app.opening_controller.create(current.file)
    assert app.start.diagnosis is not None
    with qtbot.waitSignal(app.start.create_asked, timeout=LIMIT_MS):
        app.start.diagnosis.name.click()
    assert app.state.file_dialogs.shown is not None
    app.state.file_dialogs.close()


@pytest.mark.parametrize("way", ["back", "existing"])
def test_no_second_window_stays_above_an_open_file(
    app: AppController, qtbot: QtBot, current: files.Household, way: str
) -> None:
    shown_file(app, qtbot, current.file)
    with qtbot.waitSignal(app.settled, timeout=LIMIT_MS):
        app.opening_controller.create(current.file)
    assert app.start.isVisible()
    page = app.start.diagnosis
    assert page is not None
    (page.back if way == "back" else page.existing).click()
    assert not app.start.isVisible()
    assert app.main is not None
    assert app.main.isVisible()


def test_a_file_that_takes_long_need_not_be_waited_for(
    app: AppController, qtbot: QtBot, current: files.Household
) -> None:
    app.begin(current.file)
    with qtbot.waitSignal(app.settled, timeout=LIMIT_MS):
        qtbot.keyClick(app.start.cancel, Qt.Key.Key_Return)
    assert app.start.pages.currentIndex() == 0
    assert app.start.diagnosis is None
    assert not app.state.file_opener.reader.is_busy
    with FileLock(current.file, "another"):
        pass


def test_a_bad_last_file_does_not_prevent_starting(app: AppController, tmp_path: Path) -> None:
    bad = tmp_path / "gone" / "x.patrimoine"
    app.settings.update(app.settings.current.with_recent(bad))
    app.rebuild()
    app.begin()
    assert app.start.isVisible()
    assert app.start.pages.currentIndex() == 0


# --- settings -------------------------------------------------------------------------------


def test_settings_come_back(tmp_path: Path) -> None:
    store = SettingsStore(tmp_path / "s")
    wanted = Settings("fr", "dark", ("/a", "/b"), "AAAA", hide_amounts=True, lock_after=0)
    store.update(wanted)
    assert SettingsStore(tmp_path / "s").current == wanted
    assert (tmp_path / "s" / "settings.json").stat().st_mode & 0o777 == 0o600
    assert [item.name for item in (tmp_path / "s").iterdir()] == ["settings.json"]


def test_recent_files_are_few_and_the_last_one_is_first(tmp_path: Path) -> None:
    settings = Settings()
    for rank in range(MAX_RECENT + 3):
        settings = settings.with_recent(tmp_path / str(rank))
    settings = settings.with_recent(tmp_path / "5")
    assert len(settings.recent) == MAX_RECENT
    assert settings.recent[0] == str(tmp_path / "5")
    assert len(set(settings.recent)) == MAX_RECENT


@pytest.mark.parametrize(
    "content",
    [
        [],
        {"language": 3, "theme": None, "recent": "x", "geometry": [], "hide_amounts": "yes"},
        {"lock_after": 7},
        {"lock_after": True},
        {"lock_after": "10"},
        {"recent": [1, None], "unknown": True},
    ],
)
def test_odd_settings_are_left_aside(tmp_path: Path, content: object) -> None:
    (tmp_path / "settings.json").write_text(json.dumps(content), encoding="utf-8")
    assert SettingsStore(tmp_path).current == Settings()


@pytest.mark.expected_warnings("patrimoine_gui.ui.settings")
def test_unreadable_settings_do_not_stop_the_program(tmp_path: Path) -> None:
    (tmp_path / "settings.json").write_bytes(b"\xff{")
    assert SettingsStore(tmp_path).current == Settings()


@pytest.mark.expected_warnings("patrimoine_gui.ui.settings")
def test_settings_that_cannot_be_written_do_not_stop_the_program(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    store = SettingsStore(tmp_path / "file")
    store.update(Settings("fr"))
    assert store.current.language == "fr"
