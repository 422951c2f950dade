"""Backups that nobody asked for: when the file changed, and at most one a day."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui.backup import automatic, due, fingerprint, store
from patrimoine_gui.backup.container import container
from patrimoine_gui.backup.fingerprint import Fingerprint
from patrimoine_gui.backup.store import Backup, BackupKind
from patrimoine_gui.database import connections
from patrimoine_gui.database.lock import FileLock
from patrimoine_gui.errors import BackupFailed, Cancelled, FileBusy, UpgradeStep
from patrimoine_gui.migration.manager import MigrationManager
from patrimoine_gui.paths import UserFolders
from tests import keys
from tests.faults.household import Household, execute, place
from tests.unit.backup.test_retention import SAMPLE

if TYPE_CHECKING:
    from patrimoine_gui.migration.progress import Progress

PARIS = timezone(timedelta(hours=1))
EVENING = datetime(2026, 11, 22, 23, 30, tzinfo=PARIS)
BEFORE, AFTER = Fingerprint(4096, 10, 1), Fingerprint(4096, 11, 2)


def made(created: datetime, kind: BackupKind = BackupKind.AUTOMATIC) -> Backup:
    return Backup(Path("a"), replace(SAMPLE, created=created.astimezone(UTC), kind=kind), 1)


# --- the rule -------------------------------------------------------------------------------------


def test_file_that_did_not_change_is_not_backed_up() -> None:
    assert not automatic.is_due([], BEFORE, BEFORE, EVENING)
    assert not automatic.is_due([], BEFORE, replace(BEFORE, changes=None), EVENING)
    assert automatic.is_due([], AFTER, BEFORE, EVENING)
    assert automatic.is_due([], replace(BEFORE, changes=2), BEFORE, EVENING)


@pytest.mark.parametrize(("now", "last"), [(None, None), (BEFORE, None), (None, BEFORE)])
def test_file_of_which_nothing_is_known_is_backed_up(
    now: Fingerprint | None, last: Fingerprint | None
) -> None:
    assert automatic.is_due([], now, last, EVENING)


def test_at_most_one_a_day_by_the_clock_on_the_wall() -> None:
    just_today = made(datetime(2026, 11, 22, 0, 10, tzinfo=PARIS))  # yesterday in UTC
    just_before = made(datetime(2026, 11, 21, 23, 50, tzinfo=PARIS))
    assert not automatic.is_due([just_today], AFTER, BEFORE, EVENING)
    assert automatic.is_due([just_before], AFTER, BEFORE, EVENING)
    assert automatic.is_due([just_today], AFTER, BEFORE, EVENING + timedelta(hours=1))


def test_backups_made_for_another_reason_do_not_count() -> None:
    others = [made(EVENING, kind) for kind in BackupKind if kind is not BackupKind.AUTOMATIC]
    assert automatic.is_due(others, AFTER, BEFORE, EVENING)


def test_clock_that_was_wrong_once_does_not_end_the_backups() -> None:
    assert automatic.is_due([made(EVENING + timedelta(days=900))], AFTER, BEFORE, EVENING)
    wrong = [made(datetime(year, 1, 1, tzinfo=UTC)) for year in (1, 9999)]
    assert automatic.is_due(wrong, AFTER, BEFORE, EVENING)


# --- real files -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Household:
    household = place(tmp_path_factory.mktemp("source"))
    household.manager().create(household.file, keys.new_keyring())
    return household


@pytest.fixture
def household(source: Household, tmp_path: Path) -> Household:
    ours = place(tmp_path)
    shutil.copyfile(source.file, ours.file)
    return ours


def change(household: Household) -> None:
    execute(household.file, "UPDATE file_header SET writer_version = writer_version || '0'")


def close(household: Household) -> Backup | None:
    return household.manager().backups.make_if_due(household.file, keys.new_keyring())


def is_due(household: Household, days: float = 0.0) -> bool:
    now = datetime.now().astimezone() + timedelta(days=days)
    return due.is_due(household.file, household.folders.backups, now)


def test_closing_makes_one_backup_a_day_when_the_file_changed(household: Household) -> None:
    first = close(household)
    assert first is not None
    assert first.kind is BackupKind.AUTOMATIC
    assert (is_due(household), is_due(household, days=1)) == (False, False)
    assert close(household) is None
    change(household)
    assert (is_due(household), is_due(household, days=1)) == (False, True)
    assert close(household) is None
    assert household.backups() == (first,)


def test_file_whose_last_backup_is_lost_or_damaged_is_backed_up_again(
    household: Household,
) -> None:
    made = household.manager().backups.make(household.file, keys.new_keyring())
    assert not is_due(household)
    data = made.file.read_bytes()
    made.file.write_bytes(data[:-1] + b"?")
    assert is_due(household)
    made.file.unlink()
    assert is_due(household)


def test_backup_that_was_asked_for_while_the_window_is_open_counts(household: Household) -> None:
    long_ago = time.time() - 60
    os.utime(household.file, (long_ago, long_ago))
    lock = FileLock(household.file, "patrimoine")
    with lock:
        window = connections.shared(household.file, writing=True)
        assert window.execute("SELECT count(*) FROM asset").fetchone() == (0,)
        with pytest.raises(FileBusy):
            household.manager().backups.make(household.file, keys.new_keyring())
        household.manager().backups.make(household.file, keys.new_keyring(), held=lock)
        window.close()
        assert lock.is_held
        manager = household.manager()
        assert manager.backups.make_if_due(household.file, keys.new_keyring(), held=lock) is None
        change(household)
        assert (
            manager.backups.make_if_due(household.file, keys.new_keyring(), held=lock) is not None
        )
    assert len(household.backups()) == 2


def test_window_may_write_again_before_the_backup_is_finished(household: Household) -> None:
    written: list[bool] = []

    def report(progress: Progress) -> None:
        if progress.step is UpgradeStep.BACKUP and not written:
            change(household)
            written.append(True)

    backup = household.manager().backups.make(household.file, keys.new_keyring(), report)
    assert written
    assert is_due(household)  # what was written meanwhile is not in it
    assert store.is_intact(backup)


def test_backup_that_is_stopped_leaves_nothing_and_is_due_again(household: Household) -> None:
    asked: list[int] = []

    def cancel() -> bool:
        asked.append(1)
        return len(asked) > 3

    with pytest.raises(Cancelled):
        household.manager().backups.make_if_due(household.file, keys.new_keyring(), cancel=cancel)
    assert household.beside() == set()
    assert household.unfinished() == set()
    assert is_due(household)


def test_file_that_cannot_be_written_did_not_change(
    household: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.access
    monkeypatch.setattr(
        os, "access", lambda file, mode: file != household.file and real(file, mode)
    )
    assert not is_due(household)


def test_failing_backups_never_fill_the_disk(
    household: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.fsync

    def lose_a_byte(descriptor: int) -> None:
        real(descriptor)
        for partial in household.folders.backups.glob(".partial-*patrimoine-backup"):
            data = bytearray(partial.read_bytes())
            data[-500] ^= 1
            partial.write_bytes(data)

    monkeypatch.setattr(os, "fsync", lose_a_byte)
    for _close in range(4):
        with pytest.raises(BackupFailed):
            close(household)
        change(household)
    assert len(list(household.folders.backups.iterdir())) == 1  # one that shows what the disk did
    monkeypatch.undo()
    assert close(household) is not None


def test_automatic_backups_of_many_days_are_pruned_and_none_once_the_clock_went_back(
    household: Household,
) -> None:
    folder, manager = household.folders.backups, household.manager()
    for _edit in range(14):
        change(household)
        manager.backups.make(household.file, keys.new_keyring(), kind=BackupKind.AUTOMATIC)
    assert len(store.listed(folder)) == 11
    (newest, *_others) = store.listed(folder)
    future = newest.file.with_name(f"future{store.SUFFIX}")
    later = replace_created(newest, datetime.now(UTC) + timedelta(days=400), future)
    change(household)
    manager.backups.make(household.file, keys.new_keyring(), kind=BackupKind.AUTOMATIC)
    assert len(store.listed(folder)) == 13
    assert later.exists()


def replace_created(backup: Backup, moment: datetime, target: Path) -> Path:
    """Write a backup again as a clock that was wrong would have dated it."""
    scratch = target.with_name("scratch")
    container.extract(backup.file, scratch, keys.new_keyring())
    meta = container.Meta(backup.kind, backup.source, backup.revision, backup.ordinal, moment)
    container.write(scratch, target, meta, keys.new_keyring())
    scratch.unlink()
    return target


# --- fingerprints ---------------------------------------------------------------------------------

_TRY = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], timeout=0, isolation_level=None)
try:
    connection.execute("BEGIN IMMEDIATE")
except sqlite3.OperationalError:
    print("busy")
"""


def test_looking_at_a_held_file_lets_nobody_else_in(household: Household) -> None:
    with connections.live(household.file):
        found = fingerprint.take(household.file)
        command = [sys.executable, "-c", _TRY, str(household.file)]
        tried = subprocess.run(command, capture_output=True, text=True, check=True)
        assert tried.stdout == "busy\n"
    assert found is None or found.changes is None


def test_file_written_a_moment_ago_has_no_fingerprint_without_its_count(
    household: Household,
) -> None:
    with connections.live(household.file):
        os.utime(household.file)
        assert fingerprint.take(household.file) is None
        os.utime(household.file, (1_000_000_000, 1_000_000_000))
        assert fingerprint.take(household.file) is not None
    assert fingerprint.take(household.file.with_name("nothing")) is None


def test_manager_knows_its_own_folders(tmp_path: Path, household: Household) -> None:
    elsewhere = UserFolders(tmp_path / "other", tmp_path / "s", tmp_path / "l")
    assert close(household) is not None
    found = MigrationManager(elsewhere).backups.make_if_due(household.file, keys.new_keyring())
    assert found is not None
    assert found.file.parent == tmp_path / "other" / "backups"
