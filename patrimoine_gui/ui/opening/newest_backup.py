"""The newest backup of a file that is known to be good. No Qt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patrimoine_gui import local_time
from patrimoine_gui.logs import file_tag

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from patrimoine_gui.backup.backups import Backup


def newest_verified(folder: Path, file: Path, household_id: bytes | None = None) -> Backup | None:
    """Give the newest verified backup of a file, None where there is none; only heads are read.

    Args:
        folder: where backups are.
        file: the household file.
        household_id: 16 bytes; with them, those of the household count, under whatever name they
            were made, and no other household's of the same name does.
    """
    tag = file_tag(file.resolve())
    for backup in sound_ones(folder):
        if household_id in {None, backup.household_id} and (household_id or backup.source == tag):
            return backup
    return None


def sound_ones(folder: Path) -> Iterator[Backup]:
    """Give the backups of everybody that were found sound, the newest first; heads only."""
    from patrimoine_gui.backup import store
    from patrimoine_gui.backup.backup_records import BackupRecords

    records = BackupRecords(folder).read()
    for backup in store.listed(folder):
        verification = records.verification(backup.file)
        if verification is not None and verification.is_sound:
            yield backup


def day_of(backup: Backup) -> date:
    """Give the day on which a backup was made, by the computer's own clock."""
    return local_time.local(backup.created).date()
