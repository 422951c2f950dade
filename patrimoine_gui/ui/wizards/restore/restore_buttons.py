"""Which buttons each page of a restore shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtWidgets import QWizard

from patrimoine_gui.ui.wizards.restore.restore_pages import RestorePageId

_Button = QWizard.WizardButton

_WORK: Final = {
    RestorePageId.READING,
    RestorePageId.CHECK,
    RestorePageId.UPGRADE,
    RestorePageId.WORK,
}


@dataclass(frozen=True, slots=True)
class Buttons:
    """The buttons of one page.

    Attributes:
        shown: from left to right.
        focus: whether the one that leads on gets the keyboard.
    """

    shown: tuple[QWizard.WizardButton, ...]
    focus: bool = True


def usual_buttons(page: RestorePageId, *, came_by_list: bool) -> Buttons:
    """Give the buttons of a page but the last ones.

    Args:
        page: which one.
        came_by_list: whether the list of the backups is behind it.
    """
    on = (
        _Button.CommitButton
        if page in {RestorePageId.CHANGES, RestorePageId.TARGET}
        else _Button.NextButton
    )
    if page in _WORK:
        return Buttons((_Button.CancelButton,))
    if page is RestorePageId.CANCELLED:
        return Buttons((_Button.FinishButton,))
    if page in {RestorePageId.UNLOCK, RestorePageId.TARGET} or (
        page is RestorePageId.ABOUT and came_by_list
    ):
        shown = (_Button.BackButton, _Button.CancelButton, on)
        return Buttons(shown, focus=page is not RestorePageId.UNLOCK)
    return Buttons((_Button.CancelButton, on), focus=page is not RestorePageId.CHOICE)


def failure_buttons(*, may_try_again: bool) -> Buttons:
    """Offer to choose again, and to try again where that may help."""
    again = (_Button.CustomButton2,) if may_try_again else ()
    return Buttons((_Button.CustomButton1, *again, _Button.FinishButton))


def last_buttons(*, opens: bool) -> Buttons:
    """Give the buttons of the result.

    Args:
        opens: whether what was restored has to be opened: there is no other file to go back to.
    """
    return Buttons(
        (_Button.FinishButton,) if opens else (_Button.CustomButton1, _Button.FinishButton)
    )
