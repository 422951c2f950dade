"""The restore wizard: which backup, what it is, its keys, its verification, where to, the proof."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, Slot
from PySide6.QtWidgets import QWizard

from patrimoine_gui import paths
from patrimoine_gui.backup.backups import Backup
from patrimoine_gui.i18n import _
from patrimoine_gui.migration.outcome import Outcome
from patrimoine_gui.ui.dialogs.file_dialogs import FileDialogs
from patrimoine_gui.ui.temporary_errors import is_temporary
from patrimoine_gui.ui.widgets.file_drop import dropped_file
from patrimoine_gui.ui.wizards.job_wizard import JobWizard
from patrimoine_gui.ui.wizards.restore import restore_texts as words
from patrimoine_gui.ui.wizards.restore.restore_context import proposed_file
from patrimoine_gui.ui.wizards.restore.restore_pages import (
    FOLLOWING,
    STEP_OF,
    RestorePageId,
    RestorePages,
)
from patrimoine_gui.ui.wizards.restore.restore_tasks import Checked, Compared, Target, Upgraded
from patrimoine_gui.ui.wizards.restore.target_page import replaceable

if TYPE_CHECKING:
    from PySide6.QtGui import QDragEnterEvent, QDropEvent
    from PySide6.QtWidgets import QWidget

    from patrimoine_gui.crypto.kdf import KdfPolicy
    from patrimoine_gui.crypto.keyring import Keyring
    from patrimoine_gui.migration.staging import Staged
    from patrimoine_gui.ui.wizards.restore.restore_tasks import RestoreTasks
    from patrimoine_gui.ui.wizards.step_wizard import Question

Id = RestorePageId
_Button = QWizard.WizardButton


class RestoreWizard(JobWizard):
    """Leads from a backup to a file that is proved to be what the backup was.

    `outcome` is set once the file is restored; `opens` tells whether the user wants to see it.
    `keyring` holds its keys, `staged` the private copy; both are put away when the window closes
    without an outcome.
    """

    def __init__(
        self,
        work: RestoreTasks,
        backup: Path | None = None,
        parent: QWidget | None = None,
        *,
        policy: KdfPolicy | None = None,
    ) -> None:
        """Restore a backup, or ask which.

        Args:
            work: makes the tasks, and knows what is open.
            backup: which one; None to ask.
            parent: window above which this one stands.
            policy: how keys are derived; None for the one of every day.
        """
        title = _("Go back to before the upgrade") if work.keeps_format else _("Restore a backup")
        super().__init__(title, words.steps(), _("Cance&l"), parent)
        self.work = work
        self._policy = policy
        self._given = backup
        self.backup: Backup | None = None
        self.keyring: Keyring | None = None
        self.staged: Staged | None = None
        self.compared = Compared()
        self.outcome: Outcome | None = None
        self.target: Target | None = None
        self.opens = False
        self.file_dialogs = FileDialogs(self._above, self)
        self.pages = RestorePages(self, work, policy)
        self.setStartId(Id.CHOICE if backup is None else Id.READING)
        self.setAcceptDrops(True)
        self._connect()

    def _connect(self) -> None:
        pages = self.pages
        self.currentIdChanged.connect(self._on_page_changed)
        pages.choice.started.connect(self._on_choice_shown)
        pages.choice.chosen.connect(self.read)
        pages.choice.file_asked.connect(self._on_file_asked)
        pages.reading.started.connect(self._on_reading)
        pages.check.started.connect(self._on_check)
        pages.upgrade.started.connect(self._on_upgrade)
        pages.target.place_asked.connect(self._on_place_asked)
        self.setOption(QWizard.WizardOption.HaveCustomButton1)
        self.customButtonClicked.connect(self._on_other_button)
        self.file_dialogs.backup_chosen.connect(self.read)
        self.file_dialogs.name_chosen.connect(pages.target.take)

    def _above(self) -> QWidget:
        return self

    # --- which backup ---------------------------------------------------------------------------

    @Slot()
    def _on_choice_shown(self) -> None:
        self.pages.choice.list_with(self.work.listing())

    @Slot()
    def _on_reading(self) -> None:
        if self._given is not None:
            self.begin(self.work.reading(self._given), self._on_read)

    @Slot(object)
    def read(self, file: Path) -> None:
        """Look at a backup that was chosen, dropped or found elsewhere; none may be staged."""
        if self.is_working or self.currentId() != Id.CHOICE:
            return
        self.pages.choice.show_busy(busy=True)
        self.begin(self.work.reading(file), self._on_read)

    def _on_read(self, value: object) -> None:
        if not isinstance(value, Backup):
            return
        self.pages.choice.show_busy(busy=False)
        self.backup = value
        self.keyring = self._known_keyring(value)
        self.pages.about.show_backup(value, keeps_format=self.work.keeps_format)
        if self.keyring is None:
            self.pages.ask_for_key(value.header).unlocked.connect(self._on_unlocked)
        self.go(Id.ABOUT)

    def _known_keyring(self, backup: Backup) -> Keyring | None:
        """Give the keys that are open, where they are those of the backup."""
        opened = self.work.context.opened
        if opened is None:
            return None
        ours = opened.keyring.household_id, opened.keyring.mk_id
        return opened.keyring if ours == (backup.household_id, backup.mk_id) else None

    @Slot()
    def _on_file_asked(self) -> None:
        self.file_dialogs.ask_for_backup(self.work.manager.folders.backups)

    @Slot(object)
    def _on_unlocked(self, keyring: Keyring) -> None:
        self.keyring = keyring

    # --- its verification -----------------------------------------------------------------------

    @Slot()
    def _on_check(self) -> None:
        if self.backup is None or self.keyring is None:
            raise AssertionError
        task = self.work.checking(self.backup, self.keyring, self._proposed())
        self.begin(task, self._on_checked, self.pages.check)

    def _on_checked(self, value: object) -> None:
        if not isinstance(value, Checked) or self.backup is None:
            return
        self.staged = value.staged
        if value.plan is not None:
            self.pages.show_plan(value.plan, self.backup.file)
            self.go(Id.CHANGES)
        elif value.compared is not None:
            self._show_compared(value.compared)
            self.go(Id.COMPARISON)

    @Slot()
    def _on_upgrade(self) -> None:
        plan = self.pages.plan
        if self.staged is None or plan is None:
            raise AssertionError
        self.begin(self.work.upgrading(self.staged, plan), self._on_upgraded, self.pages.upgrade)

    def _on_upgraded(self, value: object) -> None:
        if isinstance(value, Upgraded):
            self.pages.upgraded.show_outcome(value.outcome)
            self.pages.upgraded.show_details()
            self._show_compared(value.compared)
            self.go(Id.UPGRADED)

    def _show_compared(self, compared: Compared) -> None:
        self.compared = compared
        self.pages.comparison.show_compared(compared)
        if self.backup is None:
            return
        present = self.work.context.present_file(self.backup.header)
        relation = self.work.context.relation(self.backup.header)
        answer = replaceable(relation, present, compared.why_not)
        replaces = self.work.keeps_format
        self.pages.target.propose(self._proposed(), present, answer, replace=replaces)

    # --- where to -------------------------------------------------------------------------------

    def _proposed(self) -> Path:
        if self.backup is None:
            raise AssertionError
        place = QStandardPaths.StandardLocation.DocumentsLocation
        documents = Path(QStandardPaths.writableLocation(place))
        folder = documents if documents.is_dir() else paths.home()
        return proposed_file(self.work.context, self.backup.header, folder)

    @Slot()
    def _on_place_asked(self) -> None:
        if self.pages.target.file is not None:
            self.file_dialogs.ask_for_place(self.pages.target.file)

    def _chosen_target(self) -> Target:
        page = self.pages.target
        present = self.work.context.present_file(self.backup.header) if self.backup else None
        if page.replaces and present is not None:
            return Target(present, replaces=True)
        if page.file is None:
            raise AssertionError
        return Target(page.file, consents=self.pages.about.consents)

    @Slot()
    def _on_restore(self) -> None:
        if self.staged is None or self.target is None:
            raise AssertionError
        self.begin(
            self.work.restoring(self.staged, self.target), self._on_restored, self.pages.progress
        )

    def _on_restored(self, value: object) -> None:
        if isinstance(value, Outcome) and self.target is not None and self.backup is not None:
            self.outcome = value
            self.keyring = value.keyring or self.keyring
            self.pages.show_result(value, self.target, self.backup.file)
            self.go(Id.DONE)

    # --- the pages ------------------------------------------------------------------------------

    def following(self) -> int:
        """Give the page that the button leads to, -1 at an end."""
        page = self.currentId()
        if page == Id.ABOUT and self.keyring is None:
            return Id.UNLOCK
        return FOLLOWING.get(page, -1)

    def validateCurrentPage(self) -> bool:  # noqa: N802  (Qt's name)
        """Prepare the page of the work, which depends on where to."""
        if self.currentId() == Id.TARGET and not self.is_leaving:
            self.target = self._chosen_target()
            self.pages.work_page(replaces=self.target.replaces).started.connect(self._on_restore)
        return super().validateCurrentPage()

    def failed_page(self, error: BaseException) -> int:
        """Say why the work stopped, and that the present file is what it was."""
        if self.was_cancelled:
            return Id.CANCELLED
        self.pages.choice.show_busy(busy=False)
        placed = self.currentId() == Id.WORK and self.staged is not None
        self.pages.failure.show_refusal(error, places_again=placed and self.staged_is_there)
        return Id.FAILURE

    @property
    def staged_is_there(self) -> bool:
        """Whether another place can be tried with the same copy."""
        return self.staged is not None and self.staged.file.exists()

    @Slot(int)
    def _on_other_button(self, which: int) -> None:
        """Close without opening what was restored, or choose again what could not be."""
        if which != _Button.CustomButton1.value:
            return
        if self.currentId() == Id.DONE:
            self.reject()
        else:
            self.choose_again()

    def choose_again(self) -> None:
        """Go back to what can be chosen otherwise: the place, or the backup."""
        page = Id.TARGET if self.pages.failure.places_again else Id.CHOICE
        if page is Id.CHOICE:
            self._discard()
        if not self.hasVisitedPage(page):
            self.setStartId(Id.CHOICE)
            self.restart()
        while self.currentId() != page:
            self.back()

    def stop_question(self) -> Question:
        """Give what is asked before the work is stopped."""
        return words.stop_check() if self.currentId() == Id.CHECK else words.stop_restore()

    @Slot(int)
    def _on_page_changed(self, page: int) -> None:
        if page < 0:
            return
        shown = Id(page)
        stopped = shown in {Id.FAILURE, Id.CANCELLED}
        if not stopped:
            self._rank = STEP_OF[shown]
        self.rail.show_step(self._rank, stopped=stopped)
        self._show_buttons(shown)

    _rank = 0

    def _show_buttons(self, page: RestorePageId) -> None:
        on = _Button.CommitButton if page in {Id.CHANGES, Id.TARGET} else _Button.NextButton
        came_by_list = self.startId() == Id.CHOICE
        if page in {Id.READING, Id.CHECK, Id.UPGRADE, Id.WORK}:
            self.show_buttons(_Button.CancelButton)
        elif page is Id.CANCELLED:
            self.show_buttons(_Button.FinishButton)
        elif page is Id.FAILURE:
            self._show_failure_buttons()
        elif page is Id.DONE:
            self._show_last_buttons()
        elif page in {Id.UNLOCK, Id.TARGET} or (page is Id.ABOUT and came_by_list):
            focus = page is not Id.UNLOCK
            self.show_buttons(_Button.BackButton, _Button.CancelButton, on, focus=focus)
        else:
            self.show_buttons(_Button.CancelButton, on, focus=page is not Id.CHOICE)

    def _show_failure_buttons(self) -> None:
        """Offer to choose again, and to try again where that may help and the copy is there."""
        needs_copy = self.failed_page_id() in {Id.UPGRADE, Id.WORK}
        may = is_temporary(self.error) and self.failed_page_id() != Id.CHOICE
        again = (_Button.CustomButton2,) if may and (self.staged_is_there or not needs_copy) else ()
        self.show_buttons(_Button.CustomButton1, *again, _Button.FinishButton)

    def _show_last_buttons(self) -> None:
        if self.target is not None and (self.target.replaces or self.work.keeps_format):
            self.show_buttons(_Button.FinishButton)
        else:
            self.show_buttons(_Button.CustomButton1, _Button.FinishButton)

    # --- the end --------------------------------------------------------------------------------

    @property
    def holds_keys(self) -> bool:
        """Whether it knows keys, or what is open."""
        return self.keyring is not None or self.work.context.opened is not None

    @property
    def replaced(self) -> bool:
        """Whether the open file is another one now."""
        return self.outcome is not None and self.target is not None and self.target.replaces

    def accept(self) -> None:
        """Close, and open what was restored."""
        self.opens = self.outcome is not None and not self.work.keeps_format
        super().accept()

    def done(self, result: int) -> None:
        """Close; keys, amounts and the private copy are put away."""
        if self.replaced and not self.work.keeps_format:
            self.opens = True
        super().done(result)
        self.file_dialogs.close()
        self.pages.forget()
        self._discard()
        if self.outcome is None:
            self.keyring = None

    def _discard(self) -> None:
        staged, self.staged = self.staged, None
        if staged is not None:
            staged.discard()

    # --- drag and drop --------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802  (Qt's name)
        """Accept one local file, while a backup is being chosen."""
        if self.currentId() == Id.CHOICE and dropped_file(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802  (Qt's name)
        """Look at the backup that was dropped."""
        file = dropped_file(event)
        if file is not None:
            event.acceptProposedAction()
            self.read(file)
