"""Folders of backups on a bad day: full, read-only, gone, or crowded (F7, F22)."""

from __future__ import annotations

import os
import shutil
from resource import RLIMIT_FSIZE, setrlimit
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui.backup import store
from patrimoine_gui.backup.catalog import Catalog, EntryState
from patrimoine_gui.backup.container import layout
from patrimoine_gui.backup.second_place import PlaceState, SecondPlace
from patrimoine_gui.errors import (
    BackupFailed,
    FileUnreachable,
    FolderReadOnly,
    NoSpace,
    UserError,
)
from patrimoine_gui.logs import file_tag
from tests import keys
from tests.faults import process
from tests.faults.household import Household, execute, place
from tests.faults.small_disks import can_mount, make_read_only, small_disk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

needs_mount = pytest.mark.skipif(not can_mount(), reason="no right to mount")


@pytest.fixture
def user(tmp_path: Path) -> Iterator[Path]:
    """Give the user's folder, on a disk of its own where that can be had."""
    if not can_mount():
        yield tmp_path / "user"
        return
    with small_disk(tmp_path / "user", "size=24m") as folder:
        yield folder


@pytest.fixture
def usb(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "usb", "size=4m") as folder:
        yield folder


def new(folder: Path, data: Path | None = None) -> Household:
    household = place(folder, data)
    household.manager().create(household.file, keys.new_keyring())
    return household


def saved(folder: Path, size: int) -> store.Backup:
    copy = folder / "copy"
    copy.write_bytes(os.urandom(size))
    content = store.Content(copy, "abcd1234", "0001", 1)
    return store.write(folder / "backups", content, store.BackupKind.MANUAL, keys.new_keyring())


def fails(household: Household, during: Callable[[], object]) -> UserError:
    """Back up, while something befalls the folder of backups; the file is what it was."""
    execute(household.file, "UPDATE file_header SET writer_version = '9'")
    before = household.digest()

    def cancel() -> bool:
        if any(household.folders.backups.glob(f".partial-*{store.SUFFIX}")):
            during()
        return False

    with pytest.raises(UserError) as caught:
        household.manager().backups.make(household.file, keys.new_keyring(), cancel=cancel)
    assert household.digest() == before
    assert household.beside() == set()
    return caught.value


# --- the folder of backups ------------------------------------------------------------------------


@needs_mount
def test_backup_on_a_full_disk_keeps_what_was_there(tmp_path: Path, user: Path) -> None:
    household = new(tmp_path, user)
    first = household.manager().backups.make(household.file, keys.new_keyring())
    (entry,) = Catalog(first.file.parent).entries(file_tag(household.file))
    assert entry.state is EntryState.VERIFIED
    ballast = user / "ballast"
    process.fill(ballast)
    error = fails(household, lambda: None)
    assert isinstance(error, NoSpace)
    assert error.folder == household.folders.backups
    assert household.unfinished() == set()
    assert Catalog(first.file.parent).entries(file_tag(household.file)) == (entry,)
    ballast.unlink()
    again = household.manager().backups.make(household.file, keys.new_keyring())
    assert household.backups() == (again, first)


@needs_mount
def test_backups_on_a_disk_that_became_read_only_are_still_read(tmp_path: Path, user: Path) -> None:
    household = new(tmp_path, user)
    manager, keyring = household.manager(), keys.new_keyring()
    manager.backups.make(household.file, keyring)
    first = manager.backups.make(household.file, keyring, kind=store.BackupKind.AUTOMATIC)
    make_read_only(user)
    error = fails(household, lambda: None)
    assert isinstance(error, BackupFailed | FolderReadOnly)
    shelf = Catalog(first.file.parent)
    entry, _other = shelf.entries(file_tag(household.file))
    assert shelf.verify(entry, keyring).backup == first
    with pytest.raises(FolderReadOnly):
        shelf.delete(entry)
    exported = shelf.export(entry, tmp_path)
    assert exported.read_bytes() == first.file.read_bytes()


def test_folder_that_vanishes_during_a_backup_fails_it_and_nothing_else(tmp_path: Path) -> None:
    household = new(tmp_path)
    folder = household.folders.backups
    error = fails(household, lambda: shutil.rmtree(folder, ignore_errors=True))
    assert isinstance(error, BackupFailed)
    assert household.unfinished() == set()
    assert household.manager().backups.make(household.file, keys.new_keyring()).file.exists()


