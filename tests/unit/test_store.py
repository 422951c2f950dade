"""Backups are written whole, verified, named, found again, and swept when half made."""

from __future__ import annotations

import json
import os
import re
import socket
import sqlite3
import time
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui.backup import store
from patrimoine_gui.backup.store import BackupKind, Content
from patrimoine_gui.errors import FolderReadOnly

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HOST = re.sub(r"\W", "", socket.gethostname())[:20]
DEAD = 2**22 + 1
"""No process of Linux, Windows or macOS has this number."""


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


def ignore(_done: int, _total: int) -> None:
    """Hear nothing."""


def write(folder: Path, what: Content, kind: BackupKind = BackupKind.PRE_UPGRADE) -> store.Backup:
    return store.write(folder, what, kind, ignore)


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def test_backup_is_the_copy_byte_by_byte_and_for_this_user_alone(
    tmp_path: Path, folder: Path
) -> None:
    backup = write(folder, content(tmp_path))
    assert backup.file.read_bytes() == content(tmp_path).copy.read_bytes()
    assert store.is_verified(backup)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert backup.file.stat().st_mode & 0o777 == 0o600
    assert backup.manifest.stat().st_mode & 0o777 == 0o600
    assert names(folder) == [backup.file.name, backup.manifest.name]


def test_listing_gives_what_was_written(tmp_path: Path, folder: Path) -> None:
    backup = write(folder, content(tmp_path))
    assert store.listed(folder) == (backup,)


def test_same_content_is_kept_once_for_each_reason(tmp_path: Path, folder: Path) -> None:
    first = write(folder, content(tmp_path))
    assert write(folder, content(tmp_path)) == first
    assert write(folder, content(tmp_path), BackupKind.MANUAL) != first
    assert len(store.listed(folder)) == 2


def test_damaged_backup_is_not_taken_for_the_same(tmp_path: Path, folder: Path) -> None:
    first = write(folder, content(tmp_path))
    with first.file.open("r+b") as writer:
        writer.seek(5_000)
        writer.write(b"\0\xff\0")
    assert not store.is_verified(first)
    second = write(folder, content(tmp_path))
    assert second != first
    assert store.is_verified(second)


def test_backups_made_at_the_same_moment_are_all_kept(tmp_path: Path, folder: Path) -> None:
    made = [write(folder, content(tmp_path, value)) for value in range(8)]
    assert len({backup.file for backup in made}) == 8
    assert all(store.is_verified(backup) for backup in made)


def test_name_already_taken_is_not_given_again(folder: Path) -> None:
    folder.mkdir()
    taken = store._free_name(folder, "moment")
    taken.touch()
    second = store._free_name(folder, "moment")
    second.with_name(f"{second.name}{store.MANIFEST_SUFFIX}").touch()
    assert len({taken, second, store._free_name(folder, "moment")}) == 3


def test_tick_counts_up_to_the_whole(tmp_path: Path, folder: Path) -> None:
    heard: list[tuple[int, int]] = []
    store.write(
        folder,
        content(tmp_path),
        BackupKind.MANUAL,
        lambda done, total: heard.append((done, total)),
    )
    assert [done for done, _total in heard] == sorted(done for done, _total in heard)
    assert heard[-1][0] == heard[-1][1] == 3 * content(tmp_path).copy.stat().st_size


@pytest.mark.parametrize("at", range(1, 4))
def test_stopped_at_any_tick_leaves_nothing(tmp_path: Path, folder: Path, at: int) -> None:
    heard: list[int] = []

    def tick(done: int, _total: int) -> None:
        heard.append(done)
        if len(heard) == at:
            raise Stopped

    with pytest.raises(Stopped):
        store.write(folder, content(tmp_path), BackupKind.MANUAL, tick)
    assert names(folder) == []


def test_half_written_backup_of_a_dead_process_goes_with_its_manifest(
    tmp_path: Path, folder: Path
) -> None:
    folder.mkdir()
    name = f"2026-01-01_pre-upgrade_0001_abcd1234{store.SUFFIX}"
    (folder / f".partial-{HOST}-{DEAD}-{name}").write_bytes(b"half")
    (folder / f"{name}{store.MANIFEST_SUFFIX}").write_text("{}")
    backup = write(folder, content(tmp_path))
    assert names(folder) == [backup.file.name, backup.manifest.name]


def test_half_written_backup_of_a_living_process_or_another_computer_stays(
    tmp_path: Path, folder: Path
) -> None:
    folder.mkdir()
    living = folder / f".partial-{HOST}-{os.getppid()}-a{store.SUFFIX}"
    elsewhere = folder / f".partial-other{HOST}-{DEAD}-b{store.SUFFIX}"
    for path in (living, elsewhere):
        path.touch()
    write(folder, content(tmp_path))
    assert living.exists()
    assert elsewhere.exists()


def test_backup_being_written_by_another_thread_of_this_process_is_not_swept(
    tmp_path: Path, folder: Path
) -> None:
    inner: list[store.Backup] = []

    def tick(done: int, total: int) -> None:
        if not inner and total * 2 // 3 <= done < total:
            inner.append(write(folder, content(tmp_path, 2)))

    outer = store.write(folder, content(tmp_path, 1), BackupKind.MANUAL, tick)
    assert store.is_verified(outer)
    assert set(store.listed(folder)) == {outer, *inner}
    assert inner


