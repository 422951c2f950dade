"""Where a run takes place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from patrimoine_gui.migration import inspection

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui import paths
    from patrimoine_gui.migration.diagnosis import Diagnosis
    from patrimoine_gui.migration.revisions import RevisionSet


@dataclass(frozen=True, slots=True)
class Environment:
    """Where a run takes place.

    Attributes:
        folders: of this user.
        migrations: folder of the revisions.
        revisions: their index.
        program: who holds the lock.
    """

    folders: paths.UserFolders
    migrations: Path
    revisions: RevisionSet
    program: str

    def inspect(self, file: Path) -> Diagnosis:
        """Tell what a file is; see `MigrationManager.inspect`."""
        return inspection.inspect(file, self.revisions, self.migrations)
