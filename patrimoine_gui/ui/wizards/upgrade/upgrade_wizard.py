"""The upgrade wizard: what will change, the keys, the work, the proof."""

from __future__ import annotations

from enum import IntEnum
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QPushButton, QWidget, QWizard

from patrimoine_gui.i18n import _
from patrimoine_gui.migration.plan import KeyNeed
from patrimoine_gui.ui.widgets.buttons import button
from patrimoine_gui.ui.wizards.changes_page import ChangesPage
from patrimoine_gui.ui.wizards.end_pages import CancelledPage, FailurePage, worth_of_noted_key
from patrimoine_gui.ui.wizards.job_wizard import JobWizard
from patrimoine_gui.ui.wizards.new_key_pages import PassphrasePage, RecoveryPage
from patrimoine_gui.ui.wizards.progress_page import ProgressPage
from patrimoine_gui.ui.wizards.result_page import ResultPage
from patrimoine_gui.ui.wizards.step_wizard import Question
from patrimoine_gui.ui.wizards.unlock_page import UnlockPage
from patrimoine_gui.ui.wizards.upgrade.welcome_page import WelcomePage, version_before
from patrimoine_gui.ui.wizards.wizard_page import WizardPage

if TYPE_CHECKING:
    from patrimoine_gui.crypto.kdf import KdfPolicy
    from patrimoine_gui.crypto.keyring import Keyring
    from patrimoine_gui.migration.manager import MigrationManager
    from patrimoine_gui.migration.outcome import Outcome
    from patrimoine_gui.migration.plan import Plan
    from patrimoine_gui.ui.wizards.key_tasks import NewKeys


class UpgradePageId(IntEnum):
    """The pages; RESULT, FAILURE and CANCELLED are three ways to end."""

    WELCOME = 0
    CHANGES = 1
    PASSPHRASE = 2
    RECOVERY = 3
    UNLOCK = 4
    PROGRESS = 5
    RESULT = 6
    FAILURE = 7
    CANCELLED = 8


