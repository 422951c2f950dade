"""On which disk a folder is, and whether the disk that is expected there is mounted."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path
from typing import Final

FSTAB: Final = Path("/etc/fstab")
_MEDIA: Final = re.compile(r"/(mnt|Volumes|media(/[^/]+)?|run/media/[^/]+)/[^/]+")
"""Where systems mount what is plugged in: `/media/usb`, `/run/media/elodie/usb`..."""


def on_one_disk(first: Path, second: Path) -> bool:
    """Tell whether two folders are lost together with one disk; two partitions share theirs."""
    return _disk_of(first) == _disk_of(second) != ""


def is_bare_mount(folder: Path) -> bool:
    """Tell whether a folder stands where a disk is to be mounted, and none is.

    Either the system's table names it, or it is where disks are mounted and holds nothing.
    """
    real = folder.resolve()
    above = [item for item in (real, *real.parents) if item != item.parent]
    if any(item.is_mount() for item in above):
        return False
    expected = _expected()
    return any(str(item) in expected or (_is_media(item) and _is_empty(item)) for item in above)


def _disk_of(folder: Path) -> str:
    """Name the disk of a folder, "" where the system does not tell."""
    try:
        number = folder.stat().st_dev
    except OSError:
        return ""
    if hasattr(os, "major"):
        device = Path(f"/sys/dev/block/{os.major(number)}:{os.minor(number)}")
        with suppress(OSError):
            real = device.resolve(strict=True)
            return real.parent.name if (real / "partition").exists() else real.name
    return str(number)


def _expected() -> frozenset[str]:
    """Give the mount points of the system's table."""
    try:
        lines = FSTAB.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return frozenset()
    rows = (line.split() for line in lines if not line.lstrip().startswith("#"))
    found = (row[1] for row in rows if len(row) > 1)
    return frozenset(re.sub(r"\\040", " ", place).rstrip("/") for place in found)


def _is_media(folder: Path) -> bool:
    return _MEDIA.fullmatch(str(folder)) is not None


def _is_empty(folder: Path) -> bool:
    with suppress(OSError):
        return next(folder.iterdir(), None) is None
    return False
