"""Qt's own words (standard buttons, file dialogs) in the language in use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication


class _Current:
    """The translator that is installed; Qt keeps no reference of its own."""

    translator: QTranslator | None = None


def translate_qt(application: QApplication, language: str) -> None:
    """Make Qt speak a language, "fr" or "en"."""
    if _Current.translator is not None:
        application.removeTranslator(_Current.translator)
        _Current.translator = None
    french = language == "fr"
    QLocale.setDefault(QLocale("fr_FR" if french else "en_GB"))
    if french:
        translator = QTranslator()
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if translator.load("qtbase_fr", folder):
            application.installTranslator(translator)
            _Current.translator = translator
