"""The whole safe upgrade against stock Alembic and against bare statements, at two sizes."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks import files, keys
from benchmarks.table import Line
from patrimoine_gui.migration.manager import MigrationManager
from patrimoine_gui.paths import UserFolders

LARGE, SMALL = 1_000_000, 100_000
PROTECTED = "0004"
"""The first revision whose files are encrypted."""

_WAYS = ("ours", "stock", "bare", "small", "sealed", "sealed stock")


@dataclass(frozen=True, slots=True)
class Taken:
    """What one process took: seconds in all, peak memory in megabytes."""

    seconds: float
    peak: float


def run_once(way: str, source: Path, folder: Path, statements: Path) -> Taken:
    """Upgrade a fresh copy of `source` in a process of its own, timed from outside."""
    file = folder / f"{way}.patrimoine"
    shutil.copyfile(source, file)
    home = folder / "home"
    shutil.rmtree(home, ignore_errors=True)
    environment = os.environ | {"PATRIMOINE_HOME": str(home)}
    command = [sys.executable, "-m", "benchmarks.upgraders", way, str(file), str(statements)]
    started = time.perf_counter()
    done = subprocess.run(command, env=environment, capture_output=True, check=True)
    seconds = time.perf_counter() - started
    return Taken(seconds, json.loads(done.stdout)["peak_kb"] / 1024)


def measure(rounds: int = 5) -> list[Line]:
    """Compare the three ways, one after the other in each round; medians of whole processes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        large = files.make(folder / "large.patrimoine", LARGE)
        small = files.make(folder / "small.patrimoine", SMALL)
        statements = folder / "statements.json"
        run_once("trace", large, folder, statements)
        sealed = _protected(large, folder)
        taken: dict[str, list[Taken]] = {name: [] for name in _WAYS}
        for _round in range(rounds):
            for way in ("ours", "stock", "bare"):
                taken[way].append(run_once(way, large, folder, statements))
            taken["small"].append(run_once("ours", small, folder, statements))
            taken["sealed"].append(run_once("ours", sealed, folder, statements))
            taken["sealed stock"].append(run_once("stock", sealed, folder, statements))
    return _lines(taken)


def _protected(source: Path, folder: Path) -> Path:
    """Make the same file at the first protected revision, encrypted by the program itself."""
    file = folder / "sealed.patrimoine"
    shutil.copyfile(source, file)
    manager = MigrationManager(UserFolders(folder / "d", folder / "s", folder / "l"))
    plan = manager.plan(file, PROTECTED)
    manager.upgrade(plan, keys.keyring_for(plan))
    return file


def _lines(taken: dict[str, list[Taken]]) -> list[Line]:
    def ratio(way: str, mine: str = "ours") -> float:
        pairs = zip(taken[mine], taken[way], strict=True)
        return statistics.median(ours.seconds / rival.seconds for ours, rival in pairs)

    peaks = [max(item.peak for item in taken[way]) for way in ("ours", "small")]
    more = peaks[0] - peaks[1]
    seconds = {
        way: statistics.median(item.seconds for item in found) for way, found in taken.items()
    }
    whole = f"safe upgrade 0001 to head, {LARGE:,} rows"
    return [
        Line(
            whole,
            "stock Alembic, in place, no backup, no check",
            f"{ratio('stock'):.2f} x ({seconds['ours']:.1f} s / {seconds['stock']:.1f} s)",
            "at most 1.3 x",
            ratio("stock") <= 1.3,
        ),
        Line(
            whole,
            "the same statements by bare sqlite3, in place",
            f"{ratio('bare'):.2f} x ({seconds['ours']:.1f} s / {seconds['bare']:.1f} s)",
            "at most 1.6 x",
            ratio("bare") <= 1.6,
        ),
        Line(
            whole,
            f"the same at {SMALL:,} rows: time",
            f"{ratio('small'):.1f} x",
            "at most 11 x",
            ratio("small") <= 11,
        ),
        Line(
            whole,
            f"the same at {SMALL:,} rows: peak memory",
            f"+{more:.0f} MB ({peaks[0]:.0f} / {peaks[1]:.0f})",
            "at most +20 MB",
            more <= 20,
        ),
        Line(
            f"safe upgrade {PROTECTED} to head of an encrypted file, {LARGE:,} rows",
            "stock Alembic, in place, no backup, no check",
            f"{ratio('sealed stock', 'sealed'):.2f} x"
            f" ({seconds['sealed']:.1f} s / {seconds['sealed stock']:.1f} s)",
            "at most 2 x",
            ratio("sealed stock", "sealed") <= 2,
        ),
    ]
