"""Whatever stands where the lock must be is neither followed, nor written, nor removed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui.database.lock import FileLock, beside, find_holder, read_holder
from patrimoine_gui.errors import Holder, LockObstructed
from patrimoine_gui.migration.manager import MigrationManager
from tests.history.builders.golden_files import rich_0001

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

IMPORTANT = b"somebody's work"


def link(lock: Path, victim: Path) -> None:
    lock.symlink_to(victim)


def broken_link(lock: Path, victim: Path) -> None:
    lock.symlink_to(victim.with_name("nowhere"))


def second_name(lock: Path, victim: Path) -> None:
    os.link(victim, lock)


def other_file(lock: Path, _victim: Path) -> None:
    lock.write_bytes(IMPORTANT)


def large_file(lock: Path, _victim: Path) -> None:
    lock.write_bytes(b"\0" * 5000)


def folder(lock: Path, _victim: Path) -> None:
    lock.mkdir()


def pipe(lock: Path, _victim: Path) -> None:
    os.mkfifo(lock)


def state(place: Path) -> set[tuple[str, int, int, int]]:
    found = [(entry.name, entry.lstat()) for entry in place.iterdir()]
    return {(name, item.st_ino, item.st_size, item.st_mtime_ns) for name, item in found}


SIGNED = b'{"pid": 12, "host": "a", "program": "b"}'
KINDS = [link, broken_link, second_name, other_file, large_file, folder, pipe]


@pytest.mark.parametrize("obstruct", KINDS)
def test_what_is_no_lock_is_refused_and_left_alone(
    tmp_path: Path, obstruct: Callable[[Path, Path], None]
) -> None:
    file, victim = tmp_path / "maison.patrimoine", tmp_path / "victim"
    file.touch()
    victim.write_bytes(IMPORTANT)
    obstruct(beside(file, "lock"), victim)
    before = state(tmp_path)
    with pytest.raises(LockObstructed) as refused:
        FileLock(file, "patrimoine").acquire()
    assert refused.value.lock == beside(file, "lock")
    with pytest.raises(LockObstructed):
        find_holder(file)
    assert read_holder(file) == Holder()
    assert state(tmp_path) == before
    assert victim.read_bytes() == IMPORTANT


def test_lock_that_leads_to_the_file_itself_does_not_cost_the_file(tmp_path: Path) -> None:
    file = tmp_path / "maison.patrimoine"
    rich_0001(file)
    before = file.read_bytes()
    beside(file, "lock").symlink_to(file.name)
    manager = MigrationManager()
    assert manager.inspect(file).usable
    with pytest.raises(LockObstructed):
        manager.plan(file)
    assert manager.sweep(file) == 0
    assert file.read_bytes() == before


@pytest.mark.parametrize("left", [b"", SIGNED, SIGNED[:4], b"\0" * 60])
def test_lock_that_a_dead_process_left_is_taken_over(tmp_path: Path, left: bytes) -> None:
    file = tmp_path / "maison.patrimoine"
    file.touch()
    beside(file, "lock").write_bytes(left)
    with FileLock(file, "patrimoine"):
        assert read_holder(file).pid == os.getpid()
    assert not beside(file, "lock").exists()


def test_lock_that_another_took_the_place_of_is_not_removed(tmp_path: Path) -> None:
    file = tmp_path / "maison.patrimoine"
    file.touch()
    lock = FileLock(file, "patrimoine")
    lock.acquire()
    beside(file, "lock").unlink()
    beside(file, "lock").write_bytes(IMPORTANT)
    lock.release()
    assert beside(file, "lock").read_bytes() == IMPORTANT
