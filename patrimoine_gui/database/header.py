"""The first hundred bytes of a file: ours or not, which format, whole or not.

Reading them opens and closes the file, which makes POSIX drop every lock that this process holds
on it: nothing here may be called on a file that `database.connections` holds open. The callers
ask `connections.is_held` first.
"""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass
from pathlib import Path

from patrimoine_gui import config

LENGTH = 100
MAGIC = b"SQLite format 3\x00"
_PAGE_SIZES = {512, 1024, 2048, 4096, 8192, 16384, 32768, 65536}
_WAL = 2
_READ = os.O_RDONLY | getattr(os, "O_BINARY", 0)
_FIELDS = struct.Struct(">16xHB5xII28xi4xI20xI4x").unpack


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


def first_bytes(file: Path | str) -> bytes:
    """Give the header of a file as it lies on the disk; see `read` for who may call it."""
    descriptor = os.open(file, _READ)
    try:
        return os.read(descriptor, LENGTH)
    finally:
        os.close(descriptor)


def is_sound(head: bytes, ordinal: int, size: int) -> bool:
    """Tell whether a header is ours, of a format, and agrees with the size of its file.

    The quick form of `parse` for the one question that every start asks.
    """
    if len(head) < LENGTH or not head.startswith(MAGIC):
        return False
    page_size, _mode, changes, pages, found, application_id, valid_for = _FIELDS(head)
    if application_id != config.APPLICATION_ID or found != ordinal:
        return False
    page_size = 65536 if page_size == 1 else page_size
    is_known = changes == valid_for
    return page_size in _PAGE_SIZES and not (is_known and size < pages * page_size)


def parse(head: bytes) -> Header:
    """Understand up to a hundred bytes; never raises."""
    is_sqlite = head.startswith(MAGIC)
    if len(head) < LENGTH:
        return Header(is_sqlite, False, False, 0, 0, 0, False)  # noqa: FBT003  (a record)
    page_size, write_format, changes, pages, ordinal, application_id, valid_for = _FIELDS(head)
    page_size = 65536 if page_size == 1 else page_size
    return Header(
        is_sqlite=is_sqlite,
        is_complete=True,
        is_ours=application_id == config.APPLICATION_ID,
        ordinal=ordinal,
        page_size=page_size if page_size in _PAGE_SIZES else 0,
        pages=pages if changes == valid_for else 0,
        is_wal=write_format == _WAL,
    )


def has_journal(file: str) -> bool:
    """Tell whether a journal stands beside a file that is no link; the quick form of `journals`."""
    return os.access(f"{file}-journal", os.F_OK) or os.access(f"{file}-wal", os.F_OK)


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
