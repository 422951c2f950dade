"""What has become of an open file: moved, gone with its disk, changed by another. No Qt.

Only the system is asked: the file itself is never opened, for closing it again would end the
locks of this process on it.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Final

from patrimoine_gui import paths

_MOST_NAMES: Final = 5_000
"""Entries of a folder among which a renamed file is looked for."""


class FileChangeKind(Enum):
    """What has become of it."""

    WHOLE = "as it was"
    CHANGED = "changed by another program"
    RENAMED = "has another name"
    TRASHED = "in the trash"
    MISSING = "moved or deleted"
    DISK_GONE = "its disk is gone"


@dataclass(frozen=True, slots=True)
class FileChange:
    """What has become of a file.

    Attributes:
        kind: what.
        now: where it is now, for one that has another name or is in the trash.
    """

    kind: FileChangeKind
    now: Path | None = None

    @property
    def is_lost(self) -> bool:
        """Whether nothing stands where the file was, and it is nowhere that is known."""
        return self.kind in {
            FileChangeKind.TRASHED,
            FileChangeKind.MISSING,
            FileChangeKind.DISK_GONE,
        }


@dataclass(frozen=True, slots=True)
class FileStamp:
    """What a file was when it was last looked at.

    Attributes:
        size: bytes.
        changed: when, in nanoseconds.
        disk: of which it is.
        number: of the file on that disk.
        folder: number of its folder.
    """

    size: int
    changed: int
    disk: int
    number: int
    folder: int


WHOLE: Final = FileChange(FileChangeKind.WHOLE)


def stamp_of(file: Path) -> FileStamp | None:
    """Note what a file is, None where it cannot be reached. Never opens it."""
    try:
        status, folder = file.stat(), file.parent.stat()
    except OSError:
        return None
    return FileStamp(
        status.st_size, status.st_mtime_ns, status.st_dev, status.st_ino, folder.st_ino
    )


def change_of(file: Path, mark: FileStamp) -> FileChange:
    """Compare a file with what it was. Never opens it, never raises.

    A disk that comes back may number its files anew, so the number does not count where size and
    time are the same.
    """
    try:
        status = file.stat()
    except FileNotFoundError:
        return _missing(file, mark)
    except OSError:  # a disk pulled out under a system that has not noticed
        return FileChange(FileChangeKind.DISK_GONE)
    same = (status.st_size, status.st_mtime_ns) == (mark.size, mark.changed)
    return WHOLE if same else FileChange(FileChangeKind.CHANGED)


def _missing(file: Path, mark: FileStamp) -> FileChange:
    if _disk_below(file.parent) != mark.disk:
        return FileChange(FileChangeKind.DISK_GONE)
    place = _numbered(file.parent, mark.number, mark.disk)
    if place is None:
        folder = _numbered(file.parent.parent, mark.folder, mark.disk)
        place = folder / file.name if folder is not None else None
    if place is not None and _is_it(place, mark):
        return FileChange(FileChangeKind.RENAMED, place)
    candidates = (_numbered(folder, mark.number, mark.disk) for folder in _trashes(file))
    in_trash = next((item for item in candidates if item is not None), None)
    if in_trash is not None and _is_it(in_trash, mark):
        return FileChange(FileChangeKind.TRASHED, in_trash)
    return FileChange(FileChangeKind.MISSING)


def _trashes(file: Path) -> list[Path]:
    """Give the folders into which the systems of the day put what is deleted on a disk."""
    home = paths.home()
    data = Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share")
    found = [data / "Trash" / "files", home / ".Trash"]
    top = next((folder for folder in file.parents if folder.is_mount()), None)
    if top is not None:
        user = str(os.getuid()) if hasattr(os, "getuid") else ""
        found += [top / f".Trash-{user}" / "files", top / ".Trashes" / user]
        with suppress(OSError):
            found += [item for item in (top / "$Recycle.Bin").iterdir() if item.is_dir()]
    return found


def _disk_below(folder: Path) -> int:
    """Give the disk of a folder, or of the nearest one above it that is there; -1 for none."""
    for known in (folder, *folder.parents):
        with suppress(OSError):
            return known.stat().st_dev
    return -1


def _numbered(folder: Path, number: int, disk: int) -> Path | None:
    with suppress(OSError), os.scandir(folder) as entries:
        for entry, _rank in zip(entries, range(_MOST_NAMES), strict=False):
            if entry.inode() == number and folder.stat().st_dev == disk:
                return folder / entry.name
    return None


def _is_it(found: Path, mark: FileStamp) -> bool:
    """Tell whether a file that bears the number of another is that one: numbers are used again."""
    now = stamp_of(found)
    return now is not None and (now.size, now.changed) == (mark.size, mark.changed)
