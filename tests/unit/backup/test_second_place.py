"""Backups copied to a second place that the user chose, which may come and go."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

import pytest

from patrimoine_gui.backup import store
from patrimoine_gui.backup.container import layout
from patrimoine_gui.backup.second_place import PlaceState, SecondPlace
from patrimoine_gui.database import disks
from patrimoine_gui.errors import FileUnreachable
from tests.unit.backup import containers

TAG = "abcd1234"


class Stopped(Exception):
    """The user stopped."""


@pytest.fixture
def place(tmp_path: Path) -> SecondPlace:
    (tmp_path / "usb").mkdir()
    return SecondPlace(tmp_path / "usb")


def save(
    folder: Path,
    value: int = 1,
    kind: store.BackupKind = store.BackupKind.AUTOMATIC,
    size: int = 5_000,
) -> store.Backup:
    copy = folder / f"copy-{value}"
    copy.write_bytes(bytes([value]) * size)
    content = store.Content(copy, TAG, "0001", 1)
    return store.write(folder / "backups", content, kind, containers.keyring())


def spoil(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[-500] ^= 0xFF
    file.write_bytes(data)


def names(place: SecondPlace) -> list[str]:
    return sorted(path.name for path in place.folder.iterdir())


def test_copy_there_is_the_backup_byte_by_byte(tmp_path: Path, place: SecondPlace) -> None:
    backup = save(tmp_path)
    assert place.state() is PlaceState.READY
    assert not place.has(backup)
    for _again in range(2):
        assert place.send(backup) is PlaceState.READY
        assert names(place) == [backup.file.name]
        assert (place.folder / backup.file.name).read_bytes() == backup.file.read_bytes()
    assert place.has(backup)
    newest = place.newest(TAG, bytes(16))
    assert newest is not None
    assert newest.header == backup.header
    assert place.newest("00000000", bytes(16)) is None


def test_folder_of_the_backups_is_no_second_place(tmp_path: Path) -> None:
    backup, link = save(tmp_path), tmp_path / "link"
    link.symlink_to(backup.file.parent)
    for place in (SecondPlace(backup.file.parent), SecondPlace(link)):
        assert place.send(backup) is PlaceState.SAME
        assert place.state(backups=backup.file.parent) is PlaceState.SAME
    assert SecondPlace(tmp_path).state(backups=backup.file.parent) is PlaceState.SAME_DISK


@pytest.mark.parametrize("size", ["no block at all", "no answer"])
def test_place_that_tells_no_size_is_not_full(
    tmp_path: Path, place: SecondPlace, size: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup = save(tmp_path)
    real = os.statvfs(tmp_path)

    def statvfs(_path: object) -> os.statvfs_result:
        if size == "no answer":
            raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
        return os.statvfs_result((*real[:2], 0, 0, 0, *real[5:]))

    monkeypatch.setattr(os, "statvfs", statvfs)
    assert place.state(backup.size) is PlaceState.READY
    assert place.send(backup) is PlaceState.READY
    assert place.has(backup)


def test_files_of_others_stay_however_they_are_called(tmp_path: Path, place: SecondPlace) -> None:
    others = [".partial-notes-2026-essay.txt", "letter.patrimoine-backup.json"]
    for name in others:
        (place.folder / name).write_text("{}")
        os.utime(place.folder / name, (1, 1))
    backup = save(tmp_path)
    assert place.send(backup) is PlaceState.READY
    assert names(place) == sorted([*others, backup.file.name])


def test_place_that_is_absent_is_never_made(tmp_path: Path) -> None:
    place = SecondPlace(tmp_path / "media" / "usb")
    assert place.state() is PlaceState.ABSENT
    assert place.send(save(tmp_path)) is PlaceState.ABSENT
    assert not (tmp_path / "media").exists()


def test_place_that_goes_away_during_the_copy_is_absent_and_the_backup_stays(
    tmp_path: Path, place: SecondPlace
) -> None:
    backup = save(tmp_path)

    def tick(_done: int, _total: int) -> None:
        shutil.rmtree(place.folder, ignore_errors=True)

    assert place.send(backup, tick) is PlaceState.ABSENT
    assert not place.folder.exists()
    assert store.is_intact(backup)


@pytest.mark.parametrize("at", [1, 2, 4])
def test_stopped_at_any_moment_leaves_nothing_there(
    tmp_path: Path, place: SecondPlace, at: int
) -> None:
    backup = save(tmp_path, size=2 * layout.CHUNK)
    heard: list[int] = []

    def tick(done: int, _total: int) -> None:
        heard.append(done)
        if len(heard) == at:
            raise Stopped

    with pytest.raises(Stopped):
        place.send(backup, tick)
    assert names(place) == []


def test_damaged_copy_there_is_set_aside_and_made_again(tmp_path: Path, place: SecondPlace) -> None:
    backup = save(tmp_path)
    place.send(backup)
    there = place.folder / backup.file.name
    spoil(there)
    assert place.send(backup) is PlaceState.READY
    assert there.read_bytes() == backup.file.read_bytes()
    assert names(place) == [backup.file.name, backup.file.name + store.SUSPECT_SUFFIX]


def test_disk_that_gives_other_bytes_back_is_faulty_and_keeps_nothing(
    tmp_path: Path, place: SecondPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup, real = save(tmp_path), os.fsync

    def lose_a_byte(descriptor: int) -> None:
        real(descriptor)
        for partial in place.folder.glob(".partial-*"):
            spoil(partial)

    monkeypatch.setattr(os, "fsync", lose_a_byte)
    assert place.send(backup) is PlaceState.FAULTY
    assert names(place) == []


def test_backup_that_is_gone_says_nothing_of_the_place(tmp_path: Path, place: SecondPlace) -> None:
    backup = save(tmp_path)
    backup.file.unlink()
    with pytest.raises(FileUnreachable) as caught:
        place.send(backup)
    assert caught.value.file == backup.file
    assert names(place) == []


def test_the_same_is_kept_there_as_here_and_other_files_stay(
    tmp_path: Path, place: SecondPlace
) -> None:
    strangers = {"photo.jpg", f"letter{store.SUFFIX}", ".partial-notes"}
    for name in strangers:
        (place.folder / name).write_text("theirs")
    manual = save(tmp_path, 100, store.BackupKind.MANUAL)
    made = [manual, *(save(tmp_path, value) for value in range(14))]
    assert {place.send(backup) for backup in made} == {PlaceState.READY}
    kept = {backup.file.name for backup in [manual, *made[-11:]]}
    assert set(names(place)) == strangers | kept
    assert {backup.file.exists() for backup in made} == {True}


def test_partial_of_a_dead_process_there_is_swept(tmp_path: Path, place: SecondPlace) -> None:
    from patrimoine_gui.backup import partials

    backup = save(tmp_path)
    left = f".partial-{partials._host()}-{2**22 + 1}-{backup.file.name}"
    (place.folder / left).write_bytes(b"half")
    assert place.send(backup) is PlaceState.READY
    assert names(place) == [backup.file.name]


def test_what_was_made_since_the_last_copy_catches_up(tmp_path: Path, place: SecondPlace) -> None:
    made = [save(tmp_path, value) for value in range(1, 5)]
    copy = tmp_path / "copy-1"
    theirs = store.Content(copy, "fedc4321", "0001", 1)
    keyring, kind = containers.keyring("theirs"), store.BackupKind.MANUAL
    others = store.write(tmp_path / "backups", theirs, kind, keyring)
    everybody = (*reversed(made), others)
    assert place.lacking(everybody, made[-1]) == ()
    assert place.send(made[0]) is PlaceState.READY
    assert place.lacking(everybody, made[-1]) == tuple(made[1:-1])
    assert place.send(made[2]) is PlaceState.READY
    assert place.lacking(everybody, made[-1]) == ()


def test_a_place_on_the_disk_of_the_backups_is_told_of_and_gets_its_copies(
    tmp_path: Path,
) -> None:
    for name in ("backups", "second"):
        (tmp_path / name).mkdir()
    place = SecondPlace(tmp_path / "second")
    assert place.state(backups=tmp_path / "backups") is PlaceState.SAME_DISK
    assert place.state() is PlaceState.READY


def test_nothing_is_put_below_the_place_of_a_disk_that_is_not_mounted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mount = tmp_path / "my disk"
    (mount / "patrimoine").mkdir(parents=True)
    table = tmp_path / "fstab"
    named = str(mount).replace(" ", "\\040")
    text = f"# a disk\nUUID=1 {named} ext4 noauto 0 0\n"
    table.write_text(text, encoding="utf-8")
    monkeypatch.setattr(disks, "FSTAB", table)
    for folder in (mount, mount / "patrimoine"):
        assert SecondPlace(folder).state() is PlaceState.UNMOUNTED
    assert SecondPlace(tmp_path).state() is PlaceState.READY


@pytest.mark.parametrize("mount", ["/mnt/disk", "/media/elodie/disk", "/run/media/elodie/disk"])
def test_an_empty_folder_where_disks_are_mounted_waits_for_its_disk(
    mount: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[Path] = []
    monkeypatch.setattr(disks, "FSTAB", Path("/nonexistent"))
    monkeypatch.setattr(Path, "resolve", lambda path, **_: path)
    monkeypatch.setattr(Path, "is_mount", lambda _path: False)
    monkeypatch.setattr(Path, "iterdir", lambda _path: iter(held))
    assert disks.is_bare_mount(Path(mount))
    held.append(Path(mount) / "a folder of the household")
    assert not disks.is_bare_mount(Path(mount))
