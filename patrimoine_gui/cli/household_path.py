"""Which file a command works on, when none is named."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from patrimoine_gui import locations
from patrimoine_gui.cli import window_settings
from patrimoine_gui.config import ENV_FILE

if TYPE_CHECKING:
    from patrimoine_gui.paths import UserFolders


@dataclass(frozen=True, slots=True)
class WindowSettings:
    """What the command line uses of the window's settings.

    Attributes:
        recent: the last file opened, "" when there is none.
        language: "fr", "en" or "".
    """

    recent: str = ""
    language: str = ""


def read_settings(folders: UserFolders) -> WindowSettings:
    """Read the window's settings; an unreadable or odd file counts as none."""
    return WindowSettings(*window_settings.read(str(folders.settings)))


def choose(argument: str | None, folders: UserFolders, settings: WindowSettings) -> Path:
    """Give the file named on the command line, else by the environment, else the last opened."""
    name = argument or locations.named_file(os.environ.get(ENV_FILE, "")) or settings.recent
    return Path(name) if name else folders.default_file
