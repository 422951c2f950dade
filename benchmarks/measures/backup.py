"""A backup written, synced and verified, against `cp`, `sync` and `sha256sum` of the same file.

`python -m benchmarks.measures.backup --megabytes 1024` measures the size that the project promises.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import keys
from benchmarks.run import Measure, alone
from benchmarks.table import Line, show
from patrimoine_gui.backup import store

if TYPE_CHECKING:
    from benchmarks.run import Run

MEGABYTE = 1024 * 1024
USUAL = 256
SECONDS = 60
RIVAL = 'cp "$1" "$2" && sync "$2" && sha256sum "$2"'


def measure(run: Run, megabytes: int = USUAL) -> list[Line]:
    """Compare whole processes, one after the other in each round; medians.

    Args:
        run: gives the rounds.
        megabytes: size of the content; time and memory are to be judged at 1024.
    """
    ours, theirs, peaks = [], [], []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = random_file(folder / "content", megabytes)
        for round_ in run.budget.rounds():
            seconds, peak = _ours(source, folder / f"backups-{round_}")
            ours.append(seconds)
            peaks.append(peak)
            theirs.append(_rival(source, folder / "copy"))
    ratio = statistics.median(one / other for one, other in zip(ours, theirs, strict=True))
    medians = f"{statistics.median(ours):.1f} s / {statistics.median(theirs):.1f} s"
    what = f"backup written, synced and verified, {megabytes:,} MB"
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
            what,
            "peak memory",
            f"{max(peaks):.0f} MB",
            "at most 64 MB",
            max(peaks) <= 64,
            len(peaks),
        ),
    ]


def random_file(file: Path, megabytes: int) -> Path:
    """Write so many megabytes that no disk can make smaller, and sync them."""
    with file.open("wb") as writer:
        for _megabyte in range(megabytes):
            writer.write(os.urandom(MEGABYTE))
        writer.flush()
        os.fsync(writer.fileno())
    return file


def _ours(source: Path, folder: Path) -> tuple[float, float]:
    """Give the seconds of a whole process and its peak memory in megabytes."""
    command = [sys.executable, "-m", "benchmarks.measures.backup", "--of", str(source), str(folder)]
    started = time.perf_counter()
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    seconds = time.perf_counter() - started
    for backup in folder.iterdir():
        backup.unlink()
    return seconds, int(done.stdout) / 1024


def _rival(source: Path, target: Path) -> float:
    started = time.perf_counter()
    command = ["/bin/sh", "-c", RIVAL, "sh", str(source), str(target)]
    subprocess.run(command, capture_output=True, check=True)
    seconds = time.perf_counter() - started
    target.unlink()
    return seconds


def back_up(source: Path, folder: Path) -> None:
    """Do the work of one process, and print its peak memory in KiB."""
    content = store.Content(source, "abcd1234", "0001", 1)
    store.write(folder, content, store.BackupKind.MANUAL, keys.new_keyring())
    print(peak_kib())


def peak_kib() -> int:
    """Give the peak since this program began; `ru_maxrss` would count that of its parent too."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1])
    raise LookupError


def main() -> int:
    """Measure a size, or be the process that is measured; 1 when a bound is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.measures.backup")
    parser.add_argument("--megabytes", type=int, default=USUAL)
    parser.add_argument("--of", nargs=2, type=Path, metavar=("SOURCE", "FOLDER"))
    arguments = parser.parse_args()
    if arguments.of:
        back_up(*arguments.of)
        return 0
    size = arguments.megabytes
    lines = alone(Measure(parser.prog, lambda run: measure(run, size), SECONDS))
    print(show(lines))
    return 0 if all(line.reached for line in lines) else 1


if __name__ == "__main__":
    sys.exit(main())
