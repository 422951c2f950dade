"""`make bench` says what it measures as it goes, and keeps to its time."""

from __future__ import annotations

import itertools
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from benchmarks.__main__ import MEASURES, main
from benchmarks.budget import LEAST, Budget
from benchmarks.measures.cancel import in_time
from benchmarks.run import Measure, Run, run
from benchmarks.table import Line, show

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[2]
ALL_SECONDS = 25 * 60


class Clock:
    """A clock that goes on when it is told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def _taken(clock: Clock, budget: Budget, seconds: float, share: float = 1.0) -> int:
    count = 0
    for rank in budget.rounds(share):
        assert rank == count
        count += 1
        clock.now += seconds
    return count


@pytest.mark.parametrize(
    ("seconds", "count"), [(1.0, 20), (6.0, LEAST), (7.0, LEAST), (60.0, LEAST), (3.0, 6)]
)
def test_as_many_rounds_as_fit_and_three_at_least(clock: Clock, seconds: float, count: int) -> None:
    assert _taken(clock, Budget(20, clock), seconds) == count


def test_preparation_counts(clock: Clock) -> None:
    budget = Budget(20, clock)
    clock.now += 10
    assert _taken(clock, budget, 2) == 5
    assert budget.spent() == 20


def test_a_share_leaves_the_rest_to_other_rounds(clock: Clock) -> None:
    budget = Budget(20, clock)
    assert _taken(clock, budget, 2, share=0.5) == 5
    assert _taken(clock, budget, 1) == 10


def test_the_longest_round_is_what_another_may_take(clock: Clock) -> None:
    lengths = itertools.chain([1.0, 1.0, 9.0], itertools.repeat(1.0))
    budget, count = Budget(20, clock), 0
    for _round in budget.rounds():
        clock.now += next(lengths)
        count += 1
    assert count == 4  # after 12 s another one of 9 s would not end in time
    assert budget.spent() <= 20


def test_everything_is_planned_within_25_minutes() -> None:
    assert sum(measure.seconds for measure in MEASURES) <= ALL_SECONDS - 60
    assert len({measure.name for measure in MEASURES}) == len(MEASURES)


def _line(figure: str) -> Line:
    return Line("what", "rival", figure, "at most 2 x", reached=True, rounds=7)


def test_each_measure_is_told_when_it_begins_and_when_it_ends() -> None:
    told: list[str] = []

    def measure(*figures: str) -> Callable[[Run], list[Line]]:
        def take(_run: Run) -> list[Line]:
            told.append("...")
            return [_line(figure) for figure in figures]

        return take

    lines = run(
        [Measure("first", measure("1.5 x"), 30), Measure("second", measure("2 ms", "3 ms"), 45)],
        told.append,
    )
    assert told == [
        "1/2 first: begins, 30 s planned",
        "...",
        "1/2 first: 1.5 x, n = 7; took 0 s, 0 s in all",
        "2/2 second: begins, 45 s planned",
        "...",
        "2/2 second: 2 ms, n = 7; 3 ms, n = 7; took 0 s, 0 s in all",
    ]
    assert [line.figure for line in lines] == ["1.5 x", "2 ms", "3 ms"]


def test_the_table_says_how_many_rounds_a_figure_comes_from() -> None:
    assert show([_line("1.5 x")]).splitlines() == [
        "| what | rival | figure | n | bound       | reached |",
        "|------|-------|--------|---|-------------|---------|",
        "| what | rival | 1.5 x  | 7 | at most 2 x | yes     |",
    ]


def test_one_measure_by_itself(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["benchmarks", "--report-only", "--seconds", "0", "fields"]
    monkeypatch.setattr(sys, "argv", arguments)
    assert main() == 0
    shown = capsys.readouterr()
    begins, ends = shown.err.splitlines()
    assert begins == "1/1 fields: begins, 0 s planned"
    assert ends.startswith("1/1 fields: ")
    assert f"n = {LEAST}; took " in ends
    assert f" | {LEAST} | at most 1.6 x | " in shown.out


def test_a_process_whose_memory_is_measured_loads_nothing_that_makes_samples() -> None:
    code = (
        "import sys, benchmarks.measures.backup, benchmarks.measures.restore\n"
        "heavy = {'benchmarks.household', 'sqlalchemy'} & set(sys.modules)\n"
        "sys.exit(f'loads {sorted(heavy)}' if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


def test_moments_from_which_the_next_question_is_near() -> None:
    assert in_time([0, 0.5, 0.6]) == 1
    assert in_time([0, 2, 2.5]) == pytest.approx(0.4)
