"""The one question that every start asks of a file, answered by six system calls.

What is here opens and closes the file, see `header` for who may call it. It loads nothing that
`migrate.py status` would have to wait for.
"""

from __future__ import annotations

import os
import stat
import struct

from patrimoine_gui import config

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

LENGTH = 100
MAGIC = b"SQLite format 3\x00"
PAGE_SIZES = {512, 1024, 2048, 4096, 8192, 16384, 32768, 65536}
_READ = os.O_RDONLY | getattr(os, "O_BINARY", 0)
fields = struct.Struct(">16xHB5xII28xi4xI20xI4x").unpack
"""Page size, write format, changes, pages, user_version, application_id, version valid for."""


def first_bytes(file: Path | str) -> bytes:
    """Give the header of a file as it lies on the disk.

    Raises:
        OSError: the file cannot be read.
    """
    descriptor = os.open(file, _READ)
    try:
        return os.read(descriptor, LENGTH)
    finally:
        os.close(descriptor)


def size_if_sound(name: str, ordinal: int) -> int:
    """Give the size of a file that is plainly of a format, 0 for any other.

    A link, a backup, a journal beside the file, or the least doubt about its header give 0.
    """
    try:
        status = os.lstat(name)
        if not stat.S_ISREG(status.st_mode) or name.endswith(config.BACKUP_EXTENSION):
            return 0
        head = b"" if has_journal(name) else first_bytes(name)
    except (OSError, ValueError):
        return 0
    return status.st_size if is_sound(head, ordinal, status.st_size) else 0


def has_journal(file: str) -> bool:
    """Tell whether a journal stands beside a file that is no link."""
    return os.access(f"{file}-journal", os.F_OK) or os.access(f"{file}-wal", os.F_OK)


def is_sound(head: bytes, ordinal: int, size: int) -> bool:
    """Tell whether a header is ours, of a format, and agrees with the size of its file.

    The quick form of `header.parse`.
    """
    if len(head) < LENGTH or not head.startswith(MAGIC):
        return False
    page_size, _mode, changes, pages, found, application_id, valid_for = fields(head)
    if application_id != config.APPLICATION_ID or found != ordinal:
        return False
    page_size = 65536 if page_size == 1 else page_size
    is_known = changes == valid_for
    return page_size in PAGE_SIZES and not (is_known and size < pages * page_size)
