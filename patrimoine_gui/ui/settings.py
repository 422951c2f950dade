"""What the program remembers: recent files, language, theme, geometry. No Qt."""

from __future__ import annotations

import json
import logging
import os
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any, Final

from patrimoine_gui import files
from patrimoine_gui.paths import private_folder

MAX_RECENT: Final = 8
LOCK_MINUTES: Final = (5, 10, 30, 0)
"""After how many minutes without anybody a file may be locked; 0 for never."""

_NAME: Final = "settings.json"
_LARGEST: Final = 1024 * 1024
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one user.

    Attributes:
        language: "fr", "en" or "" for the system's.
        theme: "light", "dark" or "system".
        recent: paths of files, the last one first.
        geometry: of the main window, in Qt's base64 form; "" when unknown.
        hide_amounts: whether amounts are hidden.
        lock_after: minutes without anybody after which the file is locked, one of `LOCK_MINUTES`.
        second_place: folder to which each backup is copied; "" for none.
    """

    language: str = ""
    theme: str = "system"
    recent: tuple[str, ...] = ()
    geometry: str = ""
    hide_amounts: bool = False
    lock_after: int = 10
    second_place: str = ""

    def with_recent(self, file: Path) -> Settings:
        """Give the same settings with a file first among the recent ones."""
        others = tuple(item for item in self.recent if item != str(file))
        return replace(self, recent=(str(file), *others)[:MAX_RECENT])

    def has_recent(self, file: Path) -> bool:
        """Tell whether a file is among the recent ones: it has been opened before."""
        return str(file) in self.recent

    def without_recent(self, file: Path) -> Settings:
        """Give the same settings without a file; the file itself is not touched."""
        return replace(self, recent=tuple(item for item in self.recent if item != str(file)))


class SettingsStore:
    """Reads and writes the settings file; neither ever stops the program."""

    def __init__(self, folder: Path) -> None:
        """Keep the settings in a folder, made when something is written."""
        self._folder = folder
        self._current: Settings | None = None

    @property
    def current(self) -> Settings:
        """Give the settings, read once."""
        if self._current is None:
            self._current = self._read()
        return self._current

    def update(self, settings: Settings) -> None:
        """Use these settings from now on and write them down."""
        self._current = settings
        try:
            self._write(settings)
        except OSError as error:
            _log.warning("settings not written: %s", type(error).__name__)

    def _read(self) -> Settings:
        try:
            found = json.loads(files.read(self._place(), _LARGEST))
        except FileNotFoundError:
            return Settings()
        except (OSError, ValueError, RecursionError) as error:
            _log.warning("settings not read: %s", type(error).__name__)
            return Settings()
        return _checked(found)

    def _write(self, settings: Settings) -> None:
        private_folder(self._folder)
        text = json.dumps(asdict(settings), ensure_ascii=False, indent=1)
        place = self._place()
        # A byte of a path that is no UTF-8 is a lone surrogate, which JSON writes as Python does.
        files.rewrite(
            place,
            text.encode("utf-8", "backslashreplace"),
            place.with_name(f".{_NAME}.{os.getpid()}"),
        )

    def _place(self) -> Path:
        """Give the file itself: what it leads to where the user made it a link."""
        return Path(files.kept_at(str(self._folder / _NAME)))


def _checked(document: object) -> Settings:
    """Take from a settings file what has the right type, and leave the rest."""
    if not isinstance(document, dict):
        return Settings()
    usual = Settings()
    values: dict[str, Any] = {}
    for item in fields(Settings):
        value = document.get(item.name)
        if item.name == "recent" and isinstance(value, list):
            values["recent"] = tuple(filter(_is_path, value))[:MAX_RECENT]
        elif item.name == "lock_after":
            values["lock_after"] = value if _is_choice(value) else usual.lock_after
        elif item.name == "second_place":
            values["second_place"] = value if _is_path(value) else usual.second_place
        elif isinstance(value, type(getattr(usual, item.name))):
            values[item.name] = value
    return replace(usual, **values)


def _is_path(value: object) -> bool:
    """Tell what may be a path: nothing that has one is called "", or has a NUL in it."""
    return isinstance(value, str) and bool(value) and "\0" not in value


def _is_choice(minutes: object) -> bool:
    """Tell whether a file is locked after this: `True` counts as 1, and is none of them."""
    return type(minutes) is int and minutes in LOCK_MINUTES
