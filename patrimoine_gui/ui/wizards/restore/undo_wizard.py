"""The wizard that undoes the last restore: what it does, the work, the proof."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from functools import partial
from pathlib import Path  # noqa: TC003  (a dataclass field)
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget, QWizard

from patrimoine_gui import formats
from patrimoine_gui.backup.backups import Backup  # noqa: TC001  (a dataclass field)
from patrimoine_gui.i18n import _
from patrimoine_gui.ui.widgets.facts import facts
from patrimoine_gui.ui.widgets.frames import frame
from patrimoine_gui.ui.widgets.labels import label
from patrimoine_gui.ui.widgets.layouts import column
from patrimoine_gui.ui.widgets.notices import banner
from patrimoine_gui.ui.wizards.end_pages import CancelledPage, FailurePage
from patrimoine_gui.ui.wizards.job_wizard import JobWizard
from patrimoine_gui.ui.wizards.progress_page import ProgressPage
from patrimoine_gui.ui.wizards.restore import restore_texts
from patrimoine_gui.ui.wizards.restore.restore_pages import backup_unlock_page
from patrimoine_gui.ui.wizards.restore.restore_result_page import RestoreResultPage
from patrimoine_gui.ui.wizards.wizard_page import WizardPage

if TYPE_CHECKING:
    from patrimoine_gui.crypto.kdf import KdfPolicy
    from patrimoine_gui.crypto.keyring import Keyring
    from patrimoine_gui.migration.manager import MigrationManager
    from patrimoine_gui.migration.outcome import Outcome
    from patrimoine_gui.migration.progress import Cancel, Report
    from patrimoine_gui.ui.background import Task
    from patrimoine_gui.ui.opening.opener import OpenedFile

_Button = QWizard.WizardButton


class UndoPageId(IntEnum):
    """The pages; the last three are the ways to end."""

    CONFIRM = 0
    UNLOCK = 1
    WORK = 2
    DONE = 3
    FAILURE = 4
    CANCELLED = 5


@dataclass(frozen=True, slots=True)
class UndoTasks:
    """What undoes a restore.

    Attributes:
        manager: does it.
        opened: the file that is open, with its lock and its keys.
        backup: the file as it was before the restore.
        policy: how keys are derived; None for the one of every day.
    """

    manager: MigrationManager
    opened: OpenedFile = field(repr=False)
    backup: Backup
    policy: KdfPolicy | None = None

    @property
    def known_keyring(self) -> Keyring | None:
        """The keys that are open, where they are those of the backup."""
        keys = self.opened.keyring
        same = (keys.household_id, keys.mk_id) == (self.backup.household_id, self.backup.mk_id)
        return keys if same else None

    @property
    def file(self) -> Path:
        """The file that goes back."""
        return self.opened.status.file

    def undoing(self, keyring: Keyring) -> Task[Outcome]:
        """Make the task that does it, with the keys of the backup; gives an `Outcome`."""
        return partial(self._undo, keyring)

    def _undo(self, keyring: Keyring, report: Report, cancel: Cancel) -> Outcome:
        return self.manager.restores.undo(
            self.file,
            keyring,
            current_keyring=self.opened.keyring,
            held=self.opened.lock if self.opened.lock.is_held else None,
            report=report,
            cancel=cancel,
        )


class UndoWizard(JobWizard):
    """Leads back to the file as it was before a restore; that can be undone in its turn.

    `outcome` is set once it is done.
    """

    def __init__(self, work: UndoTasks, parent: QWidget | None = None) -> None:
        """Propose to undo the last restore."""
        steps = (_("What is undone"), _("Restore"), _("Result"))
        super().__init__(_("Undo the restore"), steps, _("Cance&l"), parent)
        self.work = work
        self.outcome: Outcome | None = None
        self.keyring = work.known_keyring
        backups = work.manager.folders.backups
        self.confirm = _ConfirmPage(work)
        said = restore_texts.replace_work()
        self.unlock = backup_unlock_page(work.backup.header, work.policy)
        self.unlock.commit_with(_("&Undo the restore"))
        for asking in (self.confirm, self.unlock):
            asking.setButtonText(_Button.CancelButton, _("Do &not undo it"))
        self.progress = ProgressPage(named=restore_texts.restore_steps(replaces=True), words=said)
        self.done_page = RestoreResultPage(backups, restore_texts.undone_texts())
        self.failure = FailurePage()
        self.cancelled = CancelledPage(
            title=_("The restore was not undone"),
            told=_("It is exactly what it was. You can undo the restore whenever you like."),
        )
        for rank, page in (
            (UndoPageId.CONFIRM, self.confirm),
            (UndoPageId.UNLOCK, self.unlock),
            (UndoPageId.WORK, self.progress),
            (UndoPageId.DONE, self.done_page),
            (UndoPageId.FAILURE, self.failure),
            (UndoPageId.CANCELLED, self.cancelled),
        ):
            self.setPage(rank, page)
        self.currentIdChanged.connect(self._on_page_changed)
        self.unlock.unlocked.connect(self._on_unlocked)
        self.progress.started.connect(self._on_started)

    @property
    def replaced(self) -> bool:
        """Whether the open file is another one now."""
        return self.outcome is not None

    def following(self) -> int:
        """Give the page that the button leads to, -1 at an end."""
        page = self.currentId()
        if page == UndoPageId.CONFIRM and self.keyring is None:
            return UndoPageId.UNLOCK
        if page in {UndoPageId.CONFIRM, UndoPageId.UNLOCK}:
            return UndoPageId.WORK
        return UndoPageId.DONE if page == UndoPageId.WORK else -1

    @Slot(object)
    def _on_unlocked(self, keyring: Keyring) -> None:
        self.keyring = keyring

    @Slot()
    def _on_started(self) -> None:
        if self.keyring is None:
            raise AssertionError
        self.begin(self.work.undoing(self.keyring), self._on_undone, self.progress)

    def done(self, result: int) -> None:
        """Close; whatever was typed is forgotten."""
        super().done(result)
        self.unlock.forget()
        self.keyring = None

    def _on_undone(self, outcome: Outcome) -> None:
        self.outcome = outcome
        self.done_page.source, self.done_page.replaced = self.work.backup.file, True
        self.done_page.show_outcome(outcome)
        self.done_page.show_details()
        self.go(UndoPageId.DONE)

    def failed_page(self, error: BaseException) -> int:
        """Say why the work stopped, and that the file is what it was."""
        if self.was_cancelled:
            return UndoPageId.CANCELLED
        self.failure.show_error(error, "")
        return UndoPageId.FAILURE

    def ask_to_stop(self) -> None:
        """Ask whether to stop the restore."""
        self.ask(restore_texts.stop_restore(), self.stop)

    @Slot(int)
    def _on_page_changed(self, page: int) -> None:
        if page == UndoPageId.CONFIRM and self.keyring is None:
            self.show_buttons(_Button.CancelButton, _Button.NextButton)
        elif page in {UndoPageId.CONFIRM, UndoPageId.UNLOCK}:
            focus = page == UndoPageId.CONFIRM
            self.show_buttons(_Button.CancelButton, _Button.CommitButton, focus=focus)
        elif page == UndoPageId.WORK:
            self.show_buttons(_Button.CancelButton)
        elif page == UndoPageId.FAILURE:
            self.show_failure_buttons()
        elif page >= 0:
            self.show_buttons(_Button.FinishButton)
        if page >= 0:
            stopped = page > UndoPageId.DONE
            rank = 3 if page == UndoPageId.DONE else int(page >= UndoPageId.WORK)
            self.rail.show_step(rank, stopped=stopped)


class _ConfirmPage(WizardPage):
    """Says what is about to be done, and that it can be undone in its turn."""

    def __init__(self, work: UndoTasks) -> None:
        told = _("{file} becomes again what it was just before it was restored.")
        super().__init__(_("Undo the last restore"), told.format(file=work.file.name))
        if work.known_keyring is not None:
            self.commit_with(_("&Undo the restore"))
        moment = formats.moment(work.backup.created)
        pairs = ((_("File"), str(work.file)), (_("As it was on"), moment))
        self.body.addWidget(frame(column(facts(pairs))))
        sentences = (
            _("What was entered since the restore will not be in it any more."),
            _("A verified backup of the file as it is now is made first."),
            _("So this can be undone in its turn, in the same way."),
        )
        self.body.addWidget(frame(column(*(label(text) for text in sentences), spacing=10)))
        text = _("Nothing is changed before you press “Undo the restore”.")
        self.body.addWidget(banner("info", text))
        self.body.addStretch(1)
