"""A shadow is private, goes whatever happens, and is swept when its owner is dead."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui.database import connections
from patrimoine_gui.migration.copies import shadow

if TYPE_CHECKING:
    from pathlib import Path

SUFFIXES = ("", "-journal", "-wal", "-shm")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    found = tmp_path / "maison.patrimoine"
    with closing(sqlite3.connect(found)) as connection, connection:
        connection.execute("CREATE TABLE t (v)")
        connection.executemany("INSERT INTO t VALUES (?)", [("secret",)] * 500)
        connection.execute("DELETE FROM t WHERE rowid > 3")
    return found


def names(file: Path) -> set[str]:
    return {entry.name for entry in file.parent.iterdir()} - {file.name}


def test_shadow_is_hidden_private_and_beside_the_file(file: Path) -> None:
    with shadow.shadow_path(file) as copy:
        assert copy.parent == file.parent
        assert copy.name.startswith(".")
        assert copy.stat().st_mode & 0o777 == 0o600
    assert names(file) == set()


def test_shadow_goes_with_its_journals_when_the_work_fails(file: Path) -> None:
    def work() -> None:
        with shadow.shadow_path(file) as copy:
            for suffix in SUFFIXES:
                copy.with_name(copy.name + suffix).touch()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        work()
    assert names(file) == set()


def test_two_shadows_have_two_names(file: Path) -> None:
    with shadow.shadow_path(file) as first, shadow.shadow_path(file) as second:
        assert first != second


def test_sweep_removes_what_a_dead_process_left(file: Path) -> None:
    with shadow.shadow_path(file) as copy:
        name = copy.name
    for suffix in SUFFIXES:
        file.with_name(name + suffix).touch()
    assert shadow.sweep(file) == len(SUFFIXES)
    assert names(file) == set()


def test_sweep_gives_another_computer_a_day(file: Path) -> None:
    young = file.with_name(f".{file.name}.elsewhere-12-0123abcd.shadow")
    old = file.with_name(f".{file.name}.elsewhere-13-0123abcd.shadow")
    for path, seconds in ((young, time.time()), (old, 1.0)):
        path.touch()
        os.utime(path, (seconds, seconds))
    assert shadow.sweep(file) == 1
    assert names(file) == {young.name}


@pytest.mark.parametrize(
    "name",
    [
        "autre.patrimoine",
        ".maison.patrimoine.lock",
        ".maison.patrimoine.shadow",
        ".autre.patrimoine.{host}-1-0123abcd.shadow",
        "maison.patrimoine.{host}-1-0123abcd.shadow",
        ".maison.patrimoine.{host}-1-0123abcd.shadow.txt",
        "maison.patrimoine-journal",
        "maison.patrimoine-wal",
    ],
)
def test_sweep_touches_nothing_else(file: Path, name: str) -> None:
    with shadow.shadow_path(file) as copy:
        host = copy.name.removeprefix(f".{file.name}.").partition("-")[0]
    path = file.with_name(name.format(host=host))
    path.touch()
    os.utime(path, (1.0, 1.0))
    assert shadow.sweep(file) == 0
    assert path.exists()


def test_snapshot_holds_every_row_and_nothing_that_was_deleted(file: Path) -> None:
    with shadow.shadow_path(file) as copy:
        with connections.live(file) as live:
            shadow.snapshot(live, copy)
        with closing(sqlite3.connect(copy)) as connection:
            assert connection.execute("SELECT count(*) FROM t").fetchone() == (3,)
        assert copy.read_bytes().count(b"secret") == 3
        assert copy.stat().st_mode & 0o777 == 0o600


def test_snapshots_of_one_content_are_the_same_byte_by_byte(file: Path) -> None:
    with shadow.shadow_path(file) as first, shadow.shadow_path(file) as second:
        for copy in (first, second):
            with connections.live(file) as live:
                shadow.snapshot(live, copy)
        assert first.read_bytes() == second.read_bytes()
