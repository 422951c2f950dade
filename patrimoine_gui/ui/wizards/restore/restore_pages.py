"""The pages of a restore, in one place: those of an upgrade serve again where they can."""

from __future__ import annotations

from enum import IntEnum
from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QProgressBar, QWizard

from patrimoine_gui import formats, local_time
from patrimoine_gui.i18n import _
from patrimoine_gui.ui.wizards.changes_page import ChangesPage
from patrimoine_gui.ui.wizards.end_pages import CancelledPage, FailurePage
from patrimoine_gui.ui.wizards.progress_page import ProgressPage
from patrimoine_gui.ui.wizards.restore import restore_texts
from patrimoine_gui.ui.wizards.restore.about_page import AboutPage
from patrimoine_gui.ui.wizards.restore.choice_page import ChoicePage
from patrimoine_gui.ui.wizards.restore.comparison_page import ComparisonPage
from patrimoine_gui.ui.wizards.restore.restore_result_page import RestoreResultPage
from patrimoine_gui.ui.wizards.restore.target_page import TargetPage
from patrimoine_gui.ui.wizards.result_page import ResultPage, ResultTexts
from patrimoine_gui.ui.wizards.unlock_page import UnlockPage
from patrimoine_gui.ui.wizards.wizard_page import WizardPage

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from patrimoine_gui.backup.container.header import ContainerHeader
    from patrimoine_gui.crypto.kdf import KdfPolicy
    from patrimoine_gui.migration.outcome import Outcome
    from patrimoine_gui.migration.plan import Plan
    from patrimoine_gui.ui.wizards.restore.restore_tasks import RestoreTarget, RestoreTasks


P = TypeVar("P", bound=WizardPage)


class RestorePageId(IntEnum):
    """The pages, in their order; the last ones are the ways to end."""

    READING = 0
    CHOICE = 1
    ABOUT = 2
    UNLOCK = 3
    CHECK = 4
    CHANGES = 5
    UPGRADE = 6
    UPGRADED = 7
    COMPARISON = 8
    TARGET = 9
    WORK = 10
    DONE = 11
    FAILURE = 12
    CANCELLED = 13


STEP_OF: Final = {
    RestorePageId.READING: 0,
    RestorePageId.CHOICE: 0,
    RestorePageId.ABOUT: 0,
    RestorePageId.UNLOCK: 0,
    RestorePageId.CHECK: 1,
    RestorePageId.CHANGES: 2,
    RestorePageId.UPGRADE: 2,
    RestorePageId.UPGRADED: 2,
    RestorePageId.COMPARISON: 3,
    RestorePageId.TARGET: 4,
    RestorePageId.WORK: 5,
    RestorePageId.DONE: 7,
}
"""The step of the rail that each page belongs to."""

FOLLOWING: Final[Mapping[int, RestorePageId]] = {
    RestorePageId.READING: RestorePageId.ABOUT,
    RestorePageId.CHOICE: RestorePageId.ABOUT,
    RestorePageId.ABOUT: RestorePageId.CHECK,
    RestorePageId.UNLOCK: RestorePageId.CHECK,
    RestorePageId.CHECK: RestorePageId.COMPARISON,
    RestorePageId.CHANGES: RestorePageId.UPGRADE,
    RestorePageId.UPGRADE: RestorePageId.UPGRADED,
    RestorePageId.UPGRADED: RestorePageId.COMPARISON,
    RestorePageId.COMPARISON: RestorePageId.TARGET,
    RestorePageId.TARGET: RestorePageId.WORK,
    RestorePageId.WORK: RestorePageId.DONE,
}
"""The page that follows each; of one that works, where its end leads as a rule."""


class ReadingPage(WizardPage):
    """Shown for the moment it takes to read what a backup says of itself."""

    started = Signal()
    """The page is shown: the reading may begin."""

    def __init__(self) -> None:
        """Say that the backup is being looked at."""
        super().__init__(_("Looking at the backup…"), _("Nothing is changed by that."))
        bar = QProgressBar()
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        bar.setAccessibleName(_("Please wait"))
        self.body.addWidget(bar)
        self.body.addStretch(1)

    def initializePage(self) -> None:  # noqa: N802  (Qt's name)
        """Begin: called by the wizard when the page is about to be shown."""
        self.started.emit()

    def isComplete(self) -> bool:  # noqa: N802  (Qt's name)
        """Tell the wizard that only the end of the reading leads on."""
        return False


class RefusalPage(FailurePage):
    """Says why a backup cannot be restored, and offers what can be chosen otherwise."""

    def __init__(self) -> None:
        """Show nothing until an error is given."""
        super().__init__()
        self.places_again = False

    def show_refusal(self, error: BaseException, *, places_again: bool) -> None:
        """Explain an error.

        Args:
            error: what stopped the restore.
            places_again: whether it is the place that may be chosen again, not the backup.
        """
        self.places_again = places_again
        self.show_error(error, "")
        another = _("Choose another &backup…")
        self.setButtonText(
            QWizard.WizardButton.CustomButton1,
            _("Choose another &place…") if places_again else another,
        )


