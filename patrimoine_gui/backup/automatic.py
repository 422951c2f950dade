"""When a backup that nobody asked for is due: a pure rule."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from patrimoine_gui.backup.container.header import BackupKind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from patrimoine_gui.backup.backups import Backup
    from patrimoine_gui.backup.fingerprint import Fingerprint

_DAY: Final = timedelta(1)


def is_due(
    backups: Iterable[Backup],
    fingerprint: Fingerprint | None,
    last_fingerprint: Fingerprint | None,
    now: datetime,
) -> bool:
    """Tell whether a file is to be backed up: it changed, and has no automatic backup of today.

    One of another day, even of one to come, does not count: a clock that was wrong once must not
    end the backups.

    Args:
        backups: of this file.
        fingerprint: what the file looks like; None where that cannot be told.
        last_fingerprint: what it looked like at its last sound backup, None without one.
        now: the time, with a zone: its day is the day there.
    """
    if fingerprint is not None and fingerprint.is_of_same_content(last_fingerprint):
        return False
    begin = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return not any(
        item.kind is BackupKind.AUTOMATIC and timedelta() <= item.created - begin < _DAY
        for item in backups
    )
