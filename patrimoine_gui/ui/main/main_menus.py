"""The menus of the main window."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QKeySequence

from patrimoine_gui import config
from patrimoine_gui.i18n import _, language, ngettext
from patrimoine_gui.ui import icons
from patrimoine_gui.ui.key_action import KeyAction
from patrimoine_gui.ui.main.entry_menu import EntryMenu
from patrimoine_gui.ui.main.writing_actions import WritingActions
from patrimoine_gui.ui.settings import LOCK_MINUTES
from patrimoine_gui.ui.theme import colours
from patrimoine_gui.ui.widgets.top_level import CLOSE_KEYS, QUIT_KEYS
from patrimoine_gui.wording import edit_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtWidgets import QMainWindow, QMenu

    from patrimoine_gui.portfolio.commands.journal import Batch
    from patrimoine_gui.ui.settings import Settings

_LANGUAGES: Final = (("fr", "&Français"), ("en", "&English"))


class MainMenus(QObject):
    """Builds the menus once, and says what the user chooses there."""

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
    lock_asked = Signal()
    """The user wants the file locked."""
    idle_chosen = Signal(object)
    """After how many minutes without anybody the file is locked; 0 for never."""
    keys_asked = Signal(object)
    """The user wants this `KeyAction`."""
    back_up_asked = Signal()
    """The user wants a backup now."""
    restore_asked = Signal()
    """The user wants to restore a backup, and has not said which."""
    undo_restore_asked = Signal()
    """The user wants the file as it was before the last restore."""
    revert_asked = Signal()
    """The user wants the file as it was before the last upgrade."""
    quit_asked = Signal()
    """The user wants to leave the program."""

    def __init__(self, window: QMainWindow, pages: Iterable[QAction], settings: Settings) -> None:
        """Put the menus in a window.

        Args:
            window: which one.
            pages: the actions that lead to its pages.
            settings: language, theme and what else is chosen here.
        """
        super().__init__(window)
        self._window = window
        self._pages = pages
        self._settings = settings
        self.undo = QAction(_("&Undo"), window)
        self.redo = QAction(_("&Redo"), window)
        self.hide_action = QAction(_("&Hide amounts"), window)
        self.undo_restore = QAction(_("&Undo the restore"), window)
        self.revert = QAction(_("Go bac&k to before the upgrade…"), window)
        self._writing = WritingActions()
        self._keeping: list[QAction] = []
        self._build_file_menu()
        self._build_edit_menu()
        self._build_view_menu()
        self.entry = EntryMenu(window.menuBar().addMenu(_("Entr&y")), self._writing)
        self._build_security_menu()
        help_menu = window.menuBar().addMenu(_("&Help"))
        about = _("&About {name}").format(name=config.APP_NAME)
        self._add(help_menu, about, self.about_asked)

    def allow(self, *, writing: bool, keeping: bool) -> None:
        """Enable what writes to the file, and what makes or uses its backups, or neither.

        Args:
            writing: whether the file may be written.
            keeping: whether it is the file that is shown, not a backup or a copy.
        """
        for action in self._keeping:
            action.setEnabled(keeping)
        self._writing.allow(writing=writing)

    def offer_undo(self, why_not: str = "") -> None:
        """Offer to undo the last restore, or say why it cannot be undone."""
        self._writing.offer(self.undo_restore, why_not)

    def offer_revert(self, why_not: str = "") -> None:
        """Offer to go back to before the upgrade, or say why that cannot be done."""
        self._writing.offer(self.revert, why_not)

    def offer_edits(self, *, undo: Batch | None, redo: Batch | None) -> None:
        """Offer to undo and to redo, by the name of what was done.

        Args:
            undo: what would be undone, None for nothing.
            redo: what would be redone, None for nothing.
        """
        self.undo.setText(edit_words.undo(undo))
        self._writing.offer(self.undo, "" if undo else _("There is nothing to undo."))
        self.redo.setText(edit_words.redo(redo))
        self._writing.offer(self.redo, "" if redo else _("There is nothing to redo."))

    def _build_file_menu(self) -> None:
        window = self._window
        menu = window.menuBar().addMenu(_("&File"))
        menu.setToolTipsVisible(True)
        standard = QKeySequence.StandardKey
        self._add(menu, _("&New file…"), self.create_asked, QKeySequence(standard.New), "plus")
        self._add(menu, _("&Open…"), self.open_asked, QKeySequence(standard.Open), "folder")
        menu.addSeparator()
        keys = QKeySequence("Ctrl+B")
        back_up = self._add(menu, _("&Back up now"), self.back_up_asked, keys, "save")
        restore = _("&Restore a backup…")
        self._writing.offer(back_up)
        self._keeping.append(self._add(menu, restore, self.restore_asked, sign="archive"))
        for action, signal in (
            (self.undo_restore, self.undo_restore_asked),
            (self.revert, self.revert_asked),
        ):
            action.triggered.connect(signal)
            menu.addAction(action)
        self.offer_undo(_("This file has not been restored."))
        self.offer_revert(_("There is no backup of this file from before an upgrade."))
        menu.addSeparator()
        self._add(menu, _("&Close"), window.close, QKeySequence(CLOSE_KEYS))
        self._add(menu, _("&Quit"), self.quit_asked, QKeySequence(QUIT_KEYS))

    def _build_edit_menu(self) -> None:
        menu = self._window.menuBar().addMenu(_("&Edit"))
        standard = QKeySequence.StandardKey
        for action, keys in ((self.undo, standard.Undo), (self.redo, standard.Redo)):
            action.setShortcuts(keys)
            menu.addAction(action)
        self.offer_edits(undo=None, redo=None)

    def _build_view_menu(self) -> None:
        menu = self._window.menuBar().addMenu(_("&View"))
        for action in self._pages:
            menu.addAction(action)
        menu.addSeparator()
        self.hide_action.setCheckable(True)
        self.hide_action.setShortcut(QKeySequence("Ctrl+Shift+H"))
        self.hide_action.setIcon(icons.icon("eye-off", colours().muted))
        menu.addAction(self.hide_action)
        menu.addSeparator()
        themes = (("light", _("&Light")), ("dark", _("&Dark")), ("system", _("As the &system")))
        self._choices(menu.addMenu(_("&Theme")), themes, self._settings.theme, self._on_theme)
        self._choices(menu.addMenu(_("&Language")), _LANGUAGES, language(), self._on_language)

    def _build_security_menu(self) -> None:
        menu = self._window.menuBar().addMenu(_("&Security"))
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
            self._writing.offer(entry)

    def _add(
        self,
        menu: QMenu,
        text: str,
        signal: object,
        keys: QKeySequence | None = None,
        sign: str = "",
    ) -> QAction:
        action = QAction(text, self._window)
        if keys is not None:
            action.setShortcut(keys)
        if sign:
            action.setIcon(icons.icon(sign, colours().muted))
        action.triggered.connect(signal)
        menu.addAction(action)
        return action

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


def _idle_text(minutes: int) -> str:
    if not minutes:
        return _("&Never")
    text = ngettext("After &{count} minute", "After &{count} minutes", minutes)
    return text.format(count=minutes)
