"""Languages: one catalogue for the core, the command line and the windows.

Message ids are English. French and English are complete; a test holds them to it.
"""

from __future__ import annotations

import os

from patrimoine_gui import locations, message_catalog

LANGUAGES = ("fr", "en")
DOMAIN = "patrimoine"


class _Current:
    """The language in use; one for the process, as `gettext` itself has it."""

    language = "fr"
    translations: message_catalog.Catalogue | None = None


def _load(language: str) -> message_catalog.Catalogue:
    if language == "en":
        return message_catalog.Catalogue()
    folder = os.path.join(locations.resources(), "locale")  # noqa: PTH118  (start-up)
    return message_catalog.read(os.path.join(folder, language, "LC_MESSAGES", f"{DOMAIN}.mo"))  # noqa: PTH118


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
    import locale

    system = (locale.getlocale()[0] or "")[:2].lower()
    return system if system in LANGUAGES else "fr"


def _translations() -> message_catalog.Catalogue:
    if _Current.translations is None:
        set_language(_Current.language)
    return _Current.translations or message_catalog.Catalogue()


def _(message: str) -> str:
    """Translate a message."""
    return _translations().find(message) or message


def ngettext(singular: str, plural: str, count: int) -> str:
    """Translate a message that depends on a number; in French 0 is singular, in English plural."""
    is_plural = abs(count) > 1 if _Current.language == "fr" else count != 1
    return _translations().find(singular, int(is_plural)) or (plural if is_plural else singular)


def N_(message: str) -> str:  # noqa: N802  (gettext's own name for "to be translated later")
    """Mark a message for extraction; it is translated where it is shown."""
    return message
