"""Long work beside the window: the only module that starts threads.

A task is a plain function `task(report, cancel)`, without Qt. It runs in a thread of its own;
what it reports, returns or raises comes back as signals in the thread of the window. At most
`REPORTS_PER_SECOND` reports are passed on, however many the task makes.
"""

from __future__ import annotations

import logging
import math
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot

from patrimoine_gui.errors import Cancelled, UserError
from patrimoine_gui.migration.progress import Cancel, Progress, Report

REPORTS_PER_SECOND: Final = 20
"""How many reports a second reach the window at most."""

_SWITCH_INTERVAL: Final = 0.0005
_REST: Final = 3.0
_log = logging.getLogger(__name__)

Task = Callable[[Report, Cancel], object]
"""What runs in the thread; it never touches a window."""


@dataclass(frozen=True, slots=True)
class JobResult:
    """What a task returned."""

    value: object


@dataclass(frozen=True, slots=True)
class JobFailure:
    """What a task raised; the object itself, with its traceback."""

    error: BaseException


@dataclass(frozen=True, slots=True)
class JobEnd:
    """The task is over and its thread has ended.

    Attributes:
        seconds: how long it ran.
        cancelled: whether somebody asked it to stop.
    """

    seconds: float
    cancelled: bool


class _Worker(QObject):
    """Runs one task; lives in the job's thread."""

    progressed = Signal(object)
    succeeded = Signal(object)
    failed = Signal(object)
    finished = Signal()

    def __init__(self, task: Task, stop: threading.Event) -> None:
        super().__init__()
        self._task = task
        self._stop = stop
        self._last_report = 0.0
        self._last_step: object = None

    @Slot()
    def run(self) -> None:
        """Run the task to its end; every way out emits `finished`."""
        try:
            value = self._task(self._report, self._stop.is_set)
        except BaseException as error:  # noqa: BLE001  (the boundary: kept and shown, never lost)
            _log_failure(error)
            self.failed.emit(JobFailure(error))
        else:
            self.succeeded.emit(JobResult(value))
        finally:
            self.finished.emit()

    def _report(self, progress: Progress) -> None:
        now = time.monotonic()
        due = now - self._last_report >= 1 / REPORTS_PER_SECOND
        if due or progress.step is not self._last_step or progress.fraction >= 1.0:
            self._last_report, self._last_step = now, progress.step
            self.progressed.emit(progress)


class BackgroundJob(QObject):
    """One task in one thread, started once.

    Signals carry one frozen payload each and arrive in the thread of the window, in this order:
    any number of `progressed`, then `succeeded` or `failed`, then `finished`. Connect them to
    bound methods of objects of the window only: a lambda would run in the worker's thread.
    """

    progressed = Signal(object)
    """A `Progress`."""
    succeeded = Signal(object)
    """A `JobResult`."""
    failed = Signal(object)
    """A `JobFailure`."""
    finished = Signal(object)
    """A `JobEnd`; the thread has ended."""

    def __init__(self, task: Task, parent: QObject | None = None) -> None:
        """Prepare a task; nothing runs before `start`."""
        super().__init__(parent)
        self._stop = threading.Event()
        self._started_at = 0.0
        self._thread = QThread()
        self._worker = _Worker(task, self._stop)
        self._worker.moveToThread(self._thread)
        self._connect()

    def _connect(self) -> None:
        queued = Qt.ConnectionType.QueuedConnection
        self._thread.started.connect(self._worker.run)
        self._worker.progressed.connect(self.progressed, queued)
        self._worker.succeeded.connect(self.succeeded, queued)
        self._worker.failed.connect(self.failed, queued)
        self._worker.finished.connect(self._thread.quit, Qt.ConnectionType.DirectConnection)
        self._thread.finished.connect(self._on_thread_finished, queued)

    @property
    def running(self) -> bool:
        """Whether the thread runs."""
        return self in _running

    @property
    def cancelling(self) -> bool:
        """Whether somebody asked the task to stop."""
        return self._stop.is_set()

    def start(self) -> None:
        """Start the task in its thread."""
        _hold(self)
        self._started_at = time.monotonic()
        self._thread.start()

    def cancel(self) -> None:
        """Ask the task to stop; it stops at its next safe point. Never kills it."""
        self._stop.set()

    def wait(self) -> None:
        """Wait until the thread has ended; the window does not answer meanwhile."""
        self._thread.wait()

    @Slot()
    def _on_thread_finished(self) -> None:
        self._thread.wait()
        _let_go(self)
        self.finished.emit(JobEnd(time.monotonic() - self._started_at, self.cancelling))


_running: set[BackgroundJob] = set()
_usual_interval = sys.getswitchinterval()


def _hold(job: BackgroundJob) -> None:
    """Keep a running job alive, and let the window have its turn often."""
    if not _running:
        sys.setswitchinterval(_SWITCH_INTERVAL)
    _running.add(job)


def _let_go(job: BackgroundJob) -> None:
    _running.discard(job)
    _Last.ended_at = time.monotonic()
    if not _running:
        sys.setswitchinterval(_usual_interval)


class _Last:
    """The job that ended last."""

    ended_at = -math.inf


def at_rest() -> bool:
    """Tell whether no job runs, and the window has had time to show how the last one ended."""
    return not _running and time.monotonic() - _Last.ended_at >= _REST


def running_jobs() -> tuple[BackgroundJob, ...]:
    """Give the jobs whose thread runs."""
    return tuple(_running)


def stop_all() -> None:
    """Ask every job to stop and wait for it; called when the application ends."""
    for job in running_jobs():
        job.cancel()
    for job in running_jobs():
        job.wait()
        _let_go(job)


def _log_failure(error: BaseException) -> None:
    """Log what ended a task: its class, and for a bug where it happened; never a value."""
    if isinstance(error, Cancelled):
        _log.info("task cancelled: %s", error)
    elif isinstance(error, UserError):
        _log.info("task stopped: %s", error)
    else:
        _log.error("task failed: %s at %s", type(error).__name__, origin(error))


def origin(error: BaseException) -> str:
    """Tell where an error was raised, as "module.py:123"; no value, no folder."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return "?"
    name = trace.tb_frame.f_code.co_filename.replace("\\", "/").rsplit("/", 1)[-1]
    return f"{name}:{trace.tb_lineno}"
