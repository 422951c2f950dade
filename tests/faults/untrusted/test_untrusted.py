"""Files that nobody vouches for are refused by name, and nothing in them is ever run."""

from __future__ import annotations

import os
import random
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui.backup import store
from patrimoine_gui.backup.container import container
from patrimoine_gui.backup.store import BackupKind, Content
from patrimoine_gui.database import connections, file_header
from patrimoine_gui.errors import (
    Cancelled,
    DamageKind,
    FileBusy,
    FileDamaged,
    FileTooNew,
    FileUnreachable,
    ForeignKind,
    HeaderMissing,
    HeaderTampered,
    NotAHouseholdFile,
    RevisionMismatch,
    RevisionUnknown,
    TooLarge,
    UserError,
)
from patrimoine_gui.migration.file_check import untrusted
from tests import keys
from tests.faults import household
from tests.faults.untrusted_files import RULES, check, damage, hostile, refused

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

GOLDEN = sorted(path.stem for path in household.GOLDEN.glob("*.patrimoine"))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return household.golden("0003-rich", tmp_path).file


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Give a folder for the private copy, and see that nothing is left in it."""
    folder = tmp_path / "private"
    folder.mkdir()
    yield folder
    assert list(folder.iterdir()) == []


# --- what is accepted -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", GOLDEN)
def test_files_of_every_version_are_accepted(tmp_path: Path, folder: Path, name: str) -> None:
    file = household.golden(name, tmp_path).file
    before = file.read_bytes()
    with untrusted.examined(file, folder, RULES) as copy:
        assert copy.read_bytes() == before
        assert copy.stat().st_mode & 0o777 == 0o600
    assert file.read_bytes() == before


def test_tables_and_plain_indexes_of_the_user_are_accepted(file: Path, folder: Path) -> None:
    household.execute(
        file,
        'CREATE TABLE "mes notes" (a TEXT CHECK (length(a) < 50), b INTEGER DEFAULT 1)',
        "INSERT INTO \"mes notes\" VALUES ('bonjour', 2)",
        "CREATE INDEX vite ON valuation (asset_id, as_of DESC)",
        "ANALYZE",
    )
    check(file, folder)


def test_what_a_backup_holds_is_checked_without_a_second_copy(
    tmp_path: Path, file: Path, folder: Path
) -> None:
    content = Content(file, "abcd1234", "0003", 3)
    ring = keys.new_keyring()
    backup = store.write(tmp_path / "backups", content, BackupKind.MANUAL, ring)
    out = folder / "out"
    container.extract(backup.file, out, ring)
    stated = (backup.revision, backup.ordinal)
    untrusted.check_private(
        out, backup.file, untrusted.Rules(RULES.migrations, RULES.revisions, stated)
    )
    assert [path.name for path in folder.iterdir()] == ["out"]
    out.unlink()


# --- what is not what it says ---------------------------------------------------------------------


def test_pages_more_or_fewer_than_the_header_says_are_refused(file: Path, folder: Path) -> None:
    data = file.read_bytes()
    for changed in (data + bytes(4096), data[:-4096], data + b"x", data[:-1], data[:150]):
        file.write_bytes(changed)
        assert damage(file, folder) is DamageKind.TRUNCATED
    file.write_bytes(data[:28] + bytes(4) + data[32:])
    assert damage(file, folder) is DamageKind.HEADER
    file.write_bytes(data[:16] + b"\x12\x34" + data[18:])
    assert damage(file, folder) is DamageKind.HEADER


def test_claim_of_five_gigabytes_is_refused_before_anything_is_copied(
    file: Path, folder: Path
) -> None:
    data = file.read_bytes()
    pages = 5 * 1024**3 // 4096
    file.write_bytes(data[:28] + pages.to_bytes(4, "big") + data[32:])
    assert damage(file, folder) is DamageKind.TRUNCATED


def test_larger_than_any_file_is_refused_unread(file: Path, folder: Path) -> None:
    os.truncate(file, untrusted.LARGEST + 4096)  # a hole: no disk holds as much
    error = refused(file, folder)
    assert isinstance(error, TooLarge)
    assert error.limit == untrusted.LARGEST


def test_what_is_no_regular_file_is_refused(tmp_path: Path, file: Path, folder: Path) -> None:
    link, pipe = tmp_path / "link.patrimoine", tmp_path / "pipe.patrimoine"
    link.symlink_to(file)
    os.mkfifo(pipe)
    for path in (link, pipe, tmp_path, tmp_path / "missing"):
        assert isinstance(refused(path, folder), FileUnreachable)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", ForeignKind.EMPTY),
        (b"hello", ForeignKind.NOT_SQLITE),
        (b"\x89PATBK\r\n\0\1", ForeignKind.BACKUP),
        (b"SQLite format 3\0" + bytes(84), ForeignKind.OTHER_PROGRAM),
    ],
)
def test_other_files_are_named(file: Path, folder: Path, content: bytes, kind: ForeignKind) -> None:
    file.write_bytes(content)
    error = refused(file, folder)
    assert isinstance(error, NotAHouseholdFile)
    assert error.kind is kind


def test_format_number_and_stamp_that_disagree_are_refused(file: Path, folder: Path) -> None:
    household.execute(file, "UPDATE alembic_version SET version_num = '0002'")
    assert isinstance(refused(file, folder), RevisionMismatch)
    household.execute(file, "DELETE FROM alembic_version")
    assert isinstance(refused(file, folder), RevisionMismatch)
    household.execute(file, "INSERT INTO alembic_version VALUES ('0003'), ('0002')")
    assert isinstance(refused(file, folder), RevisionMismatch)
    household.execute(file, "DELETE FROM alembic_version WHERE version_num = '0002'")
    check(file, folder)
    household.execute(file, "PRAGMA user_version = 2")
    assert isinstance(refused(file, folder), RevisionMismatch)
    household.execute(file, "PRAGMA user_version = 3", "DROP TABLE alembic_version")
    assert isinstance(refused(file, folder), RevisionMismatch)


def test_stamp_nobody_knows_number_to_come_and_no_number_are_told_apart(
    file: Path, folder: Path
) -> None:
    household.execute(file, "UPDATE alembic_version SET version_num = 'f00d'")
    assert isinstance(refused(file, folder), RevisionUnknown)
    household.execute(file, "PRAGMA user_version = 99")
    assert isinstance(refused(file, folder), FileTooNew)
    household.execute(file, "PRAGMA user_version = 0")
    assert isinstance(refused(file, folder), NotAHouseholdFile)


def test_backup_that_says_another_revision_than_it_holds_is_refused(
    file: Path, folder: Path
) -> None:
    for stated in (("0002", 2), ("0003", 2), ("0002", 3)):
        rules = untrusted.Rules(RULES.migrations, RULES.revisions, stated)
        assert isinstance(refused(file, folder, rules), RevisionMismatch)


# --- damage ---------------------------------------------------------------------------------------


def test_structure_of_another_revision_is_refused(file: Path, folder: Path) -> None:
    household.execute(file, "ALTER TABLE asset ADD COLUMN more TEXT")
    assert damage(file, folder) is DamageKind.CONTENT


def test_links_to_nothing_are_refused_only_where_no_upgrade_could_mend_them(
    tmp_path: Path, file: Path, folder: Path
) -> None:
    head = RULES.revisions.head
    current = household.golden(f"{head.id}-rich", tmp_path / "current").file
    for path in (file, current):
        household.execute(path, "PRAGMA foreign_keys = OFF", "DELETE FROM asset WHERE id = 1")
    check(file, folder)
    assert damage(current, folder) is DamageKind.LINKS


def test_header_that_is_missing_changed_or_out_of_place_is_refused(
    tmp_path: Path, file: Path, folder: Path
) -> None:
    protected = household.golden("0005-slots", tmp_path / "p").file
    check(protected, folder)
    household.execute(protected, "UPDATE file_header SET mk_id = x'0000000000000000'")
    assert isinstance(refused(protected, folder), HeaderTampered)
    household.execute(protected, "ALTER TABLE file_header ADD COLUMN more")
    assert isinstance(refused(protected, folder), HeaderTampered)
    household.execute(protected, "DROP TABLE file_header")
    assert isinstance(refused(protected, folder), HeaderMissing)
    household.execute(file, file_header.DDL)
    assert hostile(file, folder) == "table"


def test_journal_beside_the_file_is_not_ignored(file: Path, folder: Path) -> None:
    wal = file.with_name(f"{file.name}-wal")
    wal.write_bytes(b"frames")
    assert damage(file, folder) is DamageKind.JOURNAL
    wal.write_bytes(b"")
    check(file, folder)


def test_changed_bytes_are_refused_by_a_class_or_change_nothing_that_is_checked(
    file: Path, folder: Path
) -> None:
    data = file.read_bytes()
    chance = random.Random(4)  # noqa: S311  (the same bytes each time)
    outcomes = set()
    for _time in range(150):
        changed = bytearray(data)
        for _flip in range(chance.choice((1, 1, 20))):
            changed[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        file.write_bytes(changed)
        try:
            check(file, folder)
        except UserError as error:
            outcomes.add(type(error))
    assert FileDamaged in outcomes


# --- stopping, and what is held -------------------------------------------------------------------


def test_cancel_stops_it_and_removes_the_copy(file: Path, folder: Path) -> None:
    rules = untrusted.Rules(RULES.migrations, RULES.revisions, cancelled=lambda: True)
    assert isinstance(refused(file, folder, rules), Cancelled)


def test_file_that_this_process_holds_is_not_opened_a_second_time(file: Path, folder: Path) -> None:
    with connections.live(file):
        assert isinstance(refused(file, folder), FileBusy)
