"""What a run takes of the disks while it lasts, beside the file and among the backups."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

    from patrimoine_gui.migration.plan import Plan
    from patrimoine_gui.migration.progress import Progress, Report


class DiskUse:
    """Looks at every report, and before a file takes the name of another: both are there then.

    Attributes:
        asked: bytes that the plan of the run says are needed.
        most: bytes that were there at once, beyond those of before.
    """

    def __init__(self, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._folders = [file.parent]
        self._monkeypatch = monkeypatch
        self._before = 0
        self.asked = 0
        self.most = 0

    def look(self, plan: Plan) -> Report:
        """Begin with a plan; what is given is to be told of the run."""
        self._folders.append(plan.backup_folder)
        self._before = self._used()
        self.asked = sum(need.needed for need in plan.space)
        replace = Path.replace

        def replaced(path: Path, target: Path) -> Path:
            self._look()
            return replace(path, target)

        self._monkeypatch.setattr(Path, "replace", replaced)
        return self._told

    def _told(self, _progress: Progress) -> None:
        self._look()

    def _look(self) -> None:
        self.most = max(self.most, self._used() - self._before)

    def _used(self) -> int:
        return sum(map(_size, self._folders))


def _size(folder: Path) -> int:
    found = 0
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            with suppress(OSError):
                found += entry.stat(follow_symlinks=False).st_size
    return found
