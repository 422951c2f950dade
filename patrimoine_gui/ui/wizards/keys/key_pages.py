"""The pages that changing keys needs beside those that making keys has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QProgressBar, QWizard

from patrimoine_gui.i18n import _
from patrimoine_gui.migration.outcome import Outcome  # noqa: TC001
from patrimoine_gui.ui.widgets.facts import facts
from patrimoine_gui.ui.widgets.frames import frame
from patrimoine_gui.ui.widgets.keys.unlock_form import UnlockForm
from patrimoine_gui.ui.widgets.labels import label
from patrimoine_gui.ui.widgets.layouts import clear, column
from patrimoine_gui.ui.widgets.notices import banner
from patrimoine_gui.ui.widgets.report_button import technical_details
from patrimoine_gui.ui.wizards.proof_model import ProofModel
from patrimoine_gui.ui.wizards.proof_table import ProofTable
from patrimoine_gui.ui.wizards.wizard_page import WizardPage

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from patrimoine_gui.ui.secret import Unlocking
    from patrimoine_gui.ui.wizards.key_tasks import NewKeys


class ConfirmPage(WizardPage):
    """Leads on once the present passphrase was typed."""

    confirmed = Signal(object)
    """The passphrase was right: the `NewKeys` that the task has made."""

    def __init__(
        self, title: str, explanation: str, unlocking: Unlocking, parent: QWidget | None = None
    ) -> None:
        """Ask for the present passphrase.

        Args:
            title: what is about to be done.
            explanation: what that means.
            unlocking: makes the task that checks the passphrase.
            parent: widget that holds it.
        """
        super().__init__(title, explanation, parent)
        self.keys: NewKeys | None = None
        self.form = UnlockForm(unlocking)
        self.form.other_way.hide()
        asked = label(_("Type your present passphrase, to make sure that it is you."))
        self.body.addWidget(frame(column(asked, self.form, spacing=12)))
        self.body.addStretch(1)
        self.form.unlocked.connect(self._on_unlocked)
        self.form.state_changed.connect(self.completeChanged)

    def initializePage(self) -> None:  # noqa: N802  (Qt's name)
        """Give the keyboard to the field."""
        self.form.focus_first()

    def cleanupPage(self) -> None:  # noqa: N802  (Qt's name)
        """Keep what was typed when the user goes back."""

    def isComplete(self) -> bool:  # noqa: N802  (Qt's name)
        """Tell whether a try may begin."""
        return self.form.can_submit

    def validatePage(self) -> bool:  # noqa: N802  (Qt's name)
        """Begin a try, or go on where the passphrase was right."""
        if self.keys is None:
            self.form.submit()
        return self.keys is not None

    def forget(self) -> None:
        """Empty the field and put the keys away."""
        self.keys = None
        self.form.forget()

    @Slot(object)
    def _on_unlocked(self, keys: NewKeys) -> None:
        self.keys = keys
        self.form.forget()
        self.confirmed.emit(keys)
        wizard = self.wizard()
        if wizard is not None and wizard.currentPage() is self:
            wizard.next()


class WorkPage(WizardPage):
    """Shown while the keys of the file are written: a moment, which is not stopped."""

    started = Signal()
    """The page is shown: the work may begin."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        """Say what is being done."""
        text = _("A verified backup is made first, then the keys of the file are replaced at once.")
        super().__init__(title, text, parent)
        bar = QProgressBar()
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        bar.setAccessibleName(_("Please wait"))
        self.body.addWidget(bar)
        self.body.addStretch(1)

    def initializePage(self) -> None:  # noqa: N802  (Qt's name)
        """Begin: called by the wizard when the page is about to be shown."""
        self.started.emit()

    def isComplete(self) -> bool:  # noqa: N802  (Qt's name)
        """Tell the wizard that only the end of the work leads on."""
        return False


class DonePage(WizardPage):
    """Says what holds from now on; shows the proof where values were written."""

    def __init__(self, title: str, good: str, notes: tuple[str, ...]) -> None:
        """Say how it ended.

        Args:
            title: what was done.
            good: what holds now.
            notes: what else there is to know.
        """
        super().__init__(title)
        self.setFinalPage(True)
        self.setButtonText(QWizard.WizardButton.FinishButton, _("C&lose"))
        self.table: ProofTable | None = None
        self.body.addWidget(banner("good", good))
        card = column(*(label(note) for note in notes))
        self.body.addWidget(frame(card))
        self._proof = column()
        self.body.addLayout(self._proof)
        self.body.addStretch(1)

    def show_outcome(self, outcome: Outcome) -> None:
        """Show the proof, date by date, and where the backup is."""
        clear(self._proof)
        same = _("Every figure was compared before and after, to the cent.")
        self._proof.addWidget(banner("good", same, _("Your net worth is the same")))
        self.table = ProofTable(ProofModel(outcome.proof))
        self._proof.addWidget(frame(column(self.table)))
        if outcome.backup is not None:
            self._proof.addLayout(facts(((_("Backup"), str(outcome.backup)),)))
        self._proof.addWidget(technical_details(outcome))


class UndonePage(WizardPage):
    """A calm end: the user stopped it, and the file is what it was."""

    def __init__(self) -> None:
        """Say that nothing happened."""
        super().__init__(_("The keys were not renewed"), _("As you asked."))
        self.setFinalPage(True)
        self.setButtonText(QWizard.WizardButton.FinishButton, _("C&lose"))
        text = _(
            "It is exactly what it was before: the passphrase and the recovery key that you had "
            "open it. The new recovery key opens nothing: throw it away."
        )
        self.body.addWidget(banner("good", text, _("Your file is intact")))
        self.body.addStretch(1)
