"""A clock that runs backwards costs no backup (F26, F33)."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from patrimoine_gui.backup import store
from patrimoine_gui.backup.container import container
from patrimoine_gui.logs import file_tag
from tests import keys
from tests.faults.household import Household, execute, golden

if TYPE_CHECKING:
    from pathlib import Path


def aged(household: Household, days: float) -> None:
    """Give every backup another age, as a clock that was wrong would have."""
    for backup in store.listed(household.folders.backups):
        keyring = keys.unlocked(backup.header.file_header)
        scratch = household.folders.data.parent / "aged"
        container.extract(backup.file, scratch, keyring)
        backup.file.unlink()
        moment = datetime.now(UTC) - timedelta(days=days)
        meta = container.Meta(backup.kind, backup.source, backup.revision, backup.ordinal, moment)
        container.write(scratch, backup.file, meta, keyring)
        scratch.unlink()


def with_many_backups(household: Household, days: float) -> None:
    scratch = household.folders.data.parent / "scratch"
    scratch.parent.mkdir(parents=True)
    shutil.copyfile(household.file, scratch)
    for rank in range(16):
        execute(scratch, f"UPDATE account SET note = '{rank}' WHERE id = 1")
        what = store.Content(scratch, file_tag(household.file), "0001", 1)
        store.write(household.folders.backups, what, store.BackupKind.AUTOMATIC, keys.new_keyring())
    aged(household, days)


def upgraded(household: Household) -> None:
    manager = household.manager()
    keys.upgrade(manager, manager.plan(household.file))


def count(household: Household) -> int:
    return len(list(household.folders.backups.glob(f"*{store.SUFFIX}")))


def test_backups_of_the_future_are_all_kept(tmp_path: Path) -> None:
    household = golden("0001-rich", tmp_path)
    with_many_backups(household, days=-400)
    upgraded(household)
    assert count(household) == 17


def test_backups_of_the_past_are_pruned_and_the_new_one_stays(tmp_path: Path) -> None:
    household = golden("0001-rich", tmp_path)
    with_many_backups(household, days=400)
    upgraded(household)
    assert count(household) == 11
    (newest,) = household.backups()[:1]
    assert newest.kind is store.BackupKind.PRE_UPGRADE


def test_up_and_down_in_one_second_keeps_every_backup(tmp_path: Path) -> None:
    household = golden("0002-rich", tmp_path)
    manager = household.manager()
    for _time in range(3):
        keys.upgrade(manager, manager.plan(household.file))
        keys.downgrade(manager, manager.plan(household.file, "0002"), consent=True)
    made = household.backups()
    assert len(made) == len({backup.file for backup in made}) >= 4
