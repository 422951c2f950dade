"""Copies a backup to another folder: whole, read again from there, and only then named."""

from __future__ import annotations

import errno
import os
from io import FileIO
from typing import TYPE_CHECKING

from patrimoine_gui import files
from patrimoine_gui.backup import partials, streams
from patrimoine_gui.backup.container import container, layout
from patrimoine_gui.database import room
from patrimoine_gui.errors import (
    FileExists,
    FileUnreachable,
    FolderReadOnly,
    NoSpace,
    UnreachableReason,
    UserError,
    VerifyFailed,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from patrimoine_gui.backup.container.layout import Tick

_MISSING = {errno.ENOENT, errno.ENOTDIR}


def copy(source: Path, target: Path, tick: Tick = layout.nobody) -> None:
    """Copy a backup as it stands, and never over anything.

    No key is needed: what stands there in the end is byte by byte a whole backup.

    Args:
        source: the backup.
        target: the new file; its folder exists.
        tick: hears (bytes done, bytes in all), copying and reading again half each; may raise to
            stop, and then nothing is left.

    Raises:
        FileExists: something stands there.
        FileUnreachable: the folder of the target does not exist or went away.
        FolderReadOnly, NoSpace: as named.
        VerifyFailed: what was read again there is not what was written.
        UserError: the backup itself is damaged, or cannot be read.
    """
    if os.path.lexists(target):
        raise FileExists(target)
    with streams.opened(source) as reader, partials.partial_of(target) as partial:
        size = streams.size_of(reader)
        try:
            _write(reader, partial, lambda done: tick(done, size * 2))
            _check(source, partial, lambda done, _all: tick(size + done, size * 2))
            files.give_name(partial, target)
        except OSError as error:
            raise refusal(target, error, size) from None
    files.sync_folder(target.parent)


def _write(reader: FileIO, partial: Path, tick: Callable[[int], None]) -> None:
    buffer = memoryview(bytearray(layout.CHUNK))
    done = 0
    with FileIO(files.created(partial), "wb") as writer:
        while count := streams.fill(reader, buffer):
            files.write_all(writer.fileno(), buffer[:count])
            done += count
            tick(done)
    files.sync(partial)
    files.forget(partial)


def _check(source: Path, partial: Path, tick: Tick) -> None:
    """Read the copy again; where it is not whole, tell a bad backup from a bad disk."""
    try:
        if container.check_intact(partial, tick) == container.read_header(source):
            return
    except FileUnreachable:
        raise FileUnreachable(partial.parent, UnreachableReason.FOLDER_MISSING) from None
    except UserError:
        container.check_intact(source)
    raise VerifyFailed(partial)


def refusal(target: Path, error: OSError, needed: int) -> UserError:
    """Give the error of ours that stands for what stopped a new file of so many bytes."""
    folder = target.parent
    if isinstance(error, FileExistsError):
        return FileExists(target)
    if room.is_full(error):
        return NoSpace(folder, needed, room.free(folder))
    if error.errno in files.READ_ONLY:
        return FolderReadOnly(folder)
    if error.errno == errno.ENAMETOOLONG:
        return FileUnreachable(target, UnreachableReason.NAME_TOO_LONG)
    missing = error.errno in _MISSING
    return FileUnreachable(
        folder, UnreachableReason.FOLDER_MISSING if missing else UnreachableReason.IO_ERROR
    )
