"""The main window: one household file, held for as long as the window is open."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QByteArray, Signal, Slot
from PySide6.QtWidgets import QMainWindow

from patrimoine_gui import config
from patrimoine_gui.i18n import _
from patrimoine_gui.portfolio.household import Household
from patrimoine_gui.ui import icons
from patrimoine_gui.ui.amounts import Amounts
from patrimoine_gui.ui.main_menus import MainMenus
from patrimoine_gui.ui.main_status import MainStatus
from patrimoine_gui.ui.navigation import Pages
from patrimoine_gui.ui.pages.overview import OverviewPage

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import QCloseEvent

    from patrimoine_gui.ui.file_status import FileStatus
    from patrimoine_gui.ui.opening import Opened
    from patrimoine_gui.ui.settings import Settings

_SIZE: Final = (1160, 740)
_SMALLEST: Final = (640, 480)
SUMMARY: Final = "summary"
BACKUPS: Final = "backups"


class MainWindow(QMainWindow):
    """Shows one household; holds its file and its keys until it closes.

    A closed window shows nothing and knows nothing any more, whoever still refers to it.
    """

    open_asked = Signal()
    """The user wants another file."""
    create_asked = Signal()
    """The user wants a new file."""
    about_asked = Signal()
    """The user wants to know which version this is."""
    language_chosen = Signal(object)
    """A language: "fr" or "en"."""
    theme_chosen = Signal(object)
    """A theme: "light", "dark" or "system"."""
    hiding_chosen = Signal(object)
    """Whether amounts are hidden from now on."""
    lock_asked = Signal()
    """The user wants the file locked."""
    idle_chosen = Signal(object)
    """After how many minutes without anybody the file is locked; 0 for never."""
    keys_asked = Signal(object)
    """The user wants this `KeyAction`."""
    back_up_asked = Signal()
    """The user wants a backup now."""
    backups_asked = Signal()
    """The user wants to see the backups."""
    restore_menu_asked = Signal()
    """The user wants to restore a backup, and has not said which."""
    undo_restore_asked = Signal()
    """The user wants the file as it was before the last restore."""
    revert_asked = Signal()
    """The user wants the file as it was before the last upgrade."""
    closed = Signal(object)
    """The window is closed; its geometry in base64."""
    quit_asked = Signal()
    """The user wants to leave the program."""

    def __init__(self, opened: Opened, settings: Settings) -> None:
        """Show a household.

        Args:
            opened: the file; its lock is released when the window closes.
            settings: language, theme, geometry and what else is chosen in the menus.
        """
        super().__init__()
        self._opened: Opened | None = opened
        self.status: FileStatus = opened.status
        self.household = opened.household
        self._settings = settings
        self.page = OverviewPage()
        self.pages = Pages()
        self._build()
        self.menus = MainMenus(self, settings)
        self.foot = MainStatus(self)
        self.foot.show_backup(self.status)
        self._connect()
        self._show(settings.hide_amounts)

    @property
    def file(self) -> Path:
        """The file that is shown."""
        return self.status.file

    @property
    def opened(self) -> Opened:
        """The file with its lock and its keys; there is none once the window is closed."""
        if self._opened is None:
            raise AssertionError
        return self._opened

    def hand_over(self) -> Opened:
        """Give the file to another window; this one no longer releases it."""
        opened, self._opened = self.opened, None
        return opened

    def adopt(self, opened: Opened) -> None:
        """Hold the same file with other keys, and say what has changed."""
        self._opened = opened
        self.status = opened.status
        self.foot.show_backup(opened.status)

    def retire(self) -> None:
        """Close for good."""
        self.close()
        self.deleteLater()

    def show_lock_put_off(self) -> None:
        """Say that the file is locked later."""
        text = _("The file will be locked as soon as the work in progress is over.")
        self.foot.say(text)

    def _build(self) -> None:
        self.setWindowTitle(f"{self.file.stem} — {config.APP_NAME}")
        self.setWindowIcon(icons.app_icon())
        self.setMinimumSize(*_SMALLEST)
        self.resize(*_SIZE)
        if self._settings.geometry:
            self.restoreGeometry(QByteArray.fromBase64(self._settings.geometry.encode()))
        self.pages.add(SUMMARY, _("Summary"), "summary", self.page)
        self.setCentralWidget(self.pages)

    def _connect(self) -> None:
        self.menus.hide_action.toggled.connect(self._on_hiding)
        self.backups_asked.connect(self.show_backups)

    @Slot()
    def show_backups(self) -> None:
        """Show the page of the backups."""
        self.pages.show_page(BACKUPS)

    def _show(self, hidden: bool) -> None:  # noqa: FBT001  (a setting as it is stored)
        self.menus.hide_action.setChecked(hidden)
        self.page.show_household(self.household, Amounts(hidden), date.today())  # noqa: DTZ011

    @Slot(bool)
    def _on_hiding(self, hidden: bool) -> None:  # noqa: FBT001  (Qt's own signature)
        self._show(hidden)
        self.hiding_chosen.emit(hidden)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802  (Qt's name)
        """Give the file back to other windows and programs, and forget what was in it."""
        if self._opened is not None:
            self._opened.lock.release()
            self._opened = None
        self._forget()
        self.closed.emit(self.saveGeometry().toBase64().toStdString())
        super().closeEvent(event)

    def _forget(self) -> None:
        self.household = Household((), ())
        self.page.show_household(self.household, Amounts(hidden=True), date.today())  # noqa: DTZ011
