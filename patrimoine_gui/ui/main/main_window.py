"""The main window: one household file, held for as long as the window is open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QByteArray, Signal, Slot
from PySide6.QtWidgets import QMainWindow, QWidget

from patrimoine_gui import config
from patrimoine_gui.i18n import _
from patrimoine_gui.ui import icons
from patrimoine_gui.ui.amounts import Amounts
from patrimoine_gui.ui.main import file_notices
from patrimoine_gui.ui.main.entry.asset_actions import AssetActions
from patrimoine_gui.ui.main.file_monitor import FileMonitor
from patrimoine_gui.ui.main.household_editor import HouseholdEditor
from patrimoine_gui.ui.main.main_menus import MainMenus
from patrimoine_gui.ui.main.navigation import NavigationView
from patrimoine_gui.ui.main.pages.backups.backups_page import BackupsPage
from patrimoine_gui.ui.main.pages.overview_page import OverviewPage
from patrimoine_gui.ui.main.status_bar import StatusBar
from patrimoine_gui.ui.widgets.labels import title_of
from patrimoine_gui.ui.widgets.layouts import column
from patrimoine_gui.ui.widgets.top_level import size_within_screen

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import QCloseEvent, QResizeEvent

    from patrimoine_gui.portfolio.commands.undo import Undoable
    from patrimoine_gui.portfolio.household import Household
    from patrimoine_gui.portfolio.snapshot import Snapshot
    from patrimoine_gui.ui.opening.file_status import FileStatus
    from patrimoine_gui.ui.opening.opener import OpenedFile
    from patrimoine_gui.ui.settings import Settings

_SIZE: Final = (1240, 760)
_SMALLEST: Final = (640, 480)
_NARROW: Final = 820
SUMMARY: Final = "summary"
BACKUPS: Final = "backups"


class MainWindow(QMainWindow):
    """Shows one household; holds its file and its keys until it closes.

    A closed window shows nothing and knows nothing any more, whoever still refers to it.
    """

    hiding_chosen = Signal(object)
    """Whether amounts are hidden from now on."""
    lock_asked = Signal()
    """The user wants the file locked."""
    offer_taken = Signal(object)
    """The user takes this `Offer` of a banner."""
    left = Signal(object)
    """The window gave up its file: whoever takes this `OpenedFile` backs it up and lets it go."""
    closing_asked = Signal()
    """The user closes the window of a file that is lost: what is shown goes with it."""
    closed = Signal(object)
    """The window is closed; its geometry in base64."""

    def __init__(self, opened: OpenedFile, settings: Settings) -> None:
        """Show a household.

        Args:
            opened: the file; its lock is released when the window closes.
            settings: language, theme, geometry and what else is chosen in the menus.
        """
        super().__init__()
        self._opened: OpenedFile | None = opened
        self.status: FileStatus = opened.status
        self._settings = settings
        self.file_monitor = FileMonitor(opened, self)
        self.editor = HouseholdEditor(opened, self)
        self.page = OverviewPage()
        self.backups_page = BackupsPage()
        self.pages = NavigationView()
        self._saves = True
        self._leaves = False
        self._build()
        self.menus = MainMenus(self, self.pages.actions_in_order, settings)
        self.status_bar = StatusBar(self.statusBar(), opened)
        self.status_bar.show_backup(self.status)
        self.asset_actions = AssetActions(
            self.editor, self.page, self.menus.entry, self.status_bar, self
        )
        self._connect()
        self._show(settings.hide_amounts)
        if self.is_writable:
            self.editor.look()

    @property
    def file(self) -> Path:
        """The file that is shown."""
        return self.status.file

    @property
    def household(self) -> Household:
        """What the file holds now."""
        return self.editor.snapshot.household

    @property
    def opened(self) -> OpenedFile:
        """The file with its lock and its keys; there is none once the window is closed."""
        if self._opened is None:
            raise AssertionError
        return self._opened

    @property
    def is_writable(self) -> bool:
        """Whether the file may be written now; nothing that writes is enabled where it may not."""
        return self._opened is not None and self.file_monitor.is_writable

    @property
    def is_last_copy(self) -> bool:
        """Whether what is shown is where the file was no more, so that closing may lose it."""
        return self._opened is not None and self.file_monitor.is_lost()

    def hand_over(self) -> OpenedFile:
        """Give the file to another window; this one no longer releases it."""
        opened, self._opened = self.opened, None
        return opened

    def adopt(self, opened: OpenedFile) -> None:
        """Hold the same file with other keys, and say what has changed."""
        self._opened = opened
        self.status = opened.status
        self.editor.adopt(opened)
        self.file_monitor.accept(opened)
        self.status_bar.show_backup(opened.status)
        self.backups_page.show_keys(opened.keyring)

    def show_status(self, status: FileStatus) -> None:
        """Say what is now known of the file."""
        self.status = status
        self.status_bar.show_backup(status)

    def retire(self, *, saves: bool = True) -> None:
        """Close for good.

        Args:
            saves: whether the file may be backed up after; if not, nothing holds its keys longer.
        """
        self._saves, self._leaves = saves, True
        self.close()
        self.deleteLater()

    def show_lock_put_off(self) -> None:
        """Say that the file is locked later."""
        text = _("The file will be locked as soon as the work in progress is over.")
        self.status_bar.say(text)

    def show_lock_refused(self) -> None:
        """Say that the file is not locked: nothing could open it again."""
        self.status_bar.say(_("Not locked: the file is gone, and only this window still shows it."))

    def _build(self) -> None:
        title = file_notices.shown_title(self.file, self.opened.access)
        self.setWindowTitle(title_of(f"{title} — {config.APP_NAME}"))
        self.setWindowIcon(icons.app_icon())
        size_within_screen(self, _SIZE, _SMALLEST)
        if self._settings.geometry:
            self.restoreGeometry(
                QByteArray.fromBase64(self._settings.geometry.encode("ascii", "replace"))
            )
        self.pages.add(SUMMARY, _("&Summary"), "summary", self.page)
        if self.opened.access.is_file:
            self.pages.add(BACKUPS, _("&Backups and integrity"), "shield", self.backups_page)
        holder = QWidget()
        layout = column(self.file_monitor.banners, spacing=0)
        layout.addWidget(self.pages, 1)
        holder.setLayout(layout)
        self.setCentralWidget(holder)
        self.page.tree.setFocus()  # not the button of a banner

    def _connect(self) -> None:
        self.menus.hide_action.toggled.connect(self._on_hiding)
        self.menus.lock_asked.connect(self.lock_asked)
        self.status_bar.lock_asked.connect(self.lock_asked)
        self.status_bar.backups_asked.connect(self.show_backups)
        self.file_monitor.taken.connect(self.offer_taken)
        self.file_monitor.file_changed.connect(self._on_file_changed)
        self.editor.written.connect(self._on_written)
        self.editor.snapshot_changed.connect(self._on_snapshot_changed)
        self.editor.undoable_changed.connect(self._on_undoable_changed)
        self.editor.refused.connect(self._on_refused)
        self.editor.unconfirmed.connect(self._on_refused)
        self.menus.undo.triggered.connect(self.editor.undo)
        self.menus.redo.triggered.connect(self.editor.redo)
        self._on_file_changed(self.file_monitor.change)

    @Slot(object)
    def _on_file_changed(self, _change: object) -> None:
        """Let nothing write to a file that is not what it was, or may not be written."""
        access = self.opened.access
        self.menus.allow(writing=self.is_writable, keeping=access.is_file)
        self.status_bar.show_access(access)
        self.backups_page.allow_backup(allowed=self.is_writable)

    @Slot()
    def _on_written(self) -> None:
        self.file_monitor.accept(self.opened)

    @Slot(object)
    def _on_snapshot_changed(self, snapshot: Snapshot) -> None:
        """Let every page show the file as it is now."""
        hidden = self.menus.hide_action.isChecked()
        self.page.show_snapshot(snapshot, Amounts(hidden))
        self.backups_page.show_household(snapshot.household)

    @Slot(object)
    def _on_undoable_changed(self, undoable: Undoable) -> None:
        self.menus.offer_edits(undo=undoable.undo, redo=undoable.redo)

    @Slot(object)
    def _on_refused(self, error: BaseException) -> None:
        """Say why something was not done, or is in doubt."""
        self.file_monitor.banners.tell(file_notices.of_refusal(error))

    @Slot()
    def show_backups(self) -> None:
        """Show the page of the backups."""
        self.pages.show_page(BACKUPS)

    def _show(self, hidden: bool) -> None:  # noqa: FBT001  (a setting as it is stored)
        self.menus.hide_action.setChecked(hidden)
        self.page.show_snapshot(self.editor.snapshot, Amounts(hidden))
        self.backups_page.show_amounts(Amounts(hidden))

    @Slot(bool)
    def _on_hiding(self, hidden: bool) -> None:  # noqa: FBT001  (Qt's own signature)
        self._show(hidden)
        self.hiding_chosen.emit(hidden)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  (Qt's name)
        """Let the status bar of a narrow window leave out what matters less."""
        super().resizeEvent(event)
        self.status_bar.give_way(narrow=self.width() < _NARROW)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802  (Qt's name)
        """Give the file up, to be backed up or free at once, and forget what was in it.

        Where the file is lost, nothing is given up before the user was asked.
        """
        if self.is_last_copy and not self._leaves:
            event.ignore()
            self.closing_asked.emit()
            return
        saves = self._saves and self.is_writable
        self.file_monitor.stop()
        opened, self._opened = self._opened, None
        self._forget()
        if opened is not None and opened.kept is not None:
            opened.kept.close()
        if opened is not None and saves:
            self.left.emit(opened)
        elif opened is not None:
            opened.lock.release()
        self.closed.emit(self.saveGeometry().toBase64().toStdString())
        super().closeEvent(event)

    def _forget(self) -> None:
        self.asset_actions.close()
        self.editor.close()
        self.backups_page.forget()
        self.page.show_snapshot(self.editor.snapshot, Amounts(hidden=True))
