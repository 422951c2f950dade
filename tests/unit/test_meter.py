"""Progress never goes back, counts real units, and hears a cancel."""

from __future__ import annotations

import sqlite3
import time

import pytest

from patrimoine_gui.errors import Cancelled, UpgradeStep
from patrimoine_gui.migration import meter as module
from patrimoine_gui.migration.meter import Meter
from patrimoine_gui.migration.progress import Progress, Unit, never

WEIGHTS = {UpgradeStep.SNAPSHOT: 1.0, UpgradeStep.MIGRATE: 3.0}


@pytest.fixture(autouse=True)
def every_report(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_INTERVAL", 0.0)


def test_the_fraction_follows_the_weights_and_never_goes_back() -> None:
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
