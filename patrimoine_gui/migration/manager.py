"""The one way to upgrade, downgrade or create a household file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from patrimoine_gui import paths
from patrimoine_gui.migration.diagnosis import Diagnosis
from patrimoine_gui.migration.outcome import Outcome
from patrimoine_gui.migration.plan import Plan
from patrimoine_gui.migration.progress import Cancel, Report, ignore, never


class MigrationManager:
    """Upgrades household files; every caller (window, command line, restore) comes here."""

    def __init__(
        self,
        folders: paths.UserFolders | None = None,
        *,
        migrations: Path | None = None,
        program: str = "patrimoine",
    ) -> None:
        """Work with the folders of this user, or others (tests).

        Args:
            folders: where backups and reports go.
            migrations: folder of env.py, index.py and the revisions; the program's own by default.
            program: who we are, told to whoever finds the file locked.
        """

    def inspect(self, file: Path) -> Diagnosis:
        """Tell what a file is. Never writes, never needs the key, never raises a `UserError`."""
        raise NotImplementedError

    def plan(self, file: Path, target: str = "head") -> Plan:
        """Tell what reaching `target` ("head", "base", "0002", "-1", "+1") would do.

        A target below the file's revision gives a downgrade.

        Raises:
            UserError: the file cannot be opened (the error of its diagnosis).
            TargetUnknown: no such revision.
        """
        raise NotImplementedError

    def upgrade(self, plan: Plan, keyring: object | None = None, report: Report = ignore, cancel: Cancel = never) -> Outcome:
        """Run a plan that goes up: all or nothing.

        Raises:
            UserError: whatever stopped it; the file is then exactly what it was.
        """
        raise NotImplementedError

    def downgrade(
        self, plan: Plan, keyring: object | None = None, *, consent: bool = False, report: Report = ignore, cancel: Cancel = never
    ) -> Outcome:
        """Run a plan that goes down; what it loses needs `consent`."""
        raise NotImplementedError

    def create(self, file: Path) -> None:
        """Make a new, empty household file at head, atomically; never overwrites.

        Raises:
            FileExists, FolderReadOnly, NoSpace, FileUnreachable: nothing was written.
        """
        raise NotImplementedError
