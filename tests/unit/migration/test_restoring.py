"""A backup restored is the file of that day: a new file, or one in the place of another."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui.backup.container import container
from patrimoine_gui.backup.container.header import BackupKind
from patrimoine_gui.database.lock import FileLock
from patrimoine_gui.errors import (
    BackupFailed,
    FileBusy,
    FileExists,
    FileHasOtherNames,
    ForeignRestore,
    KeyRequired,
    NoRestoreToUndo,
    WrongPassphrase,
)
from tests import keys
from tests.examples import backed_up_household
from tests.examples.backed_up_household import Day, opened
from tests.faults.household import Household, content, execute, golden, place

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.migration.progress import Progress


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Day:
    """Make the household once."""
    return backed_up_household.make(tmp_path_factory.mktemp("made"))


@pytest.fixture
def day(made: Day, tmp_path: Path) -> Day:
    """Give a copy of it."""
    return backed_up_household.again(made, tmp_path)


def test_a_new_file_is_that_of_the_day_and_nothing_else_changes(day: Day) -> None:
    manager, target = day.household.manager(), day.file.with_name("retrouvé ’ % 🏠.patrimoine")
    before, kept = day.household.digest(), day.backup.read_bytes()
    told: list[Progress] = []
    with manager.restores.stage(day.backup, day.keyring, target, told.append) as staged:
        assert manager.sweep(day.file) == 0
        assert staged.file.stat().st_mode & 0o777 == 0o600
        done = manager.restores.restore(staged, target, report=told.append)
        assert not staged.file.exists()
    assert content(target) == day.then
    assert target.stat().st_mode & 0o777 == 0o600
    assert target.stat().st_nlink == 1
    assert (day.household.digest(), day.backup.read_bytes()) == (before, kept)
    assert done.proof.before == done.proof.after
    assert done.proof.after.latest == 24455002
    assert done.backup is None
    assert day.left() == {target.name}
    assert told[-1].fraction == 1.0


def test_a_file_is_replaced_in_place_and_what_it_was_is_backed_up(day: Day) -> None:
    inode = day.file.stat().st_ino
    done = day.replace()
    assert day.content() == day.then
    assert day.file.stat().st_ino == inode
    assert done.proof.before == done.proof.after
    (kept,) = day.of_kind(BackupKind.PRE_RESTORE)
    assert done.backup == kept.file
    assert content(day.household.extracted()[0]) == day.now
    assert day.left() == set()
    noted = day.noted()[-1]
    assert (noted.kind, noted.status, noted.backup) == ("restore", "done", kept.file.name)
    assert done.report is not None


def test_a_restore_is_undone_and_the_undoing_too(day: Day) -> None:
    manager = day.household.manager()
    assert manager.restores.last(day.file) is None
    with pytest.raises(NoRestoreToUndo):
        day.undo(day.keyring)
    done = day.replace()
    for expected in (day.now, day.then, day.now):
        assert manager.restores.last(day.file) is not None
        assert done.keyring is not None
        done = day.undo(done.keyring)
        assert day.content() == expected
    assert [entry.kind for entry in day.noted()[-3:]] == ["undo"] * 3
    assert day.left() == set()


def test_the_passphrase_of_today_keeps_opening_what_is_restored(day: Day) -> None:
    manager, old = day.household.manager(), day.keyring
    today = old.with_passphrase(keys.OTHER, keys.QUICK)
    manager.keys.change(day.file, old, today)
    target = day.file.with_name("new.patrimoine")
    with manager.restores.stage(day.backup, today, day.file) as staged:  # by the keys of today
        manager.restores.restore(staged, target, current_keyring=today)
    done = day.replace()
    for file in (target, day.file):
        header = manager.header(file)
        assert header is not None
        with pytest.raises(WrongPassphrase):
            keys.unlocked(header)
        assert keys.unlocked(header, keys.OTHER).fields.data == old.fields.data
    assert done.keyring is not None
    assert done.keyring.header.body == today.header.body
    with manager.restores.consult(day.backup, today) as copy:
        assert content(copy) == day.then


def test_a_backup_of_an_old_format_is_brought_to_head_unless_it_is_to_stay(day: Day) -> None:
    manager, head = day.household.manager(), day.household.manager().revisions.head
    told: list[Progress] = []
    backups = len(day.household.backups())
    done = day.replace(day.before, report=told.append, current_keyring=day.keyring)
    assert (done.from_revision, done.to_revision) == (head.id, head.id)
    assert manager.inspect(day.file).revision == head.id
    assert [told[at].fraction for at in range(len(told))] == sorted(item.fraction for item in told)
    assert len(day.household.backups()) == backups + 1  # the file before the restore, and no copy
    done = day.replace(day.before, keep_format=True, current_keyring=day.keyring)
    assert done.to_revision == manager.inspect(day.file).revision == "0003"
    assert content(day.file) == content(golden("0003-rich", day.file.parent / "x").file)
    assert done.keyring is not None
    day.undo(done.keyring)
    assert manager.inspect(day.file).revision == head.id


def test_what_anybody_could_read_is_never_staged_in_the_folder_of_the_file(day: Day) -> None:
    manager = day.household.manager()
    for backup, folder in ((day.before, day.household.folders.data), (day.backup, day.file.parent)):
        with manager.restores.stage(backup, opened(backup), day.file) as staged:
            assert staged.file.is_relative_to(folder)
            assert bool(day.household.beside()) is (folder == day.file.parent)
    assert day.left() == set()


def test_a_staged_copy_is_upgraded_by_its_own_plan(day: Day) -> None:
    manager = day.household.manager()
    with manager.restores.stage(day.before, opened(day.before), day.file) as staged:
        plan = manager.plan(staged)
        assert plan.obstacle is None
        assert plan.backup_folder == day.before.parent
        keyring, _recovery = manager.keys.new(plan, keys.PASSPHRASE, keys.QUICK)
        assert keyring.mk_id == staged.keyring.mk_id
        backups = day.household.backups()
        done = manager.upgrade(plan, staged.keyring)
        assert done.backup == day.before
        assert day.household.backups() == backups
        manager.restores.restore(staged, day.file.with_name("new.patrimoine"))
    assert manager.inspect(day.file.with_name("new.patrimoine")).error is None


def test_the_newest_backup_before_an_upgrade_is_found(day: Day, made: Day) -> None:
    found = made.household.manager().last_upgrade(made.file)
    assert found is not None
    assert found.file == made.before
    assert day.household.manager().last_upgrade(day.file) is not None  # it came from there


def protected(folder: Path) -> Household:
    """Give a protected file of an older format, which was never backed up by this user."""
    household = golden("0003-rich", folder / "first", folder / "another user")
    manager = household.manager()
    keys.upgrade(manager, manager.plan(household.file, "0012"))
    return place(folder / "first", folder / "user")


def test_each_copy_of_a_file_goes_back_to_what_it_was_itself(tmp_path: Path) -> None:
    first = protected(tmp_path)
    manager = first.manager()
    second, edited, later = (first.file.with_name(f"{name}.patrimoine") for name in "bcd")
    for copy in (second, edited):
        shutil.copyfile(first.file, copy)
    execute(edited, "DELETE FROM valuation WHERE id = (SELECT max(id) FROM valuation)")
    copies = (first.file, second, edited)
    before = [content(file) for file in copies]
    assert [manager.last_upgrade(file) for file in copies] == [None] * 3
    for file in copies:
        keys.upgrade(manager, manager.plan(file))
    for file, then in zip(copies, before, strict=True):
        found = manager.last_upgrade(file)
        assert found is not None
        extracted = tmp_path / file.name
        container.extract(found.file, extracted, opened(found.file))
        assert content(extracted) == then
    shutil.copyfile(edited, later)
    assert manager.last_upgrade(later) is None  # nobody knows which of the three it was


def test_a_renamed_file_finds_its_way_back_unless_another_household_has_its_name(
    tmp_path: Path,
) -> None:
    household = protected(tmp_path)
    manager = household.manager()
    done = keys.upgrade(manager, manager.plan(household.file))
    renamed = tmp_path / "renamed.patrimoine"
    household.file.rename(renamed)
    found = manager.last_upgrade(renamed)
    assert found is not None
    assert found.file == done.backup
    theirs = keys.new_keyring_of_others()
    manager.create(household.file, theirs)
    assert manager.last_upgrade(household.file) is None
    assert manager.backups.make_if_due(household.file, theirs) is not None


def test_a_file_restored_beside_does_not_go_back_to_what_the_other_was(day: Day) -> None:
    manager, beside = day.household.manager(), day.file.with_name("beside.patrimoine")
    with manager.restores.stage(day.backup, day.keyring, beside) as staged:
        manager.restores.restore(staged, beside)
    assert manager.last_upgrade(beside) is None


def test_another_household_is_replaced_only_with_consent(day: Day, tmp_path: Path) -> None:
    other = golden("0003-rich", tmp_path / "other", tmp_path / "user")
    manager, theirs = other.manager(), keys.new_keyring_of_others()
    manager.upgrade(manager.plan(other.file), theirs)
    backup = manager.backups.make(other.file, theirs).file
    before = day.household.digest()
    with manager.restores.stage(backup, theirs, day.file) as staged:
        with pytest.raises(ForeignRestore):
            manager.restores.restore(staged, day.file, replace=True, current_keyring=day.keyring)
        with pytest.raises(KeyRequired):
            manager.restores.restore(staged, day.file, replace=True, consent_foreign=True)
        assert day.household.digest() == before
        manager.restores.restore(
            staged, day.file, replace=True, current_keyring=day.keyring, consent_foreign=True
        )
    assert day.content() == content(other.file)
    manager.restores.undo(day.file, day.keyring, current_keyring=theirs)
    assert day.content() == day.now


def test_no_backup_no_restore(day: Day) -> None:
    folder = day.household.folders.backups
    elsewhere = folder.rename(folder.with_name("elsewhere"))
    folder.touch()
    before = day.household.digest()
    with pytest.raises(BackupFailed):
        day.replace(elsewhere / day.backup.name)
    assert day.household.digest() == before
    assert day.household.beside() == set()
    assert day.noted()[-1].status == "BackupFailed"


def test_a_file_that_somebody_has_open_is_not_replaced(day: Day) -> None:
    before = day.household.digest()
    with FileLock(day.file, "patrimoine") as lock:
        with pytest.raises(FileBusy):
            day.replace()
        assert day.household.digest() == before
        day.replace(held=lock)
        assert lock.is_held
        assert day.content() == day.then
    assert day.left() == set()


def test_a_name_that_is_taken_is_refused_and_a_missing_file_is_a_new_one(day: Day) -> None:
    manager, before = day.household.manager(), day.household.digest()
    with manager.restores.stage(day.backup, day.keyring, day.file) as staged:
        with pytest.raises(FileExists):
            manager.restores.restore(staged, day.file)
        assert day.household.digest() == before
        day.file.unlink()
        assert manager.restores.restore(staged, day.file, replace=True).backup is None
    assert day.content() == day.then
    assert manager.restores.last(day.file) is None


def test_a_link_is_followed_and_a_file_of_two_names_is_refused(day: Day, tmp_path: Path) -> None:
    manager, link = day.household.manager(), tmp_path / "lien.patrimoine"
    link.symlink_to(day.file)
    with manager.restores.stage(day.backup, day.keyring, link) as staged:
        manager.restores.restore(staged, link, replace=True)
    assert link.is_symlink()
    assert day.content() == day.then
    os.link(day.file, tmp_path / "second.patrimoine")
    with pytest.raises(FileHasOtherNames):
        day.replace()


def test_a_restore_tells_the_log_no_name_and_no_amount(day: Day) -> None:
    day.replace()
    folders = day.household.folders
    told = folders.upgrade_log.read_text() + "".join(
        report.read_text() for report in folders.reports.iterdir()
    )
    assert "restore" in told
    for secret in ("Livret", "24455002", "244 550", str(day.file.parent)):
        assert secret not in told
