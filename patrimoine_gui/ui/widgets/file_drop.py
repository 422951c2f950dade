"""A file dropped on a window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QDropEvent

from patrimoine_gui import config
from patrimoine_gui.ui import addresses

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QWidget


def dropped_file(event: QDropEvent) -> Path | None:
    """Give the one local file that is dragged, None for anything else."""
    urls = event.mimeData().urls()
    return addresses.path_of(urls[0]) if len(urls) == 1 else None


def is_backup_name(file: Path) -> bool:
    """Tell whether a file bears the name of a backup; its content is looked at later."""
    return file.name.lower().endswith(config.BACKUP_EXTENSION)


class FileDropFilter(QObject):
    """Takes the files that are dropped on a window, wherever on it."""

    dropped = Signal(object)
    """One local file, a `Path`."""

    def __init__(self, window: QWidget, may_take: Callable[[], bool] | None = None) -> None:
        """Take what is dropped on a window, for as long as it lives.

        Args:
            window: which one.
            may_take: whether a file is taken at this moment; None for always.
        """
        super().__init__(window)
        self._may_take = may_take
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  (Qt's name)
        """Accept one local file; leave everything else to the window."""
        is_drop = event.type() in {QEvent.Type.DragEnter, QEvent.Type.Drop}
        if not is_drop or not isinstance(event, QDropEvent):
            return super().eventFilter(watched, event)
        is_wanted = self._may_take is None or self._may_take()
        file = dropped_file(event) if is_wanted else None
        if file is None:
            return super().eventFilter(watched, event)
        event.acceptProposedAction()
        if event.type() == QEvent.Type.Drop:
            self.dropped.emit(file)
        return True
