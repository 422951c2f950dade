"""Runs the suite on other days and in other zones: `python -m tests.days [WHAT PYTEST IS TOLD]`.

libfaketime (Debian's `faketime`) gives the tests, and whatever they start, another clock. Files
keep their real times, and so does the monotonic clock. `make test-days` runs all on each day. The
library is told how far to move the clock: its command shares the moment among processes by a lock
that a process killed by a test would never give back.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
PARIS, AUCKLAND, ST_JOHNS = "Europe/Paris", "Pacific/Auckland", "America/St_Johns"


@dataclass(frozen=True)
class Day:
    """A moment at which the suite is begun.

    Attributes:
        name: what is special about it, where the tests run.
        moment: it, in UTC.
        zone: where the tests run.
    """

    name: str
    moment: str
    zone: str


DAYS: Final = (
    Day("1 January, in UTC still the year before", "2026-12-31 23:05:00", PARIS),
    Day("29 February, in UTC still the day before", "2028-02-28 23:30:00", AUCKLAND),
    Day("31 December, in UTC already the next year", "2028-01-01 02:40:00", ST_JOHNS),
    Day("the first of a month, in UTC still the month before", "2027-07-31 12:30:00", AUCKLAND),
    Day("02:00 becomes 03:00 half a minute later", "2027-03-28 00:59:30", PARIS),
    Day("02:30, which comes twice", "2027-10-31 00:30:00", PARIS),
)

_LOCKS: Final = "tests/faults/kills/test_two_at_once.py"
_TERMINAL: Final = "tests/unit/cli/test_keys.py"

LEFT_OUT: Final = {
    f"{_LOCKS}::test_two_that_start_at_the_same_moment_have_one_winner": "processes sleep",
    f"{_TERMINAL}::test_the_echo_is_on_again_after_the_session_ended": "a process sleeps",
}
"""Tests that cannot run under another clock, and why."""


def pytest_configure() -> None:
    """Sleep by another call of the system, for libfaketime 0.9.10 refuses that of Python.

    It does where the monotonic clock stays as it is, and `Popen.wait` sleeps.
    """
    time.sleep = _pause  # type: ignore[assignment]


def _pause(seconds: float) -> None:
    threading.Event().wait(seconds)


def main(words: list[str]) -> int:
    """Run the suite, or the part that is named, on each day.

    Returns:
        How many days it failed on.
    """
    library = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)
    if library is None:
        sys.exit("libfaketime is not installed. On Debian: sudo apt-get install faketime")
    failed = [day.name for day in DAYS if not _is_green(day, library, words)]
    sys.stdout.write(f"{len(DAYS)} days, {len(failed)} failed: {'; '.join(failed) or 'none'}\n")
    return len(failed)


def _is_green(day: Day, library: Path, words: list[str]) -> bool:
    sys.stdout.write(f"\n{day.name} ({day.moment} UTC, {day.zone})\n")
    sys.stdout.flush()
    suite = [sys.executable, "-m", "pytest", "-p", "tests.days", "-m", "not slow and not package"]
    without = [f"--deselect={test}" for test in LEFT_OUT]
    ahead = datetime.fromisoformat(f"{day.moment}+00:00") - datetime.now(UTC)
    environment = os.environ | {
        "TZ": day.zone,
        "LD_PRELOAD": str(library),
        "FAKETIME": f"{ahead.total_seconds():+.0f}",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    command = [*suite, *without, *words]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
