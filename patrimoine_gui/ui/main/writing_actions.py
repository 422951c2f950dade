"""Actions that write to the file: each is enabled, or says why it is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patrimoine_gui.i18n import _

if TYPE_CHECKING:
    from PySide6.QtGui import QAction


class WritingActions:
    """Enables the actions that write to the file of one window, or tells why each cannot now."""

    def __init__(self) -> None:
        """Know no action yet; the file may be written."""
        self._why_not: dict[QAction, str] = {}
        self._may_write = True

    def offer(self, action: QAction, why_not: str = "") -> None:
        """Enable an action, or say why it is of no use now.

        Args:
            action: from now on one of those that are enabled only where the file may be written.
            why_not: the reason, "" where there is none.
        """
        self._why_not[action] = why_not
        self._show(action)

    def allow(self, *, writing: bool) -> None:
        """Say whether the file may be written."""
        self._may_write = writing
        for action in self._why_not:
            self._show(action)

    def _show(self, action: QAction) -> None:
        why_not = self._why_not[action]
        if not self._may_write:
            why_not = _("This file can only be looked at here: nothing in it can be changed now.")
        action.setEnabled(not why_not)
        action.setToolTip(why_not or action.text().replace("&", ""))
