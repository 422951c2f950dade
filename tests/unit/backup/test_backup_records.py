"""What is remembered of backups: of these very bytes, or nothing."""

from __future__ import annotations

import json
import os
import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui.backup import store
from patrimoine_gui.backup.backup_records import NAME, BackupRecords
from patrimoine_gui.backup.fingerprint import Fingerprint
from tests.unit.backup import containers

if TYPE_CHECKING:
    from pathlib import Path

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
LOOKED = Fingerprint(4096, 1_700_000_000_000_000_000, 7)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "backups").mkdir()
    return tmp_path / "backups"


def backup(folder: Path, name: str = "a") -> Path:
    scratch = folder.parent / f"scratch-{name}"
    scratch.mkdir()
    return containers.make(scratch).rename(folder / f"{name}{store.SUFFIX}")


def test_moment_and_result_of_the_last_verification_are_given_back(folder: Path) -> None:
    file, records = backup(folder), BackupRecords(folder)
    assert records.verification(file) is None
    records.note(file, is_sound=True, now=NOON)
    found = BackupRecords(folder).verification(file)
    assert found is not None
    assert (found.moment, found.is_sound) == (NOON, True)
    records.note(file, is_sound=False)
    found = records.verification(file)
    assert found is not None
    assert not found.is_sound


def test_writing_a_backup_notes_that_it_was_verified(tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    copy.write_bytes(bytes(5_000))
    content = store.Content(copy, "abcd1234", "0001", 1)
    for _written_then_reused in range(2):
        made = store.write(tmp_path / "b", content, store.BackupKind.MANUAL, containers.keyring())
        found = BackupRecords(tmp_path / "b").verification(made.file)
        assert found is not None
        assert found.is_sound
        (tmp_path / "b" / NAME).unlink()


def test_another_backup_of_the_same_name_and_date_is_not_taken_for_the_verified_one(
    folder: Path,
) -> None:
    file, other, records = backup(folder), backup(folder, "b"), BackupRecords(folder)
    records.note(file, is_sound=True)
    status = file.stat()
    assert other.stat().st_size == status.st_size
    other.replace(file)
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert records.verification(file) is None


def test_backup_that_was_written_to_is_no_longer_called_verified(folder: Path) -> None:
    file, records = backup(folder), BackupRecords(folder)
    records.note(file, is_sound=True)
    data = bytearray(file.read_bytes())
    data[-500] ^= 1
    file.write_bytes(data)
    assert records.verification(file) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"format":2,"backups":{},"files":{}}',
        '{"format":1,"backups":[],"files":{}}',
        '{"format":1,"backups":{"../a":[1,2,"3","2026-11-22T12:00:00+00:00",true]},"files":{}}',
        '{"format":1,"backups":{"a":[1,2,"3","2026-11-22T12:00:00",true]},"files":{}}',
        '{"format":1,"backups":{"a":[1.0,2,"3","2026-11-22T12:00:00+00:00",true]},"files":{}}',
        '{"format":1,"backups":{"a":[1,2,"3","soon",true]},"files":{}}',
        '{"format":1,"backups":{"a":[1,2]},"files":{}}',
        '{"format":1,"backups":{},"files":{"abcd1234":["a",1,2,true]}}',
        "[" * 100_000,
    ],
)
def test_nothing_is_known_where_the_register_is_not_as_we_write_it(folder: Path, text: str) -> None:
    file, records = backup(folder), BackupRecords(folder)
    records.note(file, is_sound=True)
    (folder / NAME).write_text(text, encoding="utf-8")
    assert records.verification(file) is None
    assert records.last_look("abcd1234") is None
    records.note(file, is_sound=True)
    assert records.verification(file) is not None


def test_register_is_for_this_user_alone_and_says_nothing_of_a_household(folder: Path) -> None:
    file, records = backup(folder), BackupRecords(folder)
    records.note(file, is_sound=True, now=NOON)
    records.note_source("abcd1234", file, LOOKED)
    assert (folder / NAME).stat().st_mode & 0o777 == 0o600
    document = json.loads((folder / NAME).read_bytes())
    (record,) = document["backups"].values()
    assert [type(value) for value in record] == [int, int, str, str, bool]
    assert document["files"] == {"abcd1234": [file.name, 4096, 1_700_000_000_000_000_000, 7]}
    assert set(document) == {"format", "backups", "files"}


def test_last_look_at_a_file_goes_with_its_backup(folder: Path) -> None:
    file, records = backup(folder), BackupRecords(folder)
    records.note_source("abcd1234", file, LOOKED)
    assert records.last_look("abcd1234") is None  # nobody verified it
    records.note(file, is_sound=True)
    assert records.last_look("abcd1234") == LOOKED
    assert records.last_look("00000000") is None
    file.unlink()
    assert records.last_look("abcd1234") is None
    records.note(backup(folder, "b"), is_sound=True)
    assert json.loads((folder / NAME).read_bytes())["files"] == {}


def test_look_that_cannot_be_relied_on_forgets_the_one_before(folder: Path) -> None:
    file, records = backup(folder), BackupRecords(folder)
    records.note(file, is_sound=True)
    records.note_source("abcd1234", file, LOOKED)
    records.note_source("abcd1234", file, None)
    assert records.last_look("abcd1234") is None


def test_notes_of_several_threads_are_all_kept(folder: Path) -> None:
    files = [backup(folder, str(rank)) for rank in range(8)]
    records = BackupRecords(folder)
    threads = [
        threading.Thread(target=records.note, args=(file,), kwargs={"is_sound": True})
        for file in files
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(records.verification(file) for file in files)


def test_register_that_cannot_be_written_stops_nothing(folder: Path) -> None:
    file, records = backup(folder), BackupRecords(folder)
    (folder / NAME).mkdir()  # nothing can take its place
    records.note(file, is_sound=True)
    records.note_source("abcd1234", file, LOOKED)
    assert records.verification(file) is None
    assert {path.name for path in folder.iterdir()} == {NAME, file.name}


def test_link_in_place_of_the_register_is_not_followed(tmp_path: Path, folder: Path) -> None:
    file, records = backup(folder), BackupRecords(folder)
    theirs = tmp_path / "theirs"
    theirs.write_text("theirs")
    (folder / NAME).symlink_to(theirs)
    records.note(file, is_sound=True)
    assert theirs.read_text() == "theirs"
    assert records.verification(file) is not None
