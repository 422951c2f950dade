"""Reads one file at a time beside the window."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from patrimoine_gui.errors import Cancelled
from patrimoine_gui.logs import file_tag
from patrimoine_gui.ui.background import BackgroundJob, JobFailure, JobResult, Task
from patrimoine_gui.ui.opening.opener import OpenedFile
from patrimoine_gui.ui.secret import forget_values

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.crypto.keyring import Keyring
    from patrimoine_gui.ui.opening.opener import Opener

_log = logging.getLogger(__name__)


class FileReader(QObject):
    """What is being read; nothing of it is kept once it is told."""

    found = Signal(object)
    """What the file gave: an `OpeningResult`."""
    progressed = Signal(object)
    """How far it is: a `Progress`; reading alone tells nothing."""
    failed = Signal(object)
    """The error that says why it gave nothing."""

    def __init__(self, opener: Opener, parent: QObject | None = None) -> None:
        """Read nothing yet."""
        super().__init__(parent)
        self._opener = opener
        self._job: BackgroundJob | None = None

    @property
    def is_busy(self) -> bool:
        """Whether a file is being read."""
        return self._job is not None

    def begin(self, file: Path, keyring: Keyring | None, *, known: bool) -> None:
        """Begin to read a file; none may be being read: see `Opener.reading`."""
        _log.info("opening %s", file_tag(file))
        self.run(self._opener.reading(file, keyring, known=known))

    def run(self, task: Task) -> None:
        """Begin a task that gives an `OpeningResult`; none may run."""
        self._job = BackgroundJob(task, self)
        self._job.progressed.connect(self.progressed)
        self._job.succeeded.connect(self._on_succeeded)
        self._job.failed.connect(self._on_failed)
        self._job.finished.connect(self._job.deleteLater)
        self._job.start()

    @Slot()
    def cancel(self) -> None:
        """Give up; whatever the file gives after that is put away, and `failed` says so."""
        if self._job is not None:
            self._job.cancel()

    @Slot(object)
    def _on_succeeded(self, result: JobResult) -> None:
        job, self._job = self._job, None
        if job is None or not job.cancelling:
            self.found.emit(result.value)
            return
        if isinstance(result.value, OpenedFile):
            result.value.lock.release()
        self.failed.emit(Cancelled())

    @Slot(object)
    def _on_failed(self, failure: JobFailure) -> None:
        self._job = None
        forget_values(failure.error)
        self.failed.emit(failure.error)
