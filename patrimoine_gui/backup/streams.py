"""Reads files that may be anything: never a link, never a pipe that would be waited for."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import contextmanager
from typing import TYPE_CHECKING

from patrimoine_gui.errors import FileUnreachable, UnreachableReason

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import FileIO
    from pathlib import Path

_READ = (
    os.O_RDONLY
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
)
_REASONS = {
    errno.ENOENT: UnreachableReason.MISSING,
    errno.ENOTDIR: UnreachableReason.MISSING,
    errno.ELOOP: UnreachableReason.SPECIAL,
    errno.ENXIO: UnreachableReason.SPECIAL,
    errno.EACCES: UnreachableReason.NO_PERMISSION,
    errno.EPERM: UnreachableReason.NO_PERMISSION,
    errno.ENAMETOOLONG: UnreachableReason.NAME_TOO_LONG,
}


@contextmanager
def opened(file: Path) -> Iterator[FileIO]:
    """Open a regular file to be read.

    Raises:
        FileUnreachable: it cannot be read, or is a link, a folder, a pipe, a device.
    """
    try:
        if not hasattr(os, "O_NOFOLLOW") and file.is_symlink():
            raise FileUnreachable(file, UnreachableReason.SPECIAL)
        descriptor = os.open(file, _READ)
    except OSError as error:
        reason = _REASONS.get(error.errno or 0, UnreachableReason.IO_ERROR)
        raise FileUnreachable(file, reason) from None
    try:
        _check_regular(descriptor, file)
    except BaseException:
        os.close(descriptor)
        raise
    with os.fdopen(descriptor, "rb", buffering=0) as reader:
        yield reader


def _check_regular(descriptor: int, file: Path) -> None:
    mode = os.fstat(descriptor).st_mode
    if stat.S_ISDIR(mode):
        raise FileUnreachable(file, UnreachableReason.DIRECTORY)
    if not stat.S_ISREG(mode):
        raise FileUnreachable(file, UnreachableReason.SPECIAL)


def fill(reader: FileIO, view: memoryview) -> int:
    """Read into the whole of a buffer; give fewer bytes only at the end of the file."""
    done = 0
    while done < len(view):
        count = reader.readinto(view[done:])
        if not count:
            break
        done += count
    return done


def size_of(reader: FileIO) -> int:
    """Give the size in bytes of an open file."""
    return os.fstat(reader.fileno()).st_size
