"""Leads from one window to the next: start window, unlocking, wizards, main window."""

from __future__ import annotations

import logging
import os
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from patrimoine_gui.errors import FileExists
from patrimoine_gui.logs import file_tag
from patrimoine_gui.ui.controllers.auto_lock import AutoLock, LockReason
from patrimoine_gui.ui.controllers.backup_controller import BackupController
from patrimoine_gui.ui.controllers.dialog_controller import DialogController
from patrimoine_gui.ui.controllers.file_opener import FileOpener
from patrimoine_gui.ui.controllers.key_controller import KeyController
from patrimoine_gui.ui.controllers.other_days import OtherDays
from patrimoine_gui.ui.controllers.preferences import Preferences
from patrimoine_gui.ui.controllers.restore_controller import RestoreController
from patrimoine_gui.ui.controllers.wizard_controller import WizardController, WizardResult
from patrimoine_gui.ui.dialogs.about_dialog import AboutDialog
from patrimoine_gui.ui.dialogs.error_dialog import ErrorDialog
from patrimoine_gui.ui.dialogs.file_dialogs import FileDialogs
from patrimoine_gui.ui.key_action import KeyAction
from patrimoine_gui.ui.main.main_window import MainWindow
from patrimoine_gui.ui.opening import opener
from patrimoine_gui.ui.opening.access import AccessKind
from patrimoine_gui.ui.settings import SettingsStore
from patrimoine_gui.ui.start.start_window import StartWindow
from patrimoine_gui.ui.widgets.file_drop import is_backup_name

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QApplication, QWidget, QWizard

    from patrimoine_gui import paths
    from patrimoine_gui.crypto.kdf import KdfPolicy
    from patrimoine_gui.crypto.keyring import Keyring
    from patrimoine_gui.migration.manager import MigrationManager
    from patrimoine_gui.ui.controllers.auto_lock import Clocks
    from patrimoine_gui.ui.controllers.file_reader import FileReader
    from patrimoine_gui.ui.controllers.wizard_controller import Wizard

_log = logging.getLogger(__name__)


