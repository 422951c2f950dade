"""The wizard of a new household file: its passphrase, its recovery key, and the file."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget, QWizard

from patrimoine_gui.i18n import _
from patrimoine_gui.ui.background import BackgroundJob, JobEnd, JobFailure
from patrimoine_gui.ui.wizards.end_pages import IN_DOUBT, FailurePage, NotedKey
from patrimoine_gui.ui.wizards.new_file.creation_page import CreationPage
from patrimoine_gui.ui.wizards.new_key_pages import PassphrasePage, RecoveryPage
from patrimoine_gui.ui.wizards.step_wizard import StepWizard

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.crypto.kdf import KdfPolicy
    from patrimoine_gui.crypto.keyring import Keyring
    from patrimoine_gui.migration.manager import MigrationManager
    from patrimoine_gui.migration.progress import Cancel, Report
    from patrimoine_gui.ui.wizards.key_tasks import NewKeys


class NewFilePageId(IntEnum):
    """The pages, in their order; the last one is how it ends when it fails."""

    PASSPHRASE = 0
    RECOVERY = 1
    CREATION = 2
    FAILURE = 3


class NewFileWizard(StepWizard):
    """Leads to a new file; closes by itself once the file is made.

    `created` tells whether the file exists, `keyring` holds its keys then; `error` holds what
    stopped it otherwise.
    """

    ended = Signal(object)
    """The work is over: whether the file was made. Emitted before the window closes."""

    def __init__(
        self,
        manager: MigrationManager,
        file: Path,
        parent: QWidget | None = None,
        *,
        policy: KdfPolicy | None = None,
    ) -> None:
        """Propose a file that does not exist.

        Args:
            manager: makes it, in a background thread; never overwrites.
            file: where.
            parent: window above which this one stands.
            policy: how keys are derived; None for the one of every day.
        """
        steps = (_("Passphrase"), _("Recovery key"), _("Creation"))
        title = _("Creation of {file}").format(file=file.name)
        super().__init__(title, steps, _("Cance&l"), parent)
        self._manager = manager
        self.file = file
        self.keyring: Keyring | None = None
        self.created = False
        self.error: BaseException | None = None
        self.job: BackgroundJob | None = None
        self.passphrase = PassphrasePage(file, policy)
        self.recovery = RecoveryPage(file)
        self.creation = CreationPage(file)
        self.failure = FailurePage()
        self._build()
        self._connect()

    def _build(self) -> None:
        for rank, page in (
            (NewFilePageId.PASSPHRASE, self.passphrase),
            (NewFilePageId.RECOVERY, self.recovery),
            (NewFilePageId.CREATION, self.creation),
            (NewFilePageId.FAILURE, self.failure),
        ):
            self.setPage(rank, page)
        self.recovery.commit_with(_("Create the &file"))

    def _connect(self) -> None:
        self.currentIdChanged.connect(self._on_page_changed)
        self.passphrase.made.connect(self.recovery.show_keys)
        self.passphrase.made.connect(self._on_keys_made)
        self.creation.started.connect(self._on_started)

    def nextId(self) -> int:  # noqa: N802  (Qt's name)
        """Give the page that follows the current one, -1 at the end."""
        page = self.currentId()
        return page + 1 if 0 <= page < NewFilePageId.FAILURE else -1

    def failed_page_id(self) -> int:
        """Give the page on which the file is made."""
        return NewFilePageId.CREATION

    def reject(self) -> None:
        """Close, but while the file is being made: that takes a moment, and is not stopped.

        A recovery key that was shown is asked about first.
        """
        if self.job is None and self.recovery.was_shown:
            self.ask_about_noted_key()
        elif self.job is None or not self.job.running:
            super().reject()

    def done(self, result: int) -> None:
        """Close; whatever was typed is forgotten, and keys that protect nothing are put away."""
        super().done(result)
        self.passphrase.forget()
        self.recovery.forget()
        if not self.created:
            self.keyring = None

    @Slot(object)
    def _on_keys_made(self, keys: NewKeys) -> None:
        self.keyring = keys.keyring

    @Slot()
    def _on_started(self) -> None:
        self.job = BackgroundJob(self._work, self)
        self.job.succeeded.connect(self._on_succeeded)
        self.job.failed.connect(self._on_failed)
        self.job.finished.connect(self._on_finished)
        self.job.start()

    def _work(self, _report: Report, _cancel: Cancel) -> None:
        """Make the file; runs in the job's thread and touches no window."""
        if self.keyring is None:
            raise AssertionError
        self._manager.create(self.file, self.keyring)

    @Slot()
    def _on_succeeded(self) -> None:
        self.created = True

    @Slot(object)
    def _on_failed(self, failure: JobFailure) -> None:
        self.error = failure.error
        noted = NotedKey.IN_USE if isinstance(failure.error, IN_DOUBT) else NotedKey.USELESS
        self.failure.show_error(failure.error, "", noted=noted)

    @Slot(object)
    def _on_finished(self, _end: JobEnd) -> None:
        QTimer.singleShot(0, self, self._on_over)

    @Slot()
    def _on_over(self) -> None:
        self.ended.emit(self.created)
        if self.created:
            self.accept()
        else:
            self.next()

    @Slot(int)
    def _on_page_changed(self, page: int) -> None:
        which = QWizard.WizardButton
        if page == NewFilePageId.PASSPHRASE:
            self.show_buttons(which.CancelButton, which.NextButton, focus=False)
        elif page == NewFilePageId.RECOVERY:
            self.show_buttons(which.BackButton, which.CancelButton, which.CommitButton, focus=False)
        elif page == NewFilePageId.CREATION:
            self.setButtonLayout([which.Stretch])
        elif page == NewFilePageId.FAILURE:
            self.show_failure_buttons(self.error)
        if page >= 0:
            stopped = page == NewFilePageId.FAILURE
            self.rail.show_step(min(page, NewFilePageId.CREATION), stopped=stopped)
