"""Writes a file where none stands: whole or not at all, and never over another."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import TYPE_CHECKING

from patrimoine_gui import files
from patrimoine_gui.database import connections, header, room
from patrimoine_gui.errors import (
    FileExists,
    FileUnreachable,
    FolderReadOnly,
    NoSpace,
    PublishedUnconfirmed,
    UnreachableReason,
    UserError,
    WorkKind,
)
from patrimoine_gui.migration.copies import shadow

if TYPE_CHECKING:
    import sqlite3

_NO_FOLDER = {
    errno.ENOENT: UnreachableReason.FOLDER_MISSING,
    errno.ENOTDIR: UnreachableReason.FOLDER_MISSING,
    errno.ENAMETOOLONG: UnreachableReason.NAME_TOO_LONG,
}


def write_new(source: sqlite3.Connection, file: Path) -> None:
    """Write a database as a new file, atomically; never over another."""
    with shadow.shadow_path(file) as copy:
        with connections.private(copy) as target:
            target.execute("PRAGMA synchronous = FULL")
            source.backup(target)
        give_name(copy, file)


def refuse_taken(file: Path) -> None:
    """Refuse a name where something stands, or a journal that SQLite would replay into the file.

    Raises:
        FileExists: with the name of what stands there.
    """
    for taken in (file, *map(Path, header.journals(file))):
        if os.path.lexists(taken):
            raise FileExists(taken)


def give_name(copy: Path, file: Path) -> None:
    """Give a finished file its name, refusing to replace another.

    Raises:
        FileExists: something stands there since the work began, perhaps a journal.
        OSError: the disk refused, or another came first.
        PublishedUnconfirmed: it has its name, but the disk did not confirm it.
    """
    refuse_taken(file)
    files.sync(copy)
    identity = shadow.identity(copy)
    try:
        _name(copy, file)
        files.confirm_names(file.parent)
    except OSError:
        if shadow.identity(file) != identity:
            raise
        raise PublishedUnconfirmed(file, WorkKind.CREATION) from None


def _name(copy: Path, file: Path) -> None:
    if os.name == "nt":
        copy.rename(file)  # refuses to replace
        return
    try:
        os.link(copy, file)
    except FileExistsError:
        raise
    except OSError:  # a disk without hard links (FAT, some shares)
        if file.exists():
            raise FileExistsError(errno.EEXIST, "exists") from None
        copy.rename(file)


def creation_error(file: Path, error: OSError | sqlite3.Error, size: int) -> UserError:
    """Give the error of ours that stands for what stopped a new file of `size` bytes."""
    number = getattr(error, "errno", None)
    if number == errno.EEXIST:
        return FileExists(file)
    if room.is_lacking(error, file, size):
        return NoSpace(file.parent, size, room.free(file.parent))
    if number in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return FolderReadOnly(file.parent)
    reason = _NO_FOLDER.get(number or 0, UnreachableReason.IO_ERROR)
    return FileUnreachable(file.parent, reason)