class AppController(QObject):
    """Owns the windows and the settings; the only place that decides which window is shown.

    The keys of an open file are held by its main window alone: when that is locked or closed,
    nothing here knows them any more.
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
        self.opener = opener.Opener(manager, folders, policy)
        self.settings = SettingsStore(folders.settings)
        self.file_dialogs = FileDialogs(self._shown, self)
        self.file_opener = FileOpener(self.opener, self.settings, self._threshold, self)
        self.restore_controller = RestoreController(self)
        self.backup_controller = BackupController(self)
        self.other_days = OtherDays(self)
        self.start = self._new_start_window()
        self.main: MainWindow | None = None
        self.preferences = Preferences(application, self.settings, self._may_rebuild, self)
        self.auto_lock = AutoLock(application, clocks, self)
        self.dialogs = DialogController(self)
        self.wizards = WizardController(self.opener, self)
        self.key_controller = KeyController(self.opener, self)
        self._connect()

    @property
    def reading(self) -> FileReader:
        """What is being read."""
        return self.file_opener.reading

    def _threshold(self) -> StartWindow:
        return self.start

    @property
    def wizard(self) -> Wizard | None:
        """The wizard that is shown."""
        return self.wizards.shown

    def _connect(self) -> None:
        self.preferences.changed.connect(self.rebuild)
        self.preferences.idle_changed.connect(self.auto_lock.begin)
        self.file_opener.opened.connect(self._show_main)
        self.file_opener.proposed.connect(self._show_proposed)
        self.file_opener.recovered.connect(self._on_recovered)
        self.file_opener.stopped.connect(self._on_back)
        self.file_opener.settled.connect(self.settled)
        self.auto_lock.due.connect(self._on_lock_due)
        self.auto_lock.put_off.connect(self._on_lock_put_off)
        self.other_days.restore_asked.connect(self.restore_controller.restore)
        self.key_controller.lost.connect(self._on_file_lost)
        self.wizards.ended.connect(self._on_wizard_ended)
        self.file_dialogs.file_chosen.connect(self.open)
        self.file_dialogs.name_chosen.connect(self.create)

    # --- beginning ----------------------------------------------------------------------------

    def begin(self, file: Path | None = None) -> None:
        """Show the first window, and open a file where one is named."""
        self.start.show()
        if file is not None:
            self.open(file)
        else:
            self.settled.emit(self.start)

    def begin_with_example(self) -> None:
        """Show the first window and open a fresh copy of the example."""
        self.start.show()
        self._on_example()

    def _new_start_window(self) -> StartWindow:
        window = StartWindow(self.settings.current.recent)
        window.open_asked.connect(self.file_dialogs.ask_for_file)
        window.file_asked.connect(self.open)
        window.create_asked.connect(self.file_dialogs.ask_for_name)
        window.example_asked.connect(self._on_example)
        window.forget_asked.connect(self._on_forget)
        window.cancel_asked.connect(self.file_opener.reading.cancel)
        window.unlocked.connect(self.file_opener.on_unlocked)
        window.unlock_failed.connect(self.file_opener.on_not_unlocked)
        window.back_asked.connect(self._on_back)
        self.restore_controller.listen_to_start(window)
        self.other_days.listen_to_start(window)
        self.backup_controller.listen_to_start(window)
        return window

    # --- opening a file -----------------------------------------------------------------------

    @Slot(object)
    def open(self, file: Path, keyring: Keyring | None = None) -> None:
        """Open a file, ask for its key, propose its upgrade, or say why it cannot be opened.

        Args:
            file: which one.
            keyring: its keys, where a wizard has just made or opened them.
        """
        if self.reading.is_busy or self.wizard is not None:
            return
        file = file.absolute()
        if is_backup_name(file):
            self.restore_controller.restore(file)
        elif self.main is not None and self.main.file == file:
            self._on_back()
        elif not self.backup_controller.puts_off(file, keyring):
            self.file_opener.open(file, keyring)

    @Slot(object)
    def _show_proposed(self, proposed: opener.ProposedUpgrade) -> None:
        self.show_wizard(self.wizards.propose(self.file_opener.remember(), proposed, self.start))

    @Slot()
    def _on_recovered(self) -> None:
        if self.main is not None:
            self._on_keys_asked(KeyAction.PASSPHRASE_AFTER_RECOVERY)

    # --- locking ------------------------------------------------------------------------------

    @Slot()
    def lock(self) -> None:
        """Lock the open file, as soon as no work is in progress."""
        self.auto_lock.ask(LockReason.ASKED)

    @Slot(object)
    def _on_lock_put_off(self, _reason: LockReason) -> None:
        if self.main is not None:
            self.main.show_lock_put_off()

    @Slot(object)
    def _on_lock_due(self, reason: LockReason) -> None:
        """Close what shows or holds a file, then ask for its key again."""
        if not self.other_days.close() and self.main is None and not self.wizards.holds_keys:
            return
        if (
            self.main is not None
            and self.main.is_last_copy
            and not self.main.file_monitor.may_come_back
        ):
            self.main.show_lock_refused()
            return
        self._close_dialogs()
        file = self.wizards.leave_upgrade()
        main, self.main = self.main, None
        if main is not None:
            file = file or main.file
            self.start.show()
            main.retire(saves=reason in {LockReason.ASKED, LockReason.IDLE})
        if file is not None:
            _log.info("%s locked: %s", file_tag(file), reason.value)
            self.start.show_home()
            self.open(file)
        elif main is None:
            self.start.show_home()
            self.start.show()

    def _close_dialogs(self) -> None:
        self.file_dialogs.close()
        self.dialogs.close()
        self.key_controller.close()

    # --- windows ------------------------------------------------------------------------------

    @Slot(object)
    def _show_main(self, opened: opener.OpenedFile) -> None:
        if not opened.access.is_file:
            self.auto_lock.begin(self.settings.current.lock_after)
            return self.other_days.show(opened)
        self.file_opener.forget_tries(self.file_opener.remember())
        before, self.main = self.main, None
        self.main = self.new_window(opened)
        self.main.show()
        if before is not None:
            before.retire()
        self.start.hide()
        self.start.show_home()
        self.auto_lock.begin(self.settings.current.lock_after)
        return self.settled.emit(self.main)

    def new_window(self, opened: opener.OpenedFile) -> MainWindow:
        """Make a window whose menus are answered; it is not shown yet."""
        window = MainWindow(opened, self.settings.current)
        window.open_asked.connect(self.file_dialogs.ask_for_file)
        window.create_asked.connect(self.file_dialogs.ask_for_name)
        window.about_asked.connect(self._on_about)
        window.theme_chosen.connect(self.preferences.choose_theme)
        window.language_chosen.connect(self.preferences.choose_language)
        window.hiding_chosen.connect(self.preferences.choose_hiding)
        window.idle_chosen.connect(self.preferences.choose_idle)
        window.lock_asked.connect(self.lock)
        window.keys_asked.connect(self._on_keys_asked)
        window.offer_taken.connect(self.other_days.take)
        window.closing_asked.connect(self.other_days.saving.ask_before_closing)
        self.restore_controller.listen_to(window)
        self.backup_controller.listen_to(window)
        window.closed.connect(self._on_main_closed)
        window.quit_asked.connect(self.application.closeAllWindows)
        return window

    def show_wizard(self, wizard: QWizard) -> None:
        """Show a wizard of the host, above its window."""
        if wizard.parent() is self.start:
            self.start.show_home()
            self.start.show()
        wizard.open()
        self.auto_lock.begin(self.settings.current.lock_after)
        self.settled.emit(wizard)

    @Slot(object)
    def _on_wizard_ended(self, end: WizardResult) -> None:
        if end.replaced and self.main is not None:
            main, self.main = self.main, None
            self.start.show_home()
            self.start.show()
            main.retire(saves=False)
        if end.file is not None:
            self.open(end.file, end.keyring)
        elif end.looked_at is not None:
            self.other_days.look_at(end.looked_at, AccessKind.OUTDATED)
        elif self.main is not None:
            self._on_back()
        else:
            self.settled.emit(self.start)

    @Slot(object)
    def _on_main_closed(self, geometry: str) -> None:
        self.settings.update(replace(self.settings.current, geometry=geometry))
        if self.sender() is self.main:
            self.main = None

    def show_error(self, error: BaseException) -> None:
        """Show an error that nobody foresaw, above whatever is shown."""
        if self.dialogs.shown is None:
            self.dialogs.show(ErrorDialog(error, self._shown()))

    def _shown(self) -> QWidget:
        windows = (self.wizard, self.main, self.start)
        return next((item for item in windows if item is not None and item.isVisible()), self.start)

    # --- keys ---------------------------------------------------------------------------------

    @Slot(object)
    def _on_keys_asked(self, action: KeyAction) -> None:
        may = (
            self.main is not None and self.main.is_writable and self.backup_controller.lets_begin()
        )
        if may and self.main is not None and not self.reading.is_busy and self.wizard is None:
            self.key_controller.begin(action, self.main)

    @Slot()
    def _on_file_lost(self) -> None:
        """Ask for the key again: somebody else took the file while its keys were changed."""
        self.auto_lock.ask(LockReason.TAKEN)

    # --- what the user asks -------------------------------------------------------------------

    @Slot(object)
    def create(self, file: Path) -> None:
        """Ask for the keys of a new file, make it and open it; never overwrites."""
        if self.reading.is_busy or self.wizard is not None:
            return
        self.file_opener.file = file = file.absolute()
        if os.path.lexists(file):
            self.file_opener.show_failure(FileExists(file))
        else:
            self.show_wizard(self.wizards.create(file, self.start))

    @Slot()
    def _on_back(self) -> None:
        """Go back to the open file, where there is one; the start window was above it."""
        if self.main is not None:
            self.start.hide()
            self.main.raise_()
            self.main.activateWindow()

    @Slot()
    def _on_example(self) -> None:
        try:
            self.open(opener.copy_example(self.folders))
        except OSError as error:
            self.start.show_error(self.folders.data, error)

    @Slot(object)
    def _on_forget(self, file: Path) -> None:
        self.settings.update(self.settings.current.without_recent(file))
        self.start.show_recent(self.settings.current.recent)

    @Slot()
    def _on_about(self) -> None:
        self.dialogs.show(AboutDialog(self._shown()))

    # --- appearance ---------------------------------------------------------------------------

    def _may_rebuild(self) -> bool:
        """Tell whether no window holds something that would be lost."""
        return self.wizard is None and self.key_controller.shown is None

    @Slot()
    def rebuild(self) -> None:
        """Make the windows again, in the language and the theme in use.

        A window that works out keys at this moment stays as it is.
        """
        if self.main is not None:
            old, self.main = self.main, None
            self.main = self.new_window(old.hand_over())
            self.main.setGeometry(old.geometry())
            self.main.show()
            old.retire()
        self.other_days.consultations.rebuild()
        if self.start.unlock is None or not self.start.unlock.is_busy:
            self._rebuild_start()
        self.settled.emit(self.main or self.start)

    def _rebuild_start(self) -> None:
        old, self.start = self.start, self._new_start_window()
        if old.unlock is not None:
            self.file_opener.ask_for_key(old.unlock.file)
        if old.isVisible() and (self.main is None or old.unlock is not None):
            self.start.setGeometry(old.geometry())
            self.start.show()
        old.close()
        old.deleteLater()
