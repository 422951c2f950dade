"""The wizard that changes the keys of an open file."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget, QWizard

from patrimoine_gui.errors import Cancelled, UpgradeStep
from patrimoine_gui.i18n import _
from patrimoine_gui.ui.background import BackgroundJob, JobEnd, JobFailure, JobResult
from patrimoine_gui.ui.key_action import KeyAction
from patrimoine_gui.ui.secret import forget_values
from patrimoine_gui.ui.wizards.end_pages import FailurePage
from patrimoine_gui.ui.wizards.key_tasks import NewKeys
from patrimoine_gui.ui.wizards.keys.key_change_tasks import KeyChangeResult, KeyChangeTasks
from patrimoine_gui.ui.wizards.keys.key_pages import ConfirmPage, DonePage, UndonePage, WorkPage
from patrimoine_gui.ui.wizards.keys.key_texts import KeyTexts, texts_of
from patrimoine_gui.ui.wizards.new_key_pages import PassphrasePage, RecoveryPage
from patrimoine_gui.ui.wizards.progress_page import ProgressPage
from patrimoine_gui.ui.wizards.step_wizard import StepWizard

if TYPE_CHECKING:
    from patrimoine_gui.ui.background import Task
    from patrimoine_gui.ui.secret import Unlocking


class KeyPageId(IntEnum):
    """The pages; DONE, FAILURE and UNDONE are three ways to end."""

    CONFIRM = 0
    PASSPHRASE = 1
    RECOVERY = 2
    WORK = 3
    DONE = 4
    FAILURE = 5
    UNDONE = 6


PATHS: Final = {
    KeyAction.PASSPHRASE: (KeyPageId.CONFIRM, KeyPageId.PASSPHRASE, KeyPageId.WORK),
    KeyAction.PASSPHRASE_AFTER_RECOVERY: (KeyPageId.PASSPHRASE, KeyPageId.WORK),
    KeyAction.RECOVERY_KEY: (KeyPageId.CONFIRM, KeyPageId.RECOVERY, KeyPageId.WORK),
    KeyAction.RENEWAL: (KeyPageId.CONFIRM, KeyPageId.RECOVERY, KeyPageId.WORK),
}
"""The pages up to the work, in their order."""


class KeyWizard(StepWizard):
    """Leads through one change of keys; nothing is written before its last page but one.

    `changed` is set once the file has its new keys; `error` holds what stopped it, or what the disk
    did not confirm.
    """

    ended = Signal(object)
    """The work is over and its page is shown: the `KeyPageId`."""

    def __init__(
        self, action: KeyAction, work: KeyChangeTasks, parent: QWidget | None = None
    ) -> None:
        """Propose a change.

        Args:
            action: which one.
            work: does it, in background threads.
            parent: window above which this one stands.
        """
        self.words: KeyTexts = texts_of(action)
        self.path = PATHS[action]
        steps = tuple(_step_name(page, self.words) for page in (*self.path, KeyPageId.DONE))
        super().__init__(self.words.title, steps, self.words.leave, parent)
        self.action = action
        self.changed: KeyChangeResult | None = None
        self.error: BaseException | None = None
        self.job: BackgroundJob | None = None
        self._work = work
        self._keys: NewKeys | None = None
        file = work.opened.status.file
        explanation = self.words.explanation
        self.confirm = ConfirmPage(self.words.title, explanation, self._confirming())
        self.passphrase = PassphrasePage(file, work.opener.policy)
        self.recovery = RecoveryPage(file)
        self.progress = self._progress_page()
        self.done_page = DonePage(self.words.done, self.words.good, self.words.notes)
        self.failure = FailurePage()
        self.undone = UndonePage()
        self._build()
        self._connect()

    def _build(self) -> None:
        for rank, page in (
            (KeyPageId.CONFIRM, self.confirm),
            (KeyPageId.PASSPHRASE, self.passphrase),
            (KeyPageId.RECOVERY, self.recovery),
            (KeyPageId.WORK, self.progress),
            (KeyPageId.DONE, self.done_page),
            (KeyPageId.FAILURE, self.failure),
            (KeyPageId.UNDONE, self.undone),
        ):
            self.setPage(rank, page)
        self.setStartId(self.path[0])
        self.passphrase.heading.setText(_("Choose a new passphrase"))
        if KeyPageId.PASSPHRASE in self.path:
            self.passphrase.set_introduction(self.words.explanation)
            self.passphrase.commit_with(self.words.commit)
        else:
            self.recovery.set_introduction(self.words.card)
            self.recovery.commit_with(self.words.commit)
        if self.action is KeyAction.PASSPHRASE_AFTER_RECOVERY:
            self._on_confirmed(NewKeys(self._work.opened.keyring, ""))

    def _connect(self) -> None:
        self.currentIdChanged.connect(self._on_page_changed)
        self.confirm.confirmed.connect(self._on_confirmed)
        self.passphrase.made.connect(self._on_keys_made)
        self.progress.started.connect(self._on_started)

    def _confirming(self) -> Unlocking:
        return {
            KeyAction.RECOVERY_KEY: self._work.making_recovery_key,
            KeyAction.RENEWAL: self._work.making_keys,
        }.get(self.action, self._work.confirming)

    def _progress_page(self) -> WorkPage | ProgressPage:
        if self.action is not KeyAction.RENEWAL:
            return WorkPage(self.words.working)
        page = ProgressPage(named={UpgradeStep.MIGRATE: self.words.step_working})
        page.bar.setAccessibleName(self.words.working)
        page.heading.setText(self.words.working)
        page.setAccessibleName(self.words.working)
        page.setButtonText(QWizard.WizardButton.CancelButton, self.words.stop)
        return page

    def nextId(self) -> int:  # noqa: N802  (Qt's name)
        """Give the page that follows the current one, -1 at an end."""
        page = self.currentId()
        if page == KeyPageId.WORK:
            return self._end_page()
        if page in self.path:
            return self.path[self.path.index(KeyPageId(page)) + 1]
        return -1

    def failed_page_id(self) -> int:
        """Give the page on which the keys are written."""
        return KeyPageId.WORK

    def _end_page(self) -> KeyPageId:
        if self.changed is not None and self.error is None:
            return KeyPageId.DONE
        cancelled = isinstance(self.error, Cancelled)
        return KeyPageId.UNDONE if cancelled else KeyPageId.FAILURE

    def reject(self) -> None:
        """Close, by Cancel, Esc or the close box; while a renewal runs, that stops it first.

        Other work takes a moment and is not stopped. A recovery key that was shown is asked about.
        """
        if self.job is None and self.recovery.was_shown:
            self.ask_about_noted_key()
        elif self.job is None or not self.job.running:
            super().reject()
        elif isinstance(self.progress, ProgressPage) and not self.job.cancelling:
            self.progress.show_stopping()
            self.job.cancel()
            self.button(QWizard.WizardButton.CancelButton).setEnabled(False)

    def done(self, result: int) -> None:
        """Close; whatever was typed is forgotten, and keys that protect nothing are put away."""
        super().done(result)
        for page in (self.confirm, self.passphrase, self.recovery):
            page.forget()
        self._keys = None

    @Slot(object)
    def _on_confirmed(self, keys: NewKeys) -> None:
        self._keys = keys
        if KeyPageId.PASSPHRASE in self.path:
            self.passphrase.keys = keys  # so that the page wraps these keys, and makes no others
        else:
            self.recovery.show_keys(keys)

    @Slot(object)
    def _on_keys_made(self, keys: NewKeys) -> None:
        self._keys = keys

    # --- the work -----------------------------------------------------------------------------

    def _task(self) -> Task:
        if self._keys is None:
            raise AssertionError
        renews = self.action is KeyAction.RENEWAL
        make = self._work.renewing if renews else self._work.rewriting
        return make(self._keys.keyring)

    @Slot()
    def _on_started(self) -> None:
        self.job = BackgroundJob(self._task(), self)
        if isinstance(self.progress, ProgressPage):
            self.job.progressed.connect(self.progress.show_progress)
        self.job.succeeded.connect(self._on_succeeded)
        self.job.failed.connect(self._on_failed)
        self.job.finished.connect(self._on_finished)
        self.job.start()

    @Slot(object)
    def _on_succeeded(self, result: JobResult) -> None:
        if isinstance(result.value, KeyChangeResult):
            self.changed = result.value
            if result.value.doubt is not None:
                self._show_failure(result.value.doubt)
            if result.value.outcome is not None:
                self.done_page.show_outcome(result.value.outcome)

    @Slot(object)
    def _on_failed(self, failure: JobFailure) -> None:
        forget_values(failure.error)
        self._show_failure(failure.error)

    def _show_failure(self, error: BaseException) -> None:
        self.error = error
        self.failure.show_error(error, "")

    @Slot(object)
    def _on_finished(self, _end: JobEnd) -> None:
        if isinstance(self.progress, ProgressPage):
            self.progress.stop_clock()
        QTimer.singleShot(0, self, self._on_over)

    @Slot()
    def _on_over(self) -> None:
        if self.currentId() == KeyPageId.WORK:
            self.next()
            self.ended.emit(KeyPageId(self.currentId()))

    # --- the buttons --------------------------------------------------------------------------

    @Slot(int)
    def _on_page_changed(self, page: int) -> None:
        if page < 0:
            return
        if page in self.path:
            self.rail.show_step(self.path.index(KeyPageId(page)))
        elif page == KeyPageId.DONE:
            self.rail.show_step(len(self.path) + 1)
        else:
            self.rail.show_step(len(self.path) - 1, stopped=True)
        self._show_buttons(KeyPageId(page))

    def _show_buttons(self, page: KeyPageId) -> None:
        which = QWizard.WizardButton
        if page is KeyPageId.WORK:
            stops = isinstance(self.progress, ProgressPage)
            self.setButtonLayout([which.Stretch, *([which.CancelButton] if stops else [])])
        elif page is KeyPageId.FAILURE:
            self.show_failure_buttons(self.error)
        elif page not in self.path:
            self.show_buttons(which.FinishButton)
        else:
            back = () if page is self.path[0] else (which.BackButton,)
            on = which.CommitButton if page is self.path[-2] else which.NextButton
            self.show_buttons(*back, which.CancelButton, on, focus=False)


def _step_name(page: KeyPageId, words: KeyTexts) -> str:
    return {
        KeyPageId.CONFIRM: _("Present passphrase"),
        KeyPageId.PASSPHRASE: _("New passphrase"),
        KeyPageId.RECOVERY: _("Recovery key"),
        KeyPageId.WORK: words.step,
        KeyPageId.DONE: _("Result"),
    }[page]
