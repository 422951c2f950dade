"""A wizard that works beside the window, several times if need be, and may be stopped safely."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QWizard

from patrimoine_gui.errors import Cancelled
from patrimoine_gui.ui.background import BackgroundJob, JobEnd, JobFailure, JobResult
from patrimoine_gui.ui.secret import forget_values
from patrimoine_gui.ui.wizards.step_wizard import Question, StepWizard

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from patrimoine_gui.ui.background import Task
    from patrimoine_gui.ui.wizards.progress_page import ProgressPage

Then = Callable[[object], None]
"""Hears what a task gave."""


class JobWizard(StepWizard):
    """Runs one task at a time; its end alone leads on, to the page that belongs to it.

    `error` holds what stopped the last task.
    """

    ended = Signal(object)
    """A task is over and the page that tells it is shown: its id."""

    def __init__(
        self, title: str, steps: tuple[str, ...], cancel: str, parent: QWidget | None = None
    ) -> None:
        """Prepare a wizard without pages; see `StepWizard`."""
        super().__init__(title, steps, cancel, parent)
        self.job: BackgroundJob | None = None
        self.error: BaseException | None = None
        self._page: ProgressPage | None = None
        self._then: Then | None = None
        self._value: object = None
        self._following = -1
        self._going = False
        self._failed_on = -1

    def failed_page_id(self) -> int:
        """Give the page on which the last task stopped."""
        return self._failed_on

    # --- the pages ------------------------------------------------------------------------------

    def go(self, page: int) -> None:
        """Go to a page, whatever the one that is shown says."""
        self._following, self._going = int(page), True
        self.next()
        self._following, self._going = -1, False

    def nextId(self) -> int:  # noqa: N802  (Qt's name)
        """Give the page that follows the current one, -1 at an end."""
        return self._following if self._going else self.following()

    def following(self) -> int:
        """Give the page that the button leads to, -1 at an end; subclasses know."""
        return -1

    @property
    def is_leaving(self) -> bool:
        """Whether the end of a task leads on, and no button."""
        return self._going

    def validateCurrentPage(self) -> bool:  # noqa: N802  (Qt's name)
        """Ask the page whether it may be left, unless the end of a task decides it."""
        return self._going or super().validateCurrentPage()

    # --- the work -------------------------------------------------------------------------------

    @property
    def is_working(self) -> bool:
        """Whether a task runs."""
        return self.job is not None and self.job.running

    def begin(self, task: Task, then: Then, page: ProgressPage | None = None) -> None:
        """Begin a task.

        Args:
            task: runs in a thread; touches no window.
            then: hears what it gave, once its thread has ended; a failure goes to `failed_page`.
            page: shows its progress.
        """
        self.error, self._value = None, None
        self._then, self._page = then, page
        self.job = BackgroundJob(task, self)
        if page is not None:
            self.job.progressed.connect(page.show_progress)
        self.job.succeeded.connect(self._on_succeeded)
        self.job.failed.connect(self._on_failed)
        self.job.finished.connect(self._on_finished)
        self.job.start()

    def failed_page(self, error: BaseException) -> int:
        """Tell why the work stopped, and give the page that shows it; subclasses know."""
        raise NotImplementedError

    def stop_question(self) -> Question:
        """Give what is asked before the work is stopped; subclasses know."""
        raise NotImplementedError

    def reject(self) -> None:
        """Close, by Cancel, Esc or the close box; work that runs is stopped first, if confirmed."""
        if not self.is_working:
            super().reject()
        elif self.job is not None and not self.job.cancelling:
            self.ask(self.stop_question(), self._on_stop_confirmed)

    @Slot()
    def _on_stop_confirmed(self) -> None:
        if self.job is not None and self.job.running:
            if self._page is not None:
                self._page.show_stopping()
            self.job.cancel()
            self.button(QWizard.WizardButton.CancelButton).setEnabled(False)

    @Slot(object)
    def _on_succeeded(self, result: JobResult) -> None:
        self._value = result.value

    @Slot(object)
    def _on_failed(self, failure: JobFailure) -> None:
        forget_values(failure.error)
        self.error = failure.error

    @Slot(object)
    def _on_finished(self, _end: JobEnd) -> None:
        if self._page is not None:
            self._page.stop_clock()
        if self.question is not None:
            self.question.reject()
        QTimer.singleShot(0, self, self._on_work_over)

    @Slot()
    def _on_work_over(self) -> None:
        self.button(QWizard.WizardButton.CancelButton).setEnabled(True)
        then, self._then, value = self._then, None, self._value
        self._value = None
        if self.error is not None:
            self._failed_on = self.currentId()
            self.go(self.failed_page(self.error))
        elif then is not None:
            then(value)
        self.ended.emit(self.currentId())

    @property
    def was_cancelled(self) -> bool:
        """Whether the last task was stopped by the user."""
        return isinstance(self.error, Cancelled)
