"""Background jobs: who hears of them and when, errors kept, safe cancel, no flood, no lambda."""

from __future__ import annotations

import ast
import subprocess
import sys
import threading
import time
import traceback
import weakref
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject, Slot

from patrimoine_gui.errors import Cancelled, UpgradeStep
from patrimoine_gui.migration.progress import Cancel, Progress, Report, Unit
from patrimoine_gui.ui import background
from patrimoine_gui.ui.background import BackgroundJob, JobFailure, JobResult, JobRunner

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from patrimoine_gui.ui.background import Task

UI = Path(__file__).resolve().parents[2] / "patrimoine_gui"
LIMIT_MS = 5000


class Ear(QObject):
    """Hears every signal of a job, and in which thread."""

    def __init__(self, job: BackgroundJob) -> None:
        super().__init__()
        self.heard: list[object] = []
        self.threads: set[int] = set()
        for signal in (job.progressed, job.finished):
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
    assert ear.kinds() == [Progress, JobResult]
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
    assert ear.kinds() == [JobFailure]
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
    assert ear.kinds() == [JobFailure]
    assert isinstance(ear.heard[0], JobFailure)
    assert isinstance(ear.heard[0].error, Cancelled)


def test_a_flood_of_reports_reaches_the_window_as_a_trickle(qtbot: QtBot) -> None:
    def task(report: Report, _cancel: Cancel) -> None:
        for rank in range(50_000):
            report(progress(rank / 100_000))

    began = time.monotonic()
    ear = finish(qtbot, BackgroundJob(task))
    seconds = time.monotonic() - began
    assert len(ear.heard) <= 4 + seconds * background.REPORTS_PER_SECOND


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


# --- the runner -----------------------------------------------------------------------------------


class Owner(QObject):
    """Has work, and remembers what it was told of it, and in which thread."""

    def __init__(self) -> None:
        super().__init__()
        self.jobs = JobRunner(self)
        self.heard: list[object] = []
        self.threads: set[int] = set()
        self.jobs.progressed.connect(self.hear)

    @Slot(object)
    def hear(self, payload: object) -> None:
        self.heard.append(payload)
        self.threads.add(threading.get_ident())

    def run(self, task: Task[object]) -> None:
        self.jobs.run(task, self.hear, self.hear)


class Work:
    """A task that reports, then waits until it may end."""

    def __init__(self, value: object = "done", error: BaseException | None = None) -> None:
        self.begun, self.over = threading.Event(), threading.Event()
        self.value, self.error = value, error
        self.was_cancelled = False

    def __call__(self, report: Report, cancel: Cancel) -> object:
        self.begun.set()
        assert self.over.wait(LIMIT_MS / 1000)
        report(progress(1.0))
        self.was_cancelled = cancel()
        if self.error is not None:
            raise self.error
        return self.value

    def end(self, qtbot: QtBot) -> None:
        """Let it end, and wait until every job has."""
        self.over.set()
        qtbot.waitUntil(lambda: not background.running_jobs(), timeout=LIMIT_MS)


@pytest.fixture
def owner() -> Owner:
    return Owner()


def test_the_end_is_told_in_the_thread_of_the_window_once_another_task_may_begin(
    owner: Owner, qtbot: QtBot
) -> None:
    running: list[bool] = []

    def hear(value: str) -> None:
        running.extend((owner.jobs.is_running, bool(background.running_jobs())))
        owner.hear(value)
        if value == "first":
            owner.jobs.run(lambda _report, _cancel: "second", hear)

    owner.jobs.run(lambda _report, _cancel: "first", hear)
    assert owner.jobs.is_running
    qtbot.waitUntil(lambda: len(owner.heard) == 2, timeout=LIMIT_MS)
    assert owner.heard == ["first", "second"]
    assert owner.threads == {threading.get_ident()}
    assert not any(running)


