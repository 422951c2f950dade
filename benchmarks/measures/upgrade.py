"""The whole safe upgrade against stock Alembic and against bare statements, at two sizes."""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import keys
from benchmarks.table import Line
from patrimoine_gui.migration.manager import MigrationManager
from patrimoine_gui.paths import UserFolders

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from benchmarks.run import Run

LARGE, SMALL = 1_000_000, 100_000
CHAIN = 150_000
"""Rows of the file that the whole chain upgrades: encrypting them takes the most."""

PROTECTED = "0004"
"""The first revision whose files are encrypted."""

CLEAR = "0003"
"""The last revision without keys: what bare sqlite3 can run too."""

_WAYS = ("ours", "stock", "bare", "small")
_STOCK = "stock Alembic, in place, no backup, no check"


@dataclass(frozen=True, slots=True)
class Taken:
    """What one process took: seconds in all, peak memory in megabytes."""

    seconds: float
    peak: float


def run_once(way: str, source: Path, folder: Path, target: str = "head") -> Taken:
    """Upgrade a fresh copy of `source` in a process of its own, timed from outside."""
    file = folder / f"{way}.patrimoine"
    shutil.copyfile(source, file)
    home = folder / "home"
    shutil.rmtree(home, ignore_errors=True)
    environment = os.environ | {"PATRIMOINE_HOME": str(home)}
    words = [way, str(file), target, str(folder / "statements.json")]
    command = [sys.executable, "-m", "benchmarks.upgraders", *words]
    started = time.perf_counter()
    done = subprocess.run(command, env=environment, capture_output=True, check=True)
    seconds = time.perf_counter() - started
    return Taken(seconds, int(done.stdout) / 1024)


def measure(run: Run) -> list[Line]:
    """Compare the ways up to the last clear format, one after the other in each round."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        large, small = run.samples.values(LARGE), run.samples.values(SMALL)
        run_once("trace", large, folder, CLEAR)
        taken: dict[str, list[Taken]] = {name: [] for name in _WAYS}
        for _round in run.budget.rounds():
            for way in ("ours", "stock", "bare"):
                taken[way].append(run_once(way, large, folder, CLEAR))
            taken["small"].append(run_once("ours", small, folder, CLEAR))
    return _lines(taken)


def measure_chain(run: Run) -> list[Line]:
    """Compare the whole chain, and its part over an encrypted file, with stock Alembic."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        clear = run.samples.values(CHAIN)
        sealed = _protected(clear, folder)
        pairs = [
            [
                [run_once(way, source, folder) for way in ("ours", "stock")]
                for source in (clear, sealed)
            ]
            for _round in run.budget.rounds()
        ]
    whole, part = zip(*pairs, strict=True)
    return [
        _chain(f"safe upgrade 0001 to head, {CHAIN:,} rows, with proof", whole, 1.5),
        _chain(f"safe upgrade {PROTECTED} to head, encrypted, {CHAIN:,} rows", part, 2.0),
    ]


def _chain(what: str, pairs: Iterable[Sequence[Taken]], bound: float) -> Line:
    taken = list(pairs)
    ratio = statistics.median(ours.seconds / stock.seconds for ours, stock in taken)
    ours, stock = (statistics.median(pair[rank].seconds for pair in taken) for rank in (0, 1))
    figure = f"{ratio:.2f} x ({ours:.1f} s / {stock:.1f} s)"
    return Line(what, _STOCK, figure, f"at most {bound:g} x", ratio <= bound, len(taken))


def _protected(source: Path, folder: Path) -> Path:
    """Make the same file at the first protected revision, encrypted by the program itself."""
    file = folder / "sealed.patrimoine"
    shutil.copyfile(source, file)
    manager = MigrationManager(UserFolders(folder / "d", folder / "s", folder / "l"))
    plan = manager.plan(file, PROTECTED)
    manager.upgrade(plan, keys.keyring_for(plan))
    return file


def _lines(taken: dict[str, list[Taken]]) -> list[Line]:
    def ratio(way: str) -> float:
        pairs = zip(taken["ours"], taken[way], strict=True)
        return statistics.median(ours.seconds / rival.seconds for ours, rival in pairs)

    peaks = [max(item.peak for item in taken[way]) for way in ("ours", "small")]
    more = peaks[0] - peaks[1]
    seconds = {
        way: statistics.median(item.seconds for item in found) for way, found in taken.items()
    }
    whole = f"safe upgrade 0001 to {CLEAR}, {LARGE:,} rows"
    lines = [
        Line(
            whole,
            _STOCK,
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
    ]
    return [replace(line, rounds=len(taken["ours"])) for line in lines]
