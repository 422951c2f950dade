"""The wizard that reads what can be read of a damaged file into a new one."""

from __future__ import annotations

from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, Slot
from PySide6.QtWidgets import QWidget, QWizard

from patrimoine_gui import paths
from patrimoine_gui.i18n import _
from patrimoine_gui.ui.dialogs.file_dialogs import FileDialogs
from patrimoine_gui.ui.wizards.end_pages import CancelledPage, FailurePage
from patrimoine_gui.ui.wizards.job_wizard import JobWizard
from patrimoine_gui.ui.wizards.progress_page import ProgressPage
from patrimoine_gui.ui.wizards.recover import recover_pages
from patrimoine_gui.ui.wizards.unlock_page import UnlockPage

if TYPE_CHECKING:
    from patrimoine_gui.crypto.kdf import KdfPolicy
    from patrimoine_gui.crypto.keyring import Keyring
    from patrimoine_gui.migration.recover.recovery import RecoveryResult
    from patrimoine_gui.ui.wizards.recover.recover_task import RecoverTask

_Button = QWizard.WizardButton


class RecoverPageId(IntEnum):
    """The pages; the last three are the ways to end."""

    WELCOME = 0
    UNLOCK = 1
    WORK = 2
    DONE = 3
    FAILURE = 4
    CANCELLED = 5


class RecoverWizard(JobWizard):
    """Leads from a damaged file to a new one; the damaged one is only read.

    `salvaged` is set once the new file is there.
    """

    def __init__(
        self, task: RecoverTask, parent: QWidget | None = None, policy: KdfPolicy | None = None
    ) -> None:
        """Propose to read a damaged file.

        Args:
            task: the file, and its closed keys.
            parent: window above which this one stands.
            policy: how keys are derived; None for the one of every day.
        """
        keyed = task.header is not None
        steps = (_("Damaged file"), *((_("Unlock"),) * keyed), _("Reading"), _("Result"))
        title = _("Rescue of {file}").format(file=task.file.name)
        super().__init__(title, steps, _("Cance&l"), parent)
        self.work = task
        self.keyring: Keyring | None = None
        self.recovered: RecoveryResult | None = None
        self.file_dialogs = FileDialogs(self._above, self)
        self.welcome = recover_pages.RecoverWelcomePage(task, task.proposed(_documents()))
        self.unlock = UnlockPage(task.header, policy) if task.header else None
        self.progress = ProgressPage(
            named=recover_pages.recover_steps(), words=recover_pages.recover_texts()
        )
        self.result_page = recover_pages.RecoverResultPage()
        self.failure = FailurePage()
        self.cancelled = CancelledPage(
            title=_("The reading was stopped"),
            told=_("It is exactly what it was. No new file was made."),
            safe=_("The damaged file stays as it is"),
        )
        self._build()
        self._connect()

    def _build(self) -> None:
        for rank, page in (
            (RecoverPageId.WELCOME, self.welcome),
            (RecoverPageId.UNLOCK, self.unlock),
            (RecoverPageId.WORK, self.progress),
            (RecoverPageId.DONE, self.result_page),
            (RecoverPageId.FAILURE, self.failure),
            (RecoverPageId.CANCELLED, self.cancelled),
        ):
            if page is not None:
                self.setPage(rank, page)
        begins = self.unlock or self.welcome
        begins.commit_with(_("&Read the file"))
        if self.unlock is not None:
            told = _("The new file is protected by the same keys.")
            self.unlock.set_introduction(told)

    def _connect(self) -> None:
        self.currentIdChanged.connect(self._on_page_changed)
        self.progress.started.connect(self._on_started)
        self.welcome.place_asked.connect(self.file_dialogs.ask_for_name)
        self.file_dialogs.name_chosen.connect(self.welcome.take)
        if self.unlock is not None:
            self.unlock.unlocked.connect(self._on_unlocked)

    def _above(self) -> QWidget:
        return self

    def following(self) -> int:
        """Give the page that the button leads to, -1 at an end."""
        page = self.currentId()
        if page == RecoverPageId.WELCOME and self.unlock is not None:
            return RecoverPageId.UNLOCK
        if page in {RecoverPageId.WELCOME, RecoverPageId.UNLOCK}:
            return RecoverPageId.WORK
        return RecoverPageId.DONE if page == RecoverPageId.WORK else -1

    @Slot(object)
    def _on_unlocked(self, keyring: Keyring) -> None:
        self.keyring = keyring

    @Slot()
    def _on_started(self) -> None:
        task = self.work.reading(self.welcome.target, self.keyring)
        self.begin(task, self._on_read, self.progress)

    def _on_read(self, result: RecoveryResult) -> None:
        self.recovered = result
        self.result_page.show_recovered(result)
        self.go(RecoverPageId.DONE)

    def done(self, result: int) -> None:
        """Close; whatever was typed is forgotten."""
        super().done(result)
        self.file_dialogs.close()
        if self.unlock is not None:
            self.unlock.forget()
        if self.recovered is None:
            self.keyring = None

    def failed_page(self, error: BaseException) -> int:
        """Say why nothing was read, and that the damaged file is what it was."""
        if self.was_cancelled:
            return RecoverPageId.CANCELLED
        self.failure.show_error(error, "")
        return RecoverPageId.FAILURE

    def ask_to_stop(self) -> None:
        """Ask whether to stop the reading."""
        self.ask(recover_pages.stop_recover(), self.stop)

    @Slot(int)
    def _on_page_changed(self, page: int) -> None:
        has_key = self.unlock is not None
        if page == RecoverPageId.WELCOME:
            on = _Button.NextButton if has_key else _Button.CommitButton
            self.show_buttons(_Button.CancelButton, on)
        elif page == RecoverPageId.UNLOCK:
            buttons = (_Button.BackButton, _Button.CancelButton, _Button.CommitButton)
            self.show_buttons(*buttons, focus=False)
        elif page == RecoverPageId.WORK:
            self.show_buttons(_Button.CancelButton)
        elif page == RecoverPageId.FAILURE:
            self.show_failure_buttons()
        elif page >= 0:
            self.show_buttons(_Button.FinishButton)
        if page >= 0:
            rank = min(page, RecoverPageId.DONE) - (not has_key and page > 0)
            has_stopped = page > RecoverPageId.DONE
            is_done = page == RecoverPageId.DONE
            self.rail.show_step(rank - has_stopped + is_done, stopped=has_stopped)


def _documents() -> Path:
    place = QStandardPaths.StandardLocation.DocumentsLocation
    return Path(QStandardPaths.writableLocation(place) or paths.home())
