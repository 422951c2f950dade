"""Begins the upgrade of a file and dies in the middle, as a power cut would have it.

    python -m scripts.pictures.killed_upgrade FILE

Exit status: 9 when it died; 0 when it came to an end, which nobody wants.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from patrimoine_gui import paths
from patrimoine_gui.crypto.keyring import Keyring
from patrimoine_gui.errors.base import UpgradeStep
from patrimoine_gui.migration.manager import MigrationManager
from scripts.pictures import home

if TYPE_CHECKING:
    from patrimoine_gui.migration.progress import Progress

_DEAD: Final = 9


def _die(progress: Progress) -> None:
    if progress.step is UpgradeStep.MEASURE_AFTER:
        os._exit(_DEAD)


def main() -> None:
    """Upgrade a file until the copy is measured, and no further."""
    manager = MigrationManager(paths.user_folders())
    keyring = Keyring.create(home.PHRASE, home.QUICK)[0]
    manager.upgrade(manager.plan(Path(sys.argv[1])), keyring, _die)


if __name__ == "__main__":
    main()
