"""Leads from one window to the next: start window, unlocking, wizards, main window."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from patrimoine_gui.ui.controllers.app_state import AppState
from patrimoine_gui.ui.controllers.backup_controller import BackupController
from patrimoine_gui.ui.controllers.banner_controller import BannerController
from patrimoine_gui.ui.controllers.diagnosis_controller import DiagnosisController
from patrimoine_gui.ui.controllers.forgotten_controller import ForgottenController
from patrimoine_gui.ui.controllers.lock_controller import LockController
from patrimoine_gui.ui.controllers.monthly_controller import MonthlyController
from patrimoine_gui.ui.controllers.opening_controller import OpeningController
from patrimoine_gui.ui.controllers.preferences import Preferences
from patrimoine_gui.ui.controllers.read_only_controller import ReadOnlyController
from patrimoine_gui.ui.controllers.restore_controller import RestoreController
from patrimoine_gui.ui.controllers.save_as_controller import SaveAsController
from patrimoine_gui.ui.dialogs.about_dialog import AboutDialog
from patrimoine_gui.ui.key_action import KeyAction
from patrimoine_gui.ui.main.main_window import MainWindow
from patrimoine_gui.ui.opening.access import AccessKind
from patrimoine_gui.ui.opening.opener import Opener
from patrimoine_gui.ui.settings import SettingsStore
from patrimoine_gui.ui.start.start_window import StartWindow

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QApplication, QWizard

    from patrimoine_gui import paths
    from patrimoine_gui.crypto.kdf import KdfPolicy
    from patrimoine_gui.migration.manager import MigrationManager
    from patrimoine_gui.ui.controllers.auto_lock import Clocks
    from patrimoine_gui.ui.controllers.wizard_controller import Wizard, WizardResult
    from patrimoine_gui.ui.opening.opener import OpenedFile


class AppController(QObject):
    """Makes the windows; the only place that decides which one is shown.

    The other controllers know the state alone, and ask by signals for what is decided here.
    """

    settled = Signal(object)
    """Something new is shown: the window, and nothing is being read."""

    def __init__(
        self,
        application: QApplication,
        folders: paths.UserFolders,
        manager: MigrationManager,
        *,
        policy: KdfPolicy | None = None,
        clocks: Clocks | None = None,
    ) -> None:
        """Work with the folders of a user.

        Args:
            application: the one there is.
            folders: of the user.
            manager: does the work on files.
            policy: how keys are derived; None for the one of every day.
            clocks: what tells a sleep; tests give their own.
        """
        super().__init__()
        self.application = application
        self.folders = folders
        self.manager = manager
        self.settings = SettingsStore(folders.settings)
        self.state = state = AppState(Opener(manager, folders, policy), self.settings, self)
        self.read_only_controller = ReadOnlyController(state, self.new_window, self)
        self.diagnosis_controller = DiagnosisController(state, self)
        self.forgotten_controller = ForgottenController(state, self)
        self.backup_controller = BackupController(state, self)
        self.restore_controller = RestoreController(state, self.backup_controller, self)
        self.opening_controller = OpeningController(
            state, self.restore_controller, self.backup_controller, self
        )
        self.save_as_controller = SaveAsController(state, self)
        self.banner_controller = BannerController(state, self)
        self.monthly_controller = MonthlyController(state, self)
        self.preferences = Preferences(application, self.settings, self._may_rebuild, self)
        self.lock_controller = LockController(
            application, state, self.read_only_controller, clocks, self
        )
        self._connect()
        self._connect_files()
        self._connect_start(state.start)

    @property
    def start(self) -> StartWindow:
        """The start window of the moment."""
        return self.state.start

    @property
    def main(self) -> MainWindow | None:
        """The main window, None where no file is open."""
        return self.state.main

    @property
    def wizard(self) -> Wizard | None:
        """The wizard that is shown."""
        return self.state.wizard

    def _connect(self) -> None:
        self.preferences.changed.connect(self.rebuild)
        self.preferences.idle_changed.connect(self.lock_controller.auto_lock.begin)
        self.lock_controller.open_asked.connect(self.opening_controller.open)
        self.opening_controller.wizard_ready.connect(self.show_wizard)
        self.diagnosis_controller.wizard_ready.connect(self.show_wizard)
        self.restore_controller.wizard_ready.connect(self.show_wizard)
        self.restore_controller.file_dropped.connect(self.opening_controller.open)
        self.settled.connect(self.restore_controller.on_settled)
        self.backup_controller.open_asked.connect(self.opening_controller.open)
        self.read_only_controller.settled.connect(self.settled)
        self.save_as_controller.reopen_asked.connect(self.banner_controller.reopen)
        self.banner_controller.restore_asked.connect(self.restore_controller.restore)
        self.banner_controller.save_as_asked.connect(self.save_as_controller.begin)
        self.banner_controller.look_asked.connect(self.read_only_controller.look_at)
        self.banner_controller.comparison_asked.connect(self.read_only_controller.compare_copy)
        self.banner_controller.open_asked.connect(self.opening_controller.open)

    def _connect_files(self) -> None:
        state = self.state
        state.file_opener.opened.connect(self._show_main)
        state.file_opener.recovered.connect(self._on_recovered)
        state.file_opener.stopped.connect(state.go_back)
        state.file_opener.settled.connect(self.settled)
        state.key_controller.lost.connect(self.lock_controller.lock_lost_file)
        state.wizards.ended.connect(self._on_wizard_ended)

    # --- beginning ----------------------------------------------------------------------------

    def begin(self, file: Path | None = None) -> None:
        """Show the first window, and open a file where one is named."""
        self.start.show()
        if file is not None:
            self.opening_controller.open(file)
        else:
            self.settled.emit(self.start)

    def begin_with_example(self) -> None:
        """Show the first window and open a fresh copy of the example."""
        self.start.show()
        self.opening_controller.open_example()

    # --- the start window ---------------------------------------------------------------------

    def _connect_start(self, window: StartWindow) -> None:
        for controller in (
            self.state.file_opener,
            self.opening_controller,
            self.restore_controller,
            self.read_only_controller,
            self.diagnosis_controller,
            self.forgotten_controller,
            self.backup_controller,
        ):
            controller.listen_to_start(window)

    # --- the main window ----------------------------------------------------------------------

    @Slot(object)
    def _show_main(self, opened: OpenedFile) -> None:
        state = self.state
        if not opened.access.is_file:
            self.lock_controller.begin()
            return self.read_only_controller.show(opened)
        state.file_opener.forget_tries(state.file_opener.remember())
        before, state.main = state.main, None
        state.main = self.new_window(opened)
        state.main.show()
        if before is not None:
            before.retire()
        state.start.hide()
        state.start.show_home()
        self.lock_controller.begin()
        return self.settled.emit(state.main)

    def new_window(self, opened: OpenedFile) -> MainWindow:
        """Make a window whose menus are answered; it is not shown yet."""
        window = MainWindow(opened, self.settings.current)
        menus = window.menus
        menus.about_asked.connect(self._on_about)
        menus.keys_asked.connect(self._on_keys_asked)
        menus.quit_asked.connect(self.application.closeAllWindows)
        window.closed.connect(self._on_main_closed)
        for controller in (
            self.opening_controller,
            self.preferences,
            self.lock_controller,
            self.banner_controller,
            self.save_as_controller,
            self.read_only_controller,
            self.restore_controller,
            self.backup_controller,
            self.monthly_controller,
        ):
            controller.listen_to(window)
        return window

    @Slot(object)
    def _on_main_closed(self, geometry: str) -> None:
        self.settings.update(replace(self.settings.current, geometry=geometry))
        if self.sender() is self.main:
            self.state.main = None

    @Slot()
    def _on_recovered(self) -> None:
        if self.main is not None:
            self._on_keys_asked(KeyAction.PASSPHRASE_AFTER_RECOVERY)

    @Slot(object)
    def _on_keys_asked(self, action: KeyAction) -> None:
        state, main = self.state, self.main
        may = main is not None and main.is_writable and self.backup_controller.lets_begin()
        if may and main is not None and state.is_free:
            state.key_controller.begin(action, main)

    # --- wizards and dialogs ------------------------------------------------------------------

    @Slot(object)
    def show_wizard(self, wizard: QWizard) -> None:
        """Show a wizard of the host, above its window."""
        if wizard.parent() is self.start:
            self.start.show_home()
            self.start.show()
        wizard.open()
        self.lock_controller.begin()
        self.settled.emit(wizard)

    @Slot(object)
    def _on_wizard_ended(self, end: WizardResult) -> None:
        if end.replaced and self.main is not None:
            main, self.state.main = self.main, None
            self.start.show_home()
            self.start.show()
            main.retire(saves=False)
        if end.file is not None:
            self.opening_controller.open(end.file, end.keyring)
        elif end.looked_at is not None:
            self.read_only_controller.look_at(end.looked_at, AccessKind.OUTDATED)
        elif self.main is not None:
            self.state.go_back()
        else:
            self.settled.emit(self.start)

    @Slot()
    def _on_about(self) -> None:
        self.state.dialogs.show(AboutDialog(self.state.top_window()))

    # --- appearance ---------------------------------------------------------------------------

    def _may_rebuild(self) -> bool:
        """Tell whether no window holds something that would be lost."""
        return self.wizard is None and self.state.key_controller.shown is None

    @Slot()
    def rebuild(self) -> None:
        """Make the windows again, in the language and the theme in use.

        A window that works out keys at this moment stays as it is.
        """
        state = self.state
        if state.main is not None:
            old, state.main = state.main, None
            state.main = self.new_window(old.hand_over())
            state.main.setGeometry(old.geometry())
            state.main.show()
            old.retire()
        self.read_only_controller.windows.rebuild()
        if self.start.unlock is None or not self.start.unlock.is_busy:
            self._rebuild_start()
        self.settled.emit(state.main or state.start)

    def _rebuild_start(self) -> None:
        old, self.state.start = self.start, StartWindow(self.settings.current.recent)
        self._connect_start(self.start)
        if old.unlock is not None:
            self.state.file_opener.ask_for_key(old.unlock.file)
        if old.isVisible() and (self.main is None or old.unlock is not None):
            self.start.setGeometry(old.geometry())
            self.start.show()
        old.close()
        old.deleteLater()
