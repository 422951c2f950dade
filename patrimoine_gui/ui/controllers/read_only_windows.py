"""The windows that show something without changing it: a backup, an older file, a copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from patrimoine_gui.ui.main.main_window import MainWindow

if TYPE_CHECKING:
    from collections.abc import Callable

    from patrimoine_gui.ui.opening.opener import OpenedFile


class ReadOnlyWindows(QObject):
    """Holds them until they are closed; a closed one has forgotten what it showed."""

    emptied = Signal()
    """The last one was closed by its user."""

    def __init__(
        self, make: Callable[[OpenedFile], MainWindow], parent: QObject | None = None
    ) -> None:
        """Show nothing yet.

        Args:
            make: makes a window, connected to whoever answers its menus.
            parent: owner.
        """
        super().__init__(parent)
        self._make = make
        self.shown: list[MainWindow] = []

    def show(self, opened: OpenedFile) -> MainWindow:
        """Show something in a window of its own, in the place of one that shows the same."""
        for window in self.shown:
            if window.opened.access.source == opened.access.source:
                self._let_go(window)
                break
        return self._put(opened)

    def _put(self, opened: OpenedFile) -> MainWindow:
        window = self._make(opened)
        window.closed.connect(self._on_closed)
        self.shown.append(window)
        window.show()
        window.raise_()
        window.activateWindow()
        return window

    def close_all(self) -> None:
        """Close them all, and forget what they show: the file is locked."""
        for window in tuple(self.shown):
            self._let_go(window)

    def rebuild(self) -> None:
        """Make them again, in the language and the theme in use."""
        for window in tuple(self.shown):
            self.shown.remove(window)
            geometry = window.geometry()
            self._put(window.hand_over()).setGeometry(geometry)
            window.retire()

    def _let_go(self, window: MainWindow) -> None:
        self.shown.remove(window)
        window.retire()

    @Slot(object)
    def _on_closed(self, _geometry: str) -> None:
        window = self.sender()
        if isinstance(window, MainWindow) and window in self.shown:
            self.shown.remove(window)
            window.deleteLater()
            if not self.shown:
                self.emptied.emit()
