"""The wizard that changes the keys of an open file."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget, QWizard

from patrimoine_gui.errors import UpgradeStep
from patrimoine_gui.i18n import _
from patrimoine_gui.ui.key_action import KeyAction
from patrimoine_gui.ui.wizards.end_pages import FailurePage
from patrimoine_gui.ui.wizards.job_wizard import JobWizard
from patrimoine_gui.ui.wizards.key_tasks import NewKeys
from patrimoine_gui.ui.wizards.keys.key_pages import ConfirmPage, DonePage, UndonePage, WorkPage
from patrimoine_gui.ui.wizards.keys.key_texts import KeyTexts, texts_of
from patrimoine_gui.ui.wizards.new_key_pages import PassphrasePage, RecoveryPage
from patrimoine_gui.ui.wizards.progress_page import ProgressPage

if TYPE_CHECKING:
    from patrimoine_gui.ui.background import Task
    from patrimoine_gui.ui.secret import Unlocking
    from patrimoine_gui.ui.wizards.keys.key_change_tasks import KeyChangeResult, KeyChangeTasks


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


class KeyWizard(JobWizard):
    """Leads through one change of keys; nothing is written before its last page but one.

    `changed` is set once the file has its new keys; `error` holds what stopped it, or what the disk
    did not confirm.
    """

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

    def following(self) -> int:
        """Give the page that follows the current one, -1 at an end."""
        pages = (*self.path, KeyPageId.DONE)
        page = self.currentId()
        return pages[pages.index(KeyPageId(page)) + 1] if page in self.path else -1

    def has_shown_key(self) -> bool:
        """Tell whether a new recovery key was shown."""
        return self.recovery.was_shown

    def ask_to_stop(self) -> None:
        """Stop a renewal, without asking; other work takes a moment and is not stopped."""
        if self.action is KeyAction.RENEWAL:
            self.stop()

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

    def _task(self) -> Task[KeyChangeResult]:
        if self._keys is None:
            raise AssertionError
        renews = self.action is KeyAction.RENEWAL
        make = self._work.renewing if renews else self._work.rewriting
        return make(self._keys.keyring)

    @Slot()
    def _on_started(self) -> None:
        page = self.progress if isinstance(self.progress, ProgressPage) else None
        self.begin(self._task(), self._on_changed, page)

    def _on_changed(self, result: KeyChangeResult) -> None:
        self.changed = result
        if result.outcome is not None:
            self.done_page.show_outcome(result.outcome)
        if result.doubt is not None:
            self.fail(result.doubt)
        else:
            self.go(KeyPageId.DONE)

    def failed_page(self, error: BaseException) -> int:
        """Say why the keys are, or may be, what they were."""
        if self.was_cancelled:
            return KeyPageId.UNDONE
        self.failure.show_error(error, "")
        return KeyPageId.FAILURE

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
            self.show_failure_buttons()
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
