"""The manager refuses by type what makes no sense, and leaves alone what somebody works on."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from patrimoine_gui.errors import (
    FileUnreachable,
    PlanOutdated,
    TargetUnknown,
    UnreachableReason,
    UpgradeStep,
)
from patrimoine_gui.migration.copies import shadow
from patrimoine_gui.migration.manager import MigrationManager
from patrimoine_gui.migration.progress import Progress  # noqa: TC001
from tests import keys
from tests.faults import household as files
from tests.history.builders.golden_files import rich_0001


@pytest.fixture
def file(tmp_path: Path) -> Path:
    found = tmp_path / "maison.patrimoine"
    rich_0001(found)
    return found


def names(file: Path) -> set[str]:
    return {entry.name for entry in file.parent.iterdir()}


def test_file_that_went_between_the_plan_and_the_work_is_missing(file: Path) -> None:
    manager = MigrationManager()
    plan = manager.plan(file)
    file.unlink()
    with pytest.raises(FileUnreachable) as refused:
        keys.upgrade(manager, plan)
    assert refused.value.reason is UnreachableReason.MISSING


@pytest.mark.parametrize("step", [UpgradeStep.MIGRATE, UpgradeStep.PUBLISH])
def test_file_that_is_renamed_during_the_work_is_left_alone(file: Path, step: UpgradeStep) -> None:
    manager, moved = MigrationManager(), file.with_name("moved")
    before = file.read_bytes()

    def report(progress: Progress) -> None:
        if progress.step is step and file.exists():
            file.rename(moved)

    with pytest.raises(PlanOutdated):
        keys.upgrade(manager, manager.plan(file), report=report)
    assert moved.read_bytes() == before
    assert names(file) == {"moved"}


def test_file_that_another_takes_the_place_of_is_left_alone(file: Path) -> None:
    manager, other = MigrationManager(), file.with_name("other")
    other.write_bytes(b"somebody's work")

    def report(progress: Progress) -> None:
        if progress.step is UpgradeStep.PUBLISH and other.exists():
            other.replace(file)

    with pytest.raises(PlanOutdated):
        keys.upgrade(manager, manager.plan(file), report=report)
    assert file.read_bytes() == b"somebody's work"


def test_plan_with_nothing_to_do_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    file = tmp_path / "maison.patrimoine"
    manager = MigrationManager()
    manager.create(file, keys.new_keyring())
    plan = manager.plan(file)
    assert plan.revisions == ()
    before = file.stat()
    with pytest.raises(TargetUnknown):
        keys.upgrade(manager, plan)
    assert file.stat() == before
    assert not manager.folders.backups.exists()


@pytest.mark.parametrize("target", ["+²", "-²", "+٣", "+", "--1"])
def test_step_that_is_no_plain_number_is_unknown(file: Path, target: str) -> None:
    with pytest.raises(TargetUnknown):
        MigrationManager().plan(file, target)


def test_sweeping_a_path_that_leads_nowhere_does_nothing(tmp_path: Path) -> None:
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    for path in (loop, Path("a\0b"), tmp_path / "gone" / "further"):
        assert MigrationManager().sweep(path) == 0


def test_shadow_of_a_file_that_somebody_works_on_is_not_swept(file: Path) -> None:
    """As where locks are not supported: only SQLite tells that the file is in use."""
    with shadow.shadow_path(file) as path:
        with closing(sqlite3.connect(file, isolation_level=None)) as connection:
            connection.execute("BEGIN EXCLUSIVE")
            assert MigrationManager().sweep(file) == 0
            assert path.exists()
        assert MigrationManager().sweep(file) == 1
        assert not path.exists()


def test_plan_of_another_file_is_not_run_on_this_one(file: Path) -> None:
    manager = MigrationManager()
    plan = replace(manager.plan(file), current="0002")
    with pytest.raises(PlanOutdated):
        keys.upgrade(manager, plan)
    assert names(file) == {file.name}


@pytest.mark.parametrize(
    ("golden", "told"), [("0001-rich", False), ("0008-rich", False), ("0010-rich", True)]
)
def test_a_repair_is_told_to_the_files_that_it_concerns(
    golden: str, *, told: bool, tmp_path: Path
) -> None:
    household = files.golden(golden, tmp_path)
    plan = household.manager().plan(household.file)
    assert "0011" in {item.id for item in plan.revisions}
    assert ("0011" in {item.id for item in plan.told}) is told
