"""What a backup is made of."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path  # noqa: TC003  (a dataclass field)


@dataclass(frozen=True, slots=True)
class Content:
    """What a backup is a copy of.

    Attributes:
        copy: a private, compact, consistent copy of the user's file, that SQLite has checked.
        source: tag of the user's file.
        revision: its revision.
        ordinal: its format number.
    """

    copy: Path
    source: str
    revision: str
    ordinal: int
