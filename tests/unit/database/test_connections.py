"""The user's file is opened only when it may be, and nothing in the process ends its locks."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
import threading
from contextlib import closing
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui.database import connections, header
from patrimoine_gui.errors import (
    DamageKind,
    FileBusy,
    FileDamaged,
    FileUnreachable,
    UnreachableReason,
)
from patrimoine_gui.migration.diagnosis import FileState
from patrimoine_gui.migration.manager import MigrationManager
from tests import keys
from tests.history.builders.golden_files import rich_0001

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager


@pytest.fixture
def file(tmp_path: Path) -> Path:
    found = tmp_path / "maison.patrimoine"
    rich_0001(found)
    return found


# --- names ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        (PurePosixPath("/home/a b/é?.x"), "file:///home/a%20b/%C3%A9%3F.x"),
        (PureWindowsPath("C:\\Users\\a b"), "file:///C:/Users/a%20b"),
        (PureWindowsPath("\\\\nas\\share\\a.x"), "file:////nas/share/a.x"),
    ],
)
def test_sqlite_is_given_no_host(path: PurePosixPath | PureWindowsPath, uri: str) -> None:
    assert connections.uri(path) == uri


# --- what is no journal ---------------------------------------------------------------------------


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes and links of POSIX")
@pytest.mark.parametrize("suffix", ["-journal", "-wal"])
@pytest.mark.parametrize("kind", ["pipe", "device", "link"])
def test_journal_that_is_none_is_told_and_not_waited_for(
    file: Path, suffix: str, kind: str
) -> None:
    beside, victim = Path(f"{file}{suffix}"), file.with_name("victim")
    victim.write_bytes(b"mine")
    if kind == "pipe":
        os.mkfifo(beside)
    else:
        beside.symlink_to("/dev/zero" if kind == "device" else victim)
    before = file.read_bytes()
    for use in (connections.live, connections.reading):
        with pytest.raises(FileDamaged) as caught, use(file):
            pass
        assert caught.value.kind is DamageKind.JOURNAL
    found = MigrationManager().inspect(file).error
    assert isinstance(found, FileDamaged)
    assert found.kind is DamageKind.JOURNAL
    assert (file.read_bytes(), victim.read_bytes()) == (before, b"mine")


# --- a log that belongs to another file ----------------------------------------------------------


def lay_stray_log(file: Path) -> None:
    """Lay beside a file the log of a copy that somebody else has changed since."""
    other = file.with_name("other")
    shutil.copyfile(file, other)
    with closing(sqlite3.connect(other, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("UPDATE account SET name = 'of another file'")
        shutil.copyfile(f"{other}-wal", f"{file}-wal")
    other.unlink()


@pytest.mark.parametrize("beside", [b"", b"anything"], ids=["empty", "filled"])
def test_log_of_another_file_is_never_replayed_whatever_journal_stands_there(
    file: Path, beside: bytes
) -> None:
    before = file.read_bytes()
    lay_stray_log(file)
    Path(f"{file}-journal").write_bytes(beside)
    found = MigrationManager().inspect(file)
    assert isinstance(found.error, FileDamaged)
    assert found.error.kind is DamageKind.JOURNAL
    assert file.read_bytes() == before


def test_log_that_comes_between_the_plan_and_the_work_is_found_in_time(file: Path) -> None:
    manager = MigrationManager()
    plan = manager.plan(file)
    before = file.read_bytes()
    lay_stray_log(file)
    with pytest.raises(FileDamaged) as refused:
        keys.upgrade(manager, plan)
    assert refused.value.kind is DamageKind.JOURNAL
    assert file.read_bytes() == before
    assert manager.sweep(file) == 0
    assert Path(f"{file}-wal").exists()


# --- what SQLite writes elsewhere ----------------------------------------------------------------


def in_private(file: Path) -> AbstractContextManager[sqlite3.Connection]:
    return connections.private(file)


def for_the_application(file: Path) -> AbstractContextManager[sqlite3.Connection]:
    return closing(connections.shared(file, writing=True))


@pytest.mark.parametrize(
    "opened",
    [
        connections.live,
        connections.reading,
        in_private,
        for_the_application,
    ],
)
def test_what_is_sorted_never_leaves_the_memory(
    file: Path, opened: Callable[[Path], AbstractContextManager[sqlite3.Connection]]
) -> None:
    with opened(file) as connection:
        assert connection.execute("PRAGMA temp_store").fetchone() == (2,)


# --- locks of this process -----------------------------------------------------------------------


def test_file_counts_as_held_before_sqlite_opens_it_and_until_it_is_closed(file: Path) -> None:
    seen: list[bool] = []
    watching = threading.Event()

    def hook(event: str, _arguments: tuple[object, ...]) -> None:
        if event == "sqlite3.connect" and watching.is_set():
            seen.append(connections.is_held(file))

    sys.addaudithook(hook)  # for ever, but deaf afterwards
    watching.set()
    with connections.live(file):
        assert connections.is_held(file)
    watching.clear()
    assert seen == [True]
    assert not connections.is_held(file)


def test_header_is_read_only_while_nobody_can_begin_to_hold_the_file(tmp_path: Path) -> None:
    file = tmp_path / "maison.patrimoine"
    MigrationManager().create(file, keys.new_keyring())
    seen: list[bool] = []
    watching = threading.Event()

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event == "open" and watching.is_set() and str(arguments[0]) == str(file):
            seen.append(connections.gate.locked())

    sys.addaudithook(hook)
    watching.set()
    assert MigrationManager().inspect(file).state is FileState.CURRENT
    watching.clear()
    assert seen == [True]
    assert not connections.gate.locked()


def test_file_that_is_held_twice_stays_held_when_one_lets_go(file: Path) -> None:
    with connections.live(file):
        with pytest.raises(FileBusy), connections.live(file):
            pass
        assert connections.is_held(file)


def test_missing_file_is_told_as_missing(tmp_path: Path) -> None:
    with pytest.raises(FileUnreachable) as refused, connections.live(tmp_path / "gone"):
        pass
    assert refused.value.reason is UnreachableReason.MISSING


# --- headers and names that make no sense --------------------------------------------------------


def test_current_file_whose_header_gives_no_page_size_is_damaged(tmp_path: Path) -> None:
    file = tmp_path / "maison.patrimoine"
    MigrationManager().create(file, keys.new_keyring())
    descriptor = os.open(file, os.O_WRONLY)
    os.pwrite(descriptor, b"\0\0", 16)
    os.close(descriptor)
    assert header.read(file).page_size == 0
    found = MigrationManager().inspect(file)
    assert isinstance(found.error, FileDamaged)
    assert found.error.kind is DamageKind.HEADER


def test_version_table_that_is_not_ours_is_about_the_content(file: Path) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("ALTER TABLE alembic_version RENAME COLUMN version_num TO other")
    found = MigrationManager().inspect(file)
    assert isinstance(found.error, FileDamaged)
    assert found.error.kind is DamageKind.CONTENT
