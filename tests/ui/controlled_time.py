"""Clocks that a test moves, and work that lasts until a test lets it go."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from patrimoine_gui.ui.controllers.auto_lock import TICK_MS, AutoLock, Clocks
from tests.ui.conftest import LIMIT_MS

if TYPE_CHECKING:
    from patrimoine_gui.migration.progress import Cancel, Report

TICK = TICK_MS / 1000


@dataclass
class Time:
    """Two clocks that a test moves."""

    monotonic: float = 1000.0
    wall: float = 50_000.0

    def clocks(self) -> Clocks:
        return Clocks(lambda: self.monotonic, lambda: self.wall)

    def passes(self, seconds: float) -> None:
        self.monotonic += seconds
        self.wall += seconds


class Work:
    """A task that runs until it is let go."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.over = threading.Event()

    def __call__(self, _report: Report, _cancel: Cancel) -> None:
        self.begun.set()
        assert self.over.wait(LIMIT_MS / 1000)


def pass_idly(watch: AutoLock, time: Time, seconds: float) -> None:
    """Let time pass with nobody there, the timer ticking as it does."""
    for _tick in range(round(seconds / TICK)):
        time.passes(TICK)
        watch.check()
