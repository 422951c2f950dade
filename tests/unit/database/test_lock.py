"""The lock of a file tells people apart, and ends with whoever holds it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from patrimoine_gui.database.lock import (
    FileLock,
    beside,
    find_holder,
    is_name_too_long,
    read_holder,
)
from patrimoine_gui.errors import FileBusy, Holder

ROOT = Path(__file__).resolve().parents[3]
HOLD = """
import sys
from pathlib import Path
from patrimoine_gui.database.lock import FileLock
with FileLock(Path(sys.argv[1]), "patrimoine-migrate"):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    found = tmp_path / "maison.patrimoine"
    found.touch()
    return found


def names(file: Path) -> set[str]:
    return {entry.name for entry in file.parent.iterdir()} - {file.name}


def test_lock_leaves_nothing(file: Path) -> None:
    with FileLock(file, "patrimoine") as lock:
        assert lock.is_held
        assert names(file) == {".maison.patrimoine.lock"}
    assert not lock.is_held
    assert names(file) == set()


def test_lock_is_for_this_user_alone(file: Path) -> None:
    with FileLock(file, "patrimoine"):
        assert beside(file, "lock").stat().st_mode & 0o777 == 0o600


def test_second_lock_of_the_same_process_is_refused(file: Path) -> None:
    with FileLock(file, "patrimoine"), pytest.raises(FileBusy) as caught:
        FileLock(file, "patrimoine-migrate").acquire()
    assert caught.value.holder.pid == os.getpid()
    assert caught.value.holder.program == "patrimoine"


def test_refused_lock_does_not_end_the_first(file: Path) -> None:
    with FileLock(file, "patrimoine"):
        for _try in range(2):
            with pytest.raises(FileBusy):
                FileLock(file, "other").acquire()
        assert find_holder(file) is not None


def test_release_twice_is_harmless(file: Path) -> None:
    lock = FileLock(file, "patrimoine")
    lock.release()
    lock.acquire()
    lock.release()
    lock.release()
    assert names(file) == set()


def test_lock_can_be_taken_again(file: Path) -> None:
    lock = FileLock(file, "patrimoine")
    for _time in range(3):
        with lock:
            assert lock.is_held


def test_holder_in_another_process_is_named_until_it_is_killed(file: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(file)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        assert find_holder(file) == read_holder(file)
        assert read_holder(file).pid == holder.pid
        assert read_holder(file).program == "patrimoine-migrate"
        with pytest.raises(FileBusy):
            FileLock(file, "patrimoine").acquire()
        holder.kill()
    assert find_holder(file) is None
    assert names(file) == {".maison.patrimoine.lock"}
    with FileLock(file, "patrimoine"):
        assert read_holder(file).pid == os.getpid()
    assert names(file) == set()


@pytest.mark.parametrize("text", ["", "{", '{"pid": "x"}', '{"pid": 1}', "\0\0"])
def test_lock_with_a_broken_signature_has_an_unknown_holder(file: Path, text: str) -> None:
    beside(file, "lock").write_bytes(text.encode("latin-1"))
    assert read_holder(file) == Holder()
    assert find_holder(file) is None


def test_looking_for_the_holder_writes_nothing(file: Path) -> None:
    assert find_holder(file) is None
    assert names(file) == set()


def test_looking_for_the_holder_never_makes_a_lock_fail(file: Path) -> None:
    beside(file, "lock").touch()
    look = (
        "import sys\nfrom pathlib import Path\n"
        "from patrimoine_gui.database.lock import find_holder\n"
        "print('looking', flush=True)\n"
        "while True: find_holder(Path(sys.argv[1]))\n"
    )
    command = [sys.executable, "-c", look, str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as looker:
        assert looker.stdout is not None
        assert looker.stdout.readline() == b"looking\n"
        try:
            for _time in range(300):
                with FileLock(file, "patrimoine"):
                    beside(file, "kept").touch()
                beside(file, "lock").touch()
        finally:
            looker.kill()


@pytest.mark.parametrize("length", [10, 199, 200, 201, 255])
def test_companion_of_a_long_name_fits_on_the_disk(tmp_path: Path, length: int) -> None:
    file = tmp_path / ("é" * (length // 2) + "x" * (length % 2))
    assert len(os.fsencode(beside(file, "h" * 20 + "-4194304-12345678.shadow").name)) <= 255
    assert beside(file, "lock").parent == file.parent


def test_companions_of_two_long_names_differ(tmp_path: Path) -> None:
    first, second = tmp_path / ("a" * 250 + "1"), tmp_path / ("a" * 250 + "2")
    assert beside(first, "lock") != beside(second, "lock")


@pytest.mark.parametrize(("length", "is_long"), [(247, False), (248, True)])
def test_name_without_room_for_its_journal_is_too_long(length: int, *, is_long: bool) -> None:
    assert is_name_too_long(Path("/home") / ("m" * length)) is is_long


def test_link_has_the_lock_of_its_file(file: Path, tmp_path: Path) -> None:
    link = tmp_path / "elsewhere" / "lien"
    link.parent.mkdir()
    link.symlink_to(file)
    with FileLock(link, "patrimoine"), pytest.raises(FileBusy):
        FileLock(file, "patrimoine").acquire()
