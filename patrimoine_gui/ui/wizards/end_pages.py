"""How an upgrade that did not happen ends: cancelled, or stopped by a failure."""

from __future__ import annotations

from enum import Enum
from typing import Final

from PySide6.QtWidgets import QLabel, QPushButton, QWidget, QWizard

from patrimoine_gui.errors import (
    Cancelled,
    ProofFailed,
    PublishedUnconfirmed,
    ResultUnread,
    StateUnknown,
    UpgradeFailed,
    UpgradeStep,
)
from patrimoine_gui.i18n import _
from patrimoine_gui.ui.temporary_errors import is_temporary
from patrimoine_gui.ui.widgets.facts import facts
from patrimoine_gui.ui.widgets.frames import frame
from patrimoine_gui.ui.widgets.labels import label
from patrimoine_gui.ui.widgets.layouts import clear, column
from patrimoine_gui.ui.widgets.notices import banner
from patrimoine_gui.ui.widgets.report_button import ReportButton, technical_details
from patrimoine_gui.ui.wizards.wizard_page import WizardPage
from patrimoine_gui.wording import difference_sentence, explain
from patrimoine_gui.wording.error_location import places

IN_DOUBT: Final = (PublishedUnconfirmed, ResultUnread, StateUnknown)
"""Errors after which the file is, or may be, no longer what it was."""

_BEFORE_BACKUP: Final = (UpgradeStep.LOCK, UpgradeStep.SNAPSHOT)


class NotedKey(Enum):
    """What a recovery key is worth that was noted in an attempt that came to nothing."""

    USELESS = "opens nothing"
    IN_USE = "opens the file, or may: the work was published, or may have been"
    MAY_OPEN_BACKUP = "opens the backup of the attempt, where it was made"


def worth_of_noted_key(error: BaseException, reached: UpgradeStep | None) -> NotedKey:
    """Tell what a recovery key is worth after an upgrade that stopped.

    Args:
        error: what stopped it; a cancel during the backup may come just after its end.
        reached: the step it had begun, None for none.
    """
    if isinstance(error, IN_DOUBT):
        return NotedKey.IN_USE
    if reached is None or reached in _BEFORE_BACKUP:
        return NotedKey.USELESS
    is_failure = reached is UpgradeStep.BACKUP and not isinstance(error, Cancelled)
    return NotedKey.USELESS if is_failure else NotedKey.MAY_OPEN_BACKUP


class CancelledPage(WizardPage):
    """A calm end: the user stopped it, and the file is what it was."""

    def __init__(
        self, parent: QWidget | None = None, *, title: str = "", safe: str = "", told: str = ""
    ) -> None:
        """Say that nothing happened.

        Args:
            parent: widget that holds it.
            title: what was cancelled, where it is not an upgrade.
            safe: what is intact.
            told: what that means.
        """
        super().__init__(title or _("The upgrade was cancelled"), _("As you asked."), parent)
        self.setFinalPage(True)
        self.setButtonText(QWizard.WizardButton.FinishButton, _("C&lose"))
        told = told or _("It is exactly what it was before. You can upgrade it whenever you like.")
        self.body.addWidget(banner("good", told, safe or _("Your file is intact")))
        self.body.addStretch(1)

    def tell_of_noted_key(self, noted: NotedKey) -> None:
        """Say what the recovery key that was just noted is worth."""
        self.body.insertWidget(1, _noted_key(noted))


class FailurePage(WizardPage):
    """Says that the file is intact, why it stopped, and what to do."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Show nothing until an error is given."""
        super().__init__(_("The upgrade did not take place"), "", parent)
        self.setFinalPage(True)
        self.setButtonText(QWizard.WizardButton.FinishButton, _("C&lose"))
        self.report: QPushButton | None = None

    def show_error(
        self, error: BaseException, version: str, *, noted: NotedKey | None = None
    ) -> None:
        """Explain an error.

        Args:
            error: what stopped the upgrade.
            version: version of Patrimoine that wrote the file, "0.1"; "" where it is not upgraded.
            noted: what the recovery key of this attempt is worth, None where there is none.
        """
        clear(self.body)
        explanation = explain(error)
        self.heading.setText(explanation.title)
        self.set_introduction(explanation.what)
        safe = _("Your data is safe")
        title = "" if explanation.safe.startswith(safe) else safe
        is_safe = not isinstance(error, IN_DOUBT)
        self.body.addWidget(
            banner("good", explanation.safe, title) if is_safe else banner("warn", explanation.safe)
        )
        advice = column(label(_("What to do now"), "heading"), _text(explanation.next))
        if version and isinstance(error, ProofFailed | UpgradeFailed):
            opens = _("Version {version} of Patrimoine opens this file as before.")
            advice.addWidget(_text(opens.format(version=version)))
        advice.addLayout(facts(places(error)))
        self.body.addWidget(frame(advice))
        if isinstance(error, ProofFailed):
            self.body.addWidget(_differences(error))
        if noted is not None:
            self.body.addWidget(_noted_key(noted, again=is_temporary(error)))
        self.report = ReportButton(error)
        self.body.addWidget(self.report)
        self.body.addWidget(technical_details(error))
        self.body.addStretch(1)


def _noted_key(noted: NotedKey, *, again: bool = False) -> QWidget:
    """Say what a recovery key is worth.

    Args:
        noted: what it is worth if nothing more is done.
        again: whether the same work can be tried again, with the same key.
    """
    if again and noted is not NotedKey.IN_USE:
        uses = _("“Try again” uses the recovery key that you have just noted.")
        destroy = _("If you close instead, it opens nothing: destroy it.")
        keep = _("If you close instead, it opens the backup of this attempt, where there is one.")
        return banner("info", f"{uses} {destroy if noted is NotedKey.USELESS else keep}")
    if noted is NotedKey.USELESS:
        text = _("The recovery key that you have just noted will not be used: destroy it.")
        return banner("info", text)
    if noted is NotedKey.IN_USE:
        text = _("It opens the file, with the passphrase that you have chosen.")
        return banner("info", text, _keep_noted_key())
    return banner(
        "info",
        _(
            "It opens the backup that this attempt made, where there is one. The next attempt gives"
            " you another one, for the file itself."
        ),
        _keep_noted_key(),
    )


def _keep_noted_key() -> str:
    return _("Keep the recovery key that you have just noted")


def _differences(error: ProofFailed) -> QWidget:
    card = column(label(_("What is not the same"), "heading"))
    for difference in error.differences:
        card.addWidget(_text(f"• {difference_sentence(difference)}"))
    return frame(card)


def _text(text: str) -> QLabel:
    return label(text, select=True)