@pytest.mark.expected_warnings("patrimoine_gui.ui.background")
def test_a_failure_is_told_and_holds_no_value(owner: Owner, qtbot: QtBot) -> None:
    def task(_report: Report, _cancel: Cancel) -> object:
        amount = "12 345,67"
        raise ZeroDivisionError(len(amount))

    with qtbot.waitSignal(owner.jobs.finished, timeout=LIMIT_MS):
        owner.run(task)
    (error,) = owner.heard
    assert isinstance(error, ZeroDivisionError)
    assert background.origin(error).startswith("test_background.py:")
    frames = [frame for frame, _line in traceback.walk_tb(error.__traceback__)]
    assert frames
    assert not any(frame.f_locals for frame in frames)


@pytest.mark.expected_warnings("patrimoine_gui.ui.background")
def test_a_failure_that_nobody_asked_for_ends_the_task_all_the_same(
    owner: Owner, qtbot: QtBot
) -> None:
    work = Work(error=ZeroDivisionError())
    with qtbot.waitSignal(owner.jobs.finished, timeout=LIMIT_MS):
        owner.jobs.run(work, owner.hear)
        work.over.set()
    assert [type(item) for item in owner.heard] == [Progress]
    assert not owner.jobs.is_running


def test_a_cancelled_task_tells_how_it_ended_and_that_it_was_cancelled(
    owner: Owner, qtbot: QtBot
) -> None:
    work = Work()
    flags: list[bool] = []
    owner.jobs.run(work, lambda _value: flags.append(owner.jobs.is_cancelled))
    assert not owner.jobs.is_cancelled
    owner.jobs.cancel()
    work.end(qtbot)
    assert work.was_cancelled
    assert flags == [True]
    assert not owner.jobs.is_cancelled


def test_a_task_that_is_replaced_is_asked_to_stop_and_not_heard(owner: Owner, qtbot: QtBot) -> None:
    first, second = Work("first"), Work("second")
    owner.run(first)
    owner.run(second)
    first.over.set()
    qtbot.waitUntil(lambda: len(background.running_jobs()) == 1, timeout=LIMIT_MS)
    assert first.was_cancelled
    assert not owner.heard
    assert owner.jobs.is_running
    second.end(qtbot)
    assert [type(item) for item in owner.heard] == [Progress, str]
    assert owner.heard[-1] == "second"


@pytest.mark.expected_warnings("patrimoine_gui.ui.background")
@pytest.mark.parametrize("error", [None, ZeroDivisionError()])
def test_nothing_is_heard_of_an_abandoned_task(
    owner: Owner, qtbot: QtBot, error: BaseException | None
) -> None:
    work = Work(error=error)
    owner.run(work)
    owner.jobs.abandon()
    assert not owner.jobs.is_running
    with qtbot.assertNotEmitted(owner.jobs.finished):
        work.end(qtbot)
    assert work.was_cancelled
    assert not owner.heard


def test_a_task_outlives_its_owner_and_is_not_heard(owner: Owner, qtbot: QtBot) -> None:
    work, heard = Work(), owner.heard
    owner.run(work)
    assert work.begun.wait(LIMIT_MS / 1000)
    with qtbot.waitSignal(owner.destroyed, timeout=LIMIT_MS):
        owner.deleteLater()
    assert background.running_jobs()
    work.end(qtbot)
    assert not heard


def test_a_runner_that_is_stopped_waits_for_its_task(owner: Owner, qtbot: QtBot) -> None:
    ended = threading.Event()

    def task(_report: Report, cancel: Cancel) -> None:
        pause = threading.Event()
        while not cancel():
            pause.wait(0.005)
        ended.set()

    owner.run(task)
    owner.jobs.stop()
    assert ended.is_set()
    qtbot.waitUntil(lambda: not background.running_jobs(), timeout=LIMIT_MS)
    assert not owner.heard


def test_a_runner_keeps_nothing_of_a_task_that_is_over(owner: Owner, qtbot: QtBot) -> None:
    work, hear = Work(), partial(owner.hear)
    references: list[weakref.ref[object]] = [weakref.ref(work), weakref.ref(hear)]
    owner.jobs.run(work, hear)
    work.end(qtbot)
    del work, hear
    assert [reference() for reference in references] == [None, None]


# --- the program ----------------------------------------------------------------------------------


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
