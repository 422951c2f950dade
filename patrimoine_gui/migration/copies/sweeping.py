"""Removes what an interrupted run left beside a file."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from typing import TYPE_CHECKING

from patrimoine_gui.database import connections, header
from patrimoine_gui.database.lock import FileLock
from patrimoine_gui.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path


def sweep(file: Path, program: str) -> int:
    """Sweep under the lock of the file; see `MigrationManager.sweep`.

    Args:
        file: the file.
        program: who we are, told to whoever finds the file locked.

    Returns:
        How many files went.
    """
    with suppress(UserError, OSError, RuntimeError, ValueError):  # a path that leads nowhere
        file = file.resolve()
        with FileLock(file, program):
            return _sweep(file)
    return 0


def _sweep(file: Path) -> int:
    from patrimoine_gui.migration.copies import shadow

    journals, shadows = header.journals(file), shadow.left(file)
    swept = 0
    if shadows and not file.exists():
        swept = shadow.sweep(file)
    elif shadows:
        with suppress(UserError, sqlite3.Error), connections.live(file):
            swept = shadow.sweep(file)
    with suppress(UserError, sqlite3.Error):
        if journals and file.exists():
            connections.settle(file)
    return swept + len(journals) - len(header.journals(file))