def test_manifest_without_its_copy_goes_after_a_minute(tmp_path: Path, folder: Path) -> None:
    folder.mkdir()
    young, old = (folder / f"{age}{store.SUFFIX}{store.MANIFEST_SUFFIX}" for age in ("new", "old"))
    for path in (young, old):
        path.write_text("{}")
    os.utime(old, (1.0, 1.0))
    write(folder, content(tmp_path))
    assert young.exists()
    assert not old.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("created", "yesterday"),
        ("created", "2026-01-01T00:00:00"),
        ("created", None),
        ("kind", "unheard of"),
        ("format", 99),
        ("ordinal", "first"),
        ("size", None),
    ],
)
def test_manifest_that_is_not_understood_is_left_out_and_left_alone(
    tmp_path: Path, folder: Path, field: str, value: object
) -> None:
    strange = write(folder, content(tmp_path))
    fields = json.loads(strange.manifest.read_text(encoding="utf-8"))
    strange.manifest.write_text(json.dumps(fields | {field: value}), encoding="utf-8")
    other = write(folder, content(tmp_path, 2))
    assert store.listed(folder) == (other,)
    assert strange.file.exists()
    assert strange.manifest.exists()


@pytest.mark.parametrize("text", ["", "[]", "null", "\ud83d".encode("utf-8", "surrogatepass"), "{"])
def test_manifest_that_is_no_manifest_is_left_out(
    tmp_path: Path, folder: Path, text: str | bytes
) -> None:
    backup = write(folder, content(tmp_path))
    backup.manifest.write_bytes(text if isinstance(text, bytes) else text.encode())
    assert store.listed(folder) == ()


def test_name_taken_by_another_process_in_between_is_not_removed(
    tmp_path: Path, folder: Path
) -> None:
    theirs: list[Path] = []

    def tick(done: int, total: int) -> None:
        if done == total:
            (partial,) = folder.glob(".partial-*")
            name = partial.name.split(f"-{os.getpid()}-")[1]
            theirs.append(folder / f"{name}{store.MANIFEST_SUFFIX}")
            theirs[-1].write_text("theirs")

    with pytest.raises(FileExistsError):
        store.write(folder, content(tmp_path), BackupKind.MANUAL, tick)
    assert [path.read_text() for path in theirs] == ["theirs"]
    assert names(folder) == [theirs[0].name]


def test_backup_is_never_written_by_being_read(tmp_path: Path, folder: Path) -> None:
    backup = write(folder, content(tmp_path))
    before = backup.file.stat().st_mtime_ns
    assert store.is_verified(backup)
    assert backup.file.stat().st_mtime_ns == before
    assert names(folder) == [backup.file.name, backup.manifest.name]


def test_folder_that_is_a_file_is_refused(tmp_path: Path, folder: Path) -> None:
    folder.touch()
    with pytest.raises(FolderReadOnly):
        write(folder, content(tmp_path))


def test_missing_backup_is_not_verified(tmp_path: Path, folder: Path) -> None:
    backup = write(folder, content(tmp_path))
    backup.file.unlink()
    assert not store.is_verified(backup)
    assert store.listed(folder) == ()


def test_partial_of_another_computer_is_swept_after_a_day(tmp_path: Path, folder: Path) -> None:
    write(folder, content(tmp_path))
    partial = folder / f".partial-other{HOST}-{DEAD}-b{store.SUFFIX}"
    partial.touch()
    store.sweep_partials(folder)
    assert partial.exists()
    yesterday = time.time() - 90_000
    os.utime(partial, (yesterday, yesterday))
    store.sweep_partials(folder)
    assert not partial.exists()


def endless(asked: list[str]) -> store.Watching:
    """Give a watching that stops whatever SQLite does, and notes that it was asked to watch."""

    @contextmanager
    def watching(connection: sqlite3.Connection) -> Iterator[None]:
        asked.append("watched")
        connection.set_progress_handler(lambda: 1, 1)
        try:
            yield
        except sqlite3.OperationalError:
            raise Stopped from None

    return watching


def test_check_of_a_new_backup_can_be_stopped_and_leaves_nothing(
    tmp_path: Path, folder: Path
) -> None:
    asked: list[str] = []
    with pytest.raises(Stopped):
        store.write(folder, content(tmp_path), BackupKind.MANUAL, ignore, endless(asked))
    assert asked == ["watched"]
    assert names(folder) == []


def test_check_of_a_backup_that_is_used_again_can_be_stopped(tmp_path: Path, folder: Path) -> None:
    first = write(folder, content(tmp_path))
    ticks: list[int] = []
    with pytest.raises(Stopped):
        store.write(
            folder,
            content(tmp_path),
            first.kind,
            lambda done, _total: ticks.append(done),
            endless([]),
        )
    assert max(ticks) == first.size * 2  # copy and backup were both read under the tick
    assert names(folder) == [first.file.name, first.manifest.name]
