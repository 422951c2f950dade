"""Progress never goes back, counts real units, and hears a cancel."""

from __future__ import annotations

import itertools
import json
import sqlite3
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui.errors import Cancelled, UpgradeStep
from patrimoine_gui.migration import meter as module
from patrimoine_gui.migration.estimates import Way
from patrimoine_gui.migration.meter import Meter
from patrimoine_gui.migration.progress import Progress, Unit, never

if TYPE_CHECKING:
    from collections.abc import Callable

WEIGHTS = {UpgradeStep.SNAPSHOT: 1.0, UpgradeStep.MIGRATE: 3.0}


@pytest.fixture(autouse=True)
def every_report(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_INTERVAL", 0.0)


def test_the_fraction_follows_the_weights_and_never_goes_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(time, "monotonic", lambda: 100.0)
    seen: list[Progress] = []
    meter = Meter(seen.append, never, WEIGHTS)
    meter.begin(UpgradeStep.SNAPSHOT, 10, Unit.BYTES)
    meter.tick(5, 10)
    assert seen[-1].fraction == pytest.approx(0.125)
    meter.tick(10, 10)
    meter.begin(UpgradeStep.MIGRATE, 0, Unit.ROWS)
    meter.within(0, 2, "0002")
    meter.tick(50, 100)
    assert seen[-1].fraction == pytest.approx(0.25 + 0.75 * 0.25)
    assert seen[-1].revision == "0002"
    meter.tick(0, 100)
    meter.within(1, 2, "0003")
    meter.end()
    fractions = [progress.fraction for progress in seen]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0


def test_a_cancel_interrupts_a_statement_of_sqlite() -> None:
    asked = False
    meter = Meter(lambda _progress: None, lambda: asked, WEIGHTS)
    meter.begin(UpgradeStep.MIGRATE, 1, Unit.ROWS)
    asked = True
    connection = sqlite3.connect(":memory:")
    endless = (
        "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"
    )
    with pytest.raises(Cancelled) as stopped, meter.watching(connection):
        connection.execute(endless)
    assert stopped.value.step is UpgradeStep.MIGRATE
    connection.execute("SELECT 1")
    connection.close()


def test_a_cancel_that_comes_too_late_is_not_heard() -> None:
    meter = Meter(lambda _progress: None, lambda: True, WEIGHTS)
    with pytest.raises(Cancelled):
        meter.check()
    late = Meter(lambda _progress: None, lambda: True, WEIGHTS)
    late._cancellable = False
    late.check()


def test_an_error_of_sqlite_stays_an_error_when_nobody_cancelled() -> None:
    meter = Meter(lambda _progress: None, never, WEIGHTS)
    connection = sqlite3.connect(":memory:")
    with pytest.raises(sqlite3.OperationalError), meter.watching(connection):
        connection.execute("SELECT * FROM nothing")
    connection.close()


def test_no_remaining_time_is_made_up(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    seen: list[Progress] = []
    meter = Meter(seen.append, never, WEIGHTS)
    meter.begin(UpgradeStep.SNAPSHOT, 100, Unit.BYTES)
    clock[0] += 0.5
    meter.tick(50, 100)
    assert seen[-1].remaining is None
    clock[0] += 1.5
    meter.tick(100, 100)
    assert seen[-1].remaining == pytest.approx(6.0)


# --- a real run, by a clock that only its ticks move ----------------------------------------------

TICKS = Path(__file__).resolve().parents[2] / "data" / "ticks.json"
"""What an upgrade of 60 000 values from 0001 to 0014 told, and after how many seconds of work.

Seconds of a processor, so that no other program is in them, nor any wait for the disk.
"""


def replayed(monkeypatch: pytest.MonkeyPatch, slower: Callable[[float], float]) -> list[Progress]:
    """Give what is reported of that run on a machine that takes `slower` as long."""
    told = json.loads(TICKS.read_text(encoding="utf-8"))
    clock = [0.0]
    seen: list[Progress] = []
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    way = Way(told["size"], told["ordinals"], told["rows"], milestones=told["milestones"])
    costs = way.seconds(), way.revisions(), way.rows
    meter = Meter(seen.append, never, *costs)
    before = 0.0
    for at, kind, *what in told["ticks"]:
        clock[0] += (at - before) * slower(at)
        before = at
        if kind == "begin":
            step, total, unit = what
            meter.begin(UpgradeStep[step], total, Unit[unit])
        elif kind == "end":
            meter.end()
        elif kind == "within":
            meter.within(*what)
        elif kind == "tick":
            meter.tick(*what)
        else:
            meter.heed(0, 0)
    return seen


@pytest.mark.parametrize("speed", [0.5, 1.0, 4.0])
def test_remaining_time_is_near_the_truth_and_hardly_ever_rises(
    monkeypatch: pytest.MonkeyPatch, speed: float
) -> None:
    seen = replayed(monkeypatch, lambda _at: speed)
    whole = seen[-1].elapsed
    told = [progress for progress in seen if progress.remaining is not None]
    assert told[0].elapsed < max(whole / 4, 1.5)
    least = whole
    for progress in told:
        assert progress.remaining is not None
        assert progress.remaining <= 1.1 * least
        least = min(least, progress.remaining)
        truth = whole - progress.elapsed
        assert abs(progress.remaining - truth) < max(0.45 * truth, 0.07 * whole, 0.5)


def test_the_bar_never_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = replayed(monkeypatch, lambda _at: 1.0)
    whole, moved = seen[-1].elapsed, seen[0]
    for progress in seen:
        assert progress.fraction >= moved.fraction
        if progress.fraction > moved.fraction:
            assert progress.elapsed - moved.elapsed < whole / 12
            moved = progress
    assert (moved.fraction, moved.remaining) == (1.0, 0.0)


def test_a_machine_that_becomes_busy_is_not_kept_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = replayed(monkeypatch, lambda at: 1.0 if at < 3.0 else 8.0)
    whole = seen[-1].elapsed
    late = [
        item for item in seen if item.remaining is not None and 0.5 < item.elapsed / whole < 0.8
    ]
    assert late
    assert all(item.remaining > 0.4 * (whole - item.elapsed) for item in late if item.remaining)


def test_the_measured_speeds_are_of_the_order_of_this_run() -> None:
    told = json.loads(TICKS.read_text(encoding="utf-8"))
    way = Way(told["size"], told["ordinals"], told["rows"], milestones=told["milestones"])
    assert sum(way.seconds().values()) == pytest.approx(told["ticks"][-1][0], rel=0.6)


def test_a_part_that_takes_ten_times_as_long_still_moves(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    seen: list[Progress] = []
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    meter = Meter(seen.append, never, WEIGHTS)
    meter.begin(UpgradeStep.MIGRATE, 0, Unit.ROWS)
    for _second in range(30):
        clock[0] += 1.0
        meter.heed(0, 0)
    shares = [progress.fraction for progress in seen]
    assert all(late - early > 1e-5 for early, late in itertools.pairwise(shares))
    assert shares[-1] < 0.75
