"""A cancel is heard at any moment before the publication, and changes nothing (F8)."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui.errors import Cancelled, UpgradeStep
from tests import keys
from tests.faults.household import Household, again, content, golden, mid_size, second_folder

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.migration.progress import Progress

LONG = """
connection = connection_v1()
connection.execute(
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
    " WHERE i < (SELECT count(*) FROM asset) * 10000000) SELECT sum(i) FROM n"
).fetchone()
"""


STEPS = {UpgradeStep.BACKUP, UpgradeStep.MIGRATE, UpgradeStep.VERIFY}
"""At the beginning of which, at least, somebody cancels."""


class Clock:
    """A user who cancels at the nth question, and what was seen of it."""

    def __init__(self, at: int) -> None:
        self.at = at
        self.asked = 0
        self.pressed = 0.0
        self.step: UpgradeStep | None = None
        self.fraction = 0.0
        self.steps: list[UpgradeStep | None] = []

    def report(self, progress: Progress) -> None:
        self.step, self.fraction = progress.step, progress.fraction

    def cancel(self) -> bool:
        self.asked += 1
        self.steps.append(self.step)
        if self.asked == self.at:
            self.pressed = time.monotonic()
        return bool(self.pressed)


def questions(household: Household) -> Clock:
    clock = Clock(at=0)
    manager = household.manager()
    keys.upgrade(manager, manager.plan(household.file), report=clock.report, cancel=clock.cancel)
    return clock


def test_cancel_at_every_moment_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    source = mid_size(tmp_path / "source", rows=1_000)
    whole = questions(again(source, tmp_path / "whole"))
    asked = whole.asked
    assert asked >= 20
    begins = {whole.steps.index(step) + 1 for step in STEPS}
    before = source.digest()
    manager = source.manager()
    waited: dict[UpgradeStep, list[float]] = {}
    for at in sorted({*range(1, asked, max(asked // 24, 1)), *begins}):
        clock = Clock(at)
        plan = manager.plan(source.file)
        with pytest.raises(Cancelled) as caught:
            keys.upgrade(manager, plan, report=clock.report, cancel=clock.cancel)
        assert caught.value.step is not None
        waited.setdefault(caught.value.step, []).append(time.monotonic() - clock.pressed)
        assert source.digest() == before, f"question {at} of {asked}"
        assert source.beside() == set()
    assert len(source.backups()) == 1
    assert source.unfinished() == set()
    count = sum(map(len, waited.values()))
    sys.stdout.write(f"\n{count} cancels\n")
    for step, times in waited.items():
        sys.stdout.write(f"{step.value:<16}{len(times):>4}  longest {max(times):.3f} s\n")
    assert count >= 20
    assert waited.keys() >= STEPS


def test_cancel_stops_a_long_statement_of_a_revision(tmp_path: Path) -> None:
    household = golden("0003-rich", tmp_path)
    before = household.digest()
    manager = household.manager(second_folder(tmp_path, LONG))
    pressed: list[float] = []
    inside: list[Progress] = []

    def report(progress: Progress) -> None:
        if progress.step is UpgradeStep.MIGRATE and progress.revision == "0004":
            inside.append(progress)

    def cancel() -> bool:
        if len(inside) > 0:
            pressed.append(time.monotonic())
        return len(pressed) > 40  # well inside the statement

    with pytest.raises(Cancelled) as caught:
        keys.upgrade(manager, manager.plan(household.file), report=report, cancel=cancel)
    sys.stdout.write(f"\nheard within {time.monotonic() - pressed[40]:.3f} s\n")
    assert caught.value.step is UpgradeStep.MIGRATE
    assert household.digest() == before
    assert household.beside() == set()


def test_cancel_in_a_publication_of_several_pieces_gives_the_old_file(tmp_path: Path) -> None:
    household = mid_size(tmp_path, rows=12_000)
    before = household.digest()
    asked: list[UpgradeStep] = []
    steps: list[UpgradeStep] = []

    def cancel() -> bool:
        if steps and steps[-1] is UpgradeStep.PUBLISH:
            asked.append(steps[-1])
        return bool(asked)

    manager = household.manager()
    with pytest.raises(Cancelled) as caught:
        keys.upgrade(
            manager,
            manager.plan(household.file),
            report=lambda progress: steps.append(progress.step),
            cancel=cancel,
        )
    assert caught.value.step is UpgradeStep.PUBLISH
    assert household.digest() == before
    assert household.beside() == set()


def test_no_cancel_is_said_to_have_worked_once_the_file_is_published(tmp_path: Path) -> None:
    source = golden("0001-rich", tmp_path / "source")
    old = content(source.file)
    asked = questions(again(source, tmp_path / "whole")).asked
    new = content(tmp_path / "whole" / "home" / source.file.name)
    end = (
        asked - 12
    )  # around the publication every moment counts, before it those of the first test
    for at in (*range(1, end, 12), *range(max(end, 1), asked + 1)):
        household = again(source, tmp_path / f"at-{at}", tmp_path / "user")
        manager = household.manager()
        clock = Clock(at)
        plan = manager.plan(household.file)
        try:
            keys.upgrade(manager, plan, report=clock.report, cancel=clock.cancel)
        except Cancelled:
            assert content(household.file) == old, f"question {at} of {asked}"
        else:
            assert content(household.file) == new, f"question {at} of {asked}"
        assert household.beside() == set()
