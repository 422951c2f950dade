"""Copies kept aside, and put in their place: nothing readable outlives a kill, nothing is lost."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from patrimoine_gui.backup.container.layout import nobody
from patrimoine_gui.migration import health_check, sqlite_export
from patrimoine_gui.migration.copies import new_file, staging
from patrimoine_gui.migration.recover import recovery
from patrimoine_gui.migration.restore import place_file
from tests.faults.household import golden


def test_a_readable_copy_that_a_kill_leaves_is_swept_from_wherever_it_was_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = golden("0001-rich", tmp_path)
    manager, target = home.manager(), tmp_path / "elsewhere" / "clear.sqlite"
    target.parent.mkdir()
    left: dict[Path, bytes] = {}

    def kept(copy: Path, file: Path) -> None:
        notes = staging.folder(home.folders)
        files = [copy, *(notes.iterdir() if notes.is_dir() else ())]
        left.update({file: file.read_bytes() for file in files})
        new_file.give_name(copy, file)

    monkeypatch.setattr(sqlite_export, "give_name", kept)
    found = manager.inspect(home.file)
    asked = sqlite_export.PlainCopy(home.file, target, found.revision, None)
    sqlite_export.write(manager, asked)
    assert list(target.parent.iterdir()) == [target]
    for file, content in left.items():  # as a process that died just before would have left it
        file.write_bytes(content)
    assert len(list(target.parent.iterdir())) == 2
    manager.sweep(home.file)
    assert list(target.parent.iterdir()) == [target]
    assert list(staging.folder(home.folders).iterdir()) == []


def test_copies_that_a_killed_check_or_rescue_leaves_are_swept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = golden("0001-rich", tmp_path)
    manager, target = home.manager(), tmp_path / "elsewhere" / "rescued.patrimoine"
    target.parent.mkdir()
    monkeypatch.setattr(staging.Place, "clear", lambda place: place.lock.release())
    health_check.check(manager, home.file, None)
    assert recovery.keys_of(manager, home.file) is None
    recovery.salvage(manager, home.file, target, None)
    monkeypatch.undo()
    left = {*tmp_path.rglob("*.staged"), *tmp_path.rglob("*.shadow")}
    assert {path.parent for path in left} == {target.parent}  # each work swept what was before it
    assert len(left) == 2
    assert {path.stat().st_mode & 0o777 for path in left} == {0o600}
    manager.sweep(home.file)
    assert {*tmp_path.rglob("*.staged"), *tmp_path.rglob("*.shadow")} == set()
    assert manager.inspect(target).error is None


def test_the_copy_of_a_first_look_at_a_medium_that_cannot_be_written_is_swept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = golden("0001-rich", tmp_path)
    manager = home.manager()
    with monkeypatch.context() as patch:
        patch.setattr(os, "access", lambda _path, _mode: False)
        patch.setattr(os, "unlink", _refused)  # so that the copy stays, as after a kill
        patch.setattr(Path, "unlink", _refused)
        manager.examine(home.file)
    left = [path for path in tmp_path.rglob("*") if path.suffix in {".staged", ".shadow"}]
    assert len(left) == 1
    assert home.file.name not in left[0].name
    manager.sweep(home.file)
    assert not left[0].exists()


def _refused(*_path: object, **_options: object) -> None:
    raise PermissionError(errno.EACCES, "refused")


def test_a_note_is_on_the_disk_before_the_copy_that_it_tells_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, synced, sync = golden("0001-rich", tmp_path), set(), os.fsync

    def noted(descriptor: int) -> None:
        status = os.fstat(descriptor)
        synced.add((status.st_dev, status.st_ino, status.st_size > 0))
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", noted)
    with staging.aside(home.folders, tmp_path, "test") as copy:
        (note,) = (item for item in staging.folder(home.folders).iterdir() if item.suffix == "")
        status = note.stat()
        assert (status.st_dev, status.st_ino, True) in synced
        assert note.read_bytes() == os.fsencode(copy.resolve())
        assert copy.stat().st_mode & 0o777 == 0o600
    assert not copy.exists()


def test_a_damaged_file_keeps_its_journal_where_it_cannot_be_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, copy = tmp_path / "maison.patrimoine", tmp_path / ".copy"
    journal = tmp_path / "maison.patrimoine-journal"
    for path in (file, journal, copy):
        path.write_text(path.name)

    def refused(_source: Path, _target: Path) -> None:
        raise PermissionError(errno.EACCES, "Windows says so while somebody reads it")

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", refused)
        with pytest.raises(PermissionError):
            place_file.put_over_damaged(copy, file, nobody)
    assert {path.name for path in tmp_path.iterdir()} == {file.name, journal.name, copy.name}
    assert (file.read_text(), journal.read_text()) == (file.name, journal.name)
    aside = place_file.put_over_damaged(copy, file, nobody)
    assert aside is not None
    assert (file.read_text(), aside.read_text()) == (".copy", file.name)
    assert not journal.exists()
