"""Tells whether a household file changed since it was last backed up, without reading it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from patrimoine_gui.database import connections
from patrimoine_gui.database.first_bytes import LENGTH, first_bytes

if TYPE_CHECKING:
    from pathlib import Path

_CHANGES = slice(24, 28)
"""Where SQLite counts the transactions that changed a file."""

_COARSEST_CLOCK = 3.0
"""Seconds within which a disk may give two writes the same date: FAT counts by two."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What a file looks like from outside; it says nothing of its content.

    Attributes:
        size: in bytes.
        modified: date of its last write, in nanoseconds.
        changes: how many transactions changed it, None where that could not be asked.
    """

    size: int
    modified: int
    changes: int | None = None

    def is_of_same_content(self, other: Fingerprint | None) -> bool:
        """Tell whether nothing was written between two fingerprints of a file."""
        if other is None or (self.size, self.modified) != (other.size, other.modified):
            return False
        return self.changes == other.changes or None in {self.changes, other.changes}


def take(file: Path) -> Fingerprint | None:
    """Give the fingerprint of a file, None where none could be relied on later.

    The count of changes is read only where this process holds no lock of SQLite on the file, for
    closing it would end them. Without that count, a file written a moment ago has no fingerprint:
    its next write might bear the same date.
    """
    try:
        status = file.stat()
        found = Fingerprint(status.st_size, status.st_mtime_ns, _changes(file))
    except OSError:
        return None
    is_settled = time.time() - status.st_mtime > _COARSEST_CLOCK
    return found if is_settled or found.changes is not None else None


def _changes(file: Path) -> int | None:
    with connections.gate:
        if connections.is_held(file):
            return None
        head = first_bytes(file)
    return int.from_bytes(head[_CHANGES], "big") if len(head) == LENGTH else None
