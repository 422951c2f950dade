"""Bad files and exit statuses: each its own sentence, and nothing is written."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui.database.lock import FileLock
from patrimoine_gui.migration.manager import MigrationManager
from patrimoine_gui.wording import explain
from tests.command_line import ROOT, answer, everything, household, key_options, patched, run

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def old(tmp_path: Path) -> Path:
    folder = tmp_path / "Comptes Élodie"
    folder.mkdir()
    return household(folder / "famille.patrimoine")


# --- what another program added -------------------------------------------------------------------


def test_a_view_is_refused_before_any_key_is_made_and_the_advice_can_be_followed(
    old: Path, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(old)) as connection:
        connection.execute("CREATE VIEW total AS SELECT sum(balance) FROM account")
    options = key_options(tmp_path)
    assert answer("upgrade", "--file", old, *options)["error"]["type"] == "HostileObject"
    assert not (tmp_path / "recovery.txt").exists()
    assert answer("upgrade", "--mend", "--file", old, *options)["changed"]


def test_going_on_without_a_view_is_not_offered_where_something_else_would_refuse(
    old: Path,
) -> None:
    with closing(sqlite3.connect(old)) as connection:
        connection.executescript(
            "CREATE VIEW a AS SELECT 1; CREATE TRIGGER b INSTEAD OF INSERT ON a"
            " BEGIN DELETE FROM account; END"
        )
    done = run("upgrade", "--file", old, keys=False)
    assert done.returncode == 9
    assert "--mend" not in done.stderr


# --- bad input ----------------------------------------------------------------------------------


def bad_files(folder: Path) -> dict[str, tuple[Path, int, str]]:
    """Make one file of each bad kind: its path, the exit status and the state expected."""
    sample = household(folder / "sample", rows=400)
    whole = sample.read_bytes()

    def made(name: str, data: bytes) -> Path:
        path = folder / name
        path.write_bytes(data)
        return path

    other = folder / "other"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE t (a)")
        connection.commit()
    (folder / "a folder").mkdir()
    (folder / "link").symlink_to(folder / "gone")
    os.mkfifo(folder / "pipe")
    return {
        "not a database": (made("text", b"hello, world\n" * 40), 9, "not_ours"),
        "another program's": (other, 9, "not_ours"),
        "empty": (made("empty", b""), 9, "empty"),
        "truncated": (made("cut", whole[: len(whole) // 2]), 6, "damaged"),
        "cut in its header": (made("head", whole[:50]), 6, "damaged"),
        "a folder": (folder / "a folder", 9, "unreachable"),
        "a broken link": (folder / "link", 9, "unreachable"),
        "a pipe": (folder / "pipe", 9, "unreachable"),
        "missing": (folder / "missing", 9, "unreachable"),
        "a name too long": (folder / ("n" * 300), 9, "unreachable"),
        "of the future": (patched(made("new", whole), 60, 99), 5, "too_new"),
        "without a version": (
            patched(made("mark", other.read_bytes()), 68, 0x50415452),
            9,
            "unversioned",
        ),
        "of an unknown revision": (stamped(made("odd", whole), "abcd"), 9, "unknown_revision"),
    }


def stamped(file: Path, revision: str) -> Path:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))
        connection.commit()
    return file


KINDS = (
    "not a database",
    "another program's",
    "empty",
    "truncated",
    "cut in its header",
    "a folder",
    "a broken link",
    "a pipe",
    "missing",
    "a name too long",
    "of the future",
    "without a version",
    "of an unknown revision",
)


@pytest.mark.parametrize("kind", KINDS)
def test_a_bad_file_is_refused_and_nothing_is_written(
    tmp_path: Path, home: Path, kind: str
) -> None:
    file, status, state = bad_files(tmp_path)[kind]
    before = everything(tmp_path)
    document = answer("status", "--file", file)
    assert (document["exit_status"], document["state"]) == (status, state)
    refused = answer("upgrade", "--file", file)
    assert refused["exit_status"] == status
    assert refused["error"] == document["error"]
    assert everything(tmp_path) == before
    assert list(home.rglob("*")) == []


def test_each_kind_of_bad_file_has_its_own_sentence(tmp_path: Path) -> None:
    cases = bad_files(tmp_path)
    assert set(cases) == set(KINDS)
    manager = MigrationManager()
    found = {kind: manager.inspect(file).error for kind, (file, _, _) in cases.items()}
    told = {kind: explain(error).what for kind, error in found.items() if error is not None}
    assert set(told) == set(KINDS)
    assert told.pop("cut in its header") == told["truncated"]
    assert len(set(told.values())) == len(told)


AS_NOBODY = """
import os, sys
from pathlib import Path
import patrimoine_gui.cli.commands.status, patrimoine_gui.cli.commands.change_version
import patrimoine_gui.cli.wording.error_table
import patrimoine_gui.cli.dispatch, patrimoine_gui.cli.error_reply, locale
import patrimoine_gui.migration.manager, patrimoine_gui.wording.error_table, migrations.index
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
sys.exit(patrimoine_gui.cli.main(sys.argv[1:]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="rights of another kind")
@pytest.mark.parametrize("command", ["status", "upgrade"])
def test_a_file_without_rights_is_told_apart(old: Path, command: str) -> None:
    old.chmod(0o000)
    command_line = [sys.executable, "-c", AS_NOBODY, command, "--json", "--file", str(old)]
    done = subprocess.run(command_line, cwd=ROOT, capture_output=True, text=True, check=False)
    document = json.loads(done.stdout)
    assert done.returncode == document["exit_status"] == 9
    assert document["error"]["title"] == "You do not have the right to read this file"


# --- every exit status --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("bogus",),
        ("status", "--bogus"),
        ("downgrade",),
        ("create",),
        ("status", "--lang", "de"),
        ("status", "--file"),
        ("downgrade", "0001", "--yes", "--file", ""),
    ],
)
def test_a_wrong_command_is_status_2(words: tuple[str, ...], home: Path) -> None:
    done = run(*words)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "--help" in done.stderr
    assert answer(*words)["error"]["type"] == "UsageError"
    assert list(home.rglob("*")) == []