class UpgradeWizard(JobWizard):
    """Leads through one upgrade.

    `outcome` is set once the upgrade has taken place, whichever way the window is closed
    afterwards; `error` holds what stopped it otherwise. `keyring` holds the keys of the file from
    the moment the work begins, and after a window that closed without an outcome none. `looks`
    tells that the user left to look at the file without changing it.
    """

    def __init__(
        self,
        manager: MigrationManager,
        plan: Plan,
        parent: QWidget | None = None,
        keyring: Keyring | None = None,
        *,
        policy: KdfPolicy | None = None,
    ) -> None:
        """Propose a plan that goes up.

        Args:
            manager: does the work, in a background thread.
            plan: what is proposed.
            parent: window above which this one stands.
            keyring: the keys of the file, where they are known: then nothing is asked.
            policy: how keys are derived; None for the one of every day.
        """
        self.path = _path(plan, asked=keyring is None)
        steps = tuple(_step_name(page) for page in (*self.path, UpgradePageId.RESULT))
        title = _("Upgrade of {file}").format(file=plan.file.name)
        super().__init__(title, steps, _("&Later"), parent)
        self._manager = manager
        self._given = keyring
        self.plan = plan
        self.keyring = keyring
        self.outcome: Outcome | None = None
        self.looks = False
        self.look = _look_button()
        self.welcome = WelcomePage(plan)
        self.changes = ChangesPage(plan, replan=partial(manager.plan, plan.file))
        self.passphrase: PassphrasePage | None = None
        self.recovery: RecoveryPage | None = None
        self.unlock: UnlockPage | None = None
        self.progress = ProgressPage()
        self.result_page = ResultPage(manager.folders.backups)
        self.failure = FailurePage()
        self.cancelled = CancelledPage()
        self._build(policy)
        self._connect()

    def _build(self, policy: KdfPolicy | None) -> None:
        self.setOption(QWizard.WizardOption.HaveCustomButton1)
        self.setButton(QWizard.WizardButton.CustomButton1, self.look)
        for rank, page in (
            (UpgradePageId.WELCOME, self.welcome),
            (UpgradePageId.CHANGES, self.changes),
            (UpgradePageId.PROGRESS, self.progress),
            (UpgradePageId.RESULT, self.result_page),
            (UpgradePageId.FAILURE, self.failure),
            (UpgradePageId.CANCELLED, self.cancelled),
        ):
            self.setPage(rank, page)
        self._add_key_pages(policy)
        begins = self.page(self.path[-2])
        if isinstance(begins, WizardPage):
            begins.commit_with(_("&Upgrade now"))

    def _add_key_pages(self, policy: KdfPolicy | None) -> None:
        plan = self.plan
        if UpgradePageId.PASSPHRASE in self.path:
            self.passphrase = PassphrasePage(plan.file, policy, earlier=plan.earlier)
            self.recovery = RecoveryPage(plan.file)
            self.setPage(UpgradePageId.PASSPHRASE, self.passphrase)
            self.setPage(UpgradePageId.RECOVERY, self.recovery)
            self.passphrase.made.connect(self.recovery.show_keys)
            self.passphrase.made.connect(self._on_keys_made)
        elif UpgradePageId.UNLOCK in self.path and plan.header is not None:
            self.unlock = UnlockPage(plan.header, policy)
            self.setPage(UpgradePageId.UNLOCK, self.unlock)
            self.unlock.unlocked.connect(self._on_unlocked)

    def _connect(self) -> None:
        self.currentIdChanged.connect(self._on_page_changed)
        self.look.clicked.connect(self._on_look_asked)
        self.progress.started.connect(self._on_started)
        self.changes.planned.connect(self._on_planned)

    def following(self) -> int:
        """Give the page that follows the current one, -1 at an end."""
        pages = (*self.path, UpgradePageId.RESULT)
        page = self.currentId()
        return pages[pages.index(UpgradePageId(page)) + 1] if page in self.path else -1

    @Slot()
    def _on_look_asked(self) -> None:
        self.looks = True
        self.leave()

    @Slot(object)
    def _on_planned(self, plan: Plan) -> None:
        self.plan = plan

    @Slot(object)
    def _on_keys_made(self, keys: NewKeys) -> None:
        self.keyring = keys.keyring

    @Slot(object)
    def _on_unlocked(self, keyring: Keyring) -> None:
        self.keyring = keyring

    def done(self, result: int) -> None:
        """Close; whatever was typed is forgotten, and keys that protect nothing are put away."""
        super().done(result)
        for page in (self.passphrase, self.recovery, self.unlock):
            if page is not None:
                page.forget()
        if self.outcome is None:
            self.keyring = self._given

    def has_shown_key(self) -> bool:
        """Tell whether a new recovery key was shown."""
        return self.recovery is not None and self.recovery.was_shown

    def ask_to_stop(self) -> None:
        """Ask whether to cancel the upgrade."""
        asked = Question(
            _("Cancel the upgrade"),
            _("Do you want to cancel the upgrade?"),
            _("Your file stays exactly as it is. You can upgrade it whenever you like."),
            _("&Go on with the upgrade"),
            _("Cancel the upgrade"),
        )
        self.ask(asked, self.stop)

    @Slot()
    def _on_started(self) -> None:
        task = partial(self._manager.upgrade, self.plan, self.keyring)
        self.begin(task, self._on_upgraded, self.progress)

    def _on_upgraded(self, outcome: Outcome) -> None:
        self.outcome = outcome
        self.result_page.show_outcome(outcome, protected=self._was_clear())
        QTimer.singleShot(0, self, self._show_details)

    @Slot()
    def _show_details(self) -> None:
        """Complete the last page, in a turn of the loop of its own."""
        self.result_page.show_details()
        QTimer.singleShot(0, self, self._show_result)

    @Slot()
    def _show_result(self) -> None:
        if self.currentId() == UpgradePageId.PROGRESS:
            self.go(UpgradePageId.RESULT)

    def failed_page(self, error: BaseException) -> int:
        """Say why the file is what it was, and what the recovery key is worth."""
        noted = None
        if self.recovery is not None:
            last = self.progress.last
            noted = worth_of_noted_key(error, last.step if last else None)
            self.cancelled.tell_of_noted_key(noted)
        self.failure.show_error(error, version_before(self.plan), noted=noted)
        return UpgradePageId.CANCELLED if self.was_cancelled else UpgradePageId.FAILURE

    def _was_clear(self) -> bool:
        """Tell whether anybody could read the file before, and nobody can now."""
        return self.plan.key_need is KeyNeed.CREATE and self.plan.protected_after

    @Slot(int)
    def _on_page_changed(self, page: int) -> None:
        stopped = page in {UpgradePageId.FAILURE, UpgradePageId.CANCELLED}
        if page in self.path:
            self.rail.show_step(self.path.index(UpgradePageId(page)))
        elif page == UpgradePageId.RESULT:
            self.rail.show_step(len(self.path) + 1)
        elif stopped:
            self.rail.show_step(len(self.path) - 1, stopped=True)
        if page >= 0:
            self._show_buttons(UpgradePageId(page))

    def _show_buttons(self, page: UpgradePageId) -> None:
        which = QWizard.WizardButton
        if page is UpgradePageId.PROGRESS:
            self.show_buttons(which.CancelButton)
        elif page is UpgradePageId.FAILURE:
            self.show_failure_buttons()
        elif page in {UpgradePageId.RESULT, UpgradePageId.CANCELLED}:
            self.show_buttons(which.FinishButton)
        elif page is UpgradePageId.WELCOME and self.plan.mending:  # nothing can look at it as it is
            self.show_buttons(which.CancelButton, which.NextButton)
        elif page is UpgradePageId.WELCOME:
            self.show_buttons(which.CustomButton1, which.CancelButton, which.NextButton)
        else:
            on = which.CommitButton if page is self.path[-2] else which.NextButton
            self.show_buttons(
                which.BackButton, which.CancelButton, on, focus=page is UpgradePageId.CHANGES
            )


def _look_button() -> QPushButton:
    """Make the button that shows what is in the file, and leaves it as it is."""
    told = _("A private copy shows you everything; your file stays as it is.")
    look = button(_("L&ook at it without changing it"), "", "eye")
    look.setAutoDefault(False)
    look.setToolTip(told)
    look.setAccessibleDescription(told)
    return look


def _path(plan: Plan, *, asked: bool) -> tuple[UpgradePageId, ...]:
    """Give the pages up to the work, in their order."""
    keys: tuple[UpgradePageId, ...] = ()
    if asked and plan.key_need is KeyNeed.CREATE:
        keys = (UpgradePageId.PASSPHRASE, UpgradePageId.RECOVERY)
    elif asked:
        keys = (UpgradePageId.UNLOCK,)
    return (UpgradePageId.WELCOME, UpgradePageId.CHANGES, *keys, UpgradePageId.PROGRESS)


def _step_name(page: UpgradePageId) -> str:
    return {
        UpgradePageId.WELCOME: _("Your file"),
        UpgradePageId.CHANGES: _("What will change"),
        UpgradePageId.PASSPHRASE: _("Passphrase"),
        UpgradePageId.RECOVERY: _("Recovery key"),
        UpgradePageId.UNLOCK: _("Unlock"),
        UpgradePageId.PROGRESS: _("Upgrade"),
        UpgradePageId.RESULT: _("Result"),
    }[page]
