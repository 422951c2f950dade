"""Which backup is meant: one in any folder, or the name of one in the folder of the backups."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from patrimoine_gui.backup import retention, store
from patrimoine_gui.errors import UserError
from patrimoine_gui.logs import file_tag

if TYPE_CHECKING:
    from patrimoine_gui.migration.manager import MigrationManager


def find(manager: MigrationManager, typed: str) -> Path:
    """Give the backup at a path, or else the one of that name among the backups of this user."""
    path = Path(typed)
    if not os.path.lexists(path) and path.name == typed:
        candidate = manager.folders.backups / typed
        return candidate if candidate.exists() else path
    return path


def of_file(manager: MigrationManager, file: Path) -> tuple[store.Backup, ...]:
    """Give the backups of a file, newest first, whether or not it is still there.

    Those of another household whose file had the same name are among them: it may be the one that
    is looked for.
    """
    household = household_of(manager, file) or b""
    tag = file_tag(file.resolve())
    return retention.family(store.listed(manager.folders.backups), tag, household)


def household_of(manager: MigrationManager, file: Path) -> bytes | None:
    """Give the household of a file, None where the file does not say it."""
    try:
        header = manager.header(file)
    except UserError:  # lost or spoilt: this is when its backups are looked for
        return None
    return None if header is None else header.household_id


def clear_copies(manager: MigrationManager, file: Path | None) -> tuple[store.ClearCopy, ...]:
    """Give the copies that anybody can read: of a file, as far as they say, or of all."""
    found = store.clear_copies(manager.folders.backups)
    ours = {"", file_tag(file.resolve())} if file is not None else {copy.source for copy in found}
    return tuple(copy for copy in found if copy.source in ours)


def unreadable_files(manager: MigrationManager, file: Path | None) -> tuple[Path, ...]:
    """Give what bears the name of a backup and cannot be read as one: of a file, or of all."""
    folder = manager.folders.backups
    if not folder.is_dir():
        return ()
    backups = {item.file for item in store.listed(folder)}
    backups |= {item.file for item in store.clear_copies(folder)}
    end = "" if file is None else f"_{file_tag(file.resolve())}"
    candidates = (path for path in folder.iterdir() if path.name.endswith(store.SUFFIX))
    ours = (path for path in candidates if end in path.name and not path.name.startswith("."))
    return tuple(sorted(path for path in ours if path not in backups))
