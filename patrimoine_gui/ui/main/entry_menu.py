"""The menu of everything that is entered into the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence

from patrimoine_gui.i18n import _
from patrimoine_gui.ui import icons
from patrimoine_gui.ui.theme import colours

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu

    from patrimoine_gui.ui.main.writing_actions import WritingActions


class EntryMenu(QObject):
    """Holds one action for each way of entering something; a further one is one call of `add`."""

    def __init__(self, menu: QMenu, writing: WritingActions) -> None:
        """Fill a menu.

        Args:
            menu: of the window.
            writing: tells whether the file may be written, and enables what writes.
        """
        super().__init__(menu)
        self.menu = menu
        self._writing = writing
        menu.setToolTipsVisible(True)

    def add(self, text: str, slot: object, keys: str = "", sign: str = "") -> QAction:
        """Add an action, enabled where the file may be written.

        Args:
            text: what the user reads, with its letter.
            slot: what it does.
            keys: its keys, "" for none.
            sign: name of its icon, "" for none.
        """
        action = QAction(text, self)
        if keys:
            action.setShortcut(QKeySequence(keys))
        if sign:
            action.setIcon(icons.icon(sign, colours().muted))
        action.triggered.connect(slot)
        self.menu.addAction(action)
        self._writing.offer(action)
        return action

    def offer(self, action: QAction, why_not: str = "") -> None:
        """Enable one of its actions, or say why it is of no use now."""
        self._writing.offer(action, why_not)

    def offer_about(self, actions: tuple[QAction, ...], *, chosen: bool) -> None:
        """Enable actions about what is selected, or ask to select something first."""
        why_not = "" if chosen else _("Select an asset or a debt on the page Summary first.")
        for action in actions:
            self.offer(action, why_not)
