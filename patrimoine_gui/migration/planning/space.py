"""The room that a run needs, on each disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patrimoine_gui.database import room
from patrimoine_gui.migration import estimates
from patrimoine_gui.migration.plan import SpaceNeed

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.migration.estimates import Way


def space_needs(file: Path, way: Way, backups: Path | None) -> tuple[SpaceNeed, ...]:
    """Give the room needed on each disk: shadow and journal beside the file, and the backup."""
    beside = (file.parent, way.beside())
    if backups is None:
        return _by_disk(beside)
    return _by_disk(beside, (backups, estimates.with_spare(way.copied)))


def restore_needs(file: Path, restored: int, backups: Path) -> tuple[SpaceNeed, ...]:
    """Give the room that a restore over a file needs on each disk.

    Args:
        file: the file: a copy to be backed up, then the journal of the publication.
        restored: bytes of what is put in its place.
        backups: their folder.
    """
    size = file.stat().st_size
    beside = size + max(restored - size, 0)  # the copy is gone when the journal begins
    needs = ((file.parent, beside), (backups, size))
    return _by_disk(*((folder, estimates.with_spare(needed)) for folder, needed in needs))


def _by_disk(*needs: tuple[Path, int]) -> tuple[SpaceNeed, ...]:
    disks: dict[int, tuple[Path, int]] = {}
    for place, needed in needs:
        folder = existing(place)
        disk = folder.stat().st_dev
        first, sum_before = disks.get(disk, (folder, 0))
        disks[disk] = (first, sum_before + needed)
    return tuple(SpaceNeed(folder, needed, room.free(folder)) for folder, needed in disks.values())


def existing(folder: Path) -> Path:
    """Give a folder, or the nearest one above it that is there."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder
