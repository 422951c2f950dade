"""Background jobs: order of signals, errors kept, safe cancel, no flood, no lambda."""

from __future__ import annotations

import ast
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject, Slot

from patrimoine_gui.errors import Cancelled, UpgradeStep
from patrimoine_gui.migration.progress import Cancel, Progress, Report, Unit
from patrimoine_gui.ui import background
from patrimoine_gui.ui.background import BackgroundJob, JobEnd, JobFailure, JobResult

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

UI = Path(__file__).resolve().parents[2] / "patrimoine_gui"
LIMIT_MS = 5000


class Ear(QObject):
    """Hears every signal of a job, and in which thread."""

    def __init__(self, job: BackgroundJob) -> None:
        super().__init__()
        self.heard: list[object] = []
        self.threads: set[int] = set()
        for signal in (job.progressed, job.succeeded, job.failed, job.finished):
            signal.connect(self.hear)

    @Slot(object)
    def hear(self, payload: object) -> None:
        self.heard.append(payload)
        self.threads.add(threading.get_ident())

    def kinds(self) -> list[type]:
        return [type(item) for item in self.heard]


def progress(fraction: float) -> Progress:
    return Progress(UpgradeStep.MIGRATE, 0, 0, Unit.ROWS, fraction, 0.0)


def finish(qtbot: QtBot, job: BackgroundJob) -> Ear:
    ear = Ear(job)
    with qtbot.waitSignal(job.finished, timeout=LIMIT_MS):
        job.start()
    return ear


def test_a_job_succeeds_in_another_thread_and_is_heard_in_the_first(qtbot: QtBot) -> None:
    where: list[int] = []

    def task(report: Report, _cancel: Cancel) -> str:
        where.append(threading.get_ident())
        report(progress(0.5))
        return "done"

    ear = finish(qtbot, BackgroundJob(task))
    assert ear.kinds() == [Progress, JobResult, JobEnd]
    assert isinstance(ear.heard[1], JobResult)
    assert ear.heard[1].value == "done"
    assert ear.threads == {threading.get_ident()}
    assert where != [threading.get_ident()]
    assert not background.running_jobs()


@pytest.mark.expected_warnings("patrimoine_gui.ui.background")
def test_an_exception_is_kept_as_it_is_and_ends_the_job(qtbot: QtBot) -> None:
    error = ZeroDivisionError("a secret amount")

    def task(_report: Report, _cancel: Cancel) -> None:
        raise error

    ear = finish(qtbot, BackgroundJob(task))
    assert ear.kinds() == [JobFailure, JobEnd]
    assert isinstance(ear.heard[0], JobFailure)
    assert ear.heard[0].error is error


def test_the_log_of_a_failure_holds_no_value(
    qtbot: QtBot, expected_warnings: list[object], caplog: pytest.LogCaptureFixture
) -> None:
    def task(_report: Report, _cancel: Cancel) -> None:
        raise ValueError("Livret d'Élodie 12 345,67")

    finish(qtbot, BackgroundJob(task))
    assert expected_warnings
    assert "ValueError at test_background.py" in caplog.text
    assert "lodie" not in caplog.text


def test_cancel_is_heard_by_the_task(qtbot: QtBot) -> None:
    begun = threading.Event()

    def task(_report: Report, cancel: Cancel) -> None:
        begun.set()
        pause = threading.Event()
        while not cancel():
            pause.wait(0.005)
        raise Cancelled

    job = BackgroundJob(task)
    ear = Ear(job)
    job.start()
    qtbot.waitUntil(begun.is_set, timeout=LIMIT_MS)
    with qtbot.waitSignal(job.finished, timeout=LIMIT_MS):
        job.cancel()
    assert ear.kinds() == [JobFailure, JobEnd]
    assert isinstance(ear.heard[1], JobEnd)
    assert ear.heard[1].cancelled


def test_a_flood_of_reports_reaches_the_window_as_a_trickle(qtbot: QtBot) -> None:
    def task(report: Report, _cancel: Cancel) -> None:
        for rank in range(50_000):
            report(progress(rank / 100_000))

    ear = finish(qtbot, BackgroundJob(task))
    end = ear.heard[-1]
    assert isinstance(end, JobEnd)
    assert len(ear.heard) <= 4 + end.seconds * background.REPORTS_PER_SECOND


def test_closing_the_application_stops_and_waits_for_every_job(qtbot: QtBot) -> None:
    ended = threading.Event()
    begun = threading.Event()

    def task(_report: Report, cancel: Cancel) -> None:
        begun.set()
        pause = threading.Event()
        while not cancel():
            pause.wait(0.005)
        ended.set()

    job = BackgroundJob(task)
    job.start()
    qtbot.waitUntil(begun.is_set, timeout=LIMIT_MS)
    background.stop_all()
    assert ended.is_set()
    assert not background.running_jobs()


def test_no_signal_is_connected_to_a_lambda() -> None:
    found = [
        f"{file.name}:{node.lineno}"
        for file in UI.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "connect"
        and any(isinstance(item, ast.Lambda) for item in node.args)
    ]
    assert not found


def test_threads_live_in_one_module_only() -> None:
    users = {
        file.name
        for file in UI.rglob("*.py")
        if "QThread" in file.read_text(encoding="utf-8")
        or "import threading" in file.read_text(encoding="utf-8")
    }
    assert "background.py" in users
    assert not {"app_controller.py", "upgrade_wizard.py", "main_window.py", "app.py"} & users


def test_nothing_pumps_the_event_loop() -> None:
    text = "".join(file.read_text(encoding="utf-8") for file in UI.rglob("*.py"))
    assert "processEvents" not in text
    assert ".terminate()" not in text


MANY_CALLS = """
import sys
from datetime import date
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QLabel
from patrimoine_gui.ui.charts.step_chart import StepChart

class Source(QObject):
    spoken = Signal(object)

application = QApplication([])
label, source, chart = QLabel(), Source(), StepChart()
chart.show_series(((date(2020, 1, 1), 100), (date(2026, 1, 1), 200)))
chart.show()
before = sys.getrefcount(None), sys.getrefcount(True)
for _ in range(200_000):
    label.setText("1")
for rank in range(20_000):
    source.spoken.emit(rank)
for rank in range(5_000):
    chart.resize(300 + rank % 2, 200)
print(sys.getrefcount(None) - before[0] > -100, sys.getrefcount(True) - before[1] > -100)
"""


def test_calls_of_qt_take_no_reference_that_they_do_not_own() -> None:
    """Where `None` is counted, before Python 3.12, a toolkit that does ends the process."""
    done = subprocess.run(
        [sys.executable, "-c", MANY_CALLS], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "True True\n"), done.stderr
