"""Reads files that may be anything: never a link, never a pipe that would be waited for."""

from __future__ import annotations

import os
from io import FileIO
from pathlib import Path

from patrimoine_gui import files
from patrimoine_gui.errors import FileUnreachable


def opened(file: Path | str) -> FileIO:
    """Open a regular file to be read; whoever asks closes it.

    Raises:
        FileUnreachable: it cannot be read, or is a link, a folder, a pipe, a device.
    """
    try:
        return FileIO(files.opened(file))
    except OSError as error:
        raise FileUnreachable(Path(file), files.why(error)) from None


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
