"""Constants of the household file and of the program."""

from __future__ import annotations

TYPE_CHECKING = False  # typing itself costs as much as all that `status` loads
if TYPE_CHECKING:
    from typing import Final

APP_NAME: Final = "Patrimoine"
APP_ID: Final = "patrimoine"
FILE_EXTENSION: Final = ".patrimoine"
BACKUP_EXTENSION: Final = ".patrimoine-backup"

APPLICATION_ID: Final = 0x50415452
"""The bytes "PATR", at offset 68 of every household file."""

ENV_FILE: Final = "PATRIMOINE_FILE"
"""Environment variable: the household file that `migrate.py` works on."""

ENV_HOME: Final = "PATRIMOINE_HOME"
"""Environment variable: one folder that replaces every per-user folder (tests, tours)."""
