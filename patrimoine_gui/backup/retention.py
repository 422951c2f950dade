"""Which backups are kept: a pure rule, and the one place that deletes."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from patrimoine_gui import files
from patrimoine_gui.backup.backups import Backup, is_intact, listed
from patrimoine_gui.backup.container.header import BackupKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

LAST = 10
DAILY = 7
WEEKLY = 4
MONTHLY = 12
UNDO_DAYS = 90
"""How long those stay that an upgrade or a restore is undone with."""

UPGRADES = 3


def to_remove(backups: Iterable[Backup], now: datetime) -> tuple[Backup, ...]:
    """Choose the backups of one file that may go.

    Kept: the last 10; the newest of each of the last 7 days, 4 weeks and 12 months that have
    one; every manual one; those made before an upgrade or a restore in the last 90 days, the last
    3 upgrades of each file at least, and what each can be brought back to by undoing its last
    restore; the newest one of each file and of each household. Nothing goes when the clock is
    earlier than the newest backup.
    """
    newest_first = sorted(backups, key=_moment, reverse=True)
    if not newest_first or now < newest_first[0].created:
        return ()
    keep = set(newest_first[:LAST])
    keep |= _newest_of(newest_first, DAILY, lambda day: (day.year, day.month, day.day))
    keep |= _newest_of(newest_first, WEEKLY, lambda day: tuple(day.isocalendar()[:2]))
    keep |= _newest_of(newest_first, MONTHLY, lambda day: (day.year, day.month))
    keep |= {item for item in newest_first if item.kind is BackupKind.MANUAL}
    upgrades = [item for item in newest_first if item.kind is BackupKind.PRE_UPGRADE]
    restores = [item for item in newest_first if item.kind is BackupKind.PRE_RESTORE]
    keep |= _first_of_each(upgrades, UPGRADES)
    recent = timedelta(days=UNDO_DAYS)
    keep |= {item for item in (*upgrades, *restores) if now - item.created < recent}
    keep |= _first_of_each(newest_first) | _first_of_each(restores)
    return tuple(item for item in newest_first if item not in keep)


def _first_of_each(found: Iterable[Backup], count: int = 1) -> set[Backup]:
    """Give the newest ones of each file and household, of backups that come newest first."""
    newest: defaultdict[tuple[str, bytes], list[Backup]] = defaultdict(list)
    for item in found:
        newest[item.source, item.household_id].append(item)
    return {item for ours in newest.values() for item in ours[:count]}


def _newest_of(
    found: list[Backup], count: int, period: Callable[[datetime], tuple[int, ...]]
) -> set[Backup]:
    newest: dict[tuple[int, ...], Backup] = {}
    for item in found:
        newest.setdefault(period(item.created), item)
    return {newest[key] for key in list(newest)[:count]}


def family(backups: Iterable[Backup], source: str, household_id: bytes) -> tuple[Backup, ...]:
    """Give the backups of one household: those of its file, under whatever keys, and of its keys.

    Args:
        backups: of everybody.
        source: tag of the household's file.
        household_id: 16 bytes.
    """
    return tuple(
        item for item in backups if item.source == source or item.household_id == household_id
    )


def tidy(folder: Path, latest: Backup, now: datetime) -> tuple[Backup, ...]:
    """Prune a folder after a new backup, which itself stays; give what went.

    Args:
        folder: where backups are.
        latest: the new one, or what it is a copy of; its household is the one that is pruned.
        now: the time, in UTC.
    """
    ours = family(listed(folder), latest.source, latest.household_id)
    return prune([item for item in ours if item.header != latest.header], now)


def prune(
    backups: Iterable[Backup], now: datetime, is_sound: Callable[[Backup], bool] = is_intact
) -> tuple[Backup, ...]:
    """Delete what `to_remove` chooses, and give what went.

    The newest sound backup stays, whatever its age: where it is none of those to keep, because
    every younger one was damaged, it stays too. Only what is given is ever deleted, so unknown
    files, and those set aside as suspect, stay.

    Args:
        backups: of one household, see `family`.
        now: the time, in UTC.
        is_sound: tells whether a backup can still be relied on; asked as seldom as possible.
    """
    candidates = tuple(backups)
    choice = to_remove(candidates, now)
    removals = _but_the_last_sound(candidates, choice, is_sound) if choice else ()
    for backup in removals:
        files.remove(backup.file)
    return removals


def _but_the_last_sound(
    found: tuple[Backup, ...], chosen: tuple[Backup, ...], is_sound: Callable[[Backup], bool]
) -> tuple[Backup, ...]:
    last = next((item for item in sorted(found, key=_moment, reverse=True) if is_sound(item)), None)
    return tuple(item for item in chosen if item != last)


def _moment(backup: Backup) -> tuple[datetime, str]:
    return backup.created, backup.file.name
