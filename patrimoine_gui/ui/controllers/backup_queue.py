"""Backs up the open file when it is asked to, and once it is closed; no window waits for it."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication

from patrimoine_gui.errors import Cancelled
from patrimoine_gui.logs import file_tag
from patrimoine_gui.ui.background import JobRunner
from patrimoine_gui.ui.dialogs.closing_notice import ClosingNotice
from patrimoine_gui.ui.opening.newest_backup import newest_verified, sound_ones

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from patrimoine_gui.backup.backups import Backup
    from patrimoine_gui.backup.second_place import PlaceState
    from patrimoine_gui.migration.manager import MigrationManager
    from patrimoine_gui.migration.progress import Cancel, Progress, Report
    from patrimoine_gui.ui.opening.opener import OpenedFile

NOTICE_MS = 800
"""After how long a backup of a closed file is told of."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class BackupResult:
    """How a backup ended well.

    Attributes:
        file: the household file.
        backup: the verified backup, None where none was due.
        place: how the second place took it, None where there is none.
        is_new: whether it was made now; else nothing has changed since it was.
    """

    file: Path
    backup: Backup | None
    place: PlaceState | None = None
    is_new: bool = True


@dataclass(frozen=True, slots=True)
class BackupFailure:
    """Why there is no backup.

    Attributes:
        file: the household file, which is what it was.
        error: what stopped it.
        is_closed: whether the file is closed: nobody looks at its window any more.
    """

    file: Path
    error: BaseException = field(repr=False)
    is_closed: bool = False


@dataclass(frozen=True, slots=True)
class _Request:
    """One backup to make: of an open file, or of one that was closed and is let go after."""

    opened: OpenedFile = field(repr=False)
    is_closed: bool

    @property
    def file(self) -> Path:
        return self.opened.status.file


class BackupQueue(QObject):
    """Makes one backup at a time; a file that is closed is held until its backup is made.

    The program does not end before, even when its last window is closed.
    """

    progressed = Signal(object)
    """A `Progress`."""
    saved = Signal(object)
    """`BackupResult`: of the file that is open."""
    failed = Signal(object)
    """`BackupFailure`."""
    released = Signal(object)
    """A closed file is held no longer, and its keys are forgotten: its `Path`."""

    def __init__(
        self,
        manager: MigrationManager,
        place: Callable[[], Path | None],
        parent: QObject | None = None,
    ) -> None:
        """Make no backup yet.

        Args:
            manager: makes them.
            place: gives the second place of the moment, None where none was chosen.
            parent: owner.
        """
        super().__init__(parent)
        self._manager = manager
        self._place = place
        self._orders: list[_Request] = []
        self._jobs = JobRunner(self)
        self._jobs.progressed.connect(self._on_progressed)
        self._jobs.finished.connect(self._on_finished)
        self._ends_with_windows = False
        self.notice: ClosingNotice | None = None
        self._notice_timer = QTimer(self)
        self._notice_timer.setSingleShot(True)
        self._notice_timer.timeout.connect(self._on_notice_due)

    @property
    def is_busy(self) -> bool:
        """Whether a backup is being made."""
        return bool(self._orders)

    def works_on(self, file: Path) -> bool:
        """Tell whether a file is being backed up, or is about to be."""
        return any(order.file == file for order in self._orders)

    def holds(self, file: Path) -> bool:
        """Tell whether a closed file is still held."""
        return any(order.is_closed and order.file == file for order in self._orders)

    def back_up(self, opened: OpenedFile) -> None:
        """Back an open file up now, unless that is being done."""
        if not self.works_on(opened.status.file):
            self._add(_Request(opened, is_closed=False))

    @Slot(object)
    def leave(self, opened: OpenedFile) -> None:
        """Take over a file that its window gave up: back it up if that is due, then let it go."""
        if not opened.lock.is_held:
            self.released.emit(opened.status.file)
            return
        if QGuiApplication.quitOnLastWindowClosed():
            self._ends_with_windows = True
            QGuiApplication.setQuitOnLastWindowClosed(False)
        self._notice_timer.start(NOTICE_MS)
        self._add(_Request(opened, is_closed=True))

    def stop(self) -> None:
        """Give up what is being made, and let every closed file go now; the next close makes it."""
        orders, self._orders = self._orders, []
        self._jobs.stop()
        for order in orders:
            if order.is_closed:
                order.opened.lock.release()
        self._notice_timer.stop()
        self._drop_notice()

    def _add(self, order: _Request) -> None:
        self._orders.append(order)
        if order is self._orders[0]:
            self._begin()

    def _begin(self) -> None:
        order = self._orders[0]
        task = partial(_save, self._manager, order, self._place())
        self._jobs.run(task, self.saved.emit, self._on_failed)

    @Slot(object)
    def _on_progressed(self, progress: Progress) -> None:
        self.progressed.emit(progress)
        if self.notice is not None:
            self.notice.show_progress(progress)

    def _on_failed(self, error: BaseException) -> None:
        order = self._orders[0]
        if order.is_closed and isinstance(error, Cancelled):
            return  # the program was told to end now; the next close makes it
        self.failed.emit(BackupFailure(order.file, error, order.is_closed))

    @Slot()
    def _on_finished(self) -> None:
        order = self._orders.pop(0)
        if order.is_closed:
            order.opened.lock.release()
            _log.info("%s released", file_tag(order.file))
        if self._orders:
            self._begin()
        else:
            self._rest()
        if order.is_closed:
            self.released.emit(order.file)

    def _rest(self) -> None:
        self._notice_timer.stop()
        self._drop_notice()
        if self._ends_with_windows:
            self._ends_with_windows = False
            QGuiApplication.setQuitOnLastWindowClosed(True)
            if not any(window.isVisible() for window in QGuiApplication.topLevelWindows()):
                QCoreApplication.quit()

    def _drop_notice(self) -> None:
        notice, self.notice = self.notice, None
        if notice is not None:
            notice.close()
            notice.deleteLater()

    @Slot()
    def _on_notice_due(self) -> None:
        if self._orders and self.notice is None:
            self.notice = ClosingNotice(self._orders[-1].file)
            self.notice.show()


def _save(
    manager: MigrationManager, order: _Request, place: Path | None, report: Report, cancel: Cancel
) -> BackupResult:
    """Make a backup, and say that the second place has it only where it was read whole there."""
    from patrimoine_gui.backup.second_place import PlaceState, SecondPlace
    from patrimoine_gui.ui.main.pages.backups.backup_tasks import byte_clock

    make = manager.backups.make_if_due if order.is_closed else manager.backups.make
    opened = order.opened
    household_id = opened.keyring.household_id
    before = newest_verified(manager.folders.backups, order.file, household_id)
    backup = make(order.file, opened.keyring, report, cancel, held=opened.lock)
    newest = backup or before
    is_new = backup is not None and (before is None or before.file != backup.file)
    if newest is None or place is None:
        return BackupResult(order.file, backup, is_new=is_new)
    second = SecondPlace(place)
    if backup is None and second.has(newest):
        return BackupResult(order.file, backup, PlaceState.READY, is_new)
    for earlier in second.lacking(sound_ones(manager.folders.backups), newest):
        if second.send(earlier, byte_clock(earlier.size, report, cancel)) is not PlaceState.READY:
            break
    clock = byte_clock(newest.size, report, cancel)  # it may have been away until now
    return BackupResult(order.file, backup, second.send(newest, clock), is_new)
