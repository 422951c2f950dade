"""Reads files that may be anything: never a link, never a pipe that would be waited for."""

from __future__ import annotations

import errno
import os
import stat
from io import FileIO
from pathlib import Path

from patrimoine_gui.errors import FileUnreachable, UnreachableReason

_READ = (
    os.O_RDONLY
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
)
_KNOWS_LINKS = hasattr(os, "O_NOFOLLOW")
_REASONS = {
    errno.ENOENT: UnreachableReason.MISSING,
    errno.ENOTDIR: UnreachableReason.MISSING,
    errno.ELOOP: UnreachableReason.SPECIAL,
    errno.ENXIO: UnreachableReason.SPECIAL,
    errno.EACCES: UnreachableReason.NO_PERMISSION,
    errno.EPERM: UnreachableReason.NO_PERMISSION,
    errno.ENAMETOOLONG: UnreachableReason.NAME_TOO_LONG,
}


def opened(file: Path | str) -> FileIO:
    """Open a regular file to be read; whoever asks closes it.

    Raises:
        FileUnreachable: it cannot be read, or is a link, a folder, a pipe, a device.
    """
    try:
        if not _KNOWS_LINKS and os.path.islink(file):  # noqa: PTH114  (a path or its text)
            raise FileUnreachable(Path(file), UnreachableReason.SPECIAL)
        descriptor = os.open(file, _READ)
    except OSError as error:
        reason = _REASONS.get(error.errno or 0, UnreachableReason.IO_ERROR)
        raise FileUnreachable(Path(file), reason) from None
    mode = os.fstat(descriptor).st_mode
    if stat.S_ISREG(mode):
        return FileIO(descriptor)
    os.close(descriptor)
    is_folder = stat.S_ISDIR(mode)
    reason = UnreachableReason.DIRECTORY if is_folder else UnreachableReason.SPECIAL
    raise FileUnreachable(Path(file), reason)


def first(reader: FileIO, count: int) -> bytes:
    """Read up to `count` bytes; give fewer only at the end of the file."""
    found = reader.read(count) or b""
    while len(found) < count and (more := reader.read(count - len(found))):
        found += more
    return found


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
