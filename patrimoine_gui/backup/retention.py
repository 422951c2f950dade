"""Which backups are kept: a pure rule, and the one place that deletes."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from patrimoine_gui.backup.store import Backup, BackupKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

LAST = 10
DAILY = 7
WEEKLY = 4
MONTHLY = 12
UPGRADE_DAYS = 90
UPGRADES = 3


def to_remove(backups: Iterable[Backup], now: datetime) -> tuple[Backup, ...]:
    """Choose the backups of one file that may go.

    Kept: the last 10; the newest of each of the last 7 days, 4 weeks and 12 months that have
    one; every manual one; those made before an upgrade in the last 90 days, and the last 3 of
    these at least. Nothing goes when the clock is earlier than the newest backup.
    """
    found = sorted(backups, key=lambda item: (item.created, item.file.name), reverse=True)
    if not found or now < found[0].created:
        return ()
    kept = set(found[:LAST])
    kept |= _newest_of(found, DAILY, lambda day: (day.year, day.month, day.day))
    kept |= _newest_of(found, WEEKLY, lambda day: tuple(day.isocalendar()[:2]))
    kept |= _newest_of(found, MONTHLY, lambda day: (day.year, day.month))
    kept |= {item for item in found if item.kind is BackupKind.MANUAL}
    upgrades = [item for item in found if item.kind is BackupKind.PRE_UPGRADE]
    kept |= set(upgrades[:UPGRADES])
    recent = timedelta(days=UPGRADE_DAYS)
    kept |= {item for item in upgrades if now - item.created < recent}
    return tuple(item for item in found if item not in kept)


def _newest_of(
    found: list[Backup], count: int, period: Callable[[datetime], tuple[int, ...]]
) -> set[Backup]:
    newest: dict[tuple[int, ...], Backup] = {}
    for item in found:
        newest.setdefault(period(item.created), item)
    return {newest[key] for key in list(newest)[:count]}


def prune(backups: Iterable[Backup], now: datetime) -> tuple[Backup, ...]:
    """Delete what `to_remove` chooses, and give what went."""
    gone = to_remove(backups, now)
    for backup in gone:
        with suppress(OSError):
            backup.file.unlink()
            backup.manifest.unlink()
    return gone
