"""The shadow: the private copy that is upgraded and verified, then published.

Whoever holds the lock of a file owns every shadow beside it, so a shadow found there belongs to
somebody dead and may be swept. Only another computer's, on a shared folder where locks do not
travel, is given a day.
"""

from __future__ import annotations

import os
import re
import socket
import stat
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from patrimoine_gui import files
from patrimoine_gui.database import connections
from patrimoine_gui.database.lock import beside, shadow_name

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

_DAY = 86_400
_SUFFIXES = ("", "-journal", "-wal", "-shm")


@contextmanager
def shadow_path(file: Path) -> Iterator[Path]:
    """Make an empty private file beside `file`, and remove it at the end whatever happens."""
    path = shadow_name(file)
    os.close(files.created(path))
    try:
        yield path
    finally:
        remove(path)


def remove(path: Path) -> None:
    """Remove a shadow and its journals."""
    for suffix in _SUFFIXES:
        files.remove(path.with_name(path.name + suffix))


def sweep(file: Path) -> int:
    """Remove the shadows that dead processes left beside a file.

    Call it while `connections.live` holds the file: where the disk knows no lock of ours, only
    that tells that nobody works on it.

    Returns:
        How many were removed.
    """
    return sum(map(files.remove, left(file)))


def left(file: Path) -> tuple[Path, ...]:
    """Give the shadows beside a file that belong to nobody alive, if nobody works on the file."""
    host = re.sub(r"\W", "", socket.gethostname())[:20]
    prefix = beside(file, "").name
    pattern = re.compile(re.escape(prefix) + r"(\w*)-(\d+)-[0-9a-f]{8}\.shadow(?:-\w+)?")
    found = []
    with suppress(OSError):
        for entry in list(os.scandir(file.parent)):
            match = pattern.fullmatch(entry.name)
            if match and (match[1] == host or entry.stat().st_mtime < time.time() - _DAY):
                found.append(Path(entry.path))
    return tuple(found)


def is_loose(path: Path) -> bool:
    """Tell whether a quarter of a shadow is free: its tables were made anew, and the old dropped.

    To publish the free pages would cost what it costs to leave them out.
    """
    with connections.private(path) as connection:
        pages, free = (
            connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("page_count", "freelist_count")
        )
    return bool(free * 4 >= pages)


def snapshot(live: sqlite3.Connection, path: Path) -> None:
    """Copy the live file into an empty private one: whole, compact, nothing deleted left in it.

    Args:
        live: the connection that holds the file.
        path: an empty file of ours.
    """
    live.execute("VACUUM INTO ?", (connections.uri(path.absolute()),))


def close_to_others(file: Path) -> None:
    """Take from other accounts what rights they have on a file that has just been protected.

    Raises:
        OSError: the file is not ours.
    """
    if os.name != "nt":  # whose rights come from the folder
        file.chmod(stat.S_IMODE(file.stat().st_mode) & ~0o077)


def identity(file: Path) -> tuple[int, int]:
    """Tell one file from another that would bear its name; (0, 0) when there is none."""
    with suppress(OSError):
        status = file.stat()
        return status.st_dev, status.st_ino
    return 0, 0
