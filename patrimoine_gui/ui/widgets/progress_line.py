"""One line for work in progress: what is done, how far it is, and a way to stop it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from patrimoine_gui import formats
from patrimoine_gui.i18n import _
from patrimoine_gui.ui.background import JobRunner, Task
from patrimoine_gui.ui.widgets.buttons import button
from patrimoine_gui.ui.widgets.labels import label
from patrimoine_gui.ui.widgets.layouts import SPACE

if TYPE_CHECKING:
    from collections.abc import Callable

    from patrimoine_gui.migration.progress import Progress

T = TypeVar("T")

_STEPS: Final = 1000
_BAR: Final = 160
_TELLS_REST: Final = 2.0


class ProgressLine(QWidget):
    """Runs one job at a time; hidden while there is none."""

    ended = Signal()
    """The job is over, and another one may begin."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Be hidden until there is work."""
        super().__init__(parent)
        self.words = label("", "muted", wrap=False)
        self.bar = QProgressBar()
        self.rest = label("", "small", wrap=False)
        self.cancel_button = button(_("Cancel"))
        self._jobs = JobRunner(self)
        self._build()
        self._connect()

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

    def _connect(self) -> None:
        self.cancel_button.clicked.connect(self._on_cancel)
        self._jobs.progressed.connect(self._on_progressed)
        self._jobs.finished.connect(self._on_finished)

    @property
    def is_busy(self) -> bool:
        """Whether a job runs."""
        return self._jobs.is_running

    def begin(
        self,
        text: str,
        task: Task[T],
        on_success: Callable[[T], None],
        on_failure: Callable[[BaseException], None],
    ) -> None:
        """Run a task, saying what it does; see `JobRunner.run`."""
        self.words.setText(text)
        self.bar.setAccessibleName(text)
        self.bar.setRange(0, 0)
        self.rest.setText("")
        self.cancel_button.setEnabled(True)
        self.show()
        self._jobs.run(task, on_success, on_failure)

    def abandon(self) -> None:
        """Stop the job, and tell nobody what came of it."""
        self._jobs.abandon()
        self.hide()

    @Slot()
    def _on_cancel(self) -> None:
        self.cancel_button.setEnabled(False)
        self.words.setText(_("Stopping…"))
        self._jobs.cancel()

    @Slot(object)
    def _on_progressed(self, progress: Progress) -> None:
        self.bar.setRange(0, _STEPS)
        self.bar.setValue(round(progress.fraction * _STEPS))
        if progress.remaining is not None and progress.elapsed > _TELLS_REST:
            left = formats.duration(progress.remaining)
            self.rest.setText(_("about {duration} left").format(duration=left))

    @Slot()
    def _on_finished(self) -> None:
        self.hide()
        self.ended.emit()
