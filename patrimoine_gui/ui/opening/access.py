"""Whether what is open may be written, and why not. No Qt."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime  # noqa: TC003  (a dataclass field)
from enum import Enum
from pathlib import Path
from typing import Final


class AccessKind(Enum):
    """What is shown: the file itself, or something that is only looked at."""

    FULL = "the file, to be read and written"
    MEDIUM = "the file, which cannot be written where it is"
    OUTDATED = "an upgraded copy of an older file"
    BACKUP = "a backup"
    COPY = "a copy that a synchronisation left"


@dataclass(frozen=True, slots=True)
class Access:
    """How something is open.

    Attributes:
        kind: what it is.
        source: what is looked at: the file, the backup or the copy.
        created: when a backup was made.
    """

    kind: AccessKind = AccessKind.FULL
    source: Path = Path()
    created: datetime | None = None

    @property
    def is_writable(self) -> bool:
        """Whether anything may be written: if not, nothing that writes is enabled."""
        return self.kind is AccessKind.FULL

    @property
    def is_file(self) -> bool:
        """Whether it is the file itself that is shown, and no private copy of something."""
        return self.kind in {AccessKind.FULL, AccessKind.MEDIUM}


FULL: Final = Access()
"""How a file is open that may be written."""


def access_to(file: Path) -> Access:
    """Tell whether a file can be written where it is; never writes, never raises.

    A file can be changed only where its folder takes the journal that makes the change safe.
    """
    file = file.resolve()
    can_write = os.access(file, os.W_OK) and os.access(file.parent, os.W_OK | os.X_OK)
    return Access(AccessKind.FULL if can_write else AccessKind.MEDIUM, file)