@pytest.mark.parametrize(
    "words",
    [
        ("upgrade", "--target", "0099"),
        ("upgrade", "--target", "0001"),
        ("downgrade", "0003"),
    ],
)
def test_an_unknown_target_is_status_2(tmp_path: Path, words: tuple[str, ...]) -> None:
    file = household(tmp_path / "two.patrimoine", "0002")
    before = file.read_bytes()
    document = answer(*words, "--file", file)
    assert (document["exit_status"], document["error"]["type"]) == (2, "TargetUnknown")
    assert file.read_bytes() == before


@pytest.mark.parametrize("target", ["-9", "base"])
def test_there_is_nothing_below_the_first_version(tmp_path: Path, target: str) -> None:
    file = household(tmp_path / "two.patrimoine", "0002")
    before = file.read_bytes()
    document = answer("downgrade", target, "--file", file, "--lang", "en")
    assert (document["exit_status"], document["error"]["type"]) == (2, "NoVersionBelow")
    assert "0001" in document["error"]["next"]
    assert file.read_bytes() == before


def test_a_newer_file_is_status_5(old: Path) -> None:
    assert run("upgrade", "--file", patched(old, 60, 99)).returncode == 5


def test_a_truncated_file_is_status_6(old: Path) -> None:
    os.truncate(old, 4096)
    done = run("upgrade", "--file", old)
    assert done.returncode == 6
    assert "damaged" in done.stderr


def test_a_version_on_the_other_side_names_the_command_that_goes_there(tmp_path: Path) -> None:
    file = household(tmp_path / "two.patrimoine", "0002")
    back = run("upgrade", "--target", "0001", "--file", file)
    assert back.returncode == 2
    assert "“downgrade”" in back.stderr
    on = run("downgrade", "0003", "--file", file)
    assert on.returncode == 2
    assert "“upgrade”" in on.stderr


