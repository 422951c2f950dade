"""The wizard that reads what can be read of a damaged file into a new one."""

from __future__ import annotations

from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, Slot
from PySide6.QtWidgets import QWidget, QWizard

from patrimoine_gui import paths
from patrimoine_gui.i18n import _
from patrimoine_gui.migration.salvage import Salvaged
from patrimoine_gui.ui.dialogs.file_dialogs import Choosers
from patrimoine_gui.ui.wizards.end_pages import CancelledPage, FailurePage
from patrimoine_gui.ui.wizards.job_wizard import JobWizard
from patrimoine_gui.ui.wizards.progress_page import ProgressPage
from patrimoine_gui.ui.wizards.recover import recover_pages as pages
from patrimoine_gui.ui.wizards.unlock_page import UnlockPage

if TYPE_CHECKING:
    from patrimoine_gui.crypto.kdf import KdfPolicy
    from patrimoine_gui.crypto.keyring import Keyring
    from patrimoine_gui.ui.wizards.recover.recover_task import Salvaging
    from patrimoine_gui.ui.wizards.step_wizard import Question

_Button = QWizard.WizardButton


class SalvagePageId(IntEnum):
    """The pages; the last three are the ways to end."""

    WELCOME = 0
    UNLOCK = 1
    WORK = 2
    DONE = 3
    FAILURE = 4
    CANCELLED = 5


class SalvageWizard(JobWizard):
    """Leads from a damaged file to a new one; the damaged one is only read.

    `salvaged` is set once the new file is there.
    """

    def __init__(
        self, salvaging: Salvaging, parent: QWidget | None = None, policy: KdfPolicy | None = None
    ) -> None:
        """Propose to read a damaged file.

        Args:
            salvaging: the file, and its closed keys.
            parent: window above which this one stands.
            policy: how keys are derived; None for the one of every day.
        """
        keyed = salvaging.header is not None
        steps = (_("Damaged file"), *((_("Unlock"),) * keyed), _("Reading"), _("Result"))
        title = _("Rescue of {file}").format(file=salvaging.file.name)
        super().__init__(title, steps, _("Cance&l"), parent)
        self.work = salvaging
        self.keyring: Keyring | None = None
        self.salvaged: Salvaged | None = None
        self.choosers = Choosers(self._above, self)
        self.welcome = pages.SalvageWelcomePage(salvaging, salvaging.proposed(_documents()))
        self.unlock = UnlockPage(salvaging.header, policy) if salvaging.header else None
        self.progress = ProgressPage(named=pages.salvage_steps(), words=pages.salvage_work())
        self.result_page = pages.SalvageResultPage()
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
            (SalvagePageId.WELCOME, self.welcome),
            (SalvagePageId.UNLOCK, self.unlock),
            (SalvagePageId.WORK, self.progress),
            (SalvagePageId.DONE, self.result_page),
            (SalvagePageId.FAILURE, self.failure),
            (SalvagePageId.CANCELLED, self.cancelled),
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
        self.welcome.place_asked.connect(self.choosers.ask_for_name)
        self.choosers.name_chosen.connect(self.welcome.take)
        if self.unlock is not None:
            self.unlock.unlocked.connect(self._on_unlocked)

    def _above(self) -> QWidget:
        return self

    def following(self) -> int:
        """Give the page that the button leads to, -1 at an end."""
        page = self.currentId()
        if page == SalvagePageId.WELCOME and self.unlock is not None:
            return SalvagePageId.UNLOCK
        if page in {SalvagePageId.WELCOME, SalvagePageId.UNLOCK}:
            return SalvagePageId.WORK
        return SalvagePageId.DONE if page == SalvagePageId.WORK else -1

    @Slot(object)
    def _on_unlocked(self, keyring: Keyring) -> None:
        self.keyring = keyring

    @Slot()
    def _on_started(self) -> None:
        task = self.work.reading(self.welcome.target, self.keyring)
        self.begin(task, self._on_read, self.progress)

    def _on_read(self, value: object) -> None:
        if isinstance(value, Salvaged):
            self.salvaged = value
            self.result_page.show_salvaged(value)
            self.go(SalvagePageId.DONE)

    def done(self, result: int) -> None:
        """Close; whatever was typed is forgotten."""
        super().done(result)
        self.choosers.close()
        if self.unlock is not None:
            self.unlock.forget()
        if self.salvaged is None:
            self.keyring = None

    def failed_page(self, error: BaseException) -> int:
        """Say why nothing was read, and that the damaged file is what it was."""
        if self.was_cancelled:
            return SalvagePageId.CANCELLED
        self.failure.show_error(error, "")
        return SalvagePageId.FAILURE

    def stop_question(self) -> Question:
        """Give what is asked before the work is stopped."""
        return pages.stop_salvage()

    @Slot(int)
    def _on_page_changed(self, page: int) -> None:
        keyed = self.unlock is not None
        if page == SalvagePageId.WELCOME:
            on = _Button.NextButton if keyed else _Button.CommitButton
            self.show_buttons(_Button.CancelButton, on)
        elif page == SalvagePageId.UNLOCK:
            buttons = (_Button.BackButton, _Button.CancelButton, _Button.CommitButton)
            self.show_buttons(*buttons, focus=False)
        elif page == SalvagePageId.WORK:
            self.show_buttons(_Button.CancelButton)
        elif page == SalvagePageId.FAILURE:
            self.show_failure_buttons(self.error)
        elif page >= 0:
            self.show_buttons(_Button.FinishButton)
        if page >= 0:
            reached = min(page, SalvagePageId.DONE) - (not keyed and page > 0)
            stopped = page > SalvagePageId.DONE
            ended = page == SalvagePageId.DONE
            self.rail.show_step(reached - stopped + ended, stopped=stopped)


def _documents() -> Path:
    place = QStandardPaths.StandardLocation.DocumentsLocation
    return Path(QStandardPaths.writableLocation(place) or paths.home())
