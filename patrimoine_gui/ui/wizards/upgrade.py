"""The upgrade wizard: what will change, the work, the proof."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QMessageBox, QPushButton, QWidget, QWizard

from patrimoine_gui.errors import Cancelled
from patrimoine_gui.i18n import _
from patrimoine_gui.migration.outcome import Outcome
from patrimoine_gui.ui import icons
from patrimoine_gui.ui.background import BackgroundJob, JobEnd, JobFailure, JobResult
from patrimoine_gui.ui.wizards.changes_page import ChangesPage
from patrimoine_gui.ui.wizards.end_pages import CancelledPage, FailurePage
from patrimoine_gui.ui.wizards.progress_page import ProgressPage
from patrimoine_gui.ui.wizards.result_page import ResultPage
from patrimoine_gui.ui.wizards.steps import StepRail
from patrimoine_gui.ui.wizards.welcome_page import WelcomePage, version_before

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from patrimoine_gui.migration.manager import MigrationManager
    from patrimoine_gui.migration.plan import Plan
    from patrimoine_gui.migration.progress import Cancel, Report

_SIZE: Final = (860, 640)
_SMALLEST: Final = (640, 460)
_NARROW: Final = 760


class PageId(IntEnum):
    """The pages; the last three are three ways to end."""

    WELCOME = 0
    CHANGES = 1
    PROGRESS = 2
    RESULT = 3
    FAILURE = 4
    CANCELLED = 5


class UpgradeWizard(QWizard):
    """Leads through one upgrade.

    `outcome` is set once the upgrade has taken place, whichever way the window is closed
    afterwards; `error` holds what stopped it otherwise.
    """

    ended = Signal(object)
    """The work is over and its page is shown: the `PageId`."""

    def __init__(
        self, manager: MigrationManager, plan: Plan, parent: QWidget | None = None
    ) -> None:
        """Propose a plan that goes up.

        Args:
            manager: does the work, in a background thread.
            plan: what is proposed.
            parent: window above which this one stands.
        """
        super().__init__(parent)
        self._manager = manager
        self.plan = plan
        self.outcome: Outcome | None = None
        self.error: BaseException | None = None
        self.job: BackgroundJob | None = None
        self.question: QMessageBox | None = None
        self.rail = StepRail((_("Your file"), _("What will change"), _("Upgrade"), _("Result")))
        self.welcome = WelcomePage(plan)
        self.changes = ChangesPage(plan)
        self.progress = ProgressPage()
        self.result_page = ResultPage()
        self.failure = FailurePage()
        self.cancelled = CancelledPage()
        self._build()
        self._connect()

    def _build(self) -> None:
        self.setWindowTitle(_("Upgrade of {file}").format(file=self.plan.file.name))
        self.setWindowIcon(icons.app_icon())
        self.setWizardStyle(QWizard.WizardStyle.ClassicStyle)
        self.setOption(QWizard.WizardOption.NoBackButtonOnStartPage)
        self.setOption(QWizard.WizardOption.NoBackButtonOnLastPage)
        self.setOption(QWizard.WizardOption.NoCancelButtonOnLastPage)
        self.setButtonText(QWizard.WizardButton.NextButton, _("&Next"))
        self.setButtonText(QWizard.WizardButton.BackButton, _("&Back"))
        self.setButtonText(QWizard.WizardButton.CancelButton, _("&Later"))
        self.setSideWidget(self.rail)
        for which in (QWizard.WizardButton.CancelButton, QWizard.WizardButton.BackButton):
            button = self.button(which)
            if isinstance(button, QPushButton):
                button.setAutoDefault(False)
        for rank, page in (
            (PageId.WELCOME, self.welcome),
            (PageId.CHANGES, self.changes),
            (PageId.PROGRESS, self.progress),
            (PageId.RESULT, self.result_page),
            (PageId.FAILURE, self.failure),
            (PageId.CANCELLED, self.cancelled),
        ):
            self.setPage(rank, page)
        self.setMinimumSize(*_SMALLEST)
        self.resize(*_SIZE)

    def _connect(self) -> None:
        self.currentIdChanged.connect(self._on_page_changed)
        self.progress.started.connect(self._on_started)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  (Qt's name)
        """Let the rail give way in a narrow window."""
        super().resizeEvent(event)
        self.rail.give_way(narrow=self.width() < _NARROW)

    def nextId(self) -> int:  # noqa: N802  (Qt's name)
        """Give the page that follows the current one, -1 at an end."""
        page = self.currentId()
        if page in {PageId.WELCOME, PageId.CHANGES}:
            return page + 1
        if page == PageId.PROGRESS:
            return self._end_page()
        return -1

    def _end_page(self) -> PageId:
        if self.outcome is not None:
            return PageId.RESULT
        cancelled = isinstance(self.error, Cancelled)
        return PageId.CANCELLED if cancelled else PageId.FAILURE

    def reject(self) -> None:
        """Close, by Cancel, Esc or the close box; while the work runs, ask first."""
        if self.job is None or not self.job.running:
            super().reject()
        elif not self.job.cancelling:
            self._ask_to_stop()

    def _ask_to_stop(self) -> None:
        if self.question is not None:
            return
        box = QMessageBox(self)
        box.setIconPixmap(icons.pixmap("patrimoine", "", 40))
        box.setWindowTitle(_("Cancel the upgrade"))
        box.setText(_("Do you want to cancel the upgrade?"))
        box.setInformativeText(
            _("Your file stays exactly as it is. You can upgrade it whenever you like.")
        )
        go_on = box.addButton(_("&Go on with the upgrade"), QMessageBox.ButtonRole.RejectRole)
        box.addButton(_("Cancel the upgrade"), QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(go_on)
        box.setEscapeButton(go_on)
        box.accepted.connect(self._on_stop_confirmed)
        box.finished.connect(self._on_question_closed)
        self.question = box
        box.open()

    @Slot()
    def _on_stop_confirmed(self) -> None:
        if self.job is not None and self.job.running:
            self.progress.show_stopping()
            self.job.cancel()
            self.button(QWizard.WizardButton.CancelButton).setEnabled(False)

    @Slot()
    def _on_question_closed(self) -> None:
        if self.question is not None:
            self.question.deleteLater()
            self.question = None

    @Slot()
    def _on_started(self) -> None:
        self.job = BackgroundJob(self._work, self)
        self.job.progressed.connect(self.progress.show_progress)
        self.job.succeeded.connect(self._on_succeeded)
        self.job.failed.connect(self._on_failed)
        self.job.finished.connect(self._on_finished)
        self.job.start()

    def _work(self, report: Report, cancel: Cancel) -> Outcome:
        """Do the work; runs in the job's thread and touches no window."""
        return self._manager.upgrade(self.plan, None, report, cancel)

    @Slot(object)
    def _on_succeeded(self, result: JobResult) -> None:
        if isinstance(result.value, Outcome):
            self.outcome = result.value
            self.result_page.show_outcome(result.value)

    @Slot(object)
    def _on_failed(self, failure: JobFailure) -> None:
        self.error = failure.error
        self.failure.show_error(failure.error, version_before(self.plan))

    @Slot(object)
    def _on_finished(self, _end: JobEnd) -> None:
        self.progress.stop_clock()
        if self.question is not None:
            self.question.reject()
        QTimer.singleShot(0, self, self._on_work_over)

    @Slot()
    def _on_work_over(self) -> None:
        """Complete the last page, in a turn of the loop of its own."""
        self.result_page.show_details()
        QTimer.singleShot(0, self, self._on_last_page_ready)

    @Slot()
    def _on_last_page_ready(self) -> None:
        if self.currentId() == PageId.PROGRESS:
            self.next()
            self.ended.emit(PageId(self.currentId()))

    @Slot(int)
    def _on_page_changed(self, page: int) -> None:
        stopped = page in {PageId.FAILURE, PageId.CANCELLED}
        step = PageId.PROGRESS if stopped else PageId(max(page, PageId.WELCOME))
        self.rail.show_step(step, stopped=stopped)
        if page == PageId.RESULT:
            self.rail.show_step(PageId.RESULT + 1)
        self._show_buttons(page)

    def _show_buttons(self, page: int) -> None:
        which = QWizard.WizardButton
        layouts = {
            PageId.WELCOME: (which.CancelButton, which.NextButton),
            PageId.CHANGES: (which.BackButton, which.CancelButton, which.CommitButton),
            PageId.PROGRESS: (which.CancelButton,),
        }
        if page >= 0:
            shown = layouts.get(PageId(page), (which.FinishButton,))
            self.setButtonLayout([which.Stretch, *shown])
            if shown[-1] is not which.CancelButton:
                self.button(shown[-1]).setFocus(Qt.FocusReason.OtherFocusReason)
