"""What the status bar tells of a file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date  # noqa: TC003
from pathlib import Path  # noqa: TC003


@dataclass(frozen=True, slots=True)
class FileStatus:
    """A file, its version and its last backup.

    Attributes:
        file: its path.
        version: version of Patrimoine whose format it has, "0.3".
        last_backup: day of its last verified backup, None when there is none.
    """

    file: Path
    version: str
    last_backup: date | None = None
