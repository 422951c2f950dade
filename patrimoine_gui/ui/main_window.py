"""The main window: one household file, held for as long as the window is open."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QByteArray, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QCloseEvent, QKeySequence
from PySide6.QtWidgets import QLabel, QMainWindow, QMenu

from patrimoine_gui import config, formats
from patrimoine_gui.i18n import _, language
from patrimoine_gui.ui import icons
from patrimoine_gui.ui.amounts import Amounts
from patrimoine_gui.ui.elements import ElidedLabel
from patrimoine_gui.ui.pages.overview import OverviewPage
from patrimoine_gui.ui.theme import colours

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.database.lock import FileLock
    from patrimoine_gui.portfolio.household import Household
    from patrimoine_gui.ui.file_status import FileStatus
    from patrimoine_gui.ui.settings import Settings

_SIZE: Final = (1160, 740)
_SMALLEST: Final = (640, 480)
_LANGUAGES: Final = (("fr", "&Français"), ("en", "&English"))


class MainWindow(QMainWindow):
    """Shows one household; releases its file when it closes."""

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
    closed = Signal(object)
    """The window is closed; its geometry in base64."""
    quit_asked = Signal()
    """The user wants to leave the program."""

    def __init__(
        self, status: FileStatus, household: Household, lock: FileLock, settings: Settings
    ) -> None:
        """Show a household.

        Args:
            status: what the status bar says of the file.
            household: the snapshot that is shown.
            lock: held already; released when the window closes.
            settings: language, theme and geometry.
        """
        super().__init__()
        self.status = status
        self.household = household
        self.lock: FileLock | None = lock
        self._settings = settings
        self.page = OverviewPage()
        self.hide_action = QAction(_("&Hide amounts"), self)
        self._build()
        self._connect()
        self._show(settings.hide_amounts)

    @property
    def file(self) -> Path:
        """The file that is shown."""
        return self.status.file

    def hand_over(self) -> FileLock:
        """Give the held lock to another window; this one no longer releases it."""
        lock, self.lock = self.lock, None
        if lock is None:
            raise AssertionError
        return lock

    def _build(self) -> None:
        self.setWindowTitle(f"{self.file.stem} — {config.APP_NAME}")
        self.setWindowIcon(icons.app_icon())
        self.setMinimumSize(*_SMALLEST)
        self.resize(*_SIZE)
        if self._settings.geometry:
            self.restoreGeometry(QByteArray.fromBase64(self._settings.geometry.encode()))
        self.setCentralWidget(self.page)
        self._build_file_menu()
        self._build_view_menu()
        help_menu = self.menuBar().addMenu(_("&Help"))
        self._add(help_menu, _("&About {name}").format(name=config.APP_NAME), self.about_asked)
        self._build_status_bar()

    def _build_file_menu(self) -> None:
        menu = self.menuBar().addMenu(_("&File"))
        standard = QKeySequence.StandardKey
        self._add(menu, _("&New file…"), self.create_asked, QKeySequence(standard.New), "plus")
        self._add(menu, _("&Open…"), self.open_asked, QKeySequence(standard.Open), "folder")
        menu.addSeparator()
        self._add(menu, _("&Quit"), self.quit_asked, QKeySequence("Ctrl+Q"))

    def _build_view_menu(self) -> None:
        menu = self.menuBar().addMenu(_("&View"))
        self.hide_action.setCheckable(True)
        self.hide_action.setShortcut(QKeySequence("Ctrl+Shift+H"))
        self.hide_action.setIcon(icons.icon("eye-off", colours().muted))
        menu.addAction(self.hide_action)
        menu.addSeparator()
        themes = (("light", _("&Light")), ("dark", _("&Dark")), ("system", _("As the &system")))
        self._choices(menu.addMenu(_("&Theme")), themes, self._settings.theme, self._on_theme)
        self._choices(menu.addMenu(_("&Language")), _LANGUAGES, language(), self._on_language)

    def _add(
        self,
        menu: QMenu,
        text: str,
        signal: object,
        keys: QKeySequence | None = None,
        sign: str = "",
    ) -> None:
        action = QAction(text, self)
        if keys is not None:
            action.setShortcut(keys)
        if sign:
            action.setIcon(icons.icon(sign, colours().muted))
        action.triggered.connect(signal)
        menu.addAction(action)

    def _choices(
        self, menu: QMenu, choices: tuple[tuple[str, str], ...], chosen: str, slot: object
    ) -> None:
        group = QActionGroup(self)
        for value, text in choices:
            action = QAction(text, group)
            action.setCheckable(True)
            action.setChecked(value == chosen)
            action.setData(value)
            menu.addAction(action)
        group.triggered.connect(slot)

    def _build_status_bar(self) -> None:
        bar = self.statusBar()
        bar.setSizeGripEnabled(False)
        name = ElidedLabel(self.file.name)
        name.setToolTip(str(self.file))
        bar.addWidget(name, 1)
        status = self.status
        version = _("Format {version}").format(version=status.version)
        backup = (
            _("Last backup: {day}").format(day=formats.short_day(status.last_backup))
            if status.last_backup
            else _("No backup yet")
        )
        for text in (_("Reserved for this window"), version, backup):
            bar.addPermanentWidget(QLabel(text))

    def _connect(self) -> None:
        self.hide_action.toggled.connect(self._on_hiding)

    def _show(self, hidden: bool) -> None:  # noqa: FBT001  (a setting as it is stored)
        self.hide_action.setChecked(hidden)
        self.page.show_household(self.household, Amounts(hidden), date.today())  # noqa: DTZ011

    @Slot(bool)
    def _on_hiding(self, hidden: bool) -> None:  # noqa: FBT001  (Qt's own signature)
        self._show(hidden)
        self.hiding_chosen.emit(hidden)

    @Slot(QAction)
    def _on_theme(self, action: QAction) -> None:
        self.theme_chosen.emit(action.data())

    @Slot(QAction)
    def _on_language(self, action: QAction) -> None:
        self.language_chosen.emit(action.data())

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802  (Qt's name)
        """Give the file back to other windows and programs."""
        if self.lock is not None:
            self.lock.release()
        self.closed.emit(self.saveGeometry().toBase64().toStdString())
        super().closeEvent(event)
