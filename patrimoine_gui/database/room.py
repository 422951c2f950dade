"""The room on a disk: how much is free, and whether an error means that there is too little."""

from __future__ import annotations

import errno
import os
import shutil
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Final

from patrimoine_gui import files
from patrimoine_gui.database.lock import shadow_name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""A full disk, a quota that is used up, a file larger than an account or a disk allows."""

_HIDING: Final = frozenset(
    {
        "SQLITE_CANTOPEN",
        "SQLITE_IOERR",
        "SQLITE_IOERR_DIR_FSYNC",
        "SQLITE_IOERR_FSYNC",
        "SQLITE_IOERR_TRUNCATE",
        "SQLITE_IOERR_WRITE",
    }
)
"""What SQLite makes of every other error of a write: only ENOSPC has a code of its own there."""


_NAMES: Final = 3
"""What a run has beside a file at once: its lock, a copy, a journal. Disks count names too."""


def free(folder: Path) -> int | None:
    """Give the bytes free on the disk of a folder, None where it does not tell.

    Some shares and mounted clouds say that they have no block at all, which is no size.
    """
    try:
        found = shutil.disk_usage(folder)
    except OSError:
        return None
    return found.free if found.total else None


def is_full(error: BaseException) -> bool:
    """Tell whether an error says by itself that there was too little room."""
    if isinstance(error, OSError) and error.errno in FULL:
        return True
    return getattr(error, "sqlite_errorname", "") == "SQLITE_FULL"


def may_be_full(error: BaseException) -> bool:
    """Tell whether SQLite may hide a lack of room behind an error: only the disk can tell then."""
    return getattr(error, "sqlite_errorname", "") in _HIDING


def is_lacking(error: BaseException, file: Path, needed: int) -> bool:
    """Tell whether the system refused a write for want of room.

    A quota and a limit of sizes are to SQLite what a broken disk is: the disk is asked again then.

    Args:
        error: what was raised.
        file: the file that was written, or beside which it was.
        needed: bytes that the work needs there.
    """
    if is_full(error) or not may_be_full(error):
        return is_full(error)
    try:
        with ExitStack() as stack:
            probes = [stack.enter_context(_probe(file)) for _name in range(_NAMES)]
            return is_refused(probes[0], needed)
    except OSError as refusal:
        return is_full(refusal)


@contextmanager
def _probe(file: Path) -> Iterator[Path]:
    """Make an empty private file beside another, and remove it at the end."""
    path = shadow_name(file)
    os.close(files.created(path))
    try:
        yield path
    finally:
        files.remove(path)


def is_refused(file: Path, size: int) -> bool:
    """Ask the disk for so many bytes more in a file, and tell whether it says that it has not them.

    Args:
        file: one that may be written over; whoever made it removes it.
        size: bytes.
    """
    try:
        with file.open("r+b", buffering=0) as writer:
            writer.write(b"\0")
            if size and hasattr(os, "posix_fallocate"):
                os.posix_fallocate(writer.fileno(), 0, size)
            os.fsync(writer.fileno())
    except OSError as error:
        return is_full(error)
    return False
