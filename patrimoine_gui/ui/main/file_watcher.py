"""Watches the open file: whoever moves, deletes or changes it is noticed, and nothing is lost.

The system tells at once of most things that happen to a folder; a network or a disk pulled out
may tell nothing, so a slow timer looks as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication

from patrimoine_gui.database import connections
from patrimoine_gui.ui.background import running_jobs
from patrimoine_gui.ui.main.file_change import WHOLE, FileChange, change_of, stamp_of

if TYPE_CHECKING:
    from pathlib import Path

LOOK_MS: Final = 4000
"""How often the file is looked at."""

TOGETHER_MS: Final = 300
"""What happens within this time is told once."""


class FileWatcher(QObject):
    """Says what has become of one file, each time that it is something else."""

    file_changed = Signal(object)
    """What has become of it: a `FileChange`."""

    def __init__(self, file: Path, parent: QObject | None = None) -> None:
        """Watch a file from now on, as it is now."""
        super().__init__(parent)
        self.file = file
        self.change: FileChange = WHOLE
        self._mark = stamp_of(file)
        self._watcher = QFileSystemWatcher(self)
        self._together = QTimer(self)
        self._slow = QTimer(self)
        self._connect()
        self._follow()

    def _connect(self) -> None:
        self._together.setSingleShot(True)
        self._together.timeout.connect(self.look)
        self._watcher.directoryChanged.connect(self._on_stir)
        self._slow.timeout.connect(self.look)
        self._slow.start(LOOK_MS)

    def _follow(self) -> None:
        """Have the system tell of the folder; it forgets a folder that was gone for a while."""
        folder = str(self.file.parent)
        if folder not in self._watcher.directories() and self.file.parent.is_dir():
            self._watcher.addPath(folder)

    @Slot()
    def accept(self) -> None:
        """Take the file as it is now for what it should be: it was this window that changed it."""
        self._mark = stamp_of(self.file) or self._mark
        self._tell(WHOLE)

    @Slot()
    def _on_stir(self) -> None:
        if not self._together.isActive():
            self._together.start(TOGETHER_MS)

    @Slot()
    def look(self) -> None:
        """Look now, unless work of ours may be changing the file, or a dialog asks about it."""
        if running_jobs() or QApplication.activeModalWidget() is not None:
            return
        if connections.is_held(self.file):
            return
        if self._mark is None:
            self._mark = stamp_of(self.file)
            return
        self._tell(change_of(self.file, self._mark))
        self._follow()

    def _tell(self, change: FileChange) -> None:
        if change != self.change:
            self.change = change
            self.file_changed.emit(change)

    def stop(self) -> None:
        """Watch no more."""
        self._slow.stop()
        self._together.stop()
        for folder in self._watcher.directories():
            self._watcher.removePath(folder)
