"""Backups are written whole, verified, named, found again, and swept when half made."""

from __future__ import annotations

import errno
import os
import re
import socket
import sqlite3
import time
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui import files
from patrimoine_gui.backup import backup_records, reuse, store
from patrimoine_gui.backup.container import container
from patrimoine_gui.backup.store import BackupKind, Content
from patrimoine_gui.crypto.kdf import KdfPolicy
from patrimoine_gui.crypto.keyring import Keyring
from patrimoine_gui.errors import FolderReadOnly, ForeignHousehold, VerifyFailed, WrongKey
from tests.unit.backup import containers

if TYPE_CHECKING:
    from pathlib import Path

HOST = re.sub(r"\W", "", socket.gethostname())[:20]
DEAD = 2**22 + 1  # no process of Linux, Windows or macOS has this number


class Stopped(Exception):
    """The user stopped."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "backups"


def content(folder: Path, value: int = 1) -> Content:
    copy = folder / f"copy-{value}.db"
    if not copy.exists():
        with closing(sqlite3.connect(copy)) as connection, connection:
            connection.execute("CREATE TABLE t (v)")
            connection.executemany("INSERT INTO t VALUES (?)", [(value,)] * 5_000)
    return Content(copy, "abcd1234", "0001", 1)


def write(folder: Path, what: Content, kind: BackupKind = BackupKind.PRE_UPGRADE) -> store.Backup:
    return store.write(folder, what, kind, containers.keyring())


def is_verified(backup: store.Backup) -> bool:
    return store.is_verified(backup, containers.keyring())


def spoil(file: Path, place: int = -500) -> None:
    data = bytearray(file.read_bytes())
    data[place] ^= 0xFF
    file.write_bytes(data)


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir() if entry.name != backup_records.NAME)


def test_backup_holds_the_copy_byte_by_byte_for_this_user_alone(
    tmp_path: Path, folder: Path
) -> None:
    backup = write(folder, content(tmp_path))
    container.extract(backup.file, tmp_path / "out", containers.keyring())
    assert (tmp_path / "out").read_bytes() == content(tmp_path).copy.read_bytes()
    assert is_verified(backup)
    assert store.is_intact(backup)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert backup.file.stat().st_mode & 0o777 == 0o600
    assert backup.size == backup.file.stat().st_size
    assert names(folder) == [backup.file.name]


def test_name_says_when_why_and_of_which_revision(tmp_path: Path, folder: Path) -> None:
    backup = write(folder, content(tmp_path))
    moment = f"{backup.created:%Y-%m-%d_%H-%M-%S_%f}"
    assert backup.file.name == f"{moment}_pre-upgrade_0001_abcd1234.patrimoine-backup"


def test_listing_gives_what_was_written_newest_first(tmp_path: Path, folder: Path) -> None:
    made = [write(folder, content(tmp_path, value)) for value in range(3)]
    assert store.listed(folder) == tuple(reversed(made))
    assert store.listed(tmp_path / "nowhere") == ()
    assert store.listed(made[0].file) == ()


def test_same_content_is_kept_once_for_each_reason(tmp_path: Path, folder: Path) -> None:
    first = write(folder, content(tmp_path))
    assert write(folder, content(tmp_path)) == first
    assert write(folder, content(tmp_path), BackupKind.MANUAL) != first
    assert len(store.listed(folder)) == 2


def test_same_content_under_another_key_or_revision_is_another_backup(
    tmp_path: Path, folder: Path
) -> None:
    what, ring = content(tmp_path), containers.keyring()
    write(folder, what)
    renewed = Keyring.create("new", KdfPolicy.for_tests(), ring.household_id)[0]
    store.write(folder, what, BackupKind.PRE_UPGRADE, renewed)
    store.write(folder, what, BackupKind.PRE_UPGRADE, containers.keyring("theirs"))
    write(folder, Content(what.copy, what.source, "0002", 2))
    assert len(store.listed(folder)) == 4


def test_other_content_of_the_same_size_is_another_backup(tmp_path: Path, folder: Path) -> None:
    first, second = content(tmp_path, 2), content(tmp_path, 3)
    assert first.copy.stat().st_size == second.copy.stat().st_size
    assert write(folder, first) != write(folder, second)


def test_damaged_backup_is_set_aside_and_not_taken_for_the_same(
    tmp_path: Path, folder: Path
) -> None:
    first = write(folder, content(tmp_path))
    spoil(first.file)
    damaged = first.file.read_bytes()
    assert not is_verified(first)
    assert not store.is_intact(first)
    second = write(folder, content(tmp_path))
    assert is_verified(second)
    suspect = folder / f"{first.file.name}{store.SUSPECT_SUFFIX}"
    assert names(folder) == sorted([suspect.name, second.file.name])
    assert suspect.read_bytes() == damaged
    assert store.listed(folder) == (second,)


def test_two_of_one_name_may_be_set_aside(folder: Path) -> None:
    folder.mkdir()
    for text in ("first", "second"):
        (folder / "a").write_text(text)
        store.set_aside(folder / "a")
    assert sorted(path.read_text() for path in folder.iterdir()) == ["first", "second"]


def test_whole_backup_of_another_key_is_not_called_unverified(tmp_path: Path, folder: Path) -> None:
    backup = write(folder, content(tmp_path))
    renewed = Keyring.create("new", KdfPolicy.for_tests(), backup.household_id)[0]
    with pytest.raises(WrongKey):
        store.is_verified(backup, renewed)
    with pytest.raises(ForeignHousehold):
        store.is_verified(backup, containers.keyring("theirs"))


def test_backup_exchanged_for_another_is_not_verified(tmp_path: Path, folder: Path) -> None:
    first, second = (write(folder, content(tmp_path, value)) for value in (2, 3))
    second.file.replace(first.file)
    assert not is_verified(first)
    assert not store.is_intact(first)


def test_backups_made_at_the_same_moment_are_all_kept(tmp_path: Path, folder: Path) -> None:
    made = [write(folder, content(tmp_path, value)) for value in range(8)]
    assert len({backup.file for backup in made}) == 8
    assert all(is_verified(backup) for backup in made)


@pytest.mark.parametrize("other", ["text", "household"])
def test_backup_replaced_since_it_was_listed_does_not_stop_a_new_one(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, other: str
) -> None:
    first = write(folder, content(tmp_path))
    listed = store.listed(folder)
    if other == "text":
        first.file.write_text("a list of errands, longer than the beginning of any backup\n" * 99)
    else:
        theirs = containers.keyring("theirs")
        kind = BackupKind.PRE_UPGRADE
        made = store.write(tmp_path / "theirs", content(tmp_path), kind, theirs)
        made.file.replace(first.file)
    monkeypatch.setattr(reuse, "listed", lambda _folder: listed)  # as it was a moment before
    second = write(folder, content(tmp_path))
    assert second.file != first.file
    assert is_verified(second)
    assert first.file.exists()


def test_name_already_taken_is_not_given_again(folder: Path) -> None:
    folder.mkdir()
    (folder / f"moment{store.SUFFIX}").write_text("theirs")
    (folder / f"moment-2{store.SUFFIX}").symlink_to(folder / "nowhere")
    partial = folder / ".partial"
    partial.write_text("ours")
    final = store._named(partial, folder, "moment")
    assert final.name == f"moment-3{store.SUFFIX}"
    assert final.read_text() == "ours"
    assert (folder / f"moment{store.SUFFIX}").read_text() == "theirs"


def test_tick_counts_up_to_the_whole(tmp_path: Path, folder: Path) -> None:
    size = content(tmp_path).copy.stat().st_size
    for _time in ("written", "reused"):
        heard: list[tuple[int, int]] = []
        store.write(
            *(folder, content(tmp_path), BackupKind.MANUAL, containers.keyring()),
            lambda done, total: heard.append((done, total)),  # noqa: B023  (called within)
        )
        assert [done for done, _total in heard] == sorted(done for done, _total in heard)
        assert heard[-1] == (3 * size, 3 * size)


@pytest.mark.parametrize("at", [1, 2])
def test_stopped_at_any_tick_leaves_nothing(tmp_path: Path, folder: Path, at: int) -> None:
    heard: list[int] = []

    def tick(done: int, _total: int) -> None:
        heard.append(done)
        if len(heard) == at:
            raise Stopped

    with pytest.raises(Stopped):
        store.write(folder, content(tmp_path), BackupKind.MANUAL, containers.keyring(), tick)
    assert names(folder) == []


def test_comparing_with_an_earlier_backup_can_be_stopped(tmp_path: Path, folder: Path) -> None:
    first = write(folder, content(tmp_path))

    def tick(_done: int, _total: int) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        store.write(folder, content(tmp_path), first.kind, containers.keyring(), tick)
    assert names(folder) == [first.file.name]


def test_what_the_disk_does_not_give_back_is_refused_and_kept_once(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    what = content(tmp_path)
    real = os.fsync

    def lose_a_byte(descriptor: int) -> None:
        real(descriptor)
        for partial in folder.glob(".partial-*"):
            spoil(partial)

    monkeypatch.setattr(os, "fsync", lose_a_byte)
    for _start in range(3):
        with pytest.raises(VerifyFailed):
            write(folder, what)
    (kept,) = names(folder)
    assert kept.endswith(store.SUSPECT_SUFFIX)
    monkeypatch.undo()
    assert is_verified(write(folder, what))


def test_half_written_backup_of_a_dead_process_goes_with_its_reservation(
    tmp_path: Path, folder: Path
) -> None:
    folder.mkdir()
    name = f"2026-01-01_pre-upgrade_0001_abcd1234{store.SUFFIX}"
    (folder / f".partial-{HOST}-{DEAD}-{name}").write_bytes(b"half")
    (folder / name).touch()
    backup = write(folder, content(tmp_path))
    assert names(folder) == [backup.file.name]


def touched(path: Path, seconds: float) -> None:
    path.touch()
    os.utime(path, (seconds, seconds))


def test_half_written_backup_of_a_living_process_or_another_computer_stays(
    tmp_path: Path, folder: Path
) -> None:
    folder.mkdir()
    living = folder / f".partial-{HOST}-{os.getppid()}-a{store.SUFFIX}"
    elsewhere = folder / f".partial-other{HOST}-{DEAD}-b{store.SUFFIX}"
    touched(living, time.time())
    touched(elsewhere, time.time())
    write(folder, content(tmp_path))
    assert (living.exists(), elsewhere.exists()) == (True, True)


def test_backup_being_written_by_another_thread_of_this_process_is_not_swept(
    tmp_path: Path, folder: Path
) -> None:
    inner: list[store.Backup] = []

    def tick(done: int, total: int) -> None:
        if not inner and done < total:
            inner.append(write(folder, content(tmp_path, 2)))

    ring = containers.keyring()
    outer = store.write(folder, content(tmp_path, 1), BackupKind.MANUAL, ring, tick)
    assert is_verified(outer)
    assert set(store.listed(folder)) == {outer, *inner}
    assert inner


def test_manifest_of_a_clear_copy_that_never_came_goes_after_a_minute(
    tmp_path: Path, folder: Path
) -> None:
    folder.mkdir()
    young, old = (folder / f"{age}{store.SUFFIX}.json" for age in ("new", "old"))
    touched(young, time.time())
    touched(old, 1.0)
    write(folder, content(tmp_path))
    assert young.exists()
    assert not old.exists()


def test_what_is_not_understood_is_left_out_and_left_alone(tmp_path: Path, folder: Path) -> None:
    strange = write(folder, content(tmp_path))
    cut = write(folder, content(tmp_path, 2))
    spoil(strange.file, 40)
    os.truncate(cut.file, cut.size - 1)
    for name, text in [("empty", ""), ("text", "hello"), (".hidden", "")]:
        (folder / f"{name}{store.SUFFIX}").write_text(text)
    (folder / f"folder{store.SUFFIX}").mkdir()
    (folder / f"link{store.SUFFIX}").symlink_to(strange.file)
    os.mkfifo(folder / f"pipe{store.SUFFIX}")
    before = names(folder)
    assert store.listed(folder) == ()
    other = write(folder, content(tmp_path, 3))
    assert store.listed(folder) == (other,)
    assert set(before) < set(names(folder))


def test_name_taken_by_another_process_in_between_is_left_to_it(
    tmp_path: Path, folder: Path
) -> None:
    theirs: list[Path] = []

    def tick(done: int, total: int) -> None:
        if done == total:
            (partial,) = folder.glob(".partial-*")
            theirs.append(folder / partial.name.split(f"-{os.getpid()}-")[1])
            theirs[-1].write_text("theirs")

    ring = containers.keyring()
    backup = store.write(folder, content(tmp_path), BackupKind.MANUAL, ring, tick)
    assert is_verified(backup)
    assert [path.read_text() for path in theirs] == ["theirs"]
    assert names(folder) == sorted([theirs[0].name, backup.file.name])


@pytest.mark.parametrize("error", [OSError(errno.EPERM, ""), NotImplementedError()])
def test_disk_without_links_serves_all_the_same_and_loses_nobody_s_file(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def link(_source: Path, _target: Path) -> None:
        raise error

    monkeypatch.setattr(os, "link", link)
    backup = write(folder, content(tmp_path))
    assert is_verified(backup)
    partial = folder / ".partial"
    partial.write_text("ours")
    before = backup.file.read_bytes()
    with pytest.raises(FileExistsError):
        files.give_name(partial, backup.file)
    assert backup.file.read_bytes() == before


def test_backup_is_never_written_by_being_read(tmp_path: Path, folder: Path) -> None:
    backup = write(folder, content(tmp_path))
    backup.file.chmod(0o400)
    before = backup.file.stat().st_mtime_ns
    assert is_verified(backup)
    assert store.listed(folder) == (backup,)
    assert backup.file.stat().st_mtime_ns == before
    assert names(folder) == [backup.file.name]


def test_folder_that_is_a_file_is_refused(tmp_path: Path, folder: Path) -> None:
    folder.touch()
    with pytest.raises(FolderReadOnly):
        write(folder, content(tmp_path))


def test_missing_backup_is_not_verified(tmp_path: Path, folder: Path) -> None:
    backup = write(folder, content(tmp_path))
    backup.file.unlink()
    assert not is_verified(backup)
    assert not store.is_intact(backup)
    assert store.listed(folder) == ()


def test_partial_of_another_computer_is_swept_after_a_day(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    partial = folder / f".partial-other{HOST}-{DEAD}-b{store.SUFFIX}"
    touched(partial, time.time())
    store.sweep_partials(folder)
    assert partial.exists()
    touched(partial, time.time() - 90_000)
    store.sweep_partials(folder)
    assert not partial.exists()
