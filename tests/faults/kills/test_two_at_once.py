"""Several programs on one file: one winner, and the others are told who holds it (F21)."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui.database.lock import FileLock, find_holder
from patrimoine_gui.errors import FileBusy, PlanOutdated, UpgradeStep
from patrimoine_gui.migration.diagnosis import FileState
from tests import keys
from tests.faults import process
from tests.faults.household import content, execute, golden, mid_size, query
from tests.faults.process import Hindrance, Moment, Running, command_line
from tests.history.builders.encrypted_rows import read

if TYPE_CHECKING:
    from pathlib import Path

EXIT_BUSY = 7
EVERYTHING = "SELECT (SELECT count(*) FROM asset) + (SELECT count(*) FROM loan)"


@pytest.mark.parametrize(
    "step", [UpgradeStep.SNAPSHOT, UpgradeStep.MIGRATE, UpgradeStep.PUBLISH], ids=lambda s: s.value
)
def test_second_upgrade_is_told_who_runs_the_first(tmp_path: Path, step: UpgradeStep) -> None:
    household = mid_size(tmp_path, rows=2_000)
    first = Running(household, Hindrance(pause=Moment(step)))
    first.until_paused()
    second = process.upgrade(household)
    assert second.error == "FileBusy"
    assert f"pid={first.process.pid}" in second.fact("holder")
    assert "program='patrimoine'" in second.fact("holder")
    first.go_on()
    assert first.end().error == ""
    assert household.manager().inspect(household.file).state is FileState.CURRENT
    assert household.beside() == set()
    assert len(household.backups()) == 1


def test_two_that_start_at_the_same_moment_have_one_winner(tmp_path: Path) -> None:
    for rank in range(6):
        household = mid_size(tmp_path / str(rank), rows=2_000)
        both = [Running(household, Hindrance(wait=True)) for _one in range(2)]
        for running in both:
            running.until_paused()
        for running in both:
            running.go_on()
        ends = sorted(running.end().error for running in both)
        assert ends in (["", "FileBusy"], ["", "PlanOutdated"]), ends
        assert household.manager().inspect(household.file).state is FileState.CURRENT
        assert household.beside() == set()
        assert len(household.backups()) == 1


def test_command_line_finds_the_window_at_work(tmp_path: Path) -> None:
    household = mid_size(tmp_path, rows=2_000)
    window = Running(household, Hindrance(pause=Moment(UpgradeStep.MIGRATE)))
    window.until_paused()
    done = command_line(household, "upgrade")
    assert done.returncode == EXIT_BUSY, done
    answer = json.loads(done.stdout)
    assert str(window.process.pid) in json.dumps(answer)
    window.go_on()
    assert window.end().error == ""


def test_window_finds_the_file_that_the_command_line_holds(tmp_path: Path) -> None:
    household = mid_size(tmp_path, rows=2_000)
    with FileLock(household.file, "patrimoine-migrate"):
        ended = process.upgrade(household)
        assert ended.error == "FileBusy"
        assert f"pid={os.getpid()}" in ended.fact("holder")
        assert "patrimoine-migrate" in ended.fact("holder")
    assert find_holder(household.file) is None
    assert process.upgrade(household).error == ""


def test_command_line_upgrades_what_a_killed_window_left(tmp_path: Path) -> None:
    household = mid_size(tmp_path, rows=2_000)
    hindrance = Hindrance(pause=Moment(UpgradeStep.PUBLISH), real_keys=True)
    window = Running(household, hindrance)
    window.until_paused()
    window.kill()
    done = command_line(household, "upgrade")
    assert done.returncode == 0, done
    assert household.beside() == set()
    assert len(household.backups()) == 1


@pytest.mark.parametrize("begin", ["BEGIN", "BEGIN IMMEDIATE", "BEGIN EXCLUSIVE"])
def test_file_open_in_another_program_is_busy_and_unchanged(tmp_path: Path, begin: str) -> None:
    household = golden("0001-rich", tmp_path)
    before = household.digest()
    plan = household.manager().plan(household.file)
    with closing(sqlite3.connect(household.file, isolation_level=None)) as other:
        other.execute(begin)
        other.execute("SELECT count(*) FROM account").fetchone()
        assert process.upgrade(household).error == "FileBusy"
    assert household.digest() == before
    assert household.beside() == set()
    assert keys.upgrade(household.manager(), plan).from_revision == "0001"


def test_reader_is_kept_out_for_the_time_of_the_upgrade_and_finds_the_new_file(
    tmp_path: Path,
) -> None:
    household = mid_size(tmp_path, rows=2_000)
    running = Running(household, Hindrance(pause=Moment(UpgradeStep.MIGRATE)))
    running.until_paused()
    with closing(sqlite3.connect(household.file, timeout=0)) as reader:
        with pytest.raises(sqlite3.OperationalError) as caught:
            reader.execute("SELECT count(*) FROM account").fetchone()
        assert caught.value.sqlite_errorname == "SQLITE_BUSY"
        running.go_on()
        assert running.end().error == ""
        assert reader.execute(EVERYTHING).fetchone() == (12,)


def test_file_upgraded_between_plan_and_upgrade_is_not_upgraded_twice(tmp_path: Path) -> None:
    household = golden("0001-rich", tmp_path)
    manager = household.manager()
    plan = manager.plan(household.file)
    assert process.upgrade(household).error == ""
    new = content(household.file)
    with pytest.raises(PlanOutdated):
        keys.upgrade(manager, plan)
    assert content(household.file) == new
    assert household.beside() == set()


def test_file_replaced_during_the_upgrade_is_left_alone(tmp_path: Path) -> None:
    household = golden("0001-rich", tmp_path)
    running = Running(household, Hindrance(pause=Moment(UpgradeStep.MIGRATE)))
    running.until_paused()
    other = golden("0002-rich", tmp_path / "other")
    digest = other.digest()
    other.file.replace(household.file)
    running.go_on()
    assert running.end().error == "PlanOutdated"
    assert household.digest() == digest
    assert household.beside() == set()


def test_lock_of_a_stopped_process_holds_and_that_of_a_killed_one_does_not(tmp_path: Path) -> None:
    household = golden("0001-rich", tmp_path)
    running = Running(household, Hindrance(pause=Moment(UpgradeStep.MIGRATE)))
    running.until_paused()
    assert running.process.pid
    os.kill(running.process.pid, signal.SIGSTOP)
    with pytest.raises(FileBusy):
        household.manager().plan(household.file)
    running.kill()
    assert find_holder(household.file) is None
    assert process.upgrade(household).error == ""


def test_entry_written_after_the_plan_is_in_the_upgraded_file(tmp_path: Path) -> None:
    household = golden("0001-rich", tmp_path)
    manager = household.manager()
    plan = manager.plan(household.file)
    execute(household.file, "INSERT INTO balance_history VALUES (1, '05/01/2022', 12.34)")
    keys.upgrade(manager, plan)
    found = "SELECT id FROM valuation WHERE as_of = '2022-01-05' AND source = 'manuel'"
    ((key,),) = query(household.file, found)
    assert read(household.file, "valuation", "amount")[key] == "1234"
