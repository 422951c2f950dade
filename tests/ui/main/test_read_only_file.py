"""A file that may only be looked at, or that somebody takes away while it is open."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QAction

from patrimoine_gui import i18n
from patrimoine_gui.database.lock import FileLock
from patrimoine_gui.ui.main.file_change import FileChangeKind
from patrimoine_gui.ui.main.file_notices import ACCESS, FILE_CHANGE
from patrimoine_gui.ui.opening.access import AccessKind
from tests.faults import household as files
from tests.faults.small_disks import can_mount, make_read_only, small_disk
from tests.ui.conftest import shown_file, texts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from patrimoine_gui.ui.controllers.app_controller import AppController
    from patrimoine_gui.ui.main.main_window import MainWindow


@pytest.fixture(autouse=True)
def _english() -> None:
    i18n.set_language("en")


@pytest.fixture
def window(app: AppController, qtbot: QtBot, current: files.Household) -> MainWindow:
    return shown_file(app, qtbot, current.file)


@pytest.fixture
def guarded(upgraded: files.Household, tmp_path: Path) -> Iterator[Path]:
    """Give a file on a disk that refuses every write."""
    if not can_mount():
        pytest.skip("no right to mount")
    with small_disk(tmp_path / "disk", "size=8m") as disk:
        file = disk / "maison.patrimoine"
        shutil.copyfile(upgraded.file, file)
        make_read_only(disk)
        yield file


def enabled(window: MainWindow, text: str) -> bool:
    found = [item for item in window.findChildren(QAction) if text in item.text().replace("&", "")]
    assert found
    return any(item.isEnabled() for item in found)


def banner(window: MainWindow) -> str:
    return texts(window.file_monitor.banners)


def test_a_file_that_cannot_be_written_is_shown_and_says_so(
    app: AppController, qtbot: QtBot, guarded: Path
) -> None:
    window = shown_file(app, qtbot, guarded)
    assert window.opened.access.kind is AccessKind.MEDIUM
    assert not window.opened.lock.is_held
    assert "read-only" in banner(window)
    assert window.household.assets
    assert not enabled(window, "Change the passphrase")
    assert not enabled(window, "Renew the keys")
    assert {item.name for item in guarded.parent.iterdir()} == {guarded.name}
    with qtbot.waitSignal(app.settled, timeout=6000):
        app.lock_controller.lock()
    assert app.main is None


def test_a_file_that_may_be_written_has_no_banner(window: MainWindow) -> None:
    assert not {ACCESS, FILE_CHANGE} & window.file_monitor.banners.shown.keys()
    assert window.is_writable


def test_a_file_that_is_renamed_is_opened_where_it_is_without_its_passphrase(
    app: AppController, qtbot: QtBot, window: MainWindow
) -> None:
    file = window.file
    now = file.rename(file.with_name("foyer.patrimoine"))
    monitor = window.file_monitor
    with qtbot.waitSignal(monitor.file_changed, timeout=6000):
        pass
    assert monitor.change.kind is FileChangeKind.RENAMED
    assert not window.is_writable
    assert "foyer.patrimoine" in banner(window)
    with qtbot.waitSignal(app.settled, timeout=6000):
        monitor.banners.shown[FILE_CHANGE].buttons[0].click()
    assert app.main is not None
    assert app.main is not window
    assert app.main.file == now
    assert app.main.household.assets
    assert not FileLock(file, "test").is_held
    assert [item.name for item in file.parent.iterdir() if "lock" in item.name] == [
        ".foyer.patrimoine.lock"
    ]


def test_a_file_that_another_program_changes_is_read_again(
    app: AppController, qtbot: QtBot, window: MainWindow, upgraded: files.Household
) -> None:
    other = window.file.with_name("new")
    shutil.copyfile(upgraded.file, other)
    files.execute(other, "DELETE FROM valuation WHERE id = (SELECT min(id) FROM valuation)")
    before = len(window.household.valuations)
    os.replace(other, window.file)  # noqa: PTH105  (as a synchronisation does)
    monitor = window.file_monitor
    with qtbot.waitSignal(monitor.file_changed, timeout=6000):
        pass
    assert monitor.change.kind is FileChangeKind.CHANGED
    with qtbot.waitSignal(app.settled, timeout=6000):
        monitor.banners.shown[FILE_CHANGE].buttons[0].click()
    assert app.main is not None
    assert len(app.main.household.valuations) == before - 1
    assert app.main.is_writable


def test_a_file_that_comes_back_is_as_before(qtbot: QtBot, window: MainWindow) -> None:
    away = window.file.parent.parent / "away"
    with qtbot.waitSignal(window.file_monitor.file_changed, timeout=6000):
        window.file.rename(away)
    assert not window.is_writable
    assert window.household.assets
    with qtbot.waitSignal(window.file_monitor.file_changed, timeout=6000):
        away.rename(window.file)
    assert window.is_writable
    assert FILE_CHANGE not in window.file_monitor.banners.shown


def test_a_file_that_somebody_took_while_it_was_away_is_not_written(
    qtbot: QtBot, window: MainWindow
) -> None:
    away = window.file.parent.parent / "away"
    with qtbot.waitSignal(window.file_monitor.file_changed, timeout=6000):
        window.file.rename(away)
    lock = next(item for item in window.file.parent.iterdir() if "lock" in item.name)
    lock.unlink()
    with FileLock(window.file, "another computer"):
        with qtbot.waitSignal(window.file_monitor.file_changed, timeout=6000):
            away.rename(window.file)
        assert not window.is_writable
        assert "Read the file again" in banner(window).replace("&", "")


def test_copies_in_conflict_are_named_when_the_file_is_opened(
    app: AppController, qtbot: QtBot, current: files.Household
) -> None:
    copy = current.file.with_name("maison.sync-conflict-20261129-101500-ABCDEF7.patrimoine")
    shutil.copyfile(current.file, copy)
    window = shown_file(app, qtbot, current.file)
    assert copy.name in banner(window)
    assert "Syncthing" in banner(window)
    assert window.is_writable
