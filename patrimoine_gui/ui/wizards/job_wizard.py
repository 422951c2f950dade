"""A wizard that works beside the window, several times if need be, and may be stopped safely."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWizard

from patrimoine_gui.errors import Cancelled
from patrimoine_gui.i18n import _
from patrimoine_gui.ui.background import JobRunner
from patrimoine_gui.ui.temporary_errors import is_temporary
from patrimoine_gui.ui.widgets.buttons import button
from patrimoine_gui.ui.wizards.step_wizard import Question, StepWizard

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from patrimoine_gui.migration.progress import Progress
    from patrimoine_gui.ui.background import Task
    from patrimoine_gui.ui.wizards.progress_page import ProgressPage

T = TypeVar("T")


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
        self.jobs = JobRunner(self)
        self.error: BaseException | None = None
        self.again = button(_("&Try again"), "", "refresh")
        self._has_begun = False
        self._page: ProgressPage | None = None
        self._following = -1
        self._going = False
        self._failed_on = -1
        self.again.setAutoDefault(False)
        self.setOption(QWizard.WizardOption.HaveCustomButton2)
        self.setButton(QWizard.WizardButton.CustomButton2, self.again)
        self.again.clicked.connect(self._on_again)
        self.jobs.progressed.connect(self._on_progressed)

    # --- the pages ------------------------------------------------------------------------------

    def go(self, page: int) -> None:
        """Go to the page that tells how a task ended, whatever the one that is shown says."""
        self._following, self._going = int(page), True
        self.next()
        self._following, self._going = -1, False
        self.ended.emit(self.currentId())

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
        return self.jobs.is_running

    def begin(
        self, task: Task[T], then: Callable[[T], None], page: ProgressPage | None = None
    ) -> None:
        """Begin a task.

        Args:
            task: runs in a thread; touches no window.
            then: hears what it gave, and goes on; a failure goes to `failed_page`.
            page: shows its progress.
        """
        self._has_begun, self.error, self._page = True, None, page
        self.jobs.run(task, partial(self._end, then), partial(self._end, self.fail))

    def fail(self, error: BaseException) -> None:
        """Show why the work stopped, on the page that belongs to it."""
        self.error = error
        self._failed_on = self.currentId()
        self.go(self.failed_page(error))

    def failed_page(self, error: BaseException) -> int:
        """Tell why the work stopped, and give the page that shows it; subclasses know."""
        raise NotImplementedError

    def failed_page_id(self) -> int:
        """Give the page on which the last task stopped."""
        return self._failed_on

    def _end(self, then: Callable[[T], None], value: T) -> None:
        if self._page is not None:
            self._page.stop_clock()
        if self.question is not None:
            self.question.reject()
        self.button(QWizard.WizardButton.CancelButton).setEnabled(True)
        then(value)

    @Slot(object)
    def _on_progressed(self, progress: Progress) -> None:
        if self._page is not None:
            self._page.show_progress(progress)

    @property
    def was_cancelled(self) -> bool:
        """Whether the last task was stopped by the user."""
        return isinstance(self.error, Cancelled)

    # --- giving up ------------------------------------------------------------------------------

    def reject(self) -> None:
        """Close, by Cancel, Esc or the close box; what would be given up is asked about first."""
        if self.is_working:
            if not self.jobs.is_cancelled:
                self.ask_to_stop()
        elif self.has_shown_key() and not self._has_begun:
            self._ask_about_noted_key()
        else:
            super().reject()

    def ask_to_stop(self) -> None:
        """Ask whether to `stop` the work; what takes only a moment goes on instead."""

    def has_shown_key(self) -> bool:
        """Tell whether a new recovery key was shown, and maybe noted; subclasses know."""
        return False

    @Slot()
    def stop(self) -> None:
        """Stop the work, if it still runs, at its next safe point."""
        if self.is_working:
            if self._page is not None:
                self._page.show_stopping()
            self.jobs.cancel()
            self.button(QWizard.WizardButton.CancelButton).setEnabled(False)

    def _ask_about_noted_key(self) -> None:
        asked = Question(
            _("Leave"),
            _("Do you want to leave now?"),
            _("The recovery key that you have just noted will not be used: destroy it."),
            _("&Stay"),
            _("&Leave"),
        )
        self.ask(asked, self.leave)

    # --- trying again ---------------------------------------------------------------------------

    def show_failure_buttons(self) -> None:
        """Show what a failure leads to: try again, where that may help, or close."""
        which = QWizard.WizardButton
        again = (which.CustomButton2,) if is_temporary(self.error) else ()
        self.show_buttons(*again, which.FinishButton)

    @Slot()
    def _on_again(self) -> None:
        """Go back to the page of the work, and begin it once more."""
        page = self.failed_page_id()
        while self.currentId() != page:
            self.back()
        self.page(page).initializePage()
