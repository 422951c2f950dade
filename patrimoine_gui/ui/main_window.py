"""The main window: one household file, held for as long as the window is open."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QByteArray, Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QCloseEvent, QKeySequence
from PySide6.QtWidgets import QLabel, QMainWindow, QMenu, QToolButton

from patrimoine_gui import config, formats
from patrimoine_gui.i18n import _, language, ngettext
from patrimoine_gui.portfolio.household import Household
from patrimoine_gui.ui import icons
from patrimoine_gui.ui.amounts import Amounts
from patrimoine_gui.ui.elements import ElidedLabel
from patrimoine_gui.ui.pages.overview import OverviewPage
from patrimoine_gui.ui.security.actions import KeyAction
from patrimoine_gui.ui.settings import LOCK_MINUTES
from patrimoine_gui.ui.theme import colours

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.ui.file_status import FileStatus
    from patrimoine_gui.ui.opening import Opened
    from patrimoine_gui.ui.settings import Settings

_SIZE: Final = (1160, 740)
_SMALLEST: Final = (640, 480)
_NOTICE_MS: Final = 8000
_LANGUAGES: Final = (("fr", "&Français"), ("en", "&English"))


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
        self.hide_action = QAction(_("&Hide amounts"), self)
        self.padlock = QToolButton()
        self.backup = QLabel()
        self._build()
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
        self._show_backup()

    def retire(self) -> None:
        """Close for good."""
        self.close()
        self.deleteLater()

    def show_lock_put_off(self) -> None:
        """Say that the file is locked later."""
        text = _("The file will be locked as soon as the work in progress is over.")
        self.statusBar().showMessage(text, _NOTICE_MS)

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
        self._build_security_menu()
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

    def _build_security_menu(self) -> None:
        menu = self.menuBar().addMenu(_("&Security"))
        self._add(menu, _("&Lock now"), self.lock_asked, QKeySequence("Ctrl+L"), "lock")
        choices = tuple((str(minutes), _idle_text(minutes)) for minutes in LOCK_MINUTES)
        chosen = str(self._settings.lock_after)
        self._choices(menu.addMenu(_("Lock &automatically")), choices, chosen, self._on_idle)
        menu.addSeparator()
        for action, text, sign in (
            (KeyAction.PASSPHRASE, _("&Change the passphrase…"), "key"),
            (KeyAction.RECOVERY_KEY, _("&New recovery key…"), "shield"),
            (KeyAction.RENEWAL, _("&Renew the keys…"), ""),
        ):
            entry = QAction(text, self)
            entry.setData(action)
            if sign:
                entry.setIcon(icons.icon(sign, colours().muted))
            entry.triggered.connect(self._on_keys)
            menu.addAction(entry)

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
        version = _("Format {version}").format(version=self.status.version)
        self._build_padlock()
        for part in (self.padlock, QLabel(version), self.backup):
            bar.addPermanentWidget(part)
        self._show_backup()

    def _build_padlock(self) -> None:
        """Say that the file is open to whoever sits here; pressed, it locks."""
        padlock = self.padlock
        padlock.setText(_("Unlocked"))
        padlock.setIcon(icons.icon("lock-open", colours().muted))
        padlock.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        tip = _("This file is unlocked, and reserved for this window. Press to lock it (Ctrl+L).")
        padlock.setToolTip(tip)
        padlock.setAccessibleName(_("Unlocked"))
        padlock.setAccessibleDescription(tip)
        padlock.clicked.connect(self.lock_asked)

    def _show_backup(self) -> None:
        day = self.status.last_backup
        known = _("Last backup: {day}")
        text = known.format(day=formats.short_day(day)) if day else _("No backup yet")
        self.backup.setText(text)

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

    @Slot(QAction)
    def _on_idle(self, action: QAction) -> None:
        self.idle_chosen.emit(int(action.data()))

    @Slot()
    def _on_keys(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.keys_asked.emit(action.data())

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


def _idle_text(minutes: int) -> str:
    if not minutes:
        return _("&Never")
    text = ngettext("After &{count} minute", "After &{count} minutes", minutes)
    return text.format(count=minutes)
