"""What must hold before a run begins: everything that can be refused is refused here."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from patrimoine_gui.backup import store
from patrimoine_gui.database.lock import is_name_too_long
from patrimoine_gui.errors import (
    FileHasOtherNames,
    FileReadOnly,
    FileUnreachable,
    NoSpace,
    UnreachableReason,
)
from patrimoine_gui.migration import planning

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.migration.plan import Plan


def check(plan: Plan, backups: Path) -> None:
    """Refuse what cannot succeed; nothing is written but the folder of the backups.

    Raises:
        UserError: why it cannot.
    """
    file, status = plan.file, _status(plan.file)
    if is_name_too_long(file):
        raise FileUnreachable(file, UnreachableReason.NAME_TOO_LONG)
    if status.st_nlink > 1:
        raise FileHasOtherNames(file, status.st_nlink)
    if not os.access(file, os.W_OK):
        raise FileReadOnly(file)
    for need in planning.space_needs(file, status.st_size, backups):
        if not need.enough:
            raise NoSpace(need.folder, need.needed, need.free)
    store.prepare(backups)


def _status(file: Path) -> os.stat_result:
    try:
        return file.stat()
    except (FileNotFoundError, NotADirectoryError):
        raise FileUnreachable(file, UnreachableReason.MISSING) from None
