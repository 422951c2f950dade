"""Clear copies of versions before encryption are listed, and removed only when asked."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui.backup import backup_records, store
from patrimoine_gui.backup.clear_copies import ClearCopy, clear_copies, remove_clear_copies
from patrimoine_gui.backup.store import BackupKind, Content
from tests.unit.backup import containers

if TYPE_CHECKING:
    from pathlib import Path

NAME = "2026-11-20_08-00-00_000001_pre-upgrade_0001_abcd1234.patrimoine-backup"


def clear(file: Path, ordinal: int = 1, application: bytes = b"PATR") -> Path:
    start = b"SQLite format 3\0\x10\0\1\1" + bytes(40) + ordinal.to_bytes(4, "big")
    file.write_bytes(start + bytes(4) + application + bytes(28) + b"Livret A; 1234,56")
    return file


def with_manifest(file: Path, **changes: object) -> Path:
    """Make an interim backup as version 0.3 wrote it."""
    fields = {
        "app_version": "0.3.0",
        "created": "2026-11-20T08:00:00.000001+00:00",
        "format": 0,
        "kind": "pre-upgrade",
        "ordinal": 1,
        "revision": "0001",
        "sha256": "00" * 32,
        "size": 117,
        "source": "abcd1234",
    }
    clear(file).with_name(f"{file.name}.json").write_text(json.dumps(fields | changes))
    return file


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "backups"
    folder.mkdir()
    return folder


def names(folder: Path) -> set[str]:
    return {entry.name for entry in folder.iterdir()} - {backup_records.NAME}


def encrypted(folder: Path) -> store.Backup:
    copy = clear(folder.parent / "copy")
    content = Content(copy, "abcd1234", "0001", 1)
    return store.write(folder, content, BackupKind.MANUAL, containers.keyring())


def test_interim_backup_is_described_by_its_manifest(folder: Path) -> None:
    file = with_manifest(folder / NAME)
    moment = datetime(2026, 11, 20, 8, 0, 0, 1, tzinfo=UTC)
    size = file.stat().st_size
    expected = ClearCopy(file, moment, 1, size, BackupKind.PRE_UPGRADE, "abcd1234")
    assert clear_copies(folder) == (expected,)


@pytest.mark.parametrize(
    "changes",
    [
        {"format": 7},
        {"created": "yesterday"},
        {"created": "2026-11-20T08:00:00"},
        {"kind": "unheard of"},
        {"kind": []},
    ],
)
def test_manifest_that_is_not_understood_hides_no_clear_copy(
    folder: Path, changes: dict[str, object]
) -> None:
    file = with_manifest(folder / NAME, **changes)
    os.utime(file, (1.0, 1.0))
    (found,) = clear_copies(folder)
    assert found.created == datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC)
    assert found.kind is None


@pytest.mark.parametrize("text", ["", "[]", "null", "{", "[" * 9_000])
def test_manifest_that_is_none_hides_no_clear_copy(folder: Path, text: str) -> None:
    file = with_manifest(folder / NAME)
    file.with_name(f"{NAME}.json").write_text(text)
    assert [copy.file for copy in clear_copies(folder)] == [file]


def test_every_clear_household_file_is_listed_whatever_its_extension(folder: Path) -> None:
    files = {clear(folder / name, 3) for name in ("a.patrimoine", "b.patrimoine-backup")}
    assert {copy.file for copy in clear_copies(folder)} == files


def test_what_is_encrypted_foreign_or_unknown_is_not_listed(folder: Path) -> None:
    encrypted(folder)
    clear(folder / "protected.patrimoine", 4)
    clear(folder / "other.patrimoine-backup", 1, b"ELSE")
    clear(folder / "notes.db")
    (folder / "link.patrimoine").symlink_to(clear(folder.parent / "mine.patrimoine"))
    os.mkfifo(folder / "pipe.patrimoine")
    (folder / "folder.patrimoine").mkdir()
    (folder / "empty.patrimoine").touch()
    assert clear_copies(folder) == ()
    assert clear_copies(folder.parent / "nowhere") == ()


def test_listing_and_writing_backups_remove_none(folder: Path) -> None:
    with_manifest(folder / NAME)
    before = names(folder)
    backup = encrypted(folder)
    assert store.listed(folder) == (backup,)
    assert names(folder) == before | {backup.file.name}


def test_exactly_those_given_are_removed_with_their_companions(folder: Path) -> None:
    chosen, kept = with_manifest(folder / NAME), clear(folder / "kept.patrimoine")
    for suffix in ("-journal", "-wal"):
        chosen.with_name(f"{NAME}{suffix}").write_text("clear pages")
    backup = encrypted(folder)
    copies = [copy for copy in clear_copies(folder) if copy.file == chosen]
    assert remove_clear_copies(folder, copies) == tuple(copies)
    assert names(folder) == {kept.name, backup.file.name}


def test_what_is_not_a_clear_copy_of_this_folder_is_never_removed(folder: Path) -> None:
    copy = next(iter(clear_copies(with_manifest(folder / NAME).parent)))
    backup = encrypted(folder)
    elsewhere = clear(folder.parent / "mine.patrimoine")
    link = folder / "link.patrimoine"
    link.symlink_to(elsewhere)
    protected = clear(folder / "protected.patrimoine", 4)
    paths = [backup.file, elsewhere, link, protected, folder / ".." / elsewhere.name]
    wrong = [ClearCopy(path, copy.created, 1, 1) for path in paths]
    before = names(folder)
    assert remove_clear_copies(folder, wrong) == ()
    assert names(folder) == before
    assert elsewhere.exists()


def test_copy_exchanged_for_an_encrypted_file_meanwhile_stays(folder: Path) -> None:
    copies = clear_copies(with_manifest(folder / NAME).parent)
    encrypted(folder).file.replace(folder / NAME)
    assert remove_clear_copies(folder, copies) == ()
    assert (folder / NAME).exists()


def test_copy_that_is_gone_already_is_harmless(folder: Path) -> None:
    copies = clear_copies(with_manifest(folder / NAME).parent)
    (folder / NAME).unlink()
    assert remove_clear_copies(folder, copies) == ()
