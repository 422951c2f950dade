"""A file dropped on a window."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from patrimoine_gui import config

if TYPE_CHECKING:
    from PySide6.QtGui import QDropEvent


def dropped_file(event: QDropEvent) -> Path | None:
    """Give the one local file that is dragged, None for anything else."""
    urls = event.mimeData().urls()
    return Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None


def is_backup_name(file: Path) -> bool:
    """Tell whether a file bears the name of a backup; its content is looked at later."""
    return file.name.lower().endswith(config.BACKUP_EXTENSION)
