"""Keeps the banners of a main window true: what it may write, and what becomes of its file."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from patrimoine_gui.errors import UserError
from patrimoine_gui.ui.main import file_notices
from patrimoine_gui.ui.main.banners import BannerContent, Banners
from patrimoine_gui.ui.main.file_change import WHOLE, FileChange, FileChangeKind
from patrimoine_gui.ui.main.file_watcher import FileWatcher

if TYPE_CHECKING:
    from patrimoine_gui.ui.opening.opener import OpenedFile


class FileMonitor(QObject):
    """Watches over what one window shows, from its opening to its closing."""

    taken = Signal(object)
    """The `Offer` of a banner that was pressed."""
    file_changed = Signal(object)
    """What has become of the file, a `FileChange`; what may be written depends on it."""

    def __init__(self, opened: OpenedFile, parent: QObject | None = None) -> None:
        """Tell what is known from the beginning, and watch the file where it is one."""
        super().__init__(parent)
        self._opened: OpenedFile | None = opened
        self.banners = Banners()
        self.watcher: FileWatcher | None = None
        self._tell(file_notices.of_access(opened.access))
        self._tell(file_notices.of_conflicts(opened.conflicts))
        self._tell(file_notices.of_uncounted(opened.household.uncounted))
        if opened.access.is_file:
            self.watcher = FileWatcher(opened.status.file, self)
            self.watcher.file_changed.connect(self._on_file_changed)
        self.banners.taken.connect(self.taken)

    @property
    def change(self) -> FileChange:
        """What has become of the file so far."""
        return self.watcher.change if self.watcher is not None else WHOLE

    @property
    def is_writable(self) -> bool:
        """Whether the file may be written now."""
        opened = self._opened
        if opened is None:
            return False
        return opened.access.is_writable and self.change == WHOLE and opened.lock.is_held

    def accept(self, opened: OpenedFile) -> None:
        """Take the file as it is now for what it should be: this window has just changed it."""
        self._opened = opened
        if self.watcher is not None:
            self.watcher.accept()

    @property
    def may_come_back(self) -> bool:
        """Whether the file is whole on a disk that is not connected."""
        return self.change.kind is FileChangeKind.DISK_GONE

    def is_lost(self) -> bool:
        """Look whether nothing stands where the file was, even while work of ours runs."""
        if self.watcher is None:
            return False
        self.watcher.look()
        return self.change.is_lost or (
            self.change == WHOLE and not os.path.lexists(self.watcher.file)
        )

    def stop(self) -> None:
        """Watch no more, and forget the keys."""
        self._opened = None
        if self.watcher is not None:
            self.watcher.stop()

    def _tell(self, told: BannerContent | None) -> None:
        if told is not None:
            self.banners.tell(told)

    @Slot(object)
    def _on_file_changed(self, change: FileChange) -> None:
        if self._opened is None:
            return
        if change == WHOLE and not _taken_again(self._opened):
            change = FileChange(FileChangeKind.CHANGED)
        status, is_kept = self._opened.status, self._opened.is_kept
        self.banners.end(file_notices.FILE_CHANGE)
        self._tell(file_notices.of_change(change, status.file, status.last_backup, is_kept=is_kept))
        self.file_changed.emit(change)


def _taken_again(opened: OpenedFile) -> bool:
    """Reserve a file that came back: its disk may have forgotten that it was reserved.

    Returns:
        Whether nobody else has taken it meanwhile.
    """
    if not opened.access.is_writable:
        return True
    opened.lock.release()
    try:
        opened.lock.acquire()
    except (UserError, OSError):
        return False
    return True
