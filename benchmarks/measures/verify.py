"""A backup verified to the last byte, with its key and without, against `sha256sum` of it."""

from __future__ import annotations

import statistics
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import keys
from benchmarks.measures.backup import random_file
from benchmarks.table import Line
from patrimoine_gui.backup import store
from patrimoine_gui.backup.container import container

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.run import Run

MEGABYTES = 256
LEAST = 0.6


def measure(run: Run) -> list[Line]:
    """Compare speeds in rounds that alternate, of a file that the system has in memory."""
    keyring = keys.new_keyring()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = random_file(folder / "content", MEGABYTES)
        content = store.Content(source, "abcd1234", "0001", 1)
        file = store.write(folder / "backups", content, store.BackupKind.MANUAL, keyring).file
        source.unlink()

        def rival() -> object:
            command = ["/usr/bin/env", "sha256sum", str(file)]
            return subprocess.run(command, capture_output=True, check=True)

        calls: tuple[Callable[[], object], ...] = (
            lambda: container.verify(file, keyring),
            lambda: container.check_intact(file),
            rival,
        )
        rival()  # brings it into memory
        rounds = [[_seconds(call) for call in calls] for _round in run.budget.rounds()]
    what = f"backup of {MEGABYTES:,} MB verified"
    return [
        _line(f"{what}, with its key", [(one, last) for one, _, last in rounds]),
        _line(f"{what}, without", [(one, last) for _, one, last in rounds]),
    ]


def _line(what: str, pairs: list[tuple[float, float]]) -> Line:
    speed = statistics.median(theirs / mine for mine, theirs in pairs)
    mine, theirs = (statistics.median(found) for found in zip(*pairs, strict=True))
    figure = f"{speed:.0%} of its speed ({mine:.2f} s / {theirs:.2f} s)"
    bound = f"at least {LEAST:.0%}"
    return Line(what, "sha256sum", figure, bound, speed >= LEAST, len(pairs))


def _seconds(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started
