"""The two pages of a wizard that make new keys: a passphrase, then a recovery key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal, Slot

from patrimoine_gui.i18n import _
from patrimoine_gui.ui.background import JobRunner
from patrimoine_gui.ui.widgets.busy_line import BusyLine
from patrimoine_gui.ui.widgets.keys.passphrase_fields import PassphraseFields
from patrimoine_gui.ui.widgets.keys.recovery_card import RecoveryCard
from patrimoine_gui.ui.widgets.layouts import clear, column
from patrimoine_gui.ui.widgets.notices import banner
from patrimoine_gui.ui.wizards import key_tasks
from patrimoine_gui.ui.wizards.wizard_page import WizardPage
from patrimoine_gui.wording import explain
from patrimoine_gui.wording.protection import backups_are_whole, still_readable

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QFrame, QWidget

    from patrimoine_gui.crypto.header import FileHeader
    from patrimoine_gui.crypto.kdf import KdfPolicy
    from patrimoine_gui.ui.wizards.key_tasks import NewKeys


class PassphrasePage(WizardPage):
    """Leads on once keys were made from a passphrase; the derivation runs beside the window."""

    made = Signal(object)
    """The `NewKeys`."""

    def __init__(
        self,
        file: Path,
        policy: KdfPolicy | None = None,
        parent: QWidget | None = None,
        *,
        earlier: FileHeader | None = None,
    ) -> None:
        """Ask for the passphrase of a file that has none.

        Args:
            file: the household file; its name makes a bad passphrase.
            policy: how keys are derived; None for the one of every day.
            parent: widget that holds it.
            earlier: keys that an attempt before this one made, still closed.
        """
        super().__init__(
            _("Choose a passphrase"),
            " ".join(
                (
                    _("It protects your file. Patrimoine asks for it at each opening."),
                    still_readable(),
                    backups_are_whole(),
                )
            ),
            parent,
        )
        self.keys: NewKeys | None = None
        self.fields = PassphraseFields((file.stem, file.parent.name))
        self.busy_line = BusyLine(_("Making the keys… This takes a few seconds, on purpose."))
        self._trouble = column()
        self._policy = policy
        self._earlier = earlier
        self._made_from = ""
        self._jobs = JobRunner(self)
        self._build()
        self.fields.agreed.connect(self._on_agreed)
        self.fields.warned.connect(self._on_warned)

    def _build(self) -> None:
        if self._earlier is not None:
            self.body.addWidget(_tried_before())
        self.body.addWidget(self.fields)
        self.body.addLayout(self._trouble)
        self.body.addWidget(self.busy_line)
        self.body.addStretch(1)

    @property
    def busy(self) -> bool:
        """Whether keys are being made."""
        return self._jobs.is_running

    def initializePage(self) -> None:  # noqa: N802  (Qt's name)
        """Give the keyboard to the first line."""
        self.fields.focus_first()

    def cleanupPage(self) -> None:  # noqa: N802  (Qt's name)
        """Keep what was typed when the user goes back."""

    def isComplete(self) -> bool:  # noqa: N802  (Qt's name)
        """Tell whether Next can be pressed: always, but while keys are being made."""
        return not self.busy

    def validatePage(self) -> bool:  # noqa: N802  (Qt's name)
        """Begin to make keys, or go on where they are made from this very passphrase."""
        if self.busy or not self.fields.check():
            return False
        if self.keys is not None and self._made_from == self.fields.passphrase():
            return True
        self._make()
        return False

    def forget(self) -> None:
        """Empty the lines and put the keys away; a job that still runs is not listened to."""
        self.keys = None
        self._made_from = ""
        self._jobs.abandon()
        self.fields.forget()
        self._show_busy()

    def _make(self) -> None:
        clear(self._trouble)
        passphrase = self._made_from = self.fields.passphrase()
        if self.keys is None:
            task = key_tasks.create(passphrase, self._policy, self._earlier)
        else:
            task = key_tasks.with_passphrase(self.keys, passphrase, self._policy)
        self.fields.first.reveal(shown=False)
        self._jobs.run(task, self._on_made, self._on_failed)
        self._show_busy()

    def _show_busy(self) -> None:
        self.busy_line.setVisible(self.busy)
        if self.busy:
            self.busy_line.setFocus()  # else Cancel would get it, from the button that goes off
            self.bring_into_view(self.busy_line)
        self.fields.setEnabled(not self.busy)
        self.completeChanged.emit()

    def _on_made(self, keys: NewKeys) -> None:
        self._show_busy()
        self.keys = keys
        self.made.emit(keys)
        self._go_on()

    def _on_failed(self, error: BaseException) -> None:
        self._made_from = ""
        self._show_busy()
        told = explain(error)
        notice = banner("bad", f"{told.what}\n{told.next}", told.title)
        self._trouble.addWidget(notice)
        self.bring_into_view(notice)
        self.fields.focus_first()

    @Slot()
    def _on_warned(self) -> None:
        self.bring_into_view(self.fields.warning)

    @Slot()
    def _on_agreed(self) -> None:
        self._go_on()

    def _go_on(self) -> None:
        wizard = self.wizard()
        if wizard is not None and wizard.currentPage() is self:
            wizard.next()


def _tried_before() -> QFrame:
    return banner(
        "info",
        _("Give it again, and the backup made then serves again. Another one is fine too."),
        _("You have already chosen a passphrase for this file"),
    )


class RecoveryPage(WizardPage):
    """Leads on once the recovery key was typed back.

    `was_shown` tells whether the user has seen the key, and may have noted it.
    """

    def __init__(self, file: Path, parent: QWidget | None = None) -> None:
        """Show nothing before a key is given."""
        super().__init__(
            _("Keep the recovery key"),
            _(
                "It opens the file if the passphrase is forgotten. Without the passphrase and"
                " without this key, the data is lost: there is no back door."
            ),
            parent,
        )
        self.card = RecoveryCard(file)
        self.was_shown = False
        self.body.addWidget(self.card)
        self.body.addStretch(1)
        self.card.confirmed_changed.connect(self._on_typed)

    def initializePage(self) -> None:  # noqa: N802  (Qt's name)
        """Give the keyboard to the key, so that it is read out, once the page is shown."""
        self.was_shown = True
        QTimer.singleShot(0, self.card.shown_key, self.card.shown_key.setFocus)

    def cleanupPage(self) -> None:  # noqa: N802  (Qt's name)
        """Keep what was typed when the user goes back."""

    def isComplete(self) -> bool:  # noqa: N802  (Qt's name)
        """Tell whether the key was typed back."""
        return self.card.confirmed

    @Slot()
    def _on_typed(self) -> None:
        self.completeChanged.emit()
        if self.card.typed.edit.hasFocus():
            self.bring_into_view(self.card.typed)

    @Slot(object)
    def show_keys(self, keys: NewKeys) -> None:
        """Show the recovery key of new keys; the same one again changes nothing."""
        self.card.show_key(keys.recovery)

    def forget(self) -> None:
        """Empty everything that showed the key."""
        self.was_shown = False
        self.card.forget()
