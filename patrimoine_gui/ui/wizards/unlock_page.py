"""The page of a wizard that opens the keys of a protected file."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot

from patrimoine_gui.errors import RecoveryKeyMalformed, WrongPassphrase
from patrimoine_gui.i18n import _
from patrimoine_gui.ui.widgets.frames import frame
from patrimoine_gui.ui.widgets.inline_message import InlineMessage
from patrimoine_gui.ui.widgets.keys.retry_delay import RETRY_DELAY, RetryDelay
from patrimoine_gui.ui.widgets.keys.unlock_form import UnlockForm
from patrimoine_gui.ui.widgets.layouts import column
from patrimoine_gui.ui.wizards import key_tasks
from patrimoine_gui.ui.wizards.wizard_page import WizardPage

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from patrimoine_gui.crypto.header import FileHeader
    from patrimoine_gui.crypto.kdf import KdfPolicy
    from patrimoine_gui.crypto.keyring import Keyring


class UnlockPage(WizardPage):
    """Leads on once the passphrase, or the recovery key, has opened the keys."""

    unlocked = Signal(object)
    """The `Keyring`."""

    def __init__(
        self,
        header: FileHeader,
        policy: KdfPolicy | None = None,
        parent: QWidget | None = None,
        *,
        retry_delay: RetryDelay = RETRY_DELAY,
    ) -> None:
        """Ask for the key of a file.

        Args:
            header: the keys of the file, still closed.
            policy: which derivations are read; None for the one of every day.
            parent: widget that holds it.
            retry_delay: how long to wait after failures.
        """
        super().__init__(
            _("Unlock your file"),
            _("The upgrade reads your values again to prove that none has changed."),
            parent,
        )
        self.keyring: Keyring | None = None
        self.form = UnlockForm(partial(key_tasks.unlock, header, policy), retry_delay=retry_delay)
        self.safe = InlineMessage()
        self.body.addWidget(frame(column(self.form, self.safe)))
        self.body.addStretch(1)
        self.form.unlocked.connect(self._on_unlocked)
        self.form.failed.connect(self._on_failed)
        self.form.state_changed.connect(self.completeChanged)
        for field in (self.form.passphrase, self.form.recovery):
            field.changed.connect(self._on_changed)
        self.form.other_way.clicked.connect(self._on_changed)

    def initializePage(self) -> None:  # noqa: N802  (Qt's name)
        """Give the keyboard to the field."""
        self.form.focus_first()

    def isComplete(self) -> bool:  # noqa: N802  (Qt's name)
        """Tell whether another try may begin."""
        return self.form.can_submit

    def validatePage(self) -> bool:  # noqa: N802  (Qt's name)
        """Begin a try, or go on where the keys are open."""
        if self.keyring is None:
            self.form.submit()
        return self.keyring is not None

    def forget(self) -> None:
        """Empty the field and put the keys away."""
        self.keyring = None
        self.form.forget()
        self.safe.say("")

    @Slot()
    def _on_changed(self) -> None:
        self.safe.say("")

    @Slot(object)
    def _on_failed(self, error: BaseException) -> None:
        mistyped = isinstance(error, WrongPassphrase | RecoveryKeyMalformed)
        safe = _("Your data is safe: the file has not been changed.")
        self.safe.say(safe if mistyped else "", "info")
        trouble = self.form.trouble
        self.bring_into_view(self.form.field if trouble.isHidden() else trouble)

    @Slot(object)
    def _on_unlocked(self, keyring: Keyring) -> None:
        self.keyring = keyring
        self.unlocked.emit(keyring)
        wizard = self.wizard()
        if wizard is not None and wizard.currentPage() is self:
            wizard.next()
