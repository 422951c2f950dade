"""A backup restored as a new file, all of it verified, against `cp`, `sync` and `sha256sum`.

`python -m benchmarks.measures.restore --megabytes 1024` measures the size that the project
promises. The content is a household at head whose bulk is its journal of changes: what grows for
ever.
"""

from __future__ import annotations

import argparse
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import keys
from benchmarks.measures.backup import RIVAL, peak_kib
from benchmarks.run import Measure, alone
from benchmarks.table import Line, show
from patrimoine_gui.backup import store
from patrimoine_gui.migration.manager import MigrationManager
from patrimoine_gui.paths import UserFolders

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.run import Run

MEGABYTE = 1024 * 1024
USUAL = 256
SECONDS = 60
DOCUMENT = 4000
"""Bytes of one state of an entity in the journal."""


def measure(run: Run, megabytes: int = USUAL) -> list[Line]:
    """Compare whole processes, one after the other in each round; medians.

    Args:
        run: gives the rounds.
        megabytes: size of the content; time and memory are to be judged at 1024.
    """
    ours, theirs, peaks = [], [], []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _seconds, least = _ours(_backed_up(folder / "empty", 0), folder / "restored.patrimoine")
        backup = _backed_up(folder / "full", megabytes)
        for _round in run.budget.rounds():
            seconds, peak = _ours(backup, folder / "restored.patrimoine")
            ours.append(seconds)
            peaks.append(peak)
            theirs.append(_rival(backup, folder / "copy"))
    ratio = statistics.median(one / other for one, other in zip(ours, theirs, strict=True))
    medians = f"{statistics.median(ours):.1f} s / {statistics.median(theirs):.1f} s"
    what = f"backup restored, verified and read again, {megabytes:,} MB"
    return [
        Line(
            what,
            "cp + sync + sha256sum",
            f"{ratio:.2f} x ({medians})",
            "at most 3 x",
            ratio <= 3,
            len(ours),
        ),
        Line(
            f"{what}: peak memory of the process",
            f"an empty household: {least:.0f} MB",
            f"{max(peaks):.0f} MB",
            "at most 64 MB",
            max(peaks) <= 64,
            len(peaks),
        ),
    ]


def _backed_up(folder: Path, megabytes: int) -> Path:
    """Make a household of a size, and give its backup."""
    folder.mkdir()
    manager = _manager(folder)
    file = folder / "household.patrimoine"
    manager.create(file, keys.new_keyring())
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("BEGIN")
        connection.executemany(
            "INSERT INTO journal VALUES (?, ?, ?, ?, 'update', 'asset', ?, ?, ?, NULL, ?, ?)",
            _entries(megabytes * MEGABYTE // (2 * DOCUMENT + 250)),
        )
        connection.execute("COMMIT")
    head = manager.revisions.head
    content = store.Content(file, "abcd1234", head.id, head.ordinal)
    kind = store.BackupKind.MANUAL
    backup = store.write(folder / "backups", content, kind, keys.new_keyring()).file
    file.unlink()
    return backup


def _entries(count: int) -> Iterator[tuple[object, ...]]:
    fields, at = keys.new_keyring().fields, "2026-11-22T08:00:00+00:00"
    states = [
        fields.encryptor(f"journal.{name}", 64)(b'{"note":"%s"}' % (b"x" * DOCUMENT))
        for name in ("before", "after")
    ]
    for rank in range(1, count + 1):
        yield rank, f"{rank:032x}", "batch", at, f"{rank % 500:032x}", *states, at, at


def _manager(folder: Path) -> MigrationManager:
    return MigrationManager(UserFolders(folder / "d", folder / "s", folder / "l"))


def _ours(backup: Path, target: Path) -> tuple[float, float]:
    """Give the seconds of a whole process and its peak memory in megabytes."""
    command = [
        sys.executable,
        "-m",
        "benchmarks.measures.restore",
        "--of",
        str(backup),
        str(target),
    ]
    started = time.perf_counter()
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    seconds = time.perf_counter() - started
    target.unlink()
    return seconds, int(done.stdout) / 1024


def _rival(source: Path, target: Path) -> float:
    started = time.perf_counter()
    command = ["/bin/sh", "-c", RIVAL, "sh", str(source), str(target)]
    subprocess.run(command, capture_output=True, check=True)
    seconds = time.perf_counter() - started
    target.unlink()
    return seconds


def restore(backup: Path, target: Path) -> None:
    """Do the work of one process, and print its peak memory in KiB."""
    manager = _manager(target.parent)
    keyring = keys.unlocked(manager.backups.header(backup).file_header)
    with manager.restores.stage(backup, keyring, target) as staged:
        manager.restores.restore(staged, target)
    print(peak_kib())


def main() -> int:
    """Measure a size, or be the process that is measured; 1 when a bound is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.measures.restore")
    parser.add_argument("--megabytes", type=int, default=USUAL)
    parser.add_argument("--of", nargs=2, type=Path, metavar=("BACKUP", "TARGET"))
    arguments = parser.parse_args()
    if arguments.of:
        restore(*arguments.of)
        return 0
    size = arguments.megabytes
    lines = alone(Measure(parser.prog, lambda run: measure(run, size), SECONDS))
    print(show(lines))
    return 0 if all(line.reached for line in lines) else 1


if __name__ == "__main__":
    sys.exit(main())
