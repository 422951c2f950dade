"""`backup`, `backups`, `verify` and `restore --upgrade`: made, listed, read again, brought up."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from patrimoine_gui.backup.backup_records import NAME, BackupRecords
from patrimoine_gui.migration.manager import MigrationManager
from tests.command_line import (
    HEAD,
    SECRETS,
    answer,
    current,
    everything,
    household,
    key_options,
    run,
)


@pytest.fixture
def protected(tmp_path: Path) -> Path:
    folder = tmp_path / "house"
    folder.mkdir()
    return current(folder / "famille.patrimoine")


@pytest.fixture
def options(tmp_path: Path) -> list[str]:
    return key_options(tmp_path)


def only_passphrase(options: list[str]) -> list[str]:
    return options[:2]


def spoilt(file: Path, at: int = 5000) -> Path:
    data = bytearray(file.read_bytes())
    data[at] ^= 1
    file.write_bytes(data)
    return file


# --- made ---------------------------------------------------------------------------------------


def test_a_backup_of_a_protected_file_opens_with_its_passphrase(
    protected: Path, options: list[str], tmp_path: Path
) -> None:
    before = everything(protected.parent)
    made = answer("backup", "--file", protected, *only_passphrase(options))
    assert (made["exit_status"], made["kind"], made["revision"]) == (0, "manual", HEAD.id)
    assert everything(protected.parent) == before
    assert Path(made["backup"]).stat().st_mode & 0o777 == 0o600
    again = tmp_path / "again.patrimoine"
    restored = answer("restore", made["backup"], "--file", again, *only_passphrase(options))
    assert restored["exit_status"] == 0
    assert MigrationManager().inspect(again).revision == HEAD.id


def test_a_backup_of_a_clear_file_is_encrypted_and_the_file_stays_as_it_is(
    tmp_path: Path, options: list[str]
) -> None:
    old = household(tmp_path / "old.patrimoine")
    before = old.read_bytes()
    made = answer("backup", "--file", old, *options)
    assert (made["exit_status"], made["revision"]) == (0, "0001")
    assert SECRETS[0].encode() not in Path(made["backup"]).read_bytes()
    assert old.read_bytes() == before
    assert (tmp_path / "recovery.txt").exists()


def test_a_backup_asks_for_keys(protected: Path, home: Path) -> None:
    assert answer("backup", "--file", protected)["error"]["type"] == "KeyRequired"
    assert not (home / "patrimoine" / "data" / "backups").exists()


def test_a_wrong_passphrase_makes_no_backup(protected: Path, home: Path, tmp_path: Path) -> None:
    document = answer("backup", "--file", protected, *key_options(tmp_path, "another"))
    assert document["exit_status"] == 4
    assert not (home / "patrimoine" / "data" / "backups").exists()


# --- listed -------------------------------------------------------------------------------------


def test_the_backups_of_a_file_are_listed_even_once_it_is_lost(
    protected: Path, options: list[str], tmp_path: Path
) -> None:
    made = answer("backup", "--file", protected, *only_passphrase(options))
    other = household(tmp_path / "other.patrimoine")
    theirs = answer("upgrade", "--file", other)
    protected.unlink()
    (row,) = answer("backups", "--file", protected)["backups"]
    assert row["backup"] == made["backup"]
    assert (row["kind"], row["soundness"], row["revision"]) == ("manual", "whole", HEAD.id)
    assert row["size"] == Path(made["backup"]).stat().st_size
    every = answer("backups", "--all")["backups"]
    assert {item["backup"] for item in every} == {made["backup"], theirs["backup"]}


def test_a_damaged_backup_is_listed_as_such(protected: Path, options: list[str]) -> None:
    made = Path(answer("backup", "--file", protected, *only_passphrase(options))["backup"])
    spoilt(made)
    (row,) = answer("backups", "--file", protected)["backups"]
    assert row["soundness"] == "damaged"
    spoilt(made, 20)  # now not even its head can be read
    (row,) = answer("backups", "--file", protected)["backups"]
    assert (row["backup"], row["soundness"]) == (str(made), "damaged")


def test_no_backup_is_an_answer_too(protected: Path) -> None:
    assert answer("backups", "--file", protected)["backups"] == []
    shown = run("backups", "--file", protected, "--lang", "en").stdout
    assert "There is no backup." in shown


# --- read again ---------------------------------------------------------------------------------


def test_a_backup_is_verified_without_its_key_and_with_it(
    protected: Path, options: list[str]
) -> None:
    made = answer("backup", "--file", protected, *only_passphrase(options))["backup"]
    for words, expected in ((("verify", made), "whole"), (("verify", Path(made).name), "whole")):
        assert answer(*words)["backups"][0]["soundness"] == expected
    document = answer("verify", made, *only_passphrase(options))
    assert (document["exit_status"], document["backups"][0]["soundness"]) == (0, "sound")


def test_what_a_command_found_is_remembered_for_the_windows(
    protected: Path, options: list[str]
) -> None:
    made = Path(answer("backup", "--file", protected, *only_passphrase(options))["backup"])
    (made.parent / NAME).unlink()
    for words in (("verify", "all"), ("verify", made), ("backups",)):
        (row,) = answer(*words, "--file", protected)["backups"]
        found = BackupRecords(made.parent).verification(made)
        assert found is not None
        assert (found.is_sound, found.moment.isoformat(timespec="seconds")) == (
            True,
            row["verified"],
        )
    spoilt(made)
    (row,) = answer("backups", "--file", protected)["backups"]
    assert (row["soundness"], row["verified"]) == ("damaged", None)
    found = BackupRecords(made.parent).verification(made)
    assert found is not None
    assert not found.is_sound


def test_a_damaged_backup_is_named(protected: Path, options: list[str]) -> None:
    made = Path(answer("backup", "--file", protected, *only_passphrase(options))["backup"])
    spoilt(made)
    document = answer("verify", made)
    assert (document["exit_status"], document["error"]["type"]) == (6, "ContainerCorrupted")
    done = run("verify", "all", "--file", protected)
    assert done.returncode == 6
    assert str(made) in done.stdout
    every = answer("verify", "all", "--file", protected, *only_passphrase(options))
    assert (every["exit_status"], every["backups"][0]["soundness"]) == (6, "damaged")


def test_another_passphrase_is_no_damage(
    protected: Path, options: list[str], tmp_path: Path
) -> None:
    made = answer("backup", "--file", protected, *only_passphrase(options))["backup"]
    folder = tmp_path / "wrong"
    folder.mkdir()
    wrong = key_options(folder, "another")[:2]
    one = answer("verify", made, *wrong)
    assert (one["exit_status"], one["error"]["type"]) == (4, "WrongKey")
    every = answer("verify", "all", "--file", protected, *wrong)
    assert (every["exit_status"], every["backups"][0]["soundness"]) == (4, "other key")


# --- restored and brought up --------------------------------------------------------------------


def test_an_old_backup_is_brought_to_today_as_it_is_restored(
    tmp_path: Path, options: list[str]
) -> None:
    old = household(tmp_path / "old.patrimoine")
    made = answer("backup", "--file", old, *options)["backup"]
    plain = answer("restore", made, "--file", tmp_path / "plain.patrimoine", *options[:2])
    assert (plain["revision"], plain["outdated"]) == ("0001", True)
    file = tmp_path / "new.patrimoine"
    document = answer("restore", made, "--file", file, "--upgrade", *options[:2])
    assert (document["exit_status"], document["revision"]) == (0, HEAD.id)
    assert (document["from"], document["outdated"]) == ("0001", False)
    assert MigrationManager().inspect(file).revision == HEAD.id
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT count(*) FROM valuation").fetchone() >= (40,)


def test_a_restored_copy_is_upgraded_without_a_second_backup_of_it(
    tmp_path: Path, home: Path, options: list[str]
) -> None:
    old = household(tmp_path / "old.patrimoine")
    made = Path(answer("backup", "--file", old, *options)["backup"])
    kept = tmp_path / made.name
    made.rename(kept)
    folder = home / "patrimoine" / "data" / "backups"
    shutil.rmtree(folder)
    folder.write_text("no folder", "utf-8")
    before = everything(tmp_path)
    new = tmp_path / "new.patrimoine"
    document = answer("restore", kept, "--file", new, "--upgrade", *options[:2])
    assert (document["exit_status"], document["revision"]) == (0, HEAD.id)
    new.unlink()
    assert everything(tmp_path) == before
