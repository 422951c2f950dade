"""Restores killed at every report of their progress and at every change of a name on the disk.

`python -m tests.faults.restore_storm` takes every moment, prints a table and ends with status 1
if one file was neither the old one nor the new one, or if anything was left behind.
"""

from __future__ import annotations

import os
import resource
import shutil
import signal
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from patrimoine_gui.backup import store
from patrimoine_gui.backup.container.header import BackupKind
from patrimoine_gui.errors import UpgradeStep
from tests import keys
from tests.examples import backed_up_household
from tests.examples.backed_up_household import Day
from tests.faults import process
from tests.faults.household import content, is_whole

if TYPE_CHECKING:
    from patrimoine_gui.migration.progress import Progress
    from tests.faults.household import Content

WAYS = ("replace", "undo", "new", "damaged")
NAMES = {"os.link", "os.rename", "os.remove", "os.mkdir"}
"""What changes a name; what only reads leaves nothing to be seen."""


@dataclass
class Fate:
    """When a process dies.

    Attributes:
        at: the rank of the moment, 0 for never.
        count: how many moments have passed.
    """

    at: int
    count: int = 0

    def pass_by(self) -> None:
        """Count a moment, and die if it is the one."""
        self.count += 1
        if self.count == self.at:
            os.kill(os.getpid(), signal.SIGKILL)

    def hear(self, _progress: Progress) -> None:
        """Count a report."""
        self.pass_by()

    def see(self, event: str, arguments: tuple[object, ...]) -> None:
        """Count a change of a name, before it is made, and the making of a file."""
        is_made = event == "open" and isinstance(arguments[2], int) and arguments[2] & os.O_CREAT
        if event in NAMES or is_made:
            self.pass_by()


def work(day: Day, way: str, at: int) -> int:
    """Restore in a process of its own, which dies at a moment; give how many there are."""
    fate, manager = Fate(at), day.household.manager()
    new = day.file.with_name("nouveau.patrimoine")
    keyring = keys.keyring_for(manager.plan(day.file)) if way == "undo" else day.keyring
    sys.addaudithook(fate.see)
    if way == "undo":
        manager.restores.undo(day.file, keyring, report=fate.hear)
        return fate.count
    with manager.restores.stage(day.backup, keyring, day.file, fate.hear) as staged:
        destination = new if way == "new" else day.file
        manager.restores.restore(
            staged,
            destination,
            replace=way != "new",
            consent_foreign=True,
            report=fate.hear,
        )
    return fate.count


def limited(day: Day, limit: int) -> None:
    """Restore where the system kills whoever writes beyond a limit, once it is published."""

    def report(progress: Progress) -> None:
        if progress.step is UpgradeStep.PUBLISH:
            signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    manager = day.household.manager()
    with manager.restores.stage(day.backup, day.keyring, day.file) as staged:
        manager.restores.restore(staged, day.file, replace=True, report=report)


@dataclass
class RestoreStorm:
    """One campaign.

    Attributes:
        folder: where it takes place; emptied kill by kill.
        table: how many kills left which file, way by way.
        losses: whatever is not as promised.
    """

    folder: Path
    table: Counter[tuple[str, str]] = field(default_factory=Counter)
    losses: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Make the household."""
        self.source = backed_up_household.make(self.folder / "source")
        self._count = 0

    def moments(self, way: str) -> int:
        """Count the moments of a whole restore."""
        day = self._day(way)
        found = process.call(work, day, way, 0)
        assert isinstance(found, int)
        shutil.rmtree(day.file.parent.parent)
        return found

    def strike(self, way: str, at: int) -> None:
        """Kill one restore, start again, and look at everything."""
        day = self._day(way)
        damaged = day.file.read_bytes()
        try:
            process.call(work, day, way, at)
        except EOFError:
            self._judge(day, way, f"{way} at moment {at}", damaged)
        else:
            self.table[way, "quicker"] += 1
        shutil.rmtree(day.file.parent.parent)

    def strike_inside(self, limit: int) -> None:
        """Let the system kill it in a write of the publication."""
        day = self._day("replace")
        try:
            process.call(limited, day, limit)
        except EOFError:
            self._judge(day, "replace", f"write beyond byte {limit}", b"")
        else:
            self.losses.append(f"write beyond byte {limit}: was not killed")
        shutil.rmtree(day.file.parent.parent)

    def _day(self, way: str) -> Day:
        self._count += 1
        day = backed_up_household.again(self.source, self.folder / f"kill-{self._count}")
        if way == "undo":
            day.replace()
            return Day(day.household, day.backup, day.before, then=day.now, now=day.then)
        if way == "damaged":
            day.file.write_bytes(day.file.read_bytes()[:50_000])
        return day

    def _judge(self, day: Day, way: str, where: str, damaged: bytes) -> None:
        before = len(day.of_kind(BackupKind.PRE_RESTORE))
        process.call(sweep, day)
        state = _new_state(day) if way == "new" else _state(day, damaged)
        self.table[way, state] += 1
        faults = [f"{name} left" for name in day.left() if "nouveau" not in name]
        if way == "damaged":
            faults = [fault for fault in faults if ".patrimoine-damaged" not in fault]
            kept = [path.read_bytes() for path in day.file.parent.glob("*.patrimoine-damaged")]
            faults += ["the damaged bytes are lost"] * (state == "new" and damaged not in kept)
        if state == "lost":
            faults.append("neither old nor new")
        if state == "old" and way != "undo":
            faults += self._retried(day, way, before)
        self.losses += [f"{where}: {fault}" for fault in faults]

    @staticmethod
    def _retried(day: Day, way: str, before: int) -> list[str]:
        process.call(work, day, way, 0)
        target = day.file.with_name("nouveau.patrimoine") if way == "new" else day.file
        made = len(day.of_kind(BackupKind.PRE_RESTORE))
        faults = ["the restore started again gives another file"] * (content(target) != day.then)
        return faults + [f"{made} backups"] * (made > max(before, 1))


def sweep(day: Day) -> None:
    """Do what the program does at its start."""
    day.household.manager().sweep(day.file)
    store.sweep_partials(day.household.folders.backups)  # as whoever makes the next backup


def _new_state(day: Day) -> str:
    file = day.file.with_name("nouveau.patrimoine")
    if day.content() != day.now:
        return "lost"
    if not file.exists():
        return "old"
    whole = content(file) == day.then and is_whole(file) and file.stat().st_nlink == 1
    return "new" if whole else "lost"


def _state(day: Day, damaged: bytes) -> str:
    was_damaged = damaged and len(damaged) < day.backup.stat().st_size // 2
    if was_damaged and day.file.read_bytes() == damaged:
        return "old"
    if not is_whole(day.file):
        return "lost"
    found: Content = day.content()
    return {repr(day.now): "old", repr(day.then): "new"}.get(repr(found), "lost")


def main() -> int:
    """Take every moment of every way, and give 1 if there was one loss."""
    with tempfile.TemporaryDirectory() as folder:
        storm = RestoreStorm(Path(folder))
        for way in WAYS:
            for at in range(1, storm.moments(way) + 1):
                storm.strike(way, at)
        for limit in range(20_000, 240_000, 20_000):
            storm.strike_inside(limit)
        for (way, state), count in sorted(storm.table.items()):
            sys.stdout.write(f"{way:<10}{state:<6}{count:>5}\n")
        for loss in storm.losses:
            sys.stdout.write(f"{loss}\n")
        kills = sum(storm.table.values())
        sys.stdout.write(f"{kills} kills, {len(storm.losses)} losses\n")
        return 1 if storm.losses else 0


if __name__ == "__main__":
    sys.exit(main())
