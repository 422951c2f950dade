"""Measures taken one after the other, told on the standard error as they begin and end."""

from __future__ import annotations

import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.budget import Budget
from benchmarks.samples import Samples

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from benchmarks.table import Line


@dataclass(frozen=True, slots=True)
class Run:
    """What a measure is given.

    Attributes:
        budget: its time, which gives its rounds.
        samples: large files that other measures of the same run read too.
    """

    budget: Budget
    samples: Samples


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure.

    Attributes:
        name: its name on the command line.
        take: gives its lines of the table.
        seconds: the time that it may take.
    """

    name: str
    take: Callable[[Run], list[Line]]
    seconds: float


def run(measures: Sequence[Measure], tell: Callable[[str], None]) -> list[Line]:
    """Take the measures, and tell of each when it begins and when it ends."""
    lines, began = [], time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        samples = Samples(Path(folder))
        for rank, measure in enumerate(measures, start=1):
            head = f"{rank}/{len(measures)} {measure.name}"
            tell(f"{head}: begins, {measure.seconds:.0f} s planned")
            budget = Budget(measure.seconds)
            found = measure.take(Run(budget, samples))
            figures = "; ".join(f"{line.figure}, n = {line.rounds}" for line in found)
            elapsed = time.monotonic() - began
            tell(f"{head}: {figures}; took {budget.spent():.0f} s, {elapsed:.0f} s in all")
            lines += found
    return lines


def alone(measure: Measure) -> list[Line]:
    """Take one measure by itself, told on the standard error."""
    return run([measure], tell_on_stderr)


def tell_on_stderr(text: str) -> None:
    """Write one line on the standard error at once."""
    print(text, file=sys.stderr, flush=True)
