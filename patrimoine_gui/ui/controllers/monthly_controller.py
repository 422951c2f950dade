"""Shows what is entered from the menu of a main window: the monthly statement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from patrimoine_gui import formats
from patrimoine_gui.i18n import _, ngettext
from patrimoine_gui.ui.amounts import Amounts

if TYPE_CHECKING:
    from patrimoine_gui.ui.controllers.app_state import AppState
    from patrimoine_gui.ui.main.main_window import MainWindow


class MonthlyController(QObject):
    """Opens the monthly statement of the file that is open."""

    def __init__(self, state: AppState, parent: QObject | None = None) -> None:
        """Answer no window yet."""
        super().__init__(parent)
        self._state = state

    def listen_to(self, window: MainWindow) -> None:
        """Put the statement, which is entered every month, above the rest of the menu Entry."""
        entry = window.menus.entry
        action = entry.add(_("&Monthly statement…"), self.show, "Ctrl+M", "refresh")
        entry.menu.insertAction(entry.menu.actions()[0], action)

    @Slot()
    def show(self) -> None:
        """Show the statement above the main window."""
        from patrimoine_gui.ui.main.monthly.monthly_dialog import MonthlyDialog

        main = self._state.main
        if main is None or not main.is_writable:
            return
        dialog = MonthlyDialog(main.editor, Amounts(main.menus.hide_action.isChecked()), main)
        dialog.saved.connect(self._on_saved)
        self._state.dialogs.show(dialog)

    @Slot(object)
    def _on_saved(self, count: int) -> None:
        if self._state.main is not None:
            text = ngettext("{count} value is saved.", "{count} values are saved.", count)
            self._state.main.status_bar.say(text.format(count=formats.integer(count)))