class RestorePages:
    """Makes the pages of one wizard; those that depend on the backup, once it is known."""

    def __init__(self, wizard: QWizard, work: RestoreTasks, policy: KdfPolicy | None) -> None:
        """Put the pages in a wizard.

        Args:
            wizard: takes them.
            work: knows what is open.
            policy: how keys are derived; None for the one of every day.
        """
        self._wizard = wizard
        self._work = work
        self._policy = policy
        self.plan: Plan | None = None
        manager, context = work.manager, work.context
        self.reading = ReadingPage()
        self.choice = ChoicePage(manager.folders.backups, context.sources, context.tag)
        self.about = AboutPage(context, manager.revisions)
        self.unlock: UnlockPage | None = None
        self.check = ProgressPage(
            named=restore_texts.check_steps(), words=restore_texts.check_work()
        )
        self.changes: ChangesPage | None = None
        self.upgrade = ProgressPage(words=restore_texts.copy_work())
        self.upgraded = ResultPage(manager.folders.backups, words=restore_texts.copy_texts())
        self.comparison = ComparisonPage(hidden=context.hidden)
        self.target = TargetPage()
        self.progress = ProgressPage(words=restore_texts.restore_work())
        self.done = RestoreResultPage(manager.folders.backups, self._restored_words())
        self.done.keeps_format = self._work.keeps_format
        self.failure = RefusalPage()
        self.cancelled = _cancelled_page()
        self._put()

    def _restored_words(self) -> ResultTexts:
        leads = _("C&lose") if self._work.keeps_format else _("&Open the restored file")
        return restore_texts.restored_texts(leads)

    def _put(self) -> None:
        for rank, page in (
            (RestorePageId.READING, self.reading),
            (RestorePageId.CHOICE, self.choice),
            (RestorePageId.ABOUT, self.about),
            (RestorePageId.CHECK, self.check),
            (RestorePageId.UPGRADE, self.upgrade),
            (RestorePageId.UPGRADED, self.upgraded),
            (RestorePageId.COMPARISON, self.comparison),
            (RestorePageId.TARGET, self.target),
            (RestorePageId.WORK, self.progress),
            (RestorePageId.DONE, self.done),
            (RestorePageId.FAILURE, self.failure),
            (RestorePageId.CANCELLED, self.cancelled),
        ):
            self._wizard.setPage(rank, page)
        self.upgraded.setFinalPage(False)
        self.about.setButtonText(QWizard.WizardButton.NextButton, _("&Verify this backup"))
        self.done.setButtonText(QWizard.WizardButton.CustomButton1, _("C&lose"))

    # --- pages that depend on the backup --------------------------------------------------------

    def ask_for_key(self, header: ContainerHeader) -> UnlockPage:
        """Make the page that asks for the passphrase of the day of a backup."""
        page = backup_unlock_page(header, self._policy)
        page.setButtonText(QWizard.WizardButton.NextButton, _("&Verify this backup"))
        self.unlock = self._replaced(RestorePageId.UNLOCK, self.unlock, page)
        return page

    def show_plan(self, plan: Plan, backup: Path) -> None:
        """Make the page that says what the upgrade of the copy changes."""
        self.plan = plan
        replan = partial(self._work.manager.plan, plan.file)
        page = ChangesPage(plan, backup=backup, replan=replan)
        page.planned.connect(self._on_planned)
        page.commit_with(_("&Upgrade the copy"))
        self.changes = self._replaced(RestorePageId.CHANGES, self.changes, page)

    def _on_planned(self, plan: Plan) -> None:
        self.plan = plan

    def work_page(self, *, replaces: bool) -> ProgressPage:
        """Make the page of the restore itself."""
        said = restore_texts.replace_work() if replaces else restore_texts.restore_work()
        page = ProgressPage(named=restore_texts.restore_steps(replaces=replaces), words=said)
        self.progress = self._replaced(RestorePageId.WORK, self.progress, page)
        return page

    def show_result(self, outcome: Outcome, target: RestoreTarget, backup: Path) -> None:
        """Show the proof of a restore."""
        self.done.source, self.done.replaced = backup, target.replaces
        self.done.show_outcome(outcome)
        self.done.show_details()

    def _replaced(self, rank: RestorePageId, before: P | None, page: P) -> P:
        if before is not None:
            self._wizard.removePage(rank)
            before.deleteLater()
        self._wizard.setPage(rank, page)
        return page

    def forget(self) -> None:
        """Empty what shows or holds anything of a household."""
        if self.unlock is not None:
            self.unlock.forget()
        self.comparison.forget()


def backup_unlock_page(header: ContainerHeader, policy: KdfPolicy | None) -> UnlockPage:
    """Make the page that asks for the passphrase that a file had on the day of a backup."""
    page = UnlockPage(header.file_header, policy)
    day = formats.day(local_time.local(header.created).date())
    page.heading.setText(_("Unlock the backup"))
    told = _(
        "The passphrase that your file had on {day} opens it, or its recovery key. Nothing has"
        " been changed so far."
    )
    page.set_introduction(told.format(day=day))
    wrong = _("This is not the passphrase of {day}. Check capitals and accents.")
    page.form.wrong_passphrase = wrong.format(day=day)
    page.form.wrong_key = _("This recovery key is not the one of this backup.")
    return page


def _cancelled_page() -> CancelledPage:
    return CancelledPage(
        title=_("The restore was cancelled"),
        safe=_("Your file and the backup are intact"),
        told=_("Both are exactly what they were. You can restore it whenever you like."),
    )
