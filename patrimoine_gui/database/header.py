"""The first hundred bytes of a file: ours or not, which format, whole or not.

Reading them opens and closes the file, which makes POSIX drop every lock that this process holds
on it: nothing here may be called on a file that `database.connections` holds open. The callers
ask `connections.is_held` first.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from patrimoine_gui import config
from patrimoine_gui.database.first_bytes import LENGTH, MAGIC, PAGE_SIZES, fields, first_bytes

__all__ = ["LENGTH", "MAGIC", "Header", "has_stray_wal", "journals", "parse", "read"]

_WAL = 2


@dataclass(frozen=True, slots=True)
class Header:
    """What the header says.

    Attributes:
        is_sqlite: whether it begins as an SQLite file does.
        is_complete: whether all hundred bytes are there.
        is_ours: whether it carries our application id.
        ordinal: `user_version`, the format number.
        page_size: bytes per page, 0 when the header gives no possible size.
        pages: number of pages, 0 when the header does not know it.
        is_wal: whether the file is in write-ahead mode.
    """

    is_sqlite: bool
    is_complete: bool
    is_ours: bool
    ordinal: int
    page_size: int
    pages: int
    is_wal: bool

    @property
    def is_rollback(self) -> bool:
        """Whether the file is whole enough to say that it is not in write-ahead mode."""
        return self.is_sqlite and self.is_complete and not self.is_wal

    def is_truncated(self, size: int) -> bool:
        """Tell whether a file of `size` bytes is shorter than its header says."""
        return size < self.pages * self.page_size


def read(file: Path | str) -> Header:
    """Read the header of a file that this process does not hold open.

    Raises:
        OSError: the file cannot be read.
    """
    return parse(first_bytes(file))


def parse(head: bytes) -> Header:
    """Understand up to a hundred bytes; never raises."""
    is_sqlite = head.startswith(MAGIC)
    if len(head) < LENGTH:
        return Header(is_sqlite, False, False, 0, 0, 0, False)  # noqa: FBT003  (a record)
    page_size, write_format, changes, pages, ordinal, application_id, valid_for = fields(head)
    page_size = 65536 if page_size == 1 else page_size
    return Header(
        is_sqlite=is_sqlite,
        is_complete=True,
        is_ours=application_id == config.APPLICATION_ID,
        ordinal=ordinal,
        page_size=page_size if page_size in PAGE_SIZES else 0,
        pages=pages if changes == valid_for else 0,
        is_wal=write_format == _WAL,
    )


def journals(file: Path | str) -> tuple[str, ...]:
    """Give the journals of a file, which SQLite must be asked to recover.

    They stand beside the file itself, not beside a link that leads to it.
    """
    real = os.path.realpath(file) if os.path.islink(file) else file  # noqa: PTH114  (fast path)
    beside = (f"{real}-journal", f"{real}-wal")
    return tuple(name for name in beside if os.path.exists(name))  # noqa: PTH110  (fast path)


def has_stray_wal(file: Path | str) -> bool:
    """Tell whether a write-ahead log that cannot be its own stands beside a file.

    A file in write-ahead mode says so in its header before its log exists, and as long as it
    does. SQLite does not look: it would replay the log of another file, or of an older one,
    whatever other journal stands there.

    Raises:
        OSError: the file cannot be read.
    """
    logs = [name for name in journals(file) if name.endswith("-wal")]
    return any(Path(name).stat().st_size for name in logs) and read(file).is_rollback
