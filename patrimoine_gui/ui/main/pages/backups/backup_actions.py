"""What can be done with the backup that is selected: in buttons, in a menu, by keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QToolButton, QWidget

from patrimoine_gui.backup.catalog import EntryState
from patrimoine_gui.i18n import _
from patrimoine_gui.ui import icons
from patrimoine_gui.ui.theme import colours

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from patrimoine_gui.backup.catalog import CatalogEntry
    from patrimoine_gui.ui.main.pages.backups.backup_table import BackupTable

_NARROW: Final = 660


class BackupActions(QObject):
    """The actions themselves; whoever connects them does the work."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Make the actions."""
        super().__init__(parent)
        self.verify = self._new(_("&Verify"), "shield")
        self.look = self._new(_("Open &read-only"), "eye")
        self.compare = self._new(_("&Compare…"), "compare")
        self.restore = self._new(_("Re&store…"), "archive")
        self.weigh = self._new(_("&Net worth that day"), "summary")
        self.export = self._new(_("Copy else&where…"), "copy")
        self.readable = self._new(_("Export as a &readable copy…"), "lock-open")
        self.delete = self._new(_("&Delete this backup…"), "trash")
        self.delete.setShortcut(QKeySequence(Qt.Key.Key_Delete))
        self.delete.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.first = (self.restore, self.look, self.compare, self.verify)
        self.others = (self.weigh, self.export, self.readable, self.delete)

    def _new(self, text: str, sign: str) -> QAction:
        shown = colours()
        action = QAction(icons.icon(sign, shown.accent, shown.faint), text, self)
        action.setToolTip(text.replace("&", "").removesuffix("…"))
        return action

    def put_in(self, table: BackupTable) -> None:
        """Offer them in the menu of the table, and its keys."""
        for action in (*self.first, *self.others):
            table.addAction(action)

    def allow(self, entry: CatalogEntry | None, *, busy: bool) -> None:
        """Enable what can be done with a backup now."""
        usable = entry is not None and entry.backup is not None
        sound = usable and entry is not None and entry.state is not EntryState.SUSPECT
        for action in (self.look, self.compare, self.restore, self.weigh, self.readable):
            action.setEnabled(sound and not busy)
        for action in (self.verify, self.export, self.delete):
            action.setEnabled(entry is not None and not busy)


class ActionRow(QWidget):
    """The buttons below the table; a narrow one shows their icons alone."""

    def __init__(self, actions: BackupActions, parent: QWidget | None = None) -> None:
        """Show the first actions, and the others in a menu."""
        super().__init__(parent)
        self.buttons: list[QToolButton] = []
        self.more = QToolButton()
        self._build(actions)

    def _build(self, actions: BackupActions) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for action in actions.first:
            button = QToolButton()
            button.setDefaultAction(action)
            button.setProperty("role", "tool")
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setAccessibleName(action.toolTip())
            self.buttons.append(button)
            layout.addWidget(button)
        menu = QMenu(self.more)
        menu.addActions(actions.others)
        self.more.setText(_("More"))
        self.more.setAccessibleName(_("More actions"))
        self.more.setMenu(menu)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setProperty("role", "tool")
        self.more.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        layout.addWidget(self.more)
        layout.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  (Qt's name)
        """Leave out the words where there is no room for them."""
        super().resizeEvent(event)
        style = Qt.ToolButtonStyle
        narrow = self.width() < _NARROW
        for button in self.buttons[1:]:
            shown = style.ToolButtonIconOnly if narrow else style.ToolButtonTextBesideIcon
            button.setToolButtonStyle(shown)
