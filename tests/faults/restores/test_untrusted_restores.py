"""What is no good backup is refused by its own message, and the present file stays (F13, F14)."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui import __version__
from patrimoine_gui.backup import store
from patrimoine_gui.backup.container import container
from patrimoine_gui.database import connections
from patrimoine_gui.errors import (
    ContainerCorrupted,
    ContainerTooNew,
    ContainerTruncated,
    FileTooNew,
    FileUnreachable,
    ForeignHousehold,
    ForeignKind,
    HostileObject,
    NotABackup,
    NotAHouseholdFile,
    RevisionMismatch,
    UserError,
    WrongKey,
)
from tests import keys
from tests.examples import backed_up_household
from tests.faults import untrusted_files
from tests.faults.household import content, execute
from tests.unit.backup.containers import with_hashes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.examples.backed_up_household import Day


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Day:
    """Make a household once: nothing here may change it."""
    return backed_up_household.make(tmp_path_factory.mktemp("made"))


def refused(day: Day, backup: Path, keyring: object = None) -> UserError:
    """Give the error that a restore is refused with; nothing may change, nothing may be left."""
    before, kept = day.household.digest(), day.backup.read_bytes()
    given = backup.read_bytes() if backup.is_file() else None
    with pytest.raises(UserError) as caught:
        day.household.manager().restores.stage(backup, keyring or day.keyring, day.file)  # type: ignore[arg-type]
    assert (day.household.digest(), day.backup.read_bytes()) == (before, kept)
    assert given is None or backup.read_bytes() == given
    assert day.left() == set()
    return caught.value


def test_each_thing_that_is_no_backup_is_told_as_what_it_is(day: Day, tmp_path: Path) -> None:
    whole = day.backup.read_bytes()
    archive = tmp_path / "archive"
    with zipfile.ZipFile(archive, "w") as writer:
        writer.write(day.backup, "backup")
    other = tmp_path / "other"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE t (a)")
    found = {
        "empty": (b"", ForeignKind.EMPTY),
        "zip": (archive.read_bytes(), ForeignKind.ZIP),
        "text": (b"bonjour, voici ma sauvegarde\n" * 9, ForeignKind.TEXT),
        "text mode": (whole.replace(b"\r\n", b"\n"), ForeignKind.TEXT_MODE),
        "noise": (bytes(range(255, 0, -1)) * 9, ForeignKind.NOT_SQLITE),
        "other program": (other.read_bytes(), ForeignKind.OTHER_PROGRAM),
        "household": (day.file.read_bytes(), ForeignKind.HOUSEHOLD),
    }
    for name, (data, kind) in found.items():
        file = tmp_path / name
        file.write_bytes(data)
        error = refused(day, file)
        assert isinstance(error, NotABackup), name
        assert error.kind is kind, name


def test_a_backup_that_is_cut_changed_or_of_a_later_container_is_told(
    day: Day, tmp_path: Path
) -> None:
    whole = day.backup.read_bytes()
    middle = len(whole) // 2
    changed = whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :]
    later = whole[:8] + b"\x00\x02" + whole[10:]
    cases: dict[type[UserError], bytes] = {
        ContainerTruncated: whole[:middle],
        ContainerCorrupted: changed,
        ContainerTooNew: with_hashes(later),
    }
    for kind, data in cases.items():
        file = tmp_path / "backup"
        file.write_bytes(data)
        assert type(refused(day, file)) is kind
    assert isinstance(refused(day, tmp_path), FileUnreachable)
    assert isinstance(refused(day, tmp_path / "gone"), FileUnreachable)


def forged(day: Day, folder: Path, *statements: str, revision: tuple[str, int]) -> Path:
    """Give a backup, under the right keys, of a content that no version of ours writes."""
    copy = folder / "content"
    container.extract(day.backup, copy, day.keyring)
    if statements:
        execute(copy, *statements)
    made = store.Content(copy, "abcd1234", *revision)
    return store.write(folder / "b", made, store.BackupKind.MANUAL, day.keyring).file


def test_a_backup_of_a_newer_version_names_that_version(day: Day, tmp_path: Path) -> None:
    error = refused(day, forged(day, tmp_path, revision=("0099", 99)))
    assert isinstance(error, FileTooNew)
    assert (error.ordinal, error.writer) == (99, __version__)


def test_a_backup_made_to_harm_is_refused_though_it_bears_the_right_keys(
    day: Day, tmp_path: Path
) -> None:
    head = day.household.manager().revisions.head
    trap = "CREATE TRIGGER trap AFTER INSERT ON valuation BEGIN DELETE FROM asset; END"
    error = refused(day, forged(day, tmp_path, trap, revision=(head.id, head.ordinal)))
    assert isinstance(error, HostileObject)
    assert error.kind == "trigger"


def test_a_backup_that_contradicts_itself_is_refused(day: Day, tmp_path: Path) -> None:
    error = refused(day, forged(day, tmp_path, revision=("0012", 12)))
    assert isinstance(error, RevisionMismatch)


def test_other_keys_are_never_told_as_damage(day: Day) -> None:
    assert isinstance(refused(day, day.backup, keys.new_keyring_of_others()), ForeignHousehold)
    renewed = day.keyring.renewed(keys.OTHER, keys.QUICK)[0]
    assert isinstance(refused(day, day.backup, renewed), WrongKey)


# --- the file that is to be replaced --------------------------------------------------------------


def truncated(data: bytes) -> bytes:
    return data[: len(data) // 3]


def zeroed(data: bytes) -> bytes:
    return bytes(len(data))


def spoilt_pages(data: bytes) -> bytes:
    return data[:8192] + os.urandom(len(data) - 8192)


def spoilt_keys(data: bytes) -> bytes:
    at = data.index(b'{"keys":')
    return data[:at] + b"!" + data[at + 1 :]


@pytest.mark.parametrize("spoil", [truncated, zeroed, spoilt_pages, spoilt_keys])
def test_a_damaged_file_is_replaced_and_its_bytes_are_kept(
    day: Day, tmp_path: Path, spoil: Callable[[bytes], bytes]
) -> None:
    again = backed_up_household.again(day, tmp_path)
    damaged = spoil(again.file.read_bytes())
    again.file.write_bytes(damaged)
    journal = again.file.with_name(again.file.name + "-journal")
    journal.write_bytes(b"")
    done = again.replace(consent_foreign=True)
    assert again.content() == day.then
    assert (done.backup, done.set_aside is not None) == (None, True)
    assert done.set_aside is not None
    assert done.set_aside.read_bytes() == damaged
    assert done.set_aside.name.endswith(".patrimoine-damaged")
    assert done.set_aside.stat().st_nlink == again.file.stat().st_nlink == 1
    assert not journal.exists()
    assert again.household.manager().restores.last(again.file) is None
    assert {name for name in again.left() if ".patrimoine-damaged" not in name} == set()


@pytest.mark.parametrize("name", ["photo.jpg", "maison.patrimoine"])
def test_what_is_no_damaged_file_of_ours_is_never_replaced(
    day: Day, tmp_path: Path, name: str
) -> None:
    file = tmp_path / name
    if name == "photo.jpg":
        file.write_bytes(b"\xff\xd8\xff\xe0 a dear photo")
    else:
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("CREATE TABLE somebody_else (a)")
    before = file.read_bytes()
    manager = day.household.manager()
    with (
        manager.restores.stage(day.backup, day.keyring, file) as staged,
        pytest.raises(NotAHouseholdFile),
    ):
        manager.restores.restore(staged, file, replace=True, consent_foreign=True)
    assert file.read_bytes() == before
    assert {entry.name for entry in tmp_path.iterdir()} == {name}


def test_a_newer_file_is_never_replaced(day: Day, tmp_path: Path) -> None:
    again = backed_up_household.again(day, tmp_path)
    execute(again.file, "PRAGMA user_version = 99")
    before = again.household.digest()
    with pytest.raises(FileTooNew):
        again.replace()
    assert again.household.digest() == before
    assert again.left() == set()


def test_a_file_with_a_planted_trigger_is_set_aside_and_the_trigger_never_runs(
    day: Day, tmp_path: Path
) -> None:
    again = backed_up_household.again(day, tmp_path)
    untrusted_files.forge(again.file)
    execute(again.file, "CREATE TRIGGER t AFTER UPDATE ON file_header BEGIN DELETE FROM asset; END")
    before = again.file.read_bytes()
    done = again.replace(consent_foreign=True)
    assert done.set_aside is not None
    assert done.set_aside.read_bytes() == before
    assert content(again.file) == day.then


def test_a_file_that_is_being_worked_on_is_no_backup_and_stays_held(day: Day) -> None:
    other = (
        "import sqlite3, sys\nsqlite3.connect(sys.argv[1], timeout=0).execute('BEGIN IMMEDIATE')\n"
    )
    with connections.live(day.file):
        with pytest.raises(NotABackup) as caught:
            day.household.manager().backups.header(day.file)
        ended = subprocess.run(
            [sys.executable, "-c", other, str(day.file)], capture_output=True, check=False
        )
    assert caught.value.kind is ForeignKind.HOUSEHOLD
    assert b"locked" in ended.stderr
