"""One line for work in progress: what is done, how far it is, and a way to stop it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from patrimoine_gui import formats
from patrimoine_gui.i18n import _
from patrimoine_gui.ui.background import BackgroundJob
from patrimoine_gui.ui.widgets.buttons import button
from patrimoine_gui.ui.widgets.labels import label
from patrimoine_gui.ui.widgets.layouts import SPACE

if TYPE_CHECKING:
    from patrimoine_gui.migration.progress import Progress
    from patrimoine_gui.ui.background import JobEnd, JobFailure, JobResult, Task

_STEPS: Final = 1000
_BAR: Final = 160
_TELLS_REST: Final = 2.0


class ProgressLine(QWidget):
    """Runs one job at a time; hidden while there is none."""

    succeeded = Signal(object)
    """A `JobResult`."""
    failed = Signal(object)
    """A `JobFailure`."""
    ended = Signal()
    """The job is over, and another one may begin."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Be hidden until there is work."""
        super().__init__(parent)
        self.words = label("", "muted", wrap=False)
        self.bar = QProgressBar()
        self.rest = label("", "small", wrap=False)
        self.cancel_button = button(_("Cancel"))
        self._job: BackgroundJob | None = None
        self._build()
        self.cancel_button.clicked.connect(self.cancel)

    def _build(self) -> None:
        self.bar.setTextVisible(False)
        self.bar.setMinimumWidth(_BAR)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addWidget(self.words)
        layout.addWidget(self.bar, 1)
        layout.addWidget(self.rest)
        layout.addWidget(self.cancel_button)
        self.hide()

    @property
    def is_busy(self) -> bool:
        """Whether a job runs."""
        return self._job is not None

    def begin(self, text: str, task: Task) -> BackgroundJob:
        """Run a task, saying what it does."""
        self.words.setText(text)
        self.bar.setAccessibleName(text)
        self.bar.setRange(0, 0)
        self.rest.setText("")
        self.cancel_button.setEnabled(True)
        self.show()
        job = self._job = BackgroundJob(task)
        job.progressed.connect(self._on_progressed)
        job.succeeded.connect(self._on_succeeded)
        job.failed.connect(self._on_failed)
        job.finished.connect(self._on_finished)
        job.start()
        return job

    @Slot()
    def cancel(self) -> None:
        """Ask the job to stop at its next safe point."""
        if self._job is not None:
            self.cancel_button.setEnabled(False)
            self.words.setText(_("Stopping…"))
            self._job.cancel()

    @Slot(object)
    def _on_progressed(self, progress: Progress) -> None:
        self.bar.setRange(0, _STEPS)
        self.bar.setValue(round(progress.fraction * _STEPS))
        if progress.remaining is not None and progress.elapsed > _TELLS_REST:
            left = formats.duration(progress.remaining)
            self.rest.setText(_("about {duration} left").format(duration=left))

    @Slot(object)
    def _on_succeeded(self, result: JobResult) -> None:
        self.succeeded.emit(result)

    @Slot(object)
    def _on_failed(self, failure: JobFailure) -> None:
        self.failed.emit(failure)

    @Slot(object)
    def _on_finished(self, _end: JobEnd) -> None:
        self._job = None
        self.hide()
        self.ended.emit()
