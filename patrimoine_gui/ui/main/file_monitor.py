"""Keeps the banners of a main window true: what it may write, and what becomes of its file."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from patrimoine_gui.errors import UserError
from patrimoine_gui.ui.main import file_notices
from patrimoine_gui.ui.main.banners import Banners, Told
from patrimoine_gui.ui.main.file_change import WHOLE, Fate, FateKind
from patrimoine_gui.ui.main.file_watcher import FileWatch

if TYPE_CHECKING:
    from patrimoine_gui.ui.opening.opener import Opened


class Vigil(QObject):
    """Watches over what one window shows, from its opening to its closing."""

    taken = Signal(object)
    """The `Offer` of a banner that was pressed."""
    fate_changed = Signal(object)
    """What has become of the file, a `Fate`; what may be written depends on it."""

    def __init__(self, opened: Opened, parent: QObject | None = None) -> None:
        """Tell what is known from the beginning, and watch the file where it is one."""
        super().__init__(parent)
        self._opened: Opened | None = opened
        self.banners = Banners()
        self.watch: FileWatch | None = None
        self._tell(file_notices.of_access(opened.access))
        self._tell(file_notices.of_conflicts(opened.conflicts))
        self._tell(file_notices.of_uncounted(opened.household.uncounted))
        if opened.access.is_file:
            self.watch = FileWatch(opened.status.file, self)
            self.watch.fate_changed.connect(self._on_fate_changed)
        self.banners.taken.connect(self.taken)

    @property
    def fate(self) -> Fate:
        """What has become of the file so far."""
        return self.watch.fate if self.watch is not None else WHOLE

    @property
    def is_writable(self) -> bool:
        """Whether the file may be written now."""
        opened = self._opened
        if opened is None:
            return False
        return opened.access.is_writable and self.fate == WHOLE and opened.lock.is_held

    def accept(self, opened: Opened) -> None:
        """Take the file as it is now for what it should be: this window has just changed it."""
        self._opened = opened
        if self.watch is not None:
            self.watch.accept()

    @property
    def may_come_back(self) -> bool:
        """Whether the file is whole on a disk that is not connected."""
        return self.fate.kind is FateKind.DISK_GONE

    def is_lost(self) -> bool:
        """Look whether nothing stands where the file was, even while work of ours runs."""
        if self.watch is None:
            return False
        self.watch.look()
        return self.fate.is_lost or (self.fate == WHOLE and not os.path.lexists(self.watch.file))

    def stop(self) -> None:
        """Watch no more, and forget the keys."""
        self._opened = None
        if self.watch is not None:
            self.watch.stop()

    def _tell(self, told: Told | None) -> None:
        if told is not None:
            self.banners.tell(told)

    @Slot(object)
    def _on_fate_changed(self, fate: Fate) -> None:
        if self._opened is None:
            return
        if fate == WHOLE and not _taken_again(self._opened):
            fate = Fate(FateKind.CHANGED)
        status, is_kept = self._opened.status, self._opened.is_kept
        self.banners.end(file_notices.FATE)
        self._tell(file_notices.of_fate(fate, status.file, status.last_backup, is_kept=is_kept))
        self.fate_changed.emit(fate)


def _taken_again(opened: Opened) -> bool:
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
