"""The wizard of a new household file: its passphrase, its recovery key, and the file."""

from __future__ import annotations

from enum import IntEnum
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget, QWizard

from patrimoine_gui.i18n import _
from patrimoine_gui.ui.wizards.end_pages import IN_DOUBT, FailurePage, NotedKey
from patrimoine_gui.ui.wizards.job_wizard import JobWizard
from patrimoine_gui.ui.wizards.new_file.creation_page import CreationPage
from patrimoine_gui.ui.wizards.new_key_pages import PassphrasePage, RecoveryPage

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


class NewFileWizard(JobWizard):
    """Leads to a new file; closes by itself once the file is made.

    `created` tells whether the file exists, `keyring` holds its keys then; `error` holds what
    stopped it otherwise.
    """

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

    def following(self) -> int:
        """Give the page that follows the current one, -1 at the end."""
        page = self.currentId()
        return page + 1 if 0 <= page < NewFilePageId.FAILURE else -1

    def has_shown_key(self) -> bool:
        """Tell whether the recovery key was shown."""
        return self.recovery.was_shown

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
        if self.keyring is None:
            raise AssertionError
        self.begin(partial(_create, self._manager, self.file, self.keyring), self._on_created)

    def _on_created(self, _nothing: None) -> None:
        self.created = True
        self.ended.emit(self.currentId())
        self.accept()

    def failed_page(self, error: BaseException) -> int:
        """Say why the file was not made, and what the recovery key is worth."""
        noted = NotedKey.IN_USE if isinstance(error, IN_DOUBT) else NotedKey.USELESS
        self.failure.show_error(error, "", noted=noted)
        return NewFilePageId.FAILURE

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
            self.show_failure_buttons()
        if page >= 0:
            stopped = page == NewFilePageId.FAILURE
            self.rail.show_step(min(page, NewFilePageId.CREATION), stopped=stopped)


def _create(
    manager: MigrationManager, file: Path, keyring: Keyring, _report: Report, _cancel: Cancel
) -> None:
    manager.create(file, keyring)