def test_an_unknown_version_lists_those_that_are_known(old: Path) -> None:
    done = run("upgrade", "--target", "0099", "--file", old)
    assert done.returncode == 2
    assert "0001 (0.1), 0002 (0.2), 0003 (0.3)" in done.stderr


def test_a_refusal_names_the_file(tmp_path: Path) -> None:
    missing = tmp_path / "absent.patrimoine"
    assert str(missing) in run("upgrade", "--file", missing).stderr


def test_a_held_file_is_status_7_and_names_its_holder(old: Path) -> None:
    with FileLock(old, "patrimoine"):
        document = answer("upgrade", "--file", old)
        assert (document["exit_status"], document["error"]["type"]) == (7, "FileBusy")
        assert str(os.getpid()) in document["error"]["process"]
        holder = answer("status", "--file", old)["holder"]
    assert (holder["pid"], holder["program"]) == (os.getpid(), "patrimoine")
    assert answer("status", "--file", old)["holder"] is None


def test_a_file_in_another_program_s_transaction_is_status_7(old: Path) -> None:
    before = old.read_bytes()
    with closing(sqlite3.connect(old, isolation_level=None)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        assert answer("upgrade", "--file", old)["exit_status"] == 7
    assert old.read_bytes() == before


@pytest.mark.skipif(sys.platform == "win32", reason="no sparse file without asking")
def test_a_disk_that_is_too_small_is_status_8(old: Path, home: Path) -> None:
    os.truncate(old, 1 << 43)  # 8 TiB that take no room
    changed = old.stat().st_mtime_ns
    document = answer("upgrade", "--file", old)
    assert (document["exit_status"], document["error"]["type"]) == (8, "NoSpace")
    assert "TB" in document["error"]["what"]
    assert (old.stat().st_size, old.stat().st_mtime_ns) == (1 << 43, changed)
    assert [path.name for path in old.parent.iterdir()] == [old.name]
    assert not list(home.rglob("*backup*"))


def test_a_loss_that_nobody_agreed_to_is_status_9(tmp_path: Path) -> None:
    file = household(tmp_path / "three.patrimoine", "0003")
    before = file.read_bytes()
    done = run("downgrade", "0002", "--file", file)
    assert done.returncode == 9
    assert "What cannot be kept" in done.stderr
    assert "agree" in done.stderr
    assert "--yes" in done.stderr
    assert file.read_bytes() == before


def test_a_data_folder_that_cannot_be_made_is_status_9(home: Path) -> None:
    (home / "patrimoine").write_bytes(b"in the way")
    document = answer("init")
    assert (document["exit_status"], document["error"]["type"]) == (9, "FolderReadOnly")


def test_an_existing_file_is_never_replaced(old: Path) -> None:
    before = old.read_bytes()
    document = answer("init", "--file", old)
    assert (document["exit_status"], document["error"]["type"]) == (9, "FileExists")
    assert old.read_bytes() == before


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT of this kind")
def test_ctrl_c_stops_safely(tmp_path: Path) -> None:
    file = household(tmp_path / "large.patrimoine", rows=120_000)
    before = file.read_bytes()
    keys = tmp_path / "keys"
    keys.mkdir()
    words = [sys.executable, "migrate.py", "upgrade", "--json", "--file", str(file)]
    words += key_options(keys)
    with subprocess.Popen(
        words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        first = json.loads(process.stderr.readline())
        process.send_signal(signal.SIGINT)
        told, _rest = process.communicate(timeout=60)
    assert first["fraction"] < 1
    document = json.loads(told)
    assert (process.returncode, document["error"]["type"]) == (9, "Cancelled")
    assert file.read_bytes() == before
    assert {path.name for path in tmp_path.iterdir()} == {file.name, keys.name}
