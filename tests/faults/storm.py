"""A storm of kills: upgrades killed at every step, inside the publication and at random moments.

`python -m tests.faults.storm --kills 50` prints a table and ends with status 1 if one file was
neither the old one nor the new one, or if anything was left behind.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from patrimoine_gui.errors import UpgradeStep
from patrimoine_gui.migration.diagnosis import FileState
from tests.faults import process
from tests.faults.household import Content, Household, again, content, is_whole, mid_size
from tests.faults.process import Hindrance, Moment, Running

if TYPE_CHECKING:
    from collections.abc import Iterator

STEPS: tuple[UpgradeStep, ...] = tuple(
    step for step in UpgradeStep if step not in {UpgradeStep.FINALISE, UpgradeStep.READ}
)
"""Revisions 0002 and 0003 have nothing to scrub; `test_kills` kills a revision that has. No upgrade
reads what can be read."""

INSIDE: tuple[UpgradeStep, ...] = (UpgradeStep.MIGRATE, UpgradeStep.PUBLISH)
DELAYS = (0.001, 0.004, 0.008, 0.015, 0.03)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one file.

    Attributes:
        where: how it was killed.
        killed_in: the last step that the process had told of.
        state: "old", "new" or "lost".
        faults: everything that should not be.
    """

    where: str
    killed_in: str
    state: str
    faults: tuple[str, ...] = ()


@dataclass
class Storm:
    """One campaign: the file before, the file after, and what was found.

    Attributes:
        folder: where it takes place; emptied kill by kill.
        rows: values of the file.
    """

    folder: Path
    rows: int = 8_000
    verdicts: list[Verdict] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Make the file, and upgrade a copy of it undisturbed, to know the new content."""
        self.source = mid_size(self.folder / "source", self.rows)
        done = again(self.source, self.folder / "done")
        running = Running(done, Hindrance(wait=True))
        running.until_paused()
        began = time.monotonic()
        running.go_on()
        running.end()
        self.seconds = time.monotonic() - began
        self.old, self.new = content(self.source.file), content(done.file)
        self.old_size = self.source.file.stat().st_size
        self.new_size = done.file.stat().st_size
        self._count = 0

    @property
    def losses(self) -> list[Verdict]:
        """The kills after which something was not as promised."""
        return [verdict for verdict in self.verdicts if verdict.faults]

    def at_steps(self) -> None:
        """Kill at the beginning of every step, and a little later inside the longest."""
        for step in STEPS:
            self._paused(step)
        for step in INSIDE:
            for delay in DELAYS:
                self._later(step, delay)

    def inside_publication(self, shares: tuple[float, ...] = (0.1, 0.35, 0.6, 0.85, 0.99)) -> None:
        """Let the system kill it in the very write that passes a share of the new size."""
        for share in shares:
            limit = self.old_size + int(share * (self.new_size - self.old_size))
            hindrance = Hindrance(
                file_limit=limit, limit_from=Moment(UpgradeStep.PUBLISH), deadly=True
            )
            with self._household() as household:
                running = Running(household, hindrance)
                running.lives_for(process.PATIENCE)
                self._judge(household, running, f"writing byte {limit}")

    def at_random(self, kills: int, seed: int) -> None:
        """Kill at random moments of the whole upgrade, until that many were killed in time."""
        moments = random.Random(seed)  # noqa: S311  (reproducible, not secret)
        wanted = len(self.verdicts) + kills
        while len(self.verdicts) < wanted:
            delay = moments.uniform(0.0, self.seconds)
            with self._household() as household:
                running = Running(household, Hindrance(wait=True))
                running.until_paused()
                running.go_on()
                running.lives_for(delay)
                self._judge(household, running, "random moment")

    def _paused(self, step: UpgradeStep) -> None:
        with self._household() as household:
            running = Running(household, Hindrance(pause=Moment(step)))
            running.until_paused()
            self._judge(household, running, f"step {step.value}")

    def _later(self, step: UpgradeStep, delay: float) -> None:
        with self._household() as household:
            running = Running(household, Hindrance(pause=Moment(step)))
            running.until_paused()
            running.go_on()
            running.lives_for(delay)
            self._judge(household, running, f"within {step.value}")

    def _household(self) -> _Place:
        self._count += 1
        return _Place(self.source, self.folder / f"kill-{self._count}")

    def _judge(self, household: Household, running: Running, where: str) -> None:
        """Kill, start again in new processes, and look at everything."""
        killed_in = running.killed()
        if not running.was_killed:  # it was quicker: no verdict
            return
        state, faults = restart(household, self.old, self.new)
        self.verdicts.append(Verdict(where, killed_in, state, tuple(faults)))

    def table(self) -> str:
        """Give the table of the campaign."""
        kinds = Counter((_kind(item.where), item.killed_in, item.state) for item in self.verdicts)
        lines = [f"{'killed':<20}{'last step heard':<18}{'file':<6}{'kills':>5}"]
        lines += [
            f"{where:<20}{step:<18}{state:<6}{count:>5}"
            for (where, step, state), count in sorted(kinds.items())
        ]
        lines += [f"{item.where}: {fault}" for item in self.losses for fault in item.faults]
        lines.append(f"{len(self.verdicts)} kills, {len(self.losses)} losses")
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class _Place:
    source: Household
    folder: Path

    def __enter__(self) -> Household:
        return again(self.source, self.folder)

    def __exit__(self, *_error: object) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


def _kind(where: str) -> str:
    return where.partition(" byte")[0]


def restart(household: Household, old: Content, new: Content) -> tuple[str, list[str]]:
    """Start the program again after a kill, and tell what became of the file.

    Returns:
        "old", "new" or "lost", and whatever is not as promised.
    """
    found = process.call(recover, household)
    state = {repr(old): "old", repr(new): "new"}.get(repr(content(household.file)), "lost")
    wanted = {"old": FileState.OUTDATED, "new": FileState.CURRENT}.get(state)
    faults = list(_faults(household, state, is_diagnosed=found is wanted))
    if state != "new":
        ended = process.upgrade(household)
        faults += [f"the upgrade started again ends with {ended.text}"] * bool(ended.error)
    if content(household.file) != new:
        faults.append("the upgrade started again gives another content")
    faults += [f"{name} left in the end" for name in household.beside()]
    faults += [f"{name} left among the backups" for name in household.unfinished()]
    if len(household.backups()) != 1:
        faults.append(f"{len(household.backups())} backups")
    return state, faults


def recover(household: Household) -> FileState:
    """Do what the program does at its start."""
    manager = household.manager()
    found = manager.inspect(household.file)
    manager.sweep(household.file)
    return found.state


def _faults(household: Household, state: str, *, is_diagnosed: bool) -> Iterator[str]:
    if state == "lost":
        yield "neither old nor new"
    if not is_diagnosed:
        yield "diagnosed as something else"
    if not is_whole(household.file):
        yield "not whole"
    yield from (f"{name} left beside" for name in household.beside())


def main(arguments: list[str] | None = None) -> int:
    """Run a campaign, print its table, and give 1 if there was one loss."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50, help="kills at random moments")
    parser.add_argument("--rows", type=int, default=8_000, help="values in the file")
    parser.add_argument("--seed", type=int, default=time.time_ns() % 10**6)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        storm = Storm(Path(folder), options.rows)
        storm.at_steps()
        storm.inside_publication()
        storm.at_random(options.kills, options.seed)
        sys.stdout.write(f"seed {options.seed}, {options.rows} values\n{storm.table()}\n")
        return 1 if storm.losses else 0


if __name__ == "__main__":
    sys.exit(main())
