"""One restore, from the verification of a backup to the proof of what it became."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from patrimoine_gui.ui.wizards.restore.restore_context import proposed_file
from patrimoine_gui.ui.wizards.restore.restore_pages import RestorePageId
from patrimoine_gui.ui.wizards.restore.restore_tasks import (
    CheckResult,
    CompareResult,
    RestoreTarget,
    UpgradeResult,
)
from patrimoine_gui.ui.wizards.restore.target_page import documents_folder, replaceable

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.backup.backups import Backup
    from patrimoine_gui.crypto.keyring import Keyring
    from patrimoine_gui.migration.copies.staging import Staged
    from patrimoine_gui.migration.outcome import Outcome
    from patrimoine_gui.ui.wizards.job_wizard import JobWizard
    from patrimoine_gui.ui.wizards.restore.restore_pages import RestorePages
    from patrimoine_gui.ui.wizards.restore.restore_tasks import RestoreTasks


class RestoreRun(QObject):
    """Does the work of a restore wizard, and shows on its pages what came of it.

    `keyring` holds the keys of the backup, `staged` the private copy, `outcome` the proof once
    the file is restored.
    """

    def __init__(self, wizard: JobWizard, pages: RestorePages, work: RestoreTasks) -> None:
        """Begin nothing yet.

        Args:
            wizard: runs the tasks.
            pages: show them.
            work: makes them, and knows what is open.
        """
        super().__init__(wizard)
        self._wizard = wizard
        self._pages = pages
        self._work = work
        self.backup: Backup | None = None
        self.keyring: Keyring | None = None
        self.staged: Staged | None = None
        self.compared = CompareResult()
        self.target: RestoreTarget | None = None
        self.outcome: Outcome | None = None

    @property
    def staged_is_there(self) -> bool:
        """Whether another place can be tried with the same copy."""
        return self.staged is not None and self.staged.file.exists()

    @property
    def replaced(self) -> bool:
        """Whether the open file is another one now."""
        return self.outcome is not None and self.target is not None and self.target.replaces

    def discard(self) -> None:
        """Put the private copy away."""
        staged, self.staged = self.staged, None
        if staged is not None:
            staged.discard()

    # --- the verification of the backup ---------------------------------------------------------

    @Slot()
    def check(self) -> None:
        """Verify the backup, and compare it with the present file."""
        if self.backup is None or self.keyring is None:
            raise AssertionError
        task = self._work.checking(self.backup, self.keyring, self._proposed(self.backup))
        self._wizard.begin(task, self._on_checked, self._pages.check)

    def _on_checked(self, result: CheckResult) -> None:
        self.staged = result.staged
        if result.plan is not None and self.backup is not None:
            self._pages.show_plan(result.plan, self.backup.file)
            self._wizard.go(RestorePageId.CHANGES)
        elif result.compared is not None:
            self._show_compared(result.compared)
            self._wizard.go(RestorePageId.COMPARISON)

    @Slot()
    def upgrade(self) -> None:
        """Upgrade the private copy."""
        plan = self._pages.plan
        if self.staged is None or plan is None:
            raise AssertionError
        task = self._work.upgrading(self.staged, plan)
        self._wizard.begin(task, self._on_upgraded, self._pages.upgrade)

    def _on_upgraded(self, result: UpgradeResult) -> None:
        self._pages.upgraded.show_outcome(result.outcome)
        self._pages.upgraded.show_details()
        self._show_compared(result.compared)
        self._wizard.go(RestorePageId.UPGRADED)

    def _show_compared(self, compared: CompareResult) -> None:
        self.compared = compared
        self._pages.comparison.show_compared(compared)
        if self.backup is None:
            return
        present = self._work.context.present_file(self.backup.header)
        relation = self._work.context.relation(self.backup.header)
        answer = replaceable(relation, present, compared.why_not)
        file, replaces = self._proposed(self.backup), self._work.keeps_format
        self._pages.target.propose(file, present, answer, replace=replaces)

    # --- where to -------------------------------------------------------------------------------

    def _proposed(self, backup: Backup) -> Path:
        return proposed_file(self._work.context, backup.header, documents_folder())

    def choose_target(self) -> None:
        """Take what the user chose, and make the page of the work, which depends on it."""
        present = self._work.context.present_file(self.backup.header) if self.backup else None
        self.target = self._pages.target.chosen(present, self._pages.about.consents)
        page = self._pages.work_page(replaces=self.target.replaces)
        page.started.connect(self.restore)

    @Slot()
    def restore(self) -> None:
        """Make the private copy the file that the user chose."""
        if self.staged is None or self.target is None:
            raise AssertionError
        task = self._work.restoring(self.staged, self.target)
        self._wizard.begin(task, self._on_restored, self._pages.progress)

    def _on_restored(self, outcome: Outcome) -> None:
        self.outcome = outcome
        self.keyring = outcome.keyring or self.keyring
        if self.target is not None and self.backup is not None:
            self._pages.show_result(outcome, self.target, self.backup.file)
        self._wizard.go(RestorePageId.DONE)
