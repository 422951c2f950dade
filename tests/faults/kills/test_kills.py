"""An upgrade killed at any moment leaves the old file or the new one, and no trace (F1, F3, F8).

Kills at each step and at random moments are those of `make storm`, which .ci/run runs too.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui.database.lock import beside
from patrimoine_gui.errors import UpgradeStep
from patrimoine_gui.ui.opening.opener import OpenedFile, ProtectedFile, open_file
from tests import keys
from tests.faults import process
from tests.faults.household import Household, again, content, golden, mid_size, second_folder
from tests.faults.process import Hindrance, Moment, Running, command_line
from tests.faults.storm import Storm, recover
from tests.faults.writers import Writer

if TYPE_CHECKING:
    from pathlib import Path


ROWS = 1_500
"""Values of the file; `make storm` takes more."""


def test_kill_in_the_middle_of_a_write_of_the_publication_gives_the_old_file(
    tmp_path: Path,
) -> None:
    storm = Storm(tmp_path, ROWS)
    storm.inside_publication(shares=(0.1, 0.6, 0.99))
    sys.stdout.write(f"\n{storm.table()}\n")
    assert not storm.losses, storm.table()
    assert {"publish"} == {verdict.killed_in for verdict in storm.verdicts}
    assert {"old"} == {verdict.state for verdict in storm.verdicts}


def test_kill_while_clear_text_is_scrubbed_leaves_the_old_file_alone(tmp_path: Path) -> None:
    household = golden("0003-rich", tmp_path)
    before = household.digest()
    migrations = second_folder(tmp_path, "pass", scrub=True)
    stop = Hindrance(pause=Moment(UpgradeStep.FINALISE), migrations=migrations)
    running = Running(household, stop)
    running.until_paused()
    running.kill()
    assert household.beside()
    process.call(recover, household)
    assert household.digest() == before
    assert household.beside() == set()


def test_killed_again_and_again_makes_one_backup_in_all(tmp_path: Path) -> None:
    household = mid_size(tmp_path, rows=2_000)
    for step in (UpgradeStep.MIGRATE, UpgradeStep.PUBLISH, UpgradeStep.VERIFY, UpgradeStep.PUBLISH):
        running = Running(household, Hindrance(pause=Moment(step)))
        running.until_paused()
        running.kill()
    assert len(household.backups()) == 1
    assert process.upgrade(household).error == ""
    assert len(household.backups()) == 1
    assert household.unfinished() == set()


def test_backup_killed_before_it_has_its_name_leaves_nothing_at_the_next_start(
    tmp_path: Path,
) -> None:
    household = mid_size(tmp_path, rows=2_000)
    limit = Hindrance(file_limit=16_384, limit_from=Moment(UpgradeStep.BACKUP), deadly=True)
    running = Running(household, limit)
    running.lives_for(process.PATIENCE)
    assert running.killed() == "backup"
    assert household.unfinished()
    old = content(household.file)
    process.call(recover, household)
    assert content(household.file) == old
    assert process.upgrade(household).error == ""
    assert household.unfinished() == set()
    assert len(household.backups()) == 1


def test_journal_left_by_a_kill_after_publication_goes_at_the_next_start(tmp_path: Path) -> None:
    household = golden("0001-rich", tmp_path)
    running = Running(household, Hindrance(pause=Moment(UpgradeStep.CLEAN)))
    running.until_paused()
    running.kill()
    new = content(household.file)
    assert f"{household.file.name}-journal" in household.beside()
    process.call(recover, household)
    assert household.beside() == set()
    assert content(household.file) == new


def killed_when_published(folder: Path) -> Household:
    household = golden("0001-rich", folder)
    running = Running(household, Hindrance(pause=Moment(UpgradeStep.CLEAN)))
    running.until_paused()
    running.kill()
    assert any(name.endswith(".shadow") for name in household.beside())
    return household


def test_window_that_opens_the_file_clears_what_the_kill_left(tmp_path: Path) -> None:
    household = killed_when_published(tmp_path)
    sealed = open_file(household.manager(), household.folders, household.file)
    assert isinstance(sealed, ProtectedFile)
    assert household.beside() == set()
    keyring = keys.unlocked(sealed.header)
    opened = open_file(household.manager(), household.folders, household.file, keyring)
    assert isinstance(opened, OpenedFile)
    left = household.beside()
    opened.lock.release()
    assert left == {beside(household.file, "lock").name}
    assert household.beside() == set()


def test_command_line_clears_what_the_kill_left_though_nothing_is_to_do(tmp_path: Path) -> None:
    household = killed_when_published(tmp_path)
    assert command_line(household, "upgrade").returncode == 0
    assert household.beside() == set()


@pytest.mark.parametrize("deadly", [False, True], ids=["before it", "in the middle of it"])
def test_kill_at_the_publication_of_a_downgrade_gives_the_newer_file(
    tmp_path: Path, *, deadly: bool
) -> None:
    household = mid_size(tmp_path, rows=2_000)
    assert process.upgrade(household).error == ""
    newer = content(household.file)
    publish = Moment(UpgradeStep.PUBLISH)
    if deadly:
        # The file shrinks: what passes the limit is the journal.
        hindrance = Hindrance(target="0001", file_limit=40_000, limit_from=publish, deadly=True)
        running = Running(household, hindrance)
        running.lives_for(process.PATIENCE)
        assert running.killed() == "publish"
    else:
        running = Running(household, Hindrance(target="0001", pause=publish))
        running.until_paused()
        running.kill()
    process.call(recover, household)
    assert content(household.file) == newer
    assert household.beside() == set()
    assert process.upgrade(household, Hindrance(target="0001")).error == ""
    assert household.unfinished() == set()
    assert len(household.backups()) == 2


@pytest.mark.parametrize("share", [0.3, 0.9])
def test_kill_at_the_publication_into_a_file_with_a_wal_keeps_what_was_committed(
    tmp_path: Path, share: float
) -> None:
    household = mid_size(tmp_path, rows=5_000)
    size = household.file.stat().st_size
    writer = Writer(household.file, "wal")
    writer.until_written()
    writer.kill()
    old = content(again(household, tmp_path / "copy").file)
    limit = int(size * (1 + share))
    deadly = Hindrance(file_limit=limit, limit_from=Moment(UpgradeStep.PUBLISH), deadly=True)
    running = Running(household, deadly)
    running.lives_for(process.PATIENCE)
    assert running.killed() == "publish"
    process.call(recover, household)
    found = content(household.file)
    assert len(found["balance_history"]) == len(old["balance_history"]) + 1
    assert found["account"] == old["account"]
    assert household.beside() == set()
    assert process.upgrade(household).error == ""
    assert household.beside() == set()
    assert len(household.backups()) == 1
