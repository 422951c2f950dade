"""A file's keys: made before anything is written, changed in one transaction, renewed by proof."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui import __version__
from patrimoine_gui.crypto.keyring import Keyring
from patrimoine_gui.errors import (
    BackupFailed,
    KeyRequired,
    PlanOutdated,
    TargetUnknown,
    UpgradeStep,
    WrongPassphrase,
)
from patrimoine_gui.migration.manager import MigrationManager
from patrimoine_gui.migration.plan import KeyNeed
from patrimoine_gui.migration.planning import planner
from patrimoine_gui.migration.progress import Progress  # noqa: TC001
from patrimoine_gui.portfolio.repository import household_file
from tests import keys
from tests.history import journeys
from tests.history.builders.golden_files import rich_0003

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.migration.environment import Environment
    from patrimoine_gui.migration.plan import Plan

OTHER = "une tout autre phrase, 2027"


@pytest.fixture
def clear(tmp_path: Path) -> Path:
    file = tmp_path / "maison.patrimoine"
    rich_0003(file)
    return file


@pytest.fixture
def file(clear: Path) -> Path:
    manager = MigrationManager()
    keys.upgrade(manager, manager.plan(clear))
    return clear


def opened(file: Path, passphrase: str = keys.PASSPHRASE) -> Keyring:
    header = MigrationManager().header(file)
    assert header is not None
    return Keyring.unlock(header, passphrase, keys.QUICK)


def names(file: Path, keyring: Keyring) -> list[str]:
    return [asset.name for asset in household_file.load(file, keyring.fields).assets]


# --- what a plan asks for -------------------------------------------------------------------------


def test_plan_of_a_readable_file_asks_for_new_keys(clear: Path) -> None:
    plan = MigrationManager().plan(clear)
    assert (plan.key_need, plan.header) == (KeyNeed.CREATE, None)
    assert plan.protected_after


def test_plan_of_a_protected_file_asks_to_unlock_it(file: Path) -> None:
    plan = MigrationManager().plan(file, "0003")
    assert plan.key_need is KeyNeed.UNLOCK
    assert plan.header == MigrationManager().header(file)
    assert not plan.protected_after


def test_nothing_is_begun_without_keys(clear: Path) -> None:
    manager, before = MigrationManager(), clear.read_bytes()
    with pytest.raises(KeyRequired):
        manager.upgrade(manager.plan(clear), None)
    assert clear.read_bytes() == before
    assert not manager.folders.backups.exists()


def test_keys_of_another_file_are_refused_before_anything_is_written(file: Path) -> None:
    manager, before = MigrationManager(), file.read_bytes()
    with pytest.raises(PlanOutdated):
        manager.downgrade(manager.plan(file, "0004"), keys.new_keyring_of_others(), consent=True)
    assert file.read_bytes() == before


def test_protected_file_says_who_wrote_it_and_who_can_open_it(file: Path) -> None:
    header = MigrationManager().header(file)
    assert header is not None
    assert header.writer_version == __version__
    assert header.min_app_version == MigrationManager().revisions.head.app_version


def test_new_file_opens_with_its_passphrase_and_its_recovery_key(tmp_path: Path) -> None:
    file, manager = tmp_path / "new.patrimoine", MigrationManager()
    keyring, recovery = Keyring.create(keys.PASSPHRASE, keys.QUICK)
    manager.create(file, keyring)
    header = manager.header(file)
    assert header is not None
    for found in (
        Keyring.unlock(header, keys.PASSPHRASE, keys.QUICK),
        Keyring.unlock_with_recovery_key(header, recovery.text(), keys.QUICK),
    ):
        assert names(file, found) == []


def test_file_that_goes_below_encryption_carries_no_keys(file: Path) -> None:
    manager = MigrationManager()
    keys.downgrade(manager, manager.plan(file, "0003"), consent=True)
    assert manager.header(file) is None
    with closing(sqlite3.connect(file)) as connection:
        tables = "SELECT count(*) FROM sqlite_master WHERE name = 'file_header'"
        assert connection.execute(tables).fetchone() == (0,)


# --- a failed attempt, and the next one ---------------------------------------------------------


def test_passphrase_of_a_failed_attempt_finds_its_backup_again(clear: Path) -> None:
    manager = MigrationManager()

    def fail(progress: Progress) -> None:
        if progress.step is UpgradeStep.MEASURE_BEFORE:
            raise KeyboardInterrupt

    for _attempt in range(3):
        plan = manager.plan(clear)
        keyring, _recovery = manager.keys.new(plan, keys.PASSPHRASE, keys.QUICK)
        with pytest.raises(KeyboardInterrupt):
            manager.upgrade(plan, keyring, report=fail)
    assert len(list(manager.folders.backups.glob("*.patrimoine-backup"))) == 1


def test_another_passphrase_makes_other_keys(clear: Path) -> None:
    manager = MigrationManager()
    plan = manager.plan(clear)
    first, _recovery = manager.keys.new(plan, keys.PASSPHRASE, keys.QUICK)
    second, _recovery = manager.keys.new(replace(plan, earlier=first.header), OTHER, keys.QUICK)
    assert second.mk_id != first.mk_id


def test_keys_of_an_attempt_that_went_well_are_never_made_again(clear: Path) -> None:
    manager = MigrationManager()
    plan = manager.plan(clear)
    first, _recovery = manager.keys.new(plan, keys.PASSPHRASE, keys.QUICK)
    manager.upgrade(plan, first)
    clear.unlink()
    rich_0003(clear)  # another household, of the same name and under the same passphrase
    again = manager.plan(clear)
    second, _recovery = manager.keys.new(again, keys.PASSPHRASE, keys.QUICK)
    assert again.earlier is None
    assert second.household_id != first.household_id
    assert second.mk_id != first.mk_id


def test_earlier_keys_that_take_too_much_memory_do_not_stop_new_ones(clear: Path) -> None:
    manager = MigrationManager()
    plan = manager.plan(clear)
    first, _recovery = manager.keys.new(plan, keys.PASSPHRASE, replace(keys.QUICK, memories=(128,)))
    small = replace(keys.QUICK, memory=lambda: 128 * 1024)
    second, _recovery = manager.keys.new(
        replace(plan, earlier=first.header), keys.PASSPHRASE, small
    )
    assert second.mk_id != first.mk_id


# --- another passphrase ---------------------------------------------------------------------------


def test_changed_passphrase_opens_the_file_and_the_old_one_no_longer(file: Path) -> None:
    before = opened(file)
    read = names(file, before)
    backup = MigrationManager().keys.change(file, before, before.with_passphrase(OTHER, keys.QUICK))
    assert names(file, opened(file, OTHER)) == read
    with pytest.raises(WrongPassphrase):
        opened(file)
    assert backup.exists()


def test_old_slot_leaves_no_trace_in_the_file(file: Path) -> None:
    before = opened(file)
    wrapped = before.header.body.split('"wrapped":"')[1].split('"')[0].encode()
    assert file.read_bytes().count(wrapped)
    MigrationManager().keys.change(file, before, before.with_passphrase(OTHER, keys.QUICK))
    body = opened(file, OTHER).header.body.encode()
    assert file.read_bytes().count(wrapped) == body.count(wrapped)


def test_change_of_keys_that_the_file_no_longer_has_is_refused(file: Path) -> None:
    first = opened(file)
    manager = MigrationManager()
    manager.keys.change(file, first, first.with_passphrase(OTHER, keys.QUICK))
    now = file.read_bytes()
    with pytest.raises(PlanOutdated):
        manager.keys.change(file, first, first.with_passphrase("third one", keys.QUICK))
    assert file.read_bytes() == now


def test_keys_of_a_file_that_is_upgraded_meanwhile_are_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = journeys.copy_of("0004-rich", tmp_path)
    manager, keyring = MigrationManager(), journeys.keyring_of(file)
    real = planner.plan

    def planned_then_upgraded(environment: Environment, path: Path, target: str) -> Plan:
        plan = real(environment, path, target)
        monkeypatch.undo()
        journeys.reach(file, "head")  # by another program, before this one has the file
        return plan

    monkeypatch.setattr(planner, "plan", planned_then_upgraded)
    with pytest.raises(PlanOutdated):
        manager.keys.change(file, keyring, keyring.with_passphrase(OTHER, keys.QUICK))
    header = manager.header(file)
    assert header is not None
    assert header.has_same_keys(keyring.header)


def test_keys_for_other_values_are_refused(file: Path) -> None:
    before = file.read_bytes()
    with pytest.raises(PlanOutdated):
        MigrationManager().keys.change(file, opened(file), keys.new_keyring_of_others())
    assert file.read_bytes() == before


def test_keys_are_not_changed_without_a_backup(file: Path) -> None:
    manager, keyring = MigrationManager(), opened(file)
    for path in manager.folders.backups.iterdir():
        path.unlink()
    manager.folders.backups.rmdir()
    manager.folders.backups.write_bytes(b"in the way")
    before = file.read_bytes()
    with pytest.raises(BackupFailed):
        manager.keys.change(file, keyring, keyring.with_passphrase(OTHER, keys.QUICK))
    assert file.read_bytes() == before


def test_new_recovery_key_replaces_the_old_one(file: Path) -> None:
    before = opened(file)
    first, first_key = before.with_new_recovery_key()
    manager = MigrationManager()
    manager.keys.change(file, before, first)
    second, second_key = opened(file).with_new_recovery_key()
    manager.keys.change(file, opened(file), second)
    header = manager.header(file)
    assert header is not None
    found = Keyring.unlock_with_recovery_key(header, second_key.text(), keys.QUICK)
    assert names(file, found) == names(file, opened(file))
    with pytest.raises(WrongPassphrase):
        Keyring.unlock_with_recovery_key(header, first_key.text(), keys.QUICK)


# --- other keys -----------------------------------------------------------------------------------


def tokens(file: Path) -> set[object]:
    with closing(sqlite3.connect(file)) as connection:
        rows = connection.execute("SELECT name, note, details FROM asset")
        return {value for row in rows for value in row if value is not None}


def test_renewal_keeps_every_value_and_leaves_no_old_token(file: Path) -> None:
    manager, old = MigrationManager(), opened(file)
    read, written = household_file.load(file, old.fields), tokens(file)
    new, recovery = old.renewed(OTHER, keys.QUICK)
    outcome = manager.keys.renew(file, old, new)
    assert outcome.backup is not None
    assert outcome.from_revision == outcome.to_revision == manager.revisions.head.id
    now = opened(file, OTHER)
    assert household_file.load(file, now.fields) == read
    assert now.mk_id != old.mk_id
    content = file.read_bytes()
    for token in written:
        raw = token if isinstance(token, bytes) else str(token).encode()
        assert raw not in content
    header = manager.header(file)
    assert header is not None
    Keyring.unlock_with_recovery_key(header, recovery.text(), keys.QUICK)
    with pytest.raises(WrongPassphrase):
        opened(file)


@pytest.mark.parametrize("step", [UpgradeStep.MIGRATE, UpgradeStep.VERIFY, UpgradeStep.PUBLISH])
def test_interrupted_renewal_leaves_the_file_and_its_passphrase(
    file: Path, step: UpgradeStep
) -> None:
    manager, old = MigrationManager(), opened(file)
    before = file.read_bytes()

    def fail(progress: Progress) -> None:
        if progress.step is step:
            raise KeyboardInterrupt

    new, _recovery = old.renewed(OTHER, keys.QUICK)
    with pytest.raises(KeyboardInterrupt):
        manager.keys.renew(file, old, new, report=fail)
    assert file.read_bytes() == before
    assert names(file, opened(file))


def test_readable_or_outdated_file_has_no_keys_to_renew(clear: Path) -> None:
    manager = MigrationManager()
    with pytest.raises(TargetUnknown):
        manager.keys.renew(clear, keys.new_keyring(), keys.new_keyring_of_others())
