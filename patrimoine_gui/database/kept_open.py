"""A file kept open while it is shown: what it holds outlives its name, and can be saved elsewhere.

Where the system lets an open file be deleted, its content stays as long as somebody has it open.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Final

from patrimoine_gui.database import connections
from patrimoine_gui.errors import FileUnreachable, UnreachableReason

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_PAGES: Final = 500


class KeptOpen:
    """Holds no lock and no transaction; SQLite itself keeps the file open.

    A plain descriptor would end, when it is closed, the locks that SQLite has in this process.
    """

    def __init__(self, file: Path) -> None:
        """Keep a file open from now on, where the system allows it; never raises."""
        self.file = file
        self._connection = None if os.name == "nt" else _opened(file)

    @property
    def is_there(self) -> bool:
        """Whether there is anything to copy from."""
        return self._connection is not None

    def copy_to(self, copy: Path, tick: Callable[[int, int], None]) -> None:
        """Copy what the file holds into an empty private one.

        Args:
            copy: of ours.
            tick: hears (pages done, pages in all); what it raises stops the copy.

        Raises:
            FileUnreachable: it can be read no longer: its disk is gone.
            sqlite3.Error: the copy cannot be written.
        """
        if self._connection is None:
            raise FileUnreachable(self.file, UnreachableReason.MISSING)

        def heard(_status: int, left: int, total: int) -> None:
            tick(total - left, total)

        with closing(sqlite3.connect(copy)) as target:
            self._connection.backup(target, pages=_PAGES, progress=heard)

    def close(self) -> None:
        """Keep it open no longer."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()


def _opened(file: Path) -> sqlite3.Connection | None:
    try:
        found = sqlite3.connect(
            f"{connections.uri(file.absolute())}?mode=ro",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
        )
    except (sqlite3.Error, OSError):
        return None
    try:
        found.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchall()  # SQLite opens it now
    except sqlite3.Error:
        found.close()
        return None
    return found
