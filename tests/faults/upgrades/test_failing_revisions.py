"""A revision that fails or lies changes nothing, and is named (F2, F4, F5, F16, F27)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from patrimoine_gui.errors import ProofFailed, UpgradeFailed, UpgradeStep, UserError
from tests import keys
from tests.faults.failing_revisions import FAILS, FINE, LIES, REBUILD
from tests.faults.household import (
    Household,
    execute,
    golden,
    is_whole,
    query,
    second_folder,
)

if TYPE_CHECKING:
    from pathlib import Path


def refused(household: Household, migrations: Path) -> UserError:
    """Upgrade by a second folder; it must fail, and leave everything as it was."""
    before = household.digest()
    manager = household.manager(migrations)
    with pytest.raises(UserError) as caught:
        keys.upgrade(manager, manager.plan(household.file))
    assert household.digest() == before
    assert household.beside() == set()
    assert household.unfinished() == set()
    assert household.manager().inspect(household.file).usable
    return caught.value


@pytest.mark.parametrize("mistake", FAILS)
def test_revision_that_fails_is_named_and_a_backup_stands(tmp_path: Path, mistake: str) -> None:
    cause, body = FAILS[mistake]
    household = golden("0003-rich", tmp_path)
    error = refused(household, second_folder(tmp_path, body))
    assert isinstance(error, UpgradeFailed)
    assert (error.step, error.revision, error.cause) == (UpgradeStep.MIGRATE, "0004", cause)
    (backup,) = household.backups()
    assert error.backup == backup.file


@pytest.mark.parametrize("mistake", LIES)
def test_undeclared_change_is_found_and_named(tmp_path: Path, mistake: str) -> None:
    wanted, body = LIES[mistake]
    household = golden("0003-rich", tmp_path)
    error = refused(household, second_folder(tmp_path, body))
    assert isinstance(error, ProofFailed)
    assert wanted in {difference.measure for difference in error.differences}
    (backup,) = household.backups()
    assert error.backup == backup.file


def test_second_revision_that_fails_takes_the_first_back(tmp_path: Path) -> None:
    household = golden("0003-rich", tmp_path)
    _cause, body = FAILS["violates a constraint"]
    error = refused(household, second_folder(tmp_path, FINE, body))
    assert isinstance(error, UpgradeFailed)
    assert error.revision == "0005"
    assert "colour" not in str(query(household.file, "SELECT sql FROM sqlite_master"))


def test_failing_at_every_start_makes_one_backup_in_all(tmp_path: Path) -> None:
    household = golden("0003-rich", tmp_path)
    _cause, body = FAILS["violates a constraint"]
    migrations = second_folder(tmp_path, body)
    for _start in range(4):
        refused(household, migrations)
    assert len(household.backups()) == 1


def test_mended_revision_runs_where_the_failing_one_had_begun(tmp_path: Path) -> None:
    household = golden("0003-rich", tmp_path)
    half = FINE + FAILS["tells what it found"][1]
    refused(household, second_folder(tmp_path / "broken", half))
    manager = household.manager(second_folder(tmp_path / "mended", FINE))
    outcome = keys.upgrade(manager, manager.plan(household.file))
    assert outcome.to_revision == "0004"
    assert "colour" in str(query(household.file, "SELECT sql FROM sqlite_master"))
    assert len(household.backups()) == 1


def test_rebuild_of_a_table_loses_no_row_that_points_to_it(tmp_path: Path) -> None:
    household = golden("0003-rich", tmp_path)
    counts = (
        "SELECT (SELECT count(*) FROM asset), (SELECT count(*) FROM valuation),"
        " (SELECT count(*) FROM merged_0003)"
    )
    before = query(household.file, counts)
    manager = household.manager(
        second_folder(tmp_path, "op.execute('PRAGMA foreign_keys=ON')" + REBUILD)
    )
    keys.upgrade(manager, manager.plan(household.file))
    assert query(household.file, counts) == before
    assert is_whole(household.file)


def test_scrubbed_text_is_nowhere_in_the_file(tmp_path: Path) -> None:
    household = golden("0003-rich", tmp_path)
    remark = "le remark de mamie"
    execute(
        household.file,
        "CREATE TABLE notebook (page TEXT)",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 900)"
        f" INSERT INTO notebook SELECT '{remark} ' || i FROM n",
    )
    assert remark.encode() in household.file.read_bytes()
    body = "op.execute('DROP TABLE IF EXISTS notebook')"
    manager = household.manager(second_folder(tmp_path, body, scrub=True))
    steps: list[UpgradeStep] = []
    keys.upgrade(
        manager, manager.plan(household.file), report=lambda progress: steps.append(progress.step)
    )
    assert UpgradeStep.FINALISE in steps
    assert remark.encode() not in household.file.read_bytes()
    assert household.beside() == set()
