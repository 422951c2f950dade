"""Small disks of memory, where the system lets us mount them."""

from __future__ import annotations

import subprocess
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

MOUNT = "/usr/bin/mount"
UNMOUNT = "/usr/bin/umount"


@contextmanager
def small_disk(folder: Path, options: str) -> Iterator[Path]:
    """Mount a disk of memory on a folder until the end of the block.

    Raises:
        PermissionError: the system refuses; RLIMIT_FSIZE then stands in for it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    command = [MOUNT, "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    try:
        done = subprocess.run(command, capture_output=True, check=False)
    except FileNotFoundError:
        raise PermissionError from None
    if done.returncode:
        raise PermissionError
    try:
        yield folder
    finally:
        subprocess.run([UNMOUNT, "--lazy", str(folder)], capture_output=True, check=True)


def make_read_only(disk: Path) -> None:
    """Refuse every write to a disk from here on."""
    command = [MOUNT, "-o", "remount,ro", str(disk)]
    subprocess.run(command, capture_output=True, check=True)


def can_mount() -> bool:
    """Tell whether `small_disk` works here."""
    with TemporaryDirectory() as folder:
        try:
            with small_disk(Path(folder) / "disk", "size=64k"):
                return True
        except PermissionError:
            return False
