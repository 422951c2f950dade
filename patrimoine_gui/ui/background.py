"""Long work beside the window: the only module that starts threads.

A task is a plain function `task(report, cancel)`, without Qt. Whoever has work owns a `JobRunner`,
which runs it in a thread of its own; what it reports, returns or raises comes back in the thread of
the window. At most `REPORTS_PER_SECOND` reports are passed on, however many the task makes.
"""

from __future__ import annotations

import logging
import math
import sys
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, TypeVar

from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot

from patrimoine_gui.errors import Cancelled, UserError
from patrimoine_gui.migration.progress import Cancel, Progress, Report

REPORTS_PER_SECOND: Final = 20
"""How many reports a second reach the window at most."""

_SWITCH_INTERVAL: Final = 0.0005
_REST: Final = 3.0
_log = logging.getLogger(__name__)

T = TypeVar("T")
Task = Callable[[Report, Cancel], T]
"""What runs in the thread; it never touches a window."""


@dataclass(frozen=True, slots=True)
class JobResult:
    """What a task returned."""

    value: object = field(repr=False)


@dataclass(frozen=True, slots=True)
class JobFailure:
    """What a task raised; the object itself, whose traceback tells where and holds no value."""

    error: BaseException


JobEnd = JobResult | JobFailure
"""How a task ended."""


class _Worker(QObject):
    """Runs one task; lives in the job's thread."""

    progressed = Signal(object)
    finished = Signal(object)

    def __init__(self, task: Task[object], stop: threading.Event) -> None:
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
            self.finished.emit(JobFailure(error))
        else:
            self.finished.emit(JobResult(value))

    def _report(self, progress: Progress) -> None:
        now = time.monotonic()
        due = now - self._last_report >= 1 / REPORTS_PER_SECOND
        if due or progress.step is not self._last_step or progress.fraction >= 1.0:
            self._last_report, self._last_step = now, progress.step
            self.progressed.emit(progress)


class BackgroundJob(QObject):
    """One task in one thread, started once; see `JobRunner`, which makes it."""

    progressed = Signal(object)
    """A `Progress`."""
    finished = Signal(object)
    """A `JobEnd`; the thread has ended."""

    def __init__(self, task: Task[object]) -> None:
        """Prepare a task; nothing runs before `start`."""
        super().__init__()
        self._stop = threading.Event()
        self._end: JobEnd | None = None
        self._thread = QThread()
        self._worker = _Worker(task, self._stop)
        self._worker.moveToThread(self._thread)
        self._connect()

    def _connect(self) -> None:
        queued = Qt.ConnectionType.QueuedConnection
        self._thread.started.connect(self._worker.run)
        self._worker.progressed.connect(self.progressed, queued)
        self._worker.finished.connect(self._on_task_finished, queued)
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
        self._thread.start()

    def cancel(self) -> None:
        """Ask the task to stop; it stops at its next safe point. Never kills it."""
        self._stop.set()

    def wait(self) -> None:
        """Wait until the thread has ended; the window does not answer meanwhile."""
        self._thread.wait()

    @Slot(object)
    def _on_task_finished(self, end: JobEnd) -> None:
        self._end = end

    @Slot()
    def _on_thread_finished(self) -> None:
        self._thread.wait()
        _let_go(self)
        end, self._end = self._end, None
        if isinstance(end, JobFailure):
            _forget_values(end.error)
        self.finished.emit(end)


class JobRunner(QObject):
    """Runs one task at a time for the window or controller that owns it.

    What `run` was given is called in the thread of the window, once the thread of the task has
    ended: another task may begin there. A task that was replaced or abandoned, or whose owner is
    gone, runs on to its next safe point, and nobody hears of it.
    """

    progressed = Signal(object)
    """A `Progress`."""
    finished = Signal()
    """The task is over, what `run` was given for its end was called, and began no other."""

    def __init__(self, parent: QObject) -> None:
        """Run nothing yet."""
        super().__init__(parent)
        self._job: BackgroundJob | None = None
        self._on_success: Callable[..., None] | None = None
        self._on_failure: Callable[[BaseException], None] | None = None

    @property
    def is_running(self) -> bool:
        """Whether a task runs."""
        return self._job is not None and self._job.running

    @property
    def is_cancelled(self) -> bool:
        """Whether the task that runs, or whose end is being told, was asked to stop."""
        return self._job is not None and self._job.cancelling

    def run(
        self,
        task: Task[T],
        on_success: Callable[[T], None],
        on_failure: Callable[[BaseException], None] | None = None,
    ) -> None:
        """Start a task; one that still runs is abandoned.

        Args:
            task: runs in a thread; touches no window.
            on_success: hears what it returned.
            on_failure: hears what it raised, which is logged already.
        """
        self.abandon()
        self._on_success, self._on_failure = on_success, on_failure
        self._job = BackgroundJob(task)
        self._job.progressed.connect(self.progressed)
        self._job.finished.connect(self._on_finished)
        self._job.start()

    @Slot()
    def cancel(self) -> None:
        """Ask the task to stop at its next safe point; its end is told as any other."""
        if self._job is not None:
            self._job.cancel()

    def abandon(self) -> None:
        """Ask the task to stop, and hear nothing more of it."""
        job, self._job = self._job, None
        self._on_success = self._on_failure = None
        if job is not None:
            job.blockSignals(True)  # noqa: FBT003  (Qt's own)
            job.cancel()

    def stop(self) -> None:
        """Abandon the task and wait until it has ended; the window does not answer meanwhile."""
        job = self._job
        self.abandon()
        if job is not None:
            job.wait()

    @Slot(object)
    def _on_finished(self, end: JobEnd) -> None:
        job, on_success, on_failure = self._job, self._on_success, self._on_failure
        self._on_success = self._on_failure = None
        if isinstance(end, JobResult) and on_success is not None:
            on_success(end.value)
        elif isinstance(end, JobFailure) and on_failure is not None:
            on_failure(end.error)
        if self._job is job:
            self._job = None
            self.finished.emit()


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


def _forget_values(error: BaseException) -> None:
    """Empty the frames that an error carries: they hold what the failed work was done with.

    What remains tells where it was raised, which is all that a report needs.
    """
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        traceback.clear_frames(current.__traceback__)
        current = current.__cause__ or current.__context__


def origin(error: BaseException) -> str:
    """Tell where an error was raised, as "module.py:123"; no value, no folder."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return "?"
    name = trace.tb_frame.f_code.co_filename.replace("\\", "/").rsplit("/", 1)[-1]
    return f"{name}:{trace.tb_lineno}"
