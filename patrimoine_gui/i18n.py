"""Languages: one catalogue for the core, the command line and the windows.

Message ids are English. French and English are complete; a test holds them to it.
"""

from __future__ import annotations

import gettext
import locale
import os

from patrimoine_gui.paths import resources_folder

LANGUAGES = ("fr", "en")
DOMAIN = "patrimoine"


class _Current:
    """The language in use; one for the process, as `gettext` itself has it."""

    language = "fr"
    translations: gettext.NullTranslations | None = None


def _load(language: str) -> gettext.NullTranslations:
    if language == "en":
        return gettext.NullTranslations()
    return gettext.translation(DOMAIN, resources_folder() / "locale", [language], fallback=True)


def set_language(language: str) -> None:
    """Use a language from now on.

    Args:
        language: "fr" or "en"; anything else is taken for "fr".
    """
    _Current.language = language if language in LANGUAGES else "fr"
    _Current.translations = _load(_Current.language)


def language() -> str:
    """Give the language in use, "fr" or "en"."""
    return _Current.language


def preferred_language(setting: str = "") -> str:
    """Choose a language: the setting, then the system's if it is French or English, then French."""
    if setting in LANGUAGES:
        return setting
    for name in (os.environ.get("LC_ALL"), os.environ.get("LC_MESSAGES"), os.environ.get("LANG")):
        if name:
            return name[:2] if name[:2] in LANGUAGES else "fr"
    system = (locale.getlocale()[0] or "")[:2].lower()
    return system if system in LANGUAGES else "fr"


def _translations() -> gettext.NullTranslations:
    if _Current.translations is None:
        set_language(_Current.language)
    return _Current.translations or gettext.NullTranslations()


def _(message: str) -> str:
    """Translate a message."""
    return _translations().gettext(message)


def ngettext(singular: str, plural: str, count: int) -> str:
    """Translate a message that depends on a number."""
    return _translations().ngettext(singular, plural, count)


def N_(message: str) -> str:  # noqa: N802  (gettext's own name for "to be translated later")
    """Mark a message for extraction; it is translated where it is shown."""
    return message
