"""The check of a file in use: what it finds, and that it neither writes nor disturbs."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui.backup.backup_records import BackupRecords
from patrimoine_gui.database import connections
from patrimoine_gui.database.lock import FileLock
from patrimoine_gui.errors import Cancelled, FileBusy, KeyRequired
from patrimoine_gui.migration import health_check
from patrimoine_gui.migration.health_check import CheckKind, Health
from tests import keys
from tests.faults import damage
from tests.faults.household import Household, again, golden

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Household:
    return damage.household(tmp_path_factory.mktemp("sound"))


@pytest.fixture
def home(sound: Household, tmp_path: Path) -> Household:
    return again(sound, tmp_path)


def checked(home: Household) -> Health:
    """Check a file, and see that nothing of it changed and nothing was left behind."""
    before = home.digest()
    found = health_check.check(home.manager(), home.file, keys.new_keyring())
    assert home.digest() == before
    assert home.beside() == set()
    assert {entry.name for entry in home.folders.data.glob("*")} <= {"backups", "staged"}
    assert list(home.folders.data.glob("staged/*")) == []
    return found


def bad(found: Health) -> dict[CheckKind, int]:
    return {check.kind: check.bad for check in found.checks if not check.is_good}


@contextmanager
def changed(home: Household) -> Iterator[sqlite3.Connection]:
    """Change a file behind the program's back."""
    with closing(sqlite3.connect(home.file, isolation_level=None)) as connection:
        yield connection


def test_a_sound_file_is_sound_and_still_lacks_a_backup(home: Household) -> None:
    found = checked(home)
    assert found.is_sound
    assert bad(found) == {CheckKind.BACKUP: 1}
    assert [check.kind for check in found.checks] == list(CheckKind)
    values = found.check(CheckKind.VALUES)
    assert values is not None
    assert values.count > 500


def test_the_newest_verified_backup_is_named(home: Household) -> None:
    manager, ring = home.manager(), keys.new_keyring()
    older = manager.backups.make(home.file, ring)
    with changed(home) as connection:
        connection.execute("UPDATE asset SET position = position + 1")
    newer = manager.backups.make(home.file, ring)
    found = checked(home)
    assert found.backup == newer
    assert found.verified is not None
    content = bytearray(newer.file.read_bytes())
    content[-100] ^= 1
    newer.file.write_bytes(content)
    found = checked(home)
    assert found.backup == older
    verification = BackupRecords(home.folders.backups).verification(newer.file)
    assert verification is not None
    assert not verification.is_sound


def test_values_that_do_not_open_are_counted_and_placed(home: Household) -> None:
    with changed(home) as connection:
        for key in (3, 5):
            (token,) = connection.execute(
                "SELECT amount FROM operation WHERE id = ?", (key,)
            ).fetchone()
            damaged = token[:-1] + bytes([token[-1] ^ 1])
            connection.execute("UPDATE operation SET amount = ? WHERE id = ?", (damaged, key))
    found = checked(home)
    assert bad(found) == {CheckKind.VALUES: 2, CheckKind.BACKUP: 1}
    assert found.checks[5].places == ("operation 3", "operation 5")
    assert not found.is_sound


def test_amounts_that_are_none_are_counted(home: Household) -> None:
    write = keys.new_keyring().fields.encryptor("operation.amount", 16)
    with changed(home) as connection:
        connection.execute("UPDATE operation SET amount = ? WHERE id = 4", (write(b"much"),))
    found = checked(home)
    assert bad(found) == {CheckKind.AMOUNTS: 1, CheckKind.BACKUP: 1}
    assert found.checks[6].places == ("operation 4",)


def test_links_structure_and_keys_are_looked_at(home: Household) -> None:
    with changed(home) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("DELETE FROM category WHERE id = 3")
        connection.execute("CREATE VIEW mine AS SELECT 1")
        connection.execute("UPDATE file_header SET mac = zeroblob(32)")
    found = bad(checked(home))
    assert found[CheckKind.LINKS] > 0
    assert found[CheckKind.STRUCTURE] == 1
    assert found[CheckKind.KEYS] == 1
    assert CheckKind.PAGES not in found


def test_damaged_pages_end_the_check_but_for_the_backup(home: Household) -> None:
    page = damage.root(home.file, "operation")
    home.file.write_bytes(damage.zeroed(home.file.read_bytes(), page))
    found = checked(home)
    assert bad(found) == {CheckKind.PAGES: 1, CheckKind.BACKUP: 1}
    assert len(found.checks) == 2


def test_a_file_cut_short_is_told(home: Household) -> None:
    content = home.file.read_bytes()
    home.file.write_bytes(content[: len(content) // 2])
    assert CheckKind.PAGES in bad(checked(home))


def test_the_window_that_holds_the_file_checks_it_and_works_on(home: Household) -> None:
    manager, ring = home.manager(), keys.new_keyring()
    writer: list[sqlite3.Connection] = []

    def work(_progress: object) -> None:
        if not writer:
            writer.append(connections.shared(home.file, writing=True))
            writer[0].execute("BEGIN IMMEDIATE")  # as an edit does meanwhile
            writer[0].execute("UPDATE asset SET position = 7 WHERE id = 1")

    with FileLock(home.file, "patrimoine") as lock:
        with pytest.raises(FileBusy):
            health_check.check(manager, home.file, ring)
        found = health_check.check(manager, home.file, ring, work, held=lock)
    assert found.is_sound
    writer[0].execute("COMMIT")
    writer[0].close()


def test_a_cancel_leaves_nothing(home: Household) -> None:
    manager, ring = home.manager(), keys.new_keyring()
    manager.backups.make(home.file, ring)
    shutil.copytree(home.folders.backups, home.folders.data / "kept")
    for moment in (1, 4, 9):
        steps = iter(range(moment))
        with pytest.raises(Cancelled):
            health_check.check(
                manager,
                home.file,
                ring,
                cancel=lambda steps=steps: next(steps, None) is None,  # type: ignore[misc]
            )
        found = {entry.name for entry in home.folders.data.iterdir()}
        assert found == {"backups", "kept", "staged"}
        assert list(home.folders.data.glob("staged/*")) == []


def test_protected_files_want_their_keys_and_others_none(home: Household, tmp_path: Path) -> None:
    with pytest.raises(KeyRequired):
        health_check.check(home.manager(), home.file, None)
    old = golden("0001-rich", tmp_path / "old")
    found = health_check.check(old.manager(), old.file, None)
    assert [check.kind for check in found.checks] == [
        CheckKind.PAGES,
        CheckKind.INDEXES,
        CheckKind.STRUCTURE,
        CheckKind.LINKS,
        CheckKind.BACKUP,
    ]
