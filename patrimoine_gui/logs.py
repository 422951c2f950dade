"""The program's log: what it did, never who owns what or how much."""

from __future__ import annotations

import logging
from logging.handlers import RotatingFileHandler
from typing import TYPE_CHECKING

from patrimoine_gui import locations
from patrimoine_gui.paths import private_folder

if TYPE_CHECKING:
    from pathlib import Path

_FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"
_BYTES_PER_FILE = 512 * 1024


def start(folder: Path) -> Path | None:
    """Write the log of this process to a rotating file in `folder`.

    Returns:
        The log file, or None where the folder cannot be written (the program goes on).
    """
    root = logging.getLogger("patrimoine_gui")
    root.setLevel(logging.INFO)
    try:
        target = private_folder(folder) / "patrimoine.log"
        handler = RotatingFileHandler(
            target, maxBytes=_BYTES_PER_FILE, backupCount=3, encoding="utf-8"
        )
    except OSError:
        root.addHandler(logging.NullHandler())
        return None
    handler.setFormatter(logging.Formatter(_FORMAT))
    root.addHandler(handler)
    return target


def file_tag(file: Path) -> str:
    """Name a file in the log without its path, which may hold a name: 8 hexadecimal digits."""
    return locations.file_tag(str(file))
