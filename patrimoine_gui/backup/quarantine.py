"""Backups that do not verify: renamed so that nobody trusts them, their bytes kept."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from patrimoine_gui.backup.backups import SUFFIX

if TYPE_CHECKING:
    from pathlib import Path

SUSPECT_SUFFIX = ".suspect"


def set_aside(file: Path) -> Path:
    """Rename a backup that does not verify, so that nobody trusts it; its bytes are kept.

    Returns:
        Its new path.

    Raises:
        OSError: the disk refused.
    """
    rank = 1
    while True:
        name = f"{file.name}{'' if rank == 1 else f'.{rank}'}{SUSPECT_SUFFIX}"
        path = file.with_name(name)
        if not os.path.lexists(path):
            return file.rename(path)
        rank += 1


def kept_once(partial: Path, final: Path) -> Path:
    """Keep what the disk did not give back as it was written, unless one such is kept already.

    A failure at each start must not fill the disk.

    Args:
        partial: what was written.
        final: the name that it was to have.

    Returns:
        Where it is; the partial itself, for whoever wrote it to remove, if it is not kept.
    """
    *_moment, kind, revision, source = final.name.removesuffix(SUFFIX).split("_")
    if any(partial.parent.glob(f"*_{kind}_{revision}_{source[:8]}*{SUSPECT_SUFFIX}")):
        return partial
    return partial.rename(final.with_name(final.name + SUSPECT_SUFFIX))
