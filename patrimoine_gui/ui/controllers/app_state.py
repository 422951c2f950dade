"""What the controllers share: the windows of the moment, and what opens files for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from patrimoine_gui.ui.controllers.dialog_controller import DialogController
from patrimoine_gui.ui.controllers.file_opener import FileOpener
from patrimoine_gui.ui.controllers.key_controller import KeyController
from patrimoine_gui.ui.controllers.wizard_controller import WizardController
from patrimoine_gui.ui.dialogs.error_dialog import ErrorDialog
from patrimoine_gui.ui.dialogs.file_dialogs import FileDialogs
from patrimoine_gui.ui.start.start_window import StartWindow

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from patrimoine_gui.migration.manager import MigrationManager
    from patrimoine_gui.ui.controllers.wizard_controller import Wizard
    from patrimoine_gui.ui.main.main_window import MainWindow
    from patrimoine_gui.ui.opening.opener import Opener
    from patrimoine_gui.ui.settings import SettingsStore


class AppState(QObject):
    """Read by every controller; the app controller alone puts other windows in it.

    The keys of an open file are held by its main window alone: when that is locked or closed,
    nothing here knows them any more.
    """

    def __init__(
        self, opener: Opener, settings: SettingsStore, parent: QObject | None = None
    ) -> None:
        """Begin with a start window that is not shown, and no main window.

        Args:
            opener: opens files.
            settings: what the program remembers.
            parent: owner.
        """
        super().__init__(parent)
        self.opener = opener
        self.settings = settings
        self.start = StartWindow(settings.current.recent)
        self.main: MainWindow | None = None
        self.file_dialogs = FileDialogs(self.top_window, self)
        self.file_opener = FileOpener(opener, settings, self._start_window, self)
        self.dialogs = DialogController(self)
        self.wizards = WizardController(opener, self)
        self.key_controller = KeyController(opener, self)

    def _start_window(self) -> StartWindow:
        return self.start

    @property
    def manager(self) -> MigrationManager:
        """What does the work on files."""
        return self.opener.manager

    @property
    def wizard(self) -> Wizard | None:
        """The wizard that is shown."""
        return self.wizards.shown

    @property
    def is_free(self) -> bool:
        """Whether nothing is being read and no wizard that leads to a file is shown."""
        return not self.file_opener.reader.is_busy and self.wizard is None

    @Slot()
    def go_back(self) -> None:
        """Go back to the open file, where there is one; the start window was above it."""
        if self.main is not None:
            self.start.hide()
            self.main.raise_()
            self.main.activateWindow()

    def top_window(self) -> QWidget:
        """Give the window above which a dialog stands."""
        windows = (self.wizard, self.main, self.start)
        return next((item for item in windows if item is not None and item.isVisible()), self.start)

    def show_error(self, error: BaseException) -> None:
        """Show an error that nobody foresaw, above whatever is shown."""
        if self.dialogs.shown is None:
            self.dialogs.show(ErrorDialog(error, self.top_window()))
