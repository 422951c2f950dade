"""What must hold before a run begins: everything that can be refused is refused here."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from patrimoine_gui.backup import store
from patrimoine_gui.database.lock import is_name_too_long
from patrimoine_gui.errors import (
    BackupFailed,
    FileHasOtherNames,
    FileReadOnly,
    FileUnreachable,
    FolderReadOnly,
    NoSpace,
    UnreachableReason,
    UserError,
)
from patrimoine_gui.migration.planning import space

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.migration.plan import Plan


def check(plan: Plan, backups: Path | None) -> None:
    """Refuse what cannot succeed; nothing is written but the folder of the backups.

    Args:
        plan: what is to be done.
        backups: their folder; None where no backup is to be made.

    Raises:
        UserError: why it cannot.
    """
    _check_file(plan.file)
    _check_room(plan, backups)
    if backups is not None:
        _prepare(backups)


def check_restore(plan: Plan, backups: Path) -> None:
    """Refuse a restore over a file that cannot succeed, by the room that its plan says it needs.

    Raises:
        UserError: why it cannot.
    """
    check_writable(plan.file)
    for need in plan.space:
        if not need.enough:
            raise NoSpace(need.folder, need.needed, need.free)
    _prepare(backups)


def check_writable(file: Path, names: int = 1) -> None:
    """Refuse a file whose place another cannot take.

    Args:
        file: the file.
        names: how many names of it are known.

    Raises:
        UserError: why not.
    """
    _check_file(file, names)
    if not _is_writable_folder(file.parent):
        raise FolderReadOnly(file.parent)


def _prepare(backups: Path) -> None:
    try:
        store.prepare(backups)
    except FolderReadOnly:
        raise BackupFailed(backups) from None


def foresee(plan: Plan, backups: Path | None) -> None:
    """Refuse what `check` would refuse, and write nothing at all.

    Raises:
        UserError: why it cannot succeed.
    """
    found = obstacle(plan.file, backups)
    if found is not None:
        raise found
    _check_room(plan, backups)


def obstacle(file: Path, backups: Path | None) -> UserError | None:
    """Tell what would refuse a run, room aside; never writes, never raises a `UserError`.

    Args:
        file: the file.
        backups: their folder; None where no backup is to be made.
    """
    try:
        _check_file(file)
    except UserError as error:
        return error
    if not _is_writable_folder(file.parent):
        return FolderReadOnly(file.parent)
    if backups is None or _is_writable_folder(space.existing(backups)):
        return None
    return BackupFailed(backups)


def _check_room(plan: Plan, backups: Path | None) -> None:
    for need in space.space_needs(plan.file, plan.way, backups):
        if not need.enough:
            raise NoSpace(need.folder, need.needed, need.free)


def _is_writable_folder(folder: Path) -> bool:
    return folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)


def _check_file(file: Path, names: int = 1) -> os.stat_result:
    status = _status(file)
    if is_name_too_long(file):
        raise FileUnreachable(file, UnreachableReason.NAME_TOO_LONG)
    if status.st_nlink > names:
        raise FileHasOtherNames(file, status.st_nlink)
    if not os.access(file, os.W_OK):
        raise FileReadOnly(file)
    return status


def _status(file: Path) -> os.stat_result:
    try:
        return file.stat()
    except (FileNotFoundError, NotADirectoryError):
        raise FileUnreachable(file, UnreachableReason.MISSING) from None