def test_ten_thousand_files_of_others_hide_nothing(tmp_path: Path, user: Path) -> None:
    household = new(tmp_path, user)
    folder, tag = household.folders.backups, file_tag(household.file)
    first = household.manager().backups.make(household.file, keys.new_keyring())
    strangers = [f"IMG_{rank}.jpg" for rank in range(9_500)]
    strangers += [f"a_manual_0001_{tag}-{rank}{store.SUFFIX}" for rank in range(500)]
    for name in strangers:
        os.close(os.open(folder / name, os.O_CREAT | os.O_WRONLY))
    kind = store.BackupKind.AUTOMATIC
    second = household.manager().backups.make(household.file, keys.new_keyring(), kind=kind)
    shelf = Catalog(folder)
    found = shelf.entries(tag)
    assert [item.backup for item in found[:2]] == [second, first]
    assert {item.state for item in found[2:]} == {EntryState.UNREADABLE}
    assert len(found) == 502
    shelf.delete(found[0])
    assert len(list(folder.iterdir())) == 10_000 + 2  # one backup and the records


# --- the second place -----------------------------------------------------------------------------


@needs_mount
def test_second_place_without_room_is_full_and_what_is_there_stays(
    tmp_path: Path, usb: Path
) -> None:
    there, second_place = saved(tmp_path, 1000), SecondPlace(usb)
    assert second_place.send(there) is PlaceState.READY
    large = saved(tmp_path, 5 * layout.CHUNK)
    assert second_place.state(large.size) is PlaceState.FULL
    assert second_place.send(large) is PlaceState.FULL
    assert [path.name for path in usb.iterdir()] == [there.file.name]
    shelf = Catalog(large.file.parent)
    (entry,) = [item for item in shelf.entries("abcd1234") if item.backup == large]
    with pytest.raises(NoSpace):
        shelf.export(entry, usb)
    assert [path.name for path in usb.iterdir()] == [there.file.name]


@needs_mount
def test_second_place_that_fills_during_the_copy_is_full(tmp_path: Path, usb: Path) -> None:
    backup, ballast = saved(tmp_path, 2 * layout.CHUNK), usb / "ballast"
    second_place = SecondPlace(usb)

    def tick(_done: int, _total: int) -> None:
        if not ballast.exists():
            process.fill(ballast)

    sent = second_place.send(backup, tick)
    assert sent is PlaceState.FULL
    assert list(usb.iterdir()) == [ballast]
    ballast.unlink()
    assert second_place.send(backup) is PlaceState.READY


@needs_mount
def test_second_place_that_becomes_read_only_during_the_copy_is_told(
    tmp_path: Path, usb: Path
) -> None:
    backup, second_place = saved(tmp_path, 1000), SecondPlace(usb)
    make_read_only(usb)
    assert second_place.state() is PlaceState.READ_ONLY
    assert second_place.send(backup) is PlaceState.READ_ONLY
    assert list(usb.iterdir()) == []


def test_write_that_the_system_refuses_there_is_full(tmp_path: Path) -> None:
    (tmp_path / "usb").mkdir()
    backup = saved(tmp_path, 3 * layout.CHUNK)
    sent = process.call(send_within, backup, tmp_path / "usb", 2 * layout.CHUNK)
    assert sent is PlaceState.FULL
    assert list((tmp_path / "usb").iterdir()) == []
    assert store.is_intact(backup)


def send_within(backup: store.Backup, folder: Path, limit: int) -> PlaceState:
    """Copy a backup where no file may grow beyond a limit; for a process of its own."""
    setrlimit(RLIMIT_FSIZE, (limit, limit))
    return SecondPlace(folder).send(backup)


def test_export_to_a_folder_that_goes_away_is_told(tmp_path: Path) -> None:
    backup, usb = saved(tmp_path, 1000), tmp_path / "usb"
    usb.mkdir()
    shelf = Catalog(backup.file.parent)
    (entry,) = shelf.entries("abcd1234")
    with pytest.raises(FileUnreachable) as caught:
        shelf.export(entry, usb, lambda _d, _a: shutil.rmtree(usb, ignore_errors=True))
    assert caught.value.file == usb
    assert store.is_intact(backup)
