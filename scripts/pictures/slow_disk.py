"""A disk so slow that there is time for a picture: it stops in the middle, until it is told on."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING
from unittest import mock

from PySide6.QtCore import QObject, Signal

from patrimoine_gui.backup import streams
from patrimoine_gui.ui.selftest.robot import LIMIT_MS
from scripts.pictures.stage import rest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import FileIO


class SlowDisk(QObject):
    """Stops at one of the pieces that are read of any backup."""

    reached = Signal()
    """It has stopped there; the work waits."""

    def __init__(self, pieces: int) -> None:
        """Stop before a piece.

        Args:
            pieces: how many are read without waiting.
        """
        super().__init__()
        self._left = pieces
        self._fill = streams.fill
        self.go = threading.Event()

    def fill(self, reader: FileIO, view: memoryview) -> int:
        """Read a piece, in the thread of the work."""
        self._left -= 1
        if self._left == -1:
            self.reached.emit()
            self.go.wait(LIMIT_MS / 1000)
        return self._fill(reader, view)


@contextmanager
def slow_disk(pieces: int) -> Iterator[SlowDisk]:
    """Read from a slow disk until the end of the block, then wait for the work to end."""
    disk = SlowDisk(pieces)
    with mock.patch.object(streams, "fill", disk.fill):
        try:
            yield disk
        finally:
            disk.go.set()
            rest()
