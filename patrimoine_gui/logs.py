"""The program's log: what it did, never who owns what or how much."""

from __future__ import annotations

import logging
import sys
from io import FileIO, TextIOWrapper
from logging.handlers import RotatingFileHandler
from typing import TYPE_CHECKING, cast

from patrimoine_gui import files, locations
from patrimoine_gui.paths import private_folder

if TYPE_CHECKING:
    from io import BytesIO
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
        handler = _Handler(target, maxBytes=_BYTES_PER_FILE, backupCount=3)
    except OSError:
        root.addHandler(logging.NullHandler())
        return None
    handler.setFormatter(logging.Formatter(_FORMAT))
    root.addHandler(handler)
    return target


class _Handler(RotatingFileHandler):
    """Writes to a file of this user alone, and never to the terminal where the disk refuses it."""

    def _open(self) -> TextIOWrapper:
        """Open the log, whose lines go to the disk as they are: nothing waits for its closing."""
        raw = cast("BytesIO", FileIO(files.appending(self.baseFilename), "a"))
        return TextIOWrapper(raw, "utf-8", "backslashreplace", write_through=True)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  (its name in logging)
        """Go on without a line that the disk does not take; any other error is a fault of ours."""
        if not isinstance(sys.exception(), OSError):
            super().handleError(record)


def file_tag(file: Path) -> str:
    """Name a file in the log without its path, which may hold a name: 8 hexadecimal digits."""
    return locations.file_tag(str(file))
