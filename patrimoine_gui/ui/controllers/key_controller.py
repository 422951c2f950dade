"""Changes the keys of the open file when the user asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from patrimoine_gui.errors import StateUnknown

if TYPE_CHECKING:
    from patrimoine_gui.ui.key_action import KeyAction
    from patrimoine_gui.ui.main.main_window import MainWindow
    from patrimoine_gui.ui.opening.opener import Opener
    from patrimoine_gui.ui.wizards.keys.key_wizard import KeyWizard


class KeyController(QObject):
    """Shows one wizard at a time above the main window, which gets the new keys."""

    opened = Signal(object)
    """The wizard that is now shown."""
    lost = Signal()
    """The window cannot keep the file: somebody else took it, or nobody knows what opens it."""

    def __init__(self, opener: Opener, parent: QObject | None = None) -> None:
        """Show nothing yet."""
        super().__init__(parent)
        self._opener = opener
        self._main: MainWindow | None = None
        self.shown: KeyWizard | None = None

    def begin(self, action: KeyAction, main: MainWindow) -> None:
        """Begin a change of the keys of the file that a window shows."""
        from patrimoine_gui.ui.wizards.keys.key_change_tasks import KeyChangeTasks
        from patrimoine_gui.ui.wizards.keys.key_wizard import KeyWizard

        if self.shown is not None:
            return
        self._main = main
        self.shown = KeyWizard(action, KeyChangeTasks(self._opener, main.opened), main)
        self.shown.finished.connect(self._on_finished)
        self.opened.emit(self.shown)
        self.shown.open()

    def close(self) -> None:
        """Close what is shown; no work may be running."""
        if self.shown is not None:
            self.shown.leave()

    @Slot(int)
    def _on_finished(self, _code: int) -> None:
        wizard, self.shown = self.shown, None
        main, self._main = self._main, None
        if wizard is None or main is None:
            return
        if wizard.changed is not None:
            main.adopt(wizard.changed.opened)
        wizard.deleteLater()
        if not main.opened.lock.is_held or isinstance(wizard.error, StateUnknown):
            self.lost.emit()
