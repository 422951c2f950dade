"""Whether a file is to be backed up without being asked."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from patrimoine_gui import local_time
from patrimoine_gui.backup import automatic, fingerprint, store
from patrimoine_gui.backup.backup_records import BackupRecords
from patrimoine_gui.backup.container.header import BackupKind
from patrimoine_gui.database import file_header
from patrimoine_gui.errors import UserError
from patrimoine_gui.logs import file_tag

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

__all__ = ["BackupKind", "is_due"]


def is_due(file: Path, backups: Path, now: datetime | None = None) -> bool:
    """Tell whether an automatic backup of a file is due; never writes, never needs a key.

    A file that cannot be written was not changed.

    Args:
        file: its real path.
        backups: folder of the backups.
        now: the time, with a zone; the clock of the computer without it.
    """
    if not os.access(file, os.W_OK):
        return False
    source, household_id = file_tag(file), _household_of(file)
    ours = [
        item
        for item in store.listed(backups)
        if item.source == source and household_id in {None, item.household_id}
    ]
    last = BackupRecords(backups).last_look(source)
    moment = now or local_time.now()
    return automatic.is_due(ours, fingerprint.take(file), last, moment)


def _household_of(file: Path) -> bytes | None:
    """Give the household of a file: another's may have had its name this morning."""
    with suppress(UserError):
        header = file_header.read_from(file)
        return None if header is None else header.household_id
    return None
