"""Reads one file at a time beside the window."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from patrimoine_gui.errors import Cancelled
from patrimoine_gui.logs import file_tag
from patrimoine_gui.ui.background import JobRunner
from patrimoine_gui.ui.opening.opener import OpenedFile

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.crypto.keyring import Keyring
    from patrimoine_gui.ui.background import Task
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
        self._jobs = JobRunner(self)
        self._jobs.progressed.connect(self.progressed)

    @property
    def is_busy(self) -> bool:
        """Whether a file is being read."""
        return self._jobs.is_running

    def begin(self, file: Path, keyring: Keyring | None, *, known: bool) -> None:
        """Begin to read a file; none may be being read: see `Opener.reading`."""
        _log.info("opening %s", file_tag(file))
        self.run(self._opener.reading(file, keyring, known=known))

    def run(self, task: Task[object]) -> None:
        """Begin a task that gives what a file holds; none may run."""
        self._jobs.run(task, self._on_read, self.failed.emit)

    @Slot()
    def cancel(self) -> None:
        """Give up; whatever the file gives after that is put away, and `failed` says so."""
        self._jobs.cancel()

    def _on_read(self, result: object) -> None:
        if not self._jobs.is_cancelled:
            self.found.emit(result)
            return
        if isinstance(result, OpenedFile):
            result.lock.release()
        self.failed.emit(Cancelled())
