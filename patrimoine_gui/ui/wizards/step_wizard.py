"""What our wizards share: the rail, the buttons of each page, the room they take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QMessageBox, QPushButton, QWidget, QWizard

from patrimoine_gui.i18n import _
from patrimoine_gui.ui import icons
from patrimoine_gui.ui.widgets.labels import title_of
from patrimoine_gui.ui.widgets.roles import set_role
from patrimoine_gui.ui.widgets.top_level import close_by_keys, size_within_screen
from patrimoine_gui.ui.wizards.step_rail import StepRail

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QResizeEvent

SIZE: Final = (860, 640)
SMALLEST: Final = (640, 460)
_NARROW: Final = 760


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked before a wizard gives something up.

    Attributes:
        title: of the window.
        text: the question.
        told: what to know before answering.
        stay: the button that gives nothing up; the usual answer.
        leave: the other one.
    """

    title: str
    text: str
    told: str
    stay: str
    leave: str


class StepWizard(QWizard):
    """A wizard with its steps on the left, where a narrow window shows their signs alone."""

    def __init__(
        self, title: str, steps: tuple[str, ...], cancel: str, parent: QWidget | None = None
    ) -> None:
        """Prepare a wizard without pages.

        Args:
            title: of the window.
            steps: names on the rail.
            cancel: what the button that gives up says.
            parent: window above which this one stands.
        """
        super().__init__(parent)
        self.rail = StepRail(steps)
        self.question: QMessageBox | None = None
        self.setWindowTitle(title_of(title))
        self.setWindowIcon(icons.app_icon())
        self.setWizardStyle(QWizard.WizardStyle.ClassicStyle)
        self.setOption(QWizard.WizardOption.NoBackButtonOnStartPage)
        self.setOption(QWizard.WizardOption.NoBackButtonOnLastPage)
        self.setOption(QWizard.WizardOption.NoCancelButtonOnLastPage)
        self.setButtonText(QWizard.WizardButton.NextButton, _("&Next"))
        self.setButtonText(QWizard.WizardButton.BackButton, _("&Back"))
        self.setButtonText(QWizard.WizardButton.CancelButton, cancel)
        self.setSideWidget(self.rail)
        which = QWizard.WizardButton
        for name in (which.CancelButton, which.BackButton):
            gives_way = self.button(name)
            if isinstance(gives_way, QPushButton):
                gives_way.setAutoDefault(False)
        for name in (which.NextButton, which.CommitButton, which.FinishButton):
            set_role(self.button(name), "leads")
        size_within_screen(self, SIZE, SMALLEST)
        close_by_keys(self)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  (Qt's name)
        """Let the rail give way in a narrow window."""
        super().resizeEvent(event)
        self.rail.give_way(narrow=self.width() < _NARROW)

    def show_buttons(self, *shown: QWizard.WizardButton, focus: bool = True) -> None:
        """Show these buttons on the right; the last one leads on, unless it is Cancel.

        Args:
            shown: from left to right.
            focus: whether the one that leads on gets the keyboard; a page with fields keeps it.
        """
        self.setButtonLayout([QWizard.WizardButton.Stretch, *shown])
        last = self.button(shown[-1])
        if shown[-1] is QWizard.WizardButton.CancelButton or not isinstance(last, QPushButton):
            return
        last.setDefault(True)
        if focus:
            last.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """Close without asking, for somebody else has decided it; no work may be running."""
        self.done(QWizard.DialogCode.Rejected)

    def done(self, result: int) -> None:
        """Close, with the question that is shown."""
        if self.question is not None:
            self.question.reject()
        super().done(result)

    # --- a question before something is given up --------------------------------------------

    def ask(self, asked: Question, given_up: Callable[[], None]) -> None:
        """Ask, unless a question is shown already.

        Args:
            asked: what.
            given_up: called where the answer is not to stay.
        """
        if self.question is not None:
            return
        box = QMessageBox(self)
        box.setIconPixmap(icons.pixmap("patrimoine", "", 40))
        box.setWindowTitle(asked.title)
        box.setText(asked.text)
        box.setInformativeText(asked.told)
        stay = box.addButton(asked.stay, QMessageBox.ButtonRole.RejectRole)
        box.addButton(asked.leave, QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(stay)
        box.setEscapeButton(stay)
        box.finished.connect(self._on_question_closed)
        box.accepted.connect(given_up)
        self.question = box
        close_by_keys(box)
        box.open()

    @Slot()
    def _on_question_closed(self) -> None:
        if self.question is not None:
            self.question.deleteLater()
            self.question = None
