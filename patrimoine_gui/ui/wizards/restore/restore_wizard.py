"""The restore wizard: which backup, what it is, its keys, its verification, where to, the proof."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWizard

from patrimoine_gui.i18n import _
from patrimoine_gui.ui.dialogs.file_dialogs import FileDialogs
from patrimoine_gui.ui.temporary_errors import is_temporary
from patrimoine_gui.ui.widgets.file_drop import FileDropFilter
from patrimoine_gui.ui.wizards.job_wizard import JobWizard
from patrimoine_gui.ui.wizards.restore import restore_texts
from patrimoine_gui.ui.wizards.restore.restore_buttons import (
    Buttons,
    failure_buttons,
    last_buttons,
    usual_buttons,
)
from patrimoine_gui.ui.wizards.restore.restore_pages import (
    FOLLOWING,
    STEP_OF,
    RestorePageId,
    RestorePages,
)
from patrimoine_gui.ui.wizards.restore.restore_run import RestoreRun

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from patrimoine_gui.backup.backups import Backup
    from patrimoine_gui.crypto.kdf import KdfPolicy
    from patrimoine_gui.crypto.keyring import Keyring
    from patrimoine_gui.migration.outcome import Outcome
    from patrimoine_gui.ui.wizards.restore.restore_tasks import RestoreTasks

_Button = QWizard.WizardButton


class RestoreWizard(JobWizard):
    """Leads from a backup to a file that is proved to be what the backup was.

    `outcome` is set once the file is restored; `opens` tells whether the user wants to see it.
    Keys and the private copy are put away when the window closes without an outcome.
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
        super().__init__(title, restore_texts.steps(), _("Cance&l"), parent)
        self.work = work
        self._given = backup
        self.opens = False
        self.file_dialogs = FileDialogs(self._above, self)
        self.pages = RestorePages(self, work, policy)
        self.run = RestoreRun(self, self.pages, work)
        self.setStartId(RestorePageId.CHOICE if backup is None else RestorePageId.READING)
        self._connect()

    def _connect(self) -> None:
        pages = self.pages
        self.currentIdChanged.connect(self._on_page_changed)
        pages.choice.started.connect(self._on_choice_shown)
        pages.choice.chosen.connect(self.read)
        pages.choice.file_asked.connect(self._on_file_asked)
        pages.reading.started.connect(self._on_reading)
        pages.check.started.connect(self.run.check)
        pages.upgrade.started.connect(self.run.upgrade)
        pages.target.place_asked.connect(self._on_place_asked)
        self.setOption(QWizard.WizardOption.HaveCustomButton1)
        self.customButtonClicked.connect(self._on_other_button)
        FileDropFilter(self, self._may_choose).dropped.connect(self.read)
        self.file_dialogs.backup_chosen.connect(self.read)
        self.file_dialogs.name_chosen.connect(pages.target.take)

    def _above(self) -> QWidget:
        return self

    def _may_choose(self) -> bool:
        return self.currentId() == RestorePageId.CHOICE

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
        if self.is_working or not self._may_choose():
            return
        self.pages.choice.show_busy(busy=True)
        self.begin(self.work.reading(file), self._on_read)

    def _on_read(self, backup: Backup) -> None:
        self.pages.choice.show_busy(busy=False)
        self.run.backup = backup
        self.run.keyring = self.work.context.keyring_of(backup.header)
        self.pages.about.show_backup(backup, keeps_format=self.work.keeps_format)
        if self.run.keyring is None:
            self.pages.ask_for_key(backup.header).unlocked.connect(self._on_unlocked)
        self.go(RestorePageId.ABOUT)

    @Slot()
    def _on_file_asked(self) -> None:
        self.file_dialogs.ask_for_backup(self.work.manager.folders.backups)

    @Slot(object)
    def _on_unlocked(self, keyring: Keyring) -> None:
        self.run.keyring = keyring

    @Slot()
    def _on_place_asked(self) -> None:
        if self.pages.target.file is not None:
            self.file_dialogs.ask_for_place(self.pages.target.file)

    # --- the pages ------------------------------------------------------------------------------

    def following(self) -> int:
        """Give the page that the button leads to, -1 at an end."""
        page = self.currentId()
        if page == RestorePageId.ABOUT and self.run.keyring is None:
            return RestorePageId.UNLOCK
        return FOLLOWING.get(page, -1)

    def validateCurrentPage(self) -> bool:  # noqa: N802  (Qt's name)
        """Prepare the page of the work, which depends on where to."""
        if self.currentId() == RestorePageId.TARGET and not self.is_leaving:
            self.run.choose_target()
        return super().validateCurrentPage()

    def failed_page(self, error: BaseException) -> int:
        """Say why the work stopped, and that the present file is what it was."""
        if self.was_cancelled:
            return RestorePageId.CANCELLED
        self.pages.choice.show_busy(busy=False)
        placed = self.currentId() == RestorePageId.WORK and self.run.staged is not None
        self.pages.failure.show_refusal(error, places_again=placed and self.run.staged_is_there)
        return RestorePageId.FAILURE

    @Slot(int)
    def _on_other_button(self, which: int) -> None:
        """Close without opening what was restored, or choose again what could not be."""
        if which != _Button.CustomButton1.value:
            return
        if self.currentId() == RestorePageId.DONE:
            self.reject()
        else:
            self.choose_again()

    def choose_again(self) -> None:
        """Go back to what can be chosen otherwise: the place, or the backup."""
        page = RestorePageId.TARGET if self.pages.failure.places_again else RestorePageId.CHOICE
        if page is RestorePageId.CHOICE:
            self.run.discard()
        if not self.hasVisitedPage(page):
            self.setStartId(RestorePageId.CHOICE)
            self.restart()
        while self.currentId() != page:
            self.back()

    def ask_to_stop(self) -> None:
        """Ask whether to stop the verification, or the restore."""
        checks = self.currentId() == RestorePageId.CHECK
        self.ask(restore_texts.stop_check() if checks else restore_texts.stop_restore(), self.stop)

    @Slot(int)
    def _on_page_changed(self, page: int) -> None:
        if page < 0:
            return
        current = RestorePageId(page)
        has_stopped = current in {RestorePageId.FAILURE, RestorePageId.CANCELLED}
        if not has_stopped:
            self._rank = STEP_OF[current]
        self.rail.show_step(self._rank, stopped=has_stopped)
        buttons = self._buttons(current)
        self.show_buttons(*buttons.shown, focus=buttons.focus)

    _rank = 0

    def _buttons(self, page: RestorePageId) -> Buttons:
        if page is RestorePageId.FAILURE:
            return failure_buttons(may_try_again=self._may_try_again())
        if page is RestorePageId.DONE:
            replaced = self.run.target is not None and self.run.target.replaces
            return last_buttons(opens=replaced or self.work.keeps_format)
        return usual_buttons(page, came_by_list=self.startId() == RestorePageId.CHOICE)

    def _may_try_again(self) -> bool:
        """Tell whether to try again may help, and the copy that it needs is there."""
        needs_copy = self.failed_page_id() in {RestorePageId.UPGRADE, RestorePageId.WORK}
        may = is_temporary(self.error) and self.failed_page_id() != RestorePageId.CHOICE
        return may and (self.run.staged_is_there or not needs_copy)

    # --- the end --------------------------------------------------------------------------------

    @property
    def holds_keys(self) -> bool:
        """Whether it knows keys, or what is open."""
        return self.run.keyring is not None or self.work.context.opened is not None

    @property
    def keyring(self) -> Keyring | None:
        """The keys of the backup, or of what it became."""
        return self.run.keyring

    @keyring.setter
    def keyring(self, keyring: Keyring | None) -> None:
        self.run.keyring = keyring

    @property
    def outcome(self) -> Outcome | None:
        """The proof, once the file is restored."""
        return self.run.outcome

    @property
    def replaced(self) -> bool:
        """Whether the open file is another one now."""
        return self.run.replaced

    def accept(self) -> None:
        """Close, and open what was restored."""
        self.opens = self.outcome is not None and not self.work.keeps_format
        super().accept()

    def done(self, result: int) -> None:
        """Close; keys, amounts and the private copy are put away."""
        if self.run.replaced and not self.work.keeps_format:
            self.opens = True
        super().done(result)
        self.file_dialogs.close()
        self.pages.forget()
        self.run.discard()
        if self.outcome is None:
            self.run.keyring = None
