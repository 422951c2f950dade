"""On a disk without locks, whoever signed and lives is respected, and nobody else is suspected."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from patrimoine_gui.database import connections
from patrimoine_gui.database.lock import FileLock, beside, find_holder, read_holder
from patrimoine_gui.errors import FileBusy, FileUnreachable, Holder, UnreachableReason
from patrimoine_gui.migration.manager import MigrationManager
from patrimoine_gui.wording import explain
from tests.history.builders.golden_files import rich_0001

ROOT = Path(__file__).resolve().parents[3]
HOLD = """
import errno, fcntl, sys
from pathlib import Path
from patrimoine_gui.database.lock import FileLock
def refuse(*_anything):
    raise OSError(int(sys.argv[2]), "")
fcntl.flock = refuse
with FileLock(Path(sys.argv[1]), "patrimoine"):
    print("held", flush=True)
    sys.stdin.read()
"""
REFUSALS = [errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS, errno.EIO]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    found = tmp_path / "maison.patrimoine"
    rich_0001(found)
    return found


def refuse(monkeypatch: pytest.MonkeyPatch, name: str, number: int = errno.ENOLCK) -> None:
    def refusal(*_anything: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(fcntl, name, refusal)


@pytest.mark.parametrize("number", REFUSALS, ids=errno.errorcode.get)
def test_signature_of_a_living_process_counts_until_it_dies(
    file: Path, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse(monkeypatch, "flock", number)
    command = [sys.executable, "-c", HOLD, str(file), str(number)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        found = find_holder(file)
        assert found is not None
        assert (found.pid, found.signed_only) == (holder.pid, True)
        with pytest.raises(FileBusy) as caught:
            FileLock(file, "patrimoine-migrate").acquire()
        assert caught.value.holder == found
        assert read_holder(file).pid == holder.pid
        holder.kill()
    assert find_holder(file) is None
    with FileLock(file, "patrimoine"):
        assert read_holder(file).pid == os.getpid()
    assert not beside(file, "lock").exists()


def test_two_locks_of_one_process_exclude_each_other_there_too(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse(monkeypatch, "flock")
    lock = FileLock(file, "patrimoine")
    for _time in range(2):
        with lock, pytest.raises(FileBusy):
            FileLock(file, "patrimoine").acquire()


def test_number_that_another_process_has_got_since_is_not_taken_for_the_dead_one(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse(monkeypatch, "flock")
    signed = {"pid": os.getppid(), "host": socket.gethostname(), "program": "patrimoine"}
    beside(file, "lock").write_text(json.dumps({**signed, "began": "another start 1"}))
    assert find_holder(file) is None
    beside(file, "lock").write_text(json.dumps(signed))  # by a version that noted no beginning
    assert find_holder(file) is not None


def test_signature_of_another_computer_counts_and_the_way_out_is_told(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse(monkeypatch, "flock")
    beside(file, "lock").write_text('{"pid": 1, "host": "elsewhere", "program": "patrimoine"}')
    with pytest.raises(FileBusy) as caught:
        MigrationManager().plan(file)
    assert caught.value.holder == Holder(1, "elsewhere", "patrimoine", signed_only=True)
    assert ".lock" in explain(caught.value).next
    assert ".lock" not in explain(FileBusy(file, Holder(1, "elsewhere", "patrimoine"))).next


@pytest.mark.parametrize("code", ["SQLITE_BUSY", "SQLITE_IOERR_LOCK", "SQLITE_IOERR_RDLOCK"])
def test_sqlite_that_gets_no_lock_there_suspects_nobody(
    file: Path, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    error = sqlite_error(code)
    before = {entry.name for entry in file.parent.iterdir()}
    refuse(monkeypatch, "lockf")
    told = connections.user_error(file, error)
    assert isinstance(told, FileUnreachable)
    assert told.reason is UnreachableReason.NO_LOCKS
    assert {entry.name for entry in file.parent.iterdir()} == before


def test_sqlite_that_finds_a_held_file_still_says_so(file: Path) -> None:
    assert isinstance(connections.user_error(file, sqlite_error("SQLITE_BUSY")), FileBusy)


def sqlite_error(code: str) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError()
    error.sqlite_errorname = code
    return error
