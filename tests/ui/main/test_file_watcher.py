"""What becomes of an open file, seen from outside: nothing of it is ever opened."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui.ui.main.file_change import (
    WHOLE,
    FileChange,
    FileChangeKind,
    change_of,
    stamp_of,
)
from patrimoine_gui.ui.main.file_watcher import FileWatcher
from tests.faults.small_disks import can_mount, small_disk

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot


@pytest.fixture
def file(tmp_path: Path) -> Path:
    folder = tmp_path / "comptes"
    folder.mkdir()
    made = folder / "maison.patrimoine"
    made.write_bytes(b"content")
    return made


def test_each_fate_is_told_from_the_others(file: Path) -> None:
    mark = stamp_of(file)
    assert mark is not None
    assert change_of(file, mark) == WHOLE
    renamed = file.rename(file.with_name("foyer.patrimoine"))
    assert change_of(file, mark) == FileChange(FileChangeKind.RENAMED, renamed)
    renamed.rename(file)
    folder = file.parent.rename(file.parent.with_name("archives"))
    assert change_of(file, mark) == FileChange(FileChangeKind.RENAMED, folder / file.name)
    folder.rename(file.parent)
    os.utime(file, (1, 1))
    assert change_of(file, mark) == FileChange(FileChangeKind.CHANGED)
    file.unlink()
    file.with_name("other").write_bytes(b"a file that may well get the number of the first")
    assert change_of(file, mark) == FileChange(FileChangeKind.MISSING)


def test_a_file_in_the_trash_is_found_there(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mark = stamp_of(file)
    assert mark is not None
    trash = file.parent.parent / "share" / "Trash" / "files"
    trash.mkdir(parents=True)
    monkeypatch.setenv("XDG_DATA_HOME", str(trash.parent.parent))
    thrown = file.rename(trash / "maison.2.patrimoine")
    assert change_of(file, mark) == FileChange(FileChangeKind.TRASHED, thrown)


@pytest.mark.skipif(not can_mount(), reason="no right to mount")
def test_a_disk_that_is_pulled_out_is_told_from_a_deleted_file(tmp_path: Path) -> None:
    with small_disk(tmp_path / "usb", "size=64k") as disk:
        file = disk / "maison.patrimoine"
        file.write_bytes(b"content")
        mark = stamp_of(file)
        assert mark is not None
    assert not file.exists()
    assert change_of(file, mark) == FileChange(FileChangeKind.DISK_GONE)


def test_a_move_is_told_once_and_taken_back_when_the_file_returns(qtbot: QtBot, file: Path) -> None:
    watch = FileWatcher(file)
    told: list[FileChange] = []
    watch.file_changed.connect(told.append)
    elsewhere = file.parent.parent / "ailleurs"
    with qtbot.waitSignal(watch.file_changed, timeout=5000):
        file.rename(elsewhere)
    watch.look()
    with qtbot.waitSignal(watch.file_changed, timeout=5000):
        elsewhere.rename(file)
    watch.stop()
    assert told == [FileChange(FileChangeKind.MISSING), WHOLE]


def test_what_the_window_itself_writes_is_no_news(qtbot: QtBot, file: Path) -> None:
    watch = FileWatcher(file)
    file.write_bytes(b"other content")
    watch.accept()
    with qtbot.assertNotEmitted(watch.file_changed):
        watch.look()
    watch.stop()
    assert watch.change == WHOLE
