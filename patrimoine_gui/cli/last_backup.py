"""The last backup of a file, as the names in the folder of backups tell it; none is opened."""

from __future__ import annotations

import os

from patrimoine_gui import config, locations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime
    from typing import TypedDict

    class LastBackup(TypedDict):
        """The backup for programs: when it was made, in UTC, and its path."""

        created: str
        file: str


_PARTS = 6
"""Day, time, microseconds, kind, revision, source: see `backup.store`."""


def find(folder: str, file: str) -> LastBackup | None:
    """Give the newest backup of a file.

    Args:
        folder: where backups are.
        file: the household file; links are followed, as when it was backed up.
    """
    names = _names(folder)
    if not names:
        return None
    tag = locations.file_tag(os.path.realpath(file))
    for name in names:
        created = created_at(name) if _source(name) == tag else None
        if created is not None:
            path = os.path.join(folder, name)  # noqa: PTH118  (texts, at start-up)
            return {"created": created.isoformat(timespec="seconds"), "file": path}
    return None


def _names(folder: str) -> list[str]:
    """List the backups of a folder, newest first: each name begins with the time."""
    try:
        names = os.listdir(folder)  # noqa: PTH208
    except OSError:
        return []
    ending = config.BACKUP_EXTENSION
    return sorted(
        (name for name in names if name.endswith(ending) and name[0] != "."), reverse=True
    )


def _source(name: str) -> str:
    """Give the tag in the name of a backup, "" for a name of another form."""
    parts = name.removesuffix(config.BACKUP_EXTENSION).split("_")
    return parts[-1].partition("-")[0] if len(parts) == _PARTS else ""


def created_at(name: str) -> datetime | None:
    """Read the time in the name of a backup, None where there is none."""
    from datetime import UTC, datetime

    day, clock, micro, *_rest = name.split("_")
    try:
        year, month, date = map(int, day.split("-"))
        hour, minute, second = map(int, clock.split("-"))
        return datetime(year, month, date, hour, minute, second, int(micro), tzinfo=UTC)
    except ValueError:
        return None
