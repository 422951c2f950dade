"""`restore` makes a new file of a backup: by the passphrase of that day, and never over another."""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from patrimoine_gui.migration.manager import MigrationManager
from patrimoine_gui.paths import UserFolders
from tests.command_line import (
    HEAD,
    PASSPHRASE,
    SECRETS,
    answer,
    current,
    everything,
    household,
    household_keys,
    key_options,
    private,
    run,
)
from tests.pseudo_terminal import converse


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Make the backup that comes before a protected file goes back one version."""
    place = tmp_path_factory.mktemp("made")
    file = current(place / "famille.patrimoine")
    manager = MigrationManager(UserFolders(place / "data", place / "settings", place / "logs"))
    outcome = manager.downgrade(manager.plan(file, "-1"), household_keys()[0], consent=True)
    assert outcome.backup is not None
    return outcome.backup.read_bytes()


@pytest.fixture
def backup(made: bytes, tmp_path: Path) -> Path:
    """Give a backup of today's version."""
    file = tmp_path / "2026-11-22_pre-upgrade.patrimoine-backup"
    file.write_bytes(made)
    return file


def test_a_backup_becomes_a_new_file(backup: Path, tmp_path: Path) -> None:
    file, before = tmp_path / "retrouvé.patrimoine", backup.read_bytes()
    document = answer("restore", backup, "--file", file, *key_options(tmp_path))
    assert (document["exit_status"], document["revision"]) == (0, HEAD.id)
    assert MigrationManager().inspect(file).revision == HEAD.id
    assert file.stat().st_mode & 0o777 == 0o600
    assert backup.read_bytes() == before
    assert not (tmp_path / "recovery.txt").exists()
    back = answer("downgrade", "-1", "--yes", "--file", file)
    assert back["changed"] is True


def test_the_backup_of_a_clear_file_gives_it_back_whole(tmp_path: Path) -> None:
    old = household(tmp_path / "old.patrimoine")
    backup = answer("upgrade", "--file", old)["backup"]
    assert SECRETS[0].encode() not in Path(backup).read_bytes()
    file = tmp_path / "again.patrimoine"
    assert run("restore", backup, "--file", file, *key_options(tmp_path)).returncode == 0
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT name FROM account").fetchone() == (SECRETS[0],)
        assert connection.execute("SELECT count(*) FROM balance_history").fetchone() == (40,)


def test_a_recovery_key_opens_a_backup_too(backup: Path, tmp_path: Path) -> None:
    key = private(tmp_path / "key", household_keys()[1].text())
    file = tmp_path / "new.patrimoine"
    assert run("restore", backup, "--file", file, "--recovery-key-file", key).returncode == 0


def test_another_passphrase_is_told_with_the_day_of_the_backup(
    backup: Path, tmp_path: Path
) -> None:
    file = tmp_path / "new.patrimoine"
    document = answer("restore", backup, "--file", file, *key_options(tmp_path, "another"))
    assert (document["exit_status"], document["error"]["type"]) == (4, "WrongKey")
    assert "passphrase of that day" in document["error"]["title"]
    assert not file.exists()


def test_nothing_is_ever_replaced(backup: Path, tmp_path: Path) -> None:
    taken = private(tmp_path / "taken.patrimoine", "dear to me")
    document = answer("restore", backup, "--file", taken, *key_options(tmp_path))
    assert (document["exit_status"], document["error"]["type"]) == (9, "FileExists")
    assert taken.read_text(encoding="utf-8") == "dear to me"


def test_a_file_is_replaced_when_asked_and_what_it_was_is_backed_up(
    backup: Path, tmp_path: Path
) -> None:
    file, spoilt = current(tmp_path / "famille.patrimoine"), b"no longer a household"
    options = key_options(tmp_path)
    document = answer("restore", backup, "--replace", "--file", file, *options)
    assert (document["exit_status"], document["set_aside"]) == (0, None)
    assert Path(document["replaced"]).name.endswith(".patrimoine-backup")
    file.write_bytes(spoilt)
    other = answer("restore", backup, "--replace", "--file", file, *options)
    assert other["error"]["type"] == "ForeignRestore"  # nothing says whose it was
    assert file.read_bytes() == spoilt


def test_the_new_file_has_to_be_named(backup: Path) -> None:
    done = run("restore", backup)
    assert done.returncode == 2
    assert "--file" in done.stderr


@pytest.mark.parametrize(
    ("spoil", "kind", "status"),
    [
        (lambda data: data[: len(data) // 2], "ContainerTruncated", 6),
        (lambda data: data[:5000] + bytes([data[5000] ^ 1]) + data[5001:], "ContainerCorrupted", 6),
        (lambda _data: b"hello, world\n" * 99, "NotABackup", 9),
        (lambda _data: b"", "NotABackup", 9),
    ],
)
def test_a_spoilt_backup_is_refused_and_leaves_nothing(
    backup: Path, tmp_path: Path, spoil: object, kind: str, status: int
) -> None:
    assert callable(spoil)
    bad = tmp_path / "bad.patrimoine-backup"
    bad.write_bytes(spoil(backup.read_bytes()))
    options = key_options(tmp_path)
    before = everything(tmp_path)
    document = answer("restore", bad, "--file", tmp_path / "new.patrimoine", *options)
    assert (document["error"]["type"], document["exit_status"]) == (kind, status)
    assert everything(tmp_path) == before


def test_a_folder_that_is_not_there_is_told(backup: Path, tmp_path: Path) -> None:
    file = tmp_path / "no" / "new.patrimoine"
    document = answer("restore", backup, "--file", file, *key_options(tmp_path))
    assert document["error"]["type"] == "FileUnreachable"


def test_a_person_restores_at_the_keyboard(backup: Path, tmp_path: Path) -> None:
    file = tmp_path / "new.patrimoine"
    turns = (("Passphrase (", "wrong\n"), ("Passphrase (", f"{PASSPHRASE}\n"))
    talk = converse("restore", backup, "--file", file, turns=turns)
    assert talk.status == 0, talk.shown
    assert str(file) in talk.out


def test_clear_copies_of_before_are_told_once_the_file_is_protected(
    tmp_path: Path, home: Path
) -> None:
    old = household(tmp_path / "old.patrimoine")
    folder = home / "patrimoine" / "data" / "backups"
    folder.mkdir(parents=True)
    copy = household(folder / "2026-11-20_08-00-00_000001_pre-upgrade_0001_abcd.patrimoine-backup")
    words = ("upgrade", "--file", old)
    done = run("--json", *words)
    assert json.loads(done.stdout)["clear_copies"] == [str(copy)]
    os.remove(copy)  # noqa: PTH107  (what a person does)
    assert answer("downgrade", "-1", "--yes", "--file", old)["clear_copies"] == []
