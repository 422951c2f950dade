"""The rail on the left of the main window, and the pages that it leads to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QStackedWidget, QToolButton, QWidget

from patrimoine_gui.i18n import _
from patrimoine_gui.ui import icons
from patrimoine_gui.ui.theme import colours
from patrimoine_gui.ui.widgets.layouts import SPACE, column

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QResizeEvent

_NARROW: Final = 900
_ICON: Final = 20
_STEPS: Final = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
_DATA: Final = "name"


class NavigationRail(QFrame):
    """One button a page, icon and text; arrows go from one to the next."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Lead nowhere yet."""
        super().__init__(parent)
        self.buttons: list[QToolButton] = []
        self._narrow = False
        self._list = column(spacing=4, margin=SPACE)
        self._list.addStretch(1)
        self.setProperty("role", "side")
        self.setAccessibleName(_("Pages"))
        self.setLayout(self._list)

    def add(self, action: QAction) -> None:
        """Lead to one more page, with its action."""
        button = QToolButton()
        button.setText(_plain(action.text()))
        button.setIcon(action.icon())
        button.setToolTip(action.toolTip())
        button.setCheckable(True)
        button.setAutoExclusive(True)
        button.setChecked(action.isChecked())
        button.clicked.connect(action.trigger)
        action.toggled.connect(button.setChecked)
        button.setProperty("role", "rail")
        button.setIconSize(QSize(_ICON, _ICON))
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        button.setAccessibleName(_plain(action.text()))
        self._list.insertWidget(len(self.buttons), button)
        self.buttons.append(button)
        self._draw(button)

    def give_way(self, *, narrow: bool) -> None:
        """Show the icons alone, or their names again."""
        if narrow != self._narrow:
            self._narrow = narrow
            for button in self.buttons:
                self._draw(button)

    def _draw(self, button: QToolButton) -> None:
        style = Qt.ToolButtonStyle
        beside, alone = style.ToolButtonTextBesideIcon, style.ToolButtonIconOnly
        button.setToolButtonStyle(alone if self._narrow else beside)
        width = QSizePolicy.Policy.Fixed if self._narrow else QSizePolicy.Policy.Minimum
        button.setSizePolicy(width, QSizePolicy.Policy.Fixed)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        """Go to the page above or below with the arrows."""
        step = _STEPS.get(Qt.Key(event.key()))
        held = [rank for rank, button in enumerate(self.buttons) if button.hasFocus()]
        if step is None or not held:
            super().keyPressEvent(event)
            return
        button = self.buttons[(held[0] + step) % len(self.buttons)]
        button.setFocus(Qt.FocusReason.TabFocusReason)
        button.click()


class NavigationView(QWidget):
    """The rail and the page that is shown; a further page is one call of `add`."""

    shown = Signal(object)
    """The name of the page that is shown now."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Hold no page yet."""
        super().__init__(parent)
        self.rail = NavigationRail()
        self.stack = QStackedWidget()
        self.actions_in_order: list[QAction] = []
        self._names: list[str] = []
        self._group = QActionGroup(self)
        self._group.triggered.connect(self._on_triggered)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.rail)
        layout.addWidget(self.stack, 1)

    def add(self, name: str, title: str, sign: str, page: QWidget) -> None:
        """Add a page below the others; its keys are Ctrl and its rank.

        Args:
            name: what the program calls it.
            title: what the user reads, with its letter in the menu.
            sign: name of its icon.
            page: what is shown.
        """
        self._names.append(name)
        self.stack.addWidget(page)
        action = QAction(icons.icon(sign, colours().accent), title, self._group)
        action.setCheckable(True)
        action.setChecked(len(self._names) == 1)
        keys = QKeySequence(f"Ctrl+{len(self._names)}")
        action.setShortcut(keys)
        told = keys.toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(_("{page} ({keys})").format(page=_plain(title), keys=told))
        action.setProperty(_DATA, name)
        self.actions_in_order.append(action)
        self.rail.add(action)

    @property
    def current(self) -> str:
        """The name of the page that is shown."""
        return self._names[self.stack.currentIndex()]

    def show_page(self, name: str) -> None:
        """Show a page by its name."""
        rank = self._names.index(name)
        self.actions_in_order[rank].setChecked(True)
        self.stack.setCurrentIndex(rank)
        self.shown.emit(name)

    @Slot(QAction)
    def _on_triggered(self, action: QAction) -> None:
        self.show_page(str(action.property(_DATA)))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  (Qt's name)
        """Let the rail give way in a narrow window."""
        super().resizeEvent(event)
        self.rail.give_way(narrow=self.width() < _NARROW)


def _plain(title: str) -> str:
    """Give a title without the mark of its letter."""
    return title.replace("&", "")
