"""What reading a damaged file takes, as plain functions for the background thread. No Qt."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from patrimoine_gui import config, local_time
from patrimoine_gui.backup.catalog import Catalog
from patrimoine_gui.errors import HeaderMissing, HeaderTampered
from patrimoine_gui.i18n import _
from patrimoine_gui.logs import file_tag
from patrimoine_gui.ui.wizards.restore.restore_context import free_name

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from patrimoine_gui.crypto.header import FileHeader
    from patrimoine_gui.crypto.keyring import Keyring
    from patrimoine_gui.migration.manager import MigrationManager
    from patrimoine_gui.migration.progress import Cancel, Report
    from patrimoine_gui.migration.recover.recovery import RecoveryResult
    from patrimoine_gui.ui.background import Task


@dataclass(frozen=True, slots=True)
class RecoverTask:
    """A damaged file, and what opens its values.

    Attributes:
        manager: does the work.
        file: the damaged file; it is only read.
        header: its keys, or those of a backup, still closed; None for one that anybody can read.
        lent: when the backup was made whose keys these are, None where they are the file's own.
    """

    manager: MigrationManager
    file: Path
    header: FileHeader | None = None
    lent: datetime | None = None

    def reading(self, target: Path, keyring: Keyring | None) -> Task[RecoveryResult]:
        """Make the task that reads what can be read into a new file; gives a `RecoveryResult`."""
        return partial(self._read, target, keyring)

    def _read(
        self, target: Path, keyring: Keyring | None, report: Report, cancel: Cancel
    ) -> RecoveryResult:
        from patrimoine_gui.migration.recover.recovery import rescue

        return rescue(self.manager, self.file, target, keyring, report, cancel)

    def proposed(self, folder: Path) -> Path:
        """Propose a name that nothing bears: beside the file, or in a folder where that may not be.

        Args:
            folder: another place.
        """
        beside = self.file.parent
        place = beside if os.access(beside, os.W_OK | os.X_OK) else folder
        today = local_time.today().isoformat()
        name = _("{name} read again {day}").format(name=self.file.stem, day=today)
        return free_name(place / f"{name}{config.FILE_EXTENSION}")


def preparing(manager: MigrationManager, file: Path) -> Task[RecoverTask]:
    """Make the task that looks for the keys of a damaged file; gives a `RecoverTask`.

    The task raises what `salvage.keys_of` raises where no backup lends its keys either.
    """
    return partial(_prepare, RecoverTask(manager, file))


def _prepare(begun: RecoverTask, _report: Report, _cancel: Cancel) -> RecoverTask:
    from patrimoine_gui.migration.recover.recovery import keys_of

    try:
        return replace(begun, header=keys_of(begun.manager, begun.file))
    except (HeaderMissing, HeaderTampered):
        shelf = Catalog(begun.manager.folders.backups)
        for entry in shelf.entries(file_tag(begun.file)):
            if entry.backup is not None:
                lent = entry.backup
                return replace(begun, header=lent.header.file_header, lent=lent.created)
        raise
