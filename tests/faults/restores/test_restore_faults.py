"""Restores on full disks, beside journals, killed, cancelled, two at once: old or new, no trace."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui.backup.container.header import BackupKind
from patrimoine_gui.database.lock import FileLock
from patrimoine_gui.errors import Cancelled, NoSpace, UpgradeStep
from patrimoine_gui.paths import UserFolders
from tests import keys
from tests.examples import backed_up_household
from tests.faults import process
from tests.faults.household import Household, content, golden, query
from tests.faults.restore_storm import WAYS, RestoreStorm
from tests.faults.rights import needs_root, public_folder
from tests.faults.small_disks import can_mount, small_disk
from tests.faults.writers import Writer

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.migration.progress import Progress
    from tests.examples.backed_up_household import Day

needs_mount = pytest.mark.skipif(not can_mount(), reason="no right to mount")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Day:
    """Make the household once."""
    return backed_up_household.make(tmp_path_factory.mktemp("made"))


@pytest.fixture
def day(made: Day, tmp_path: Path) -> Day:
    """Give a copy of it."""
    return backed_up_household.again(made, tmp_path)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# --- kills ----------------------------------------------------------------------------------------


def test_kills_lose_nothing(tmp_path: Path) -> None:
    """Take some moments of each way; `python -m tests.faults.restore_storm` takes all."""
    storm = RestoreStorm(tmp_path)
    for first, way in enumerate(WAYS, start=1):
        for at in range(first, storm.moments(way) + 1, 20):
            storm.strike(way, at)
    for limit in (60_000, 180_000):
        storm.strike_inside(limit)
    sys.stdout.write(f"\n{sum(storm.table.values())} kills, {dict(storm.table)}\n")
    assert storm.losses == []
    assert {state for _way, state in storm.table} >= {"old", "new"}


def consult_and_die(household: Household) -> None:
    manager = household.manager()
    keyring = keys.keyring_for(manager.plan(household.file))
    with manager.restores.consult(household.file, keyring) as copy:
        assert copy.exists()
        os.kill(os.getpid(), signal.SIGKILL)


def test_a_copy_that_was_only_looked_at_is_gone_after_a_kill_too(tmp_path: Path) -> None:
    household = golden("0003-rich", tmp_path)
    before, folder = household.digest(), household.folders.data / "staged"
    with pytest.raises(EOFError):
        process.call(consult_and_die, household)
    assert len(names(folder)) > 1
    household.manager().sweep(household.file)
    assert names(folder) == []
    assert household.digest() == before
    assert household.beside() == set()


# --- full disks -----------------------------------------------------------------------------------


def restore_within(day: Day, step: UpgradeStep, limit: int) -> None:
    """Restore where from a step on no file may grow beyond a limit."""

    def report(progress: Progress) -> None:
        if progress.step is step:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    manager = day.household.manager()
    with manager.restores.stage(day.backup, day.keyring, day.file, report) as staged:
        manager.restores.restore(staged, day.file, replace=True, report=report)


@pytest.mark.parametrize(
    "step",
    [UpgradeStep.SNAPSHOT, UpgradeStep.BACKUP, UpgradeStep.PUBLISH],
    ids=lambda step: str(step.value),
)
def test_a_write_that_is_refused_changes_nothing(day: Day, step: UpgradeStep) -> None:
    before = day.household.digest()
    ended = process.call(restore_within, day, step, 60_000)
    assert isinstance(ended, process.End)
    assert ended.error == "NoSpace", ended
    assert day.household.digest() == before
    assert day.left() == set()
    day.replace()
    assert day.content() == day.then
    assert len(day.of_kind(BackupKind.PRE_RESTORE)) == 1


@needs_mount
def test_want_of_room_is_told_and_another_disk_takes_a_copy(day: Day, tmp_path: Path) -> None:
    manager = day.household.manager()
    with small_disk(tmp_path / "small", "size=64k") as disk:
        with pytest.raises(NoSpace) as caught:
            manager.restores.stage(day.backup, day.keyring, disk / "new.patrimoine")
        assert caught.value.needed > (caught.value.free or 0)
        assert names(disk) == []
        with manager.restores.stage(day.backup, day.keyring, day.file) as staged:
            with pytest.raises(NoSpace):
                manager.restores.restore(staged, disk / "new.patrimoine")
            assert names(disk) == []
            assert staged.file.exists()
            with small_disk(tmp_path / "large", "size=8m") as other:
                manager.restores.restore(staged, other / "new.patrimoine")
                assert content(other / "new.patrimoine") == day.then
                assert names(other) == ["new.patrimoine"]
    assert day.left() == set()


# --- journals -------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["wal", "delete"])
def test_entries_still_in_a_journal_are_in_the_backup_before_the_restore(
    tmp_path: Path, mode: str
) -> None:
    household = golden("0001-rich", tmp_path)
    manager = household.manager()
    backup = manager.backups.make(household.file, keys.new_keyring()).file
    then = content(household.file)
    writer = Writer(household.file, mode)
    writer.until_written()
    writer.kill()
    with manager.restores.stage(backup, keys.new_keyring(), household.file) as staged:
        done = manager.restores.restore(staged, household.file, replace=True, keep_format=True)
    assert content(household.file) == then
    assert household.beside() == set()
    kept = next(path for path in household.extracted() if "pre-restore" in path.name)
    assert done.backup is not None
    rows = query(kept, "SELECT count(*) FROM balance_history WHERE balance = 42.42")
    assert rows == [(1,)]
    assert query(kept, "SELECT count(*) FROM balance_history WHERE balance = 666.0") == [(0,)]


def test_a_log_of_another_file_is_set_aside_and_never_replayed(day: Day, tmp_path: Path) -> None:
    other = golden("0001-rich", tmp_path / "other")
    writer = Writer(other.file, "wal")
    writer.until_written()
    writer.kill()
    stale = day.file.with_name(f"{day.file.name}-wal")
    replayed = other.file.with_name(f"{other.file.name}-wal").read_bytes()
    stale.write_bytes(replayed)
    before = day.file.read_bytes()
    done = day.replace(consent_foreign=True)
    assert day.content() == day.then
    assert done.set_aside is not None
    assert done.set_aside.read_bytes() == before
    assert done.set_aside.with_name(f"{done.set_aside.name}-wal").read_bytes() == replayed
    assert not stale.exists()


# --- several at once, and second thoughts ---------------------------------------------------------


def test_of_two_restores_at_once_one_is_told_who_has_the_file(day: Day) -> None:
    found: list[str] = []

    def report(progress: Progress) -> None:
        if progress.step is UpgradeStep.PUBLISH and not found:
            ended = process.call(restore_within, day, UpgradeStep.FINALISE, 0)
            assert isinstance(ended, process.End)
            found.append(ended.error)

    day.replace(report=report)
    assert found == ["FileBusy"]
    assert day.content() == day.then
    assert day.left() == set()


def test_a_cancel_at_any_moment_changes_nothing(day: Day) -> None:
    before, manager = day.household.digest(), day.household.manager()
    asked = 0

    def tried(at: int) -> bool:
        nonlocal asked
        asked = 0

        def cancel() -> bool:
            nonlocal asked
            asked += 1
            return asked >= at

        try:
            with manager.restores.stage(day.backup, day.keyring, day.file, cancel=cancel) as staged:
                manager.restores.restore(staged, day.file, replace=True, cancel=cancel)
        except Cancelled:
            return False
        return True

    at = 1
    while not tried(at):
        assert day.household.digest() == before, f"question {at}"
        assert day.left() == set()
        at += 3
    assert at > 20
    assert day.content() == day.then


def test_a_file_is_consulted_beside_whoever_works_on_it(day: Day, made: Day) -> None:
    manager, before = day.household.manager(), day.household.digest()
    with FileLock(day.file, "patrimoine"), manager.restores.consult(day.file, day.keyring) as copy:
        assert content(copy) == day.now
        assert copy.stat().st_mode & 0o777 == 0o600
    with manager.restores.consult(day.before, backed_up_household.opened(day.before)) as copy:
        assert manager.inspect(copy).error is None
        assert manager.inspect(copy).revision == manager.revisions.head.id
    assert not copy.exists()
    assert day.household.digest() == before
    assert day.left() == set()
    assert len(day.household.backups()) == len(made.household.backups())


@needs_root
def test_a_file_on_a_medium_that_cannot_be_written_is_consulted(day: Day) -> None:
    with public_folder() as public:
        theirs = public / "theirs"
        theirs.mkdir()
        os.chown(theirs, process.NOBODY, process.NOBODY)
        folders = UserFolders(theirs / "d", theirs / "s", theirs / "l")
        file = public / day.file.name
        shutil.copyfile(day.file, file)
        file.chmod(0o644)
        own = replace(day, household=Household(file, folders))
        assert process.call(consulted, own, as_nobody=True) is True
        assert names(public) == [file.name, "theirs"]


def consulted(day: Day) -> bool:
    """Consult for a process without rights."""
    manager = day.household.manager()
    header = manager.header(day.file)
    assert header is not None
    with manager.restores.consult(day.file, keys.unlocked(header)) as copy:
        return content(copy) == day.now
