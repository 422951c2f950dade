"""What it takes to open a file, as plain functions for the background thread. No Qt."""

from __future__ import annotations

import os
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

from patrimoine_gui import config, paths
from patrimoine_gui.database.lock import FileLock
from patrimoine_gui.i18n import _
from patrimoine_gui.logs import file_tag
from patrimoine_gui.migration import revisions
from patrimoine_gui.migration.diagnosis import FileState
from patrimoine_gui.portfolio import repository
from patrimoine_gui.ui.file_status import FileStatus

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from patrimoine_gui.migration.manager import MigrationManager
    from patrimoine_gui.migration.plan import Plan
    from patrimoine_gui.portfolio.household import Household


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that is open: its lock is held by whoever gets this.

    Attributes:
        status: what the status bar says.
        household: its content.
        lock: held.
    """

    status: FileStatus
    household: Household
    lock: FileLock


@dataclass(frozen=True, slots=True)
class Proposed:
    """A file that has to be upgraded first.

    Attributes:
        plan: what the wizard proposes.
        interrupted: whether an earlier upgrade had been interrupted; what it left is gone.
    """

    plan: Plan
    interrupted: bool = False


def open_file(
    manager: MigrationManager, folders: paths.UserFolders, file: Path
) -> Opened | Proposed:
    """Open a file at head, or plan its upgrade.

    Raises:
        UserError: the file cannot be opened; nothing is held then.
    """
    found = manager.inspect(file)
    if found.error is not None:
        raise found.error
    swept = manager.sweep(file)
    if found.state is FileState.OUTDATED:
        return Proposed(manager.plan(file), interrupted=swept > 0)
    lock = FileLock(file, config.APP_ID)
    lock.acquire()
    try:
        household = repository.load(file)
    except BaseException:
        lock.release()
        raise
    version = revisions.load().get(found.revision).app_version
    return Opened(FileStatus(file, version, last_backup(folders, file)), household, lock)


def last_backup(folders: paths.UserFolders, file: Path) -> date | None:
    """Give the day of the last backup of a file, None when there is none."""
    from patrimoine_gui.backup import store

    tag = file_tag(file)
    days = [item.created for item in store.listed(folders.backups) if item.source == tag]
    return max(days).astimezone().date() if days else None


def copy_example(folders: paths.UserFolders) -> Path:
    """Make a fresh copy of the example household in the data folder; never overwrites.

    The example is a resource that nothing ever writes to, so its bytes are the whole of it.
    """
    folder = paths.private_folder(folders.data)
    content = paths.example_file().read_bytes()
    title = _("example")
    for rank in count(1):
        name = title if rank == 1 else f"{title}-{rank}"
        target = folder / f"{name}{config.FILE_EXTENSION}"
        try:
            descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            continue
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
        return target
    raise AssertionError
