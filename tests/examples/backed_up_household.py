"""A household at head that was backed up one day, and has changed since."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from patrimoine_gui.backup.container import container
from patrimoine_gui.logs import file_tag
from patrimoine_gui.migration.log import upgrade_log_reader
from tests import keys
from tests.faults.household import Household, content, execute, golden

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.backup.backups import Backup
    from patrimoine_gui.backup.container.header import BackupKind
    from patrimoine_gui.crypto.keyring import Keyring
    from patrimoine_gui.migration.log.upgrade_log import UpgradeLogEntry
    from patrimoine_gui.migration.outcome import Outcome
    from tests.faults.household import Content

CHANGE = "DELETE FROM valuation WHERE id IN (SELECT id FROM valuation LIMIT 3)"


@dataclass(frozen=True, slots=True)
class Day:
    """A household, and what it was on the day of its backup.

    Attributes:
        household: as it is now.
        backup: of that day.
        before: of the format that it had before its upgrade.
        then: its content on that day.
        now: its content now.
    """

    household: Household
    backup: Path
    before: Path
    then: Content
    now: Content

    @property
    def file(self) -> Path:
        """The household file."""
        return self.household.file

    @property
    def keyring(self) -> Keyring:
        """The keys of the backup."""
        return opened(self.backup)

    def content(self) -> Content:
        """Give what the file says now."""
        return content(self.file)

    def of_kind(self, kind: BackupKind) -> tuple[Backup, ...]:
        """Give the whole backups of a kind, newest first."""
        return tuple(item for item in self.household.backups() if item.kind is kind)

    def replace(self, backup: Path | None = None, **consents: object) -> Outcome:
        """Restore a backup over the file."""
        manager, source = self.household.manager(), backup or self.backup
        with manager.restores.stage(source, opened(source), self.file) as staged:
            return manager.restores.restore(staged, self.file, replace=True, **consents)  # type: ignore[arg-type]

    def undo(self, keyring: Keyring) -> Outcome:
        """Undo the last restore."""
        return self.household.manager().restores.undo(self.file, keyring)

    def noted(self) -> tuple[UpgradeLogEntry, ...]:
        """Give what the log of upgrades tells of the file."""
        log = self.household.folders.upgrade_log
        return tuple(run.entry for run in upgrade_log_reader.read(log, file_tag(self.file)).runs)

    def left(self) -> set[str]:
        """Name whatever is beside the file, half made among the backups, or noted as staged."""
        notes = self.household.folders.data / "staged"
        noted = {entry.name for entry in os.scandir(notes)} if notes.exists() else set()
        return self.household.beside() | noted | self.household.unfinished() - {".register.json"}


def opened(backup: Path) -> Keyring:
    """Open the keys of a backup."""
    return keys.unlocked(container.read_header(backup).file_header)


def make(folder: Path) -> Day:
    """Make the household, its backup, and a change."""
    household = golden("0003-rich", folder)
    manager = household.manager()
    upgraded = keys.upgrade(manager, manager.plan(household.file))
    assert upgraded.backup is not None
    keyring = keys.keyring_for(manager.plan(household.file, "+0"))
    backup = manager.backups.make(household.file, keyring).file
    then = content(household.file)
    execute(household.file, CHANGE)
    now = content(household.file)
    assert now != then
    return Day(household, backup, upgraded.backup, then, now)


def again(day: Day, folder: Path) -> Day:
    """Give a copy of it in a new place; its backups do not know the new place."""
    shutil.copytree(day.file.parent, folder / "home")
    shutil.copytree(day.household.folders.data.parent, folder / "user")
    household = golden("0001-empty", folder / "spare", folder / "user")
    household = Household(folder / "home" / day.file.name, household.folders)
    backups = household.folders.backups
    return Day(household, backups / day.backup.name, backups / day.before.name, day.then, day.now)
