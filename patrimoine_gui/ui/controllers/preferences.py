"""What the user chooses in the menus, and the theme that the system wants."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from patrimoine_gui import i18n
from patrimoine_gui.ui import theme
from patrimoine_gui.ui.qt_language import translate_qt

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QApplication

    from patrimoine_gui.ui.main.main_window import MainWindow
    from patrimoine_gui.ui.settings import SettingsStore


class Preferences(QObject):
    """Applies what is chosen and remembers it; the windows are made again when it has changed."""

    changed = Signal()
    """The windows have to be made again."""
    idle_changed = Signal(object)
    """After how many minutes without anybody a file is locked; 0 for never."""

    def __init__(
        self,
        application: QApplication,
        settings: SettingsStore,
        may_change: Callable[[], bool],
        parent: QObject | None = None,
    ) -> None:
        """Follow the settings, and the system where they say so.

        Args:
            application: the one there is.
            settings: where a choice is remembered.
            may_change: whether the windows may be made again now, unasked.
            parent: owner.
        """
        super().__init__(parent)
        self._application = application
        self._settings = settings
        self._may_change = may_change
        application.styleHints().colorSchemeChanged.connect(self._on_scheme_changed)

    def listen_to(self, window: MainWindow) -> None:
        """Answer the menus of a main window."""
        window.menus.theme_chosen.connect(self.choose_theme)
        window.menus.language_chosen.connect(self.choose_language)
        window.menus.idle_chosen.connect(self.choose_idle)
        window.hiding_chosen.connect(self.choose_hiding)

    @Slot(object)
    def choose_theme(self, setting: str) -> None:
        """Draw in "light", "dark" or as the "system"."""
        self._settings.update(replace(self._settings.current, theme=setting))
        theme.apply(self._application, theme.resolve(setting, self._application))
        self.changed.emit()

    @Slot(object)
    def choose_language(self, language: str) -> None:
        """Speak "fr" or "en"."""
        self._settings.update(replace(self._settings.current, language=language))
        i18n.set_language(language)
        translate_qt(self._application, language)
        self.changed.emit()

    @Slot(object)
    def choose_hiding(self, hidden: bool) -> None:  # noqa: FBT001  (a signal's payload)
        """Hide amounts, or show them; the window has done so already."""
        self._settings.update(replace(self._settings.current, hide_amounts=hidden))

    @Slot(object)
    def choose_idle(self, minutes: int) -> None:
        """Lock after so many minutes without anybody; 0 for never."""
        self._settings.update(replace(self._settings.current, lock_after=minutes))
        self.idle_changed.emit(minutes)

    @Slot()
    def _on_scheme_changed(self) -> None:
        if self._settings.current.theme == "system" and self._may_change():
            name = theme.resolve("system", self._application)
            if name != theme.theme():
                theme.apply(self._application, name)
                self.changed.emit()
