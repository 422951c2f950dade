"""Once the file is published nothing may say that it was not."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui.errors import ResultUnread, UpgradeFailed, UpgradeStep
from patrimoine_gui.migration.manager import MigrationManager
from tests import keys
from tests.history.builders.golden_files import rich_0001
from tests.revision_chain import HEAD

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.migration.progress import Progress


UNSEEN = {UpgradeStep.CLEAN, UpgradeStep.FINALISE, UpgradeStep.READ}
"""One comes after the publication; no revision asks for the other."""

BEFORE = [step for step in UpgradeStep if step not in UNSEEN]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    found = tmp_path / "maison.patrimoine"
    rich_0001(found)
    return found


def names(file: Path) -> set[str]:
    return {entry.name for entry in file.parent.iterdir()}


def statuses(manager: MigrationManager) -> list[str]:
    lines = manager.folders.upgrade_log.read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["status"] for line in lines]


def test_report_that_fails_after_the_publication_does_not_undo_it(file: Path) -> None:
    def report(progress: Progress) -> None:
        if progress.step is UpgradeStep.CLEAN:
            raise BrokenPipeError

    manager = MigrationManager()
    outcome = keys.upgrade(manager, manager.plan(file), report=report)
    assert outcome.to_revision == HEAD
    assert manager.inspect(file).revision == HEAD
    assert statuses(manager) == ["done"]


@pytest.mark.parametrize("step", BEFORE)
def test_report_that_fails_before_changes_nothing(file: Path, step: UpgradeStep) -> None:
    def report(progress: Progress) -> None:
        if progress.step is step:
            raise BrokenPipeError

    before = file.read_bytes()
    manager = MigrationManager()
    with pytest.raises(UpgradeFailed) as failed:
        keys.upgrade(manager, manager.plan(file), report=report)
    assert failed.value.cause == "BrokenPipeError"
    assert file.read_bytes() == before
    assert names(file) == {file.name}


def test_tidying_up_that_fails_does_not_undo_it(file: Path) -> None:
    manager = MigrationManager()

    def report(progress: Progress) -> None:
        if progress.step is UpgradeStep.CLEAN:  # no report can be written from here on
            manager.folders.reports.parent.mkdir(parents=True, exist_ok=True)
            manager.folders.reports.write_text("a file where a folder must be")

    outcome = keys.upgrade(manager, manager.plan(file), report=report)
    assert outcome.report is None
    assert manager.inspect(file).revision == HEAD


def test_result_that_cannot_be_read_again_is_told_as_such(file: Path) -> None:
    def report(progress: Progress) -> None:
        if progress.step is UpgradeStep.CLEAN:  # the disk lies: the header is not what was written
            descriptor = os.open(file, os.O_WRONLY)
            os.pwrite(descriptor, b"\0\0\0\x63", 60)
            os.close(descriptor)

    manager = MigrationManager()
    with pytest.raises(ResultUnread) as unread:
        keys.upgrade(manager, manager.plan(file), report=report)
    assert unread.value.backup is not None
    assert unread.value.backup.exists()
    assert statuses(manager) == ["ResultUnread"]
