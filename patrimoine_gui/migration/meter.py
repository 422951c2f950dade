"""Measures the work: what is done, what remains, and whether the user still wants it."""

from __future__ import annotations

import sqlite3
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from patrimoine_gui.errors import Cancelled, UpgradeStep
from patrimoine_gui.migration.failures import too_late_to_fail
from patrimoine_gui.migration.progress import Cancel, Progress, Report, Unit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_INTERVAL = 0.05
"""Seconds between two reports: twenty a second are enough for an eye."""

_OPERATIONS = 100_000
"""SQLite operations between two looks at the cancel flag: some 10 ms; cost in the noise."""

_FIRST_ESTIMATE_SECONDS = 1.0
_FIRST_ESTIMATE_FRACTION = 0.03


class Meter:
    """Turns units done in a step into one fraction of the whole, and one remaining time.

    Each step has a weight: its expected seconds, from measured speeds and the size of the file.
    Only their proportions count; the remaining time comes from the real clock.
    """

    def __init__(
        self, report: Report, cancel: Cancel, weights: Mapping[UpgradeStep, float]
    ) -> None:
        """Start the clock.

        Args:
            report: told of the progress, at most twenty times a second.
            cancel: asked whether to stop.
            weights: expected cost of each step, in any unit.
        """
        self._report = report
        self._cancel = cancel
        self._weights = weights
        self._whole = sum(weights.values()) or 1.0
        self._behind = 0.0
        self._step: UpgradeStep | None = None
        self._total = 0
        self._unit = Unit.CHECKS
        self._base = 0.0
        self._share = 1.0
        self._revision = ""
        self._cancellable = True
        self._fraction = 0.0
        self._started = time.monotonic()
        self._reported = 0.0
        self.cancelled = False

    @property
    def step(self) -> UpgradeStep:
        """The step under way."""
        return self._step or UpgradeStep.LOCK

    @property
    def seconds(self) -> float:
        """Seconds since the beginning."""
        return time.monotonic() - self._started

    def begin(self, step: UpgradeStep, total: int, unit: Unit, *, cancellable: bool = True) -> None:
        """Enter a step of `total` units; the step before is then done.

        A step that cannot be cancelled is entered whatever the user asked meanwhile: what came
        before it is final, and must not be said to have been stopped.
        """
        if cancellable:
            self.check()
        if self._step is not None:
            self._behind += self._weights.get(self._step, 0.0)
        self._step, self._total, self._unit = step, total, unit
        self._base, self._share = 0.0, 1.0
        self._revision = ""
        self._cancellable = cancellable
        self._tell(0, force=True)

    def within(self, rank: int, count: int, revision: str = "") -> None:
        """Count from here on towards part `rank` of `count` equal parts of the step.

        The units of the part are unknown until its first `tick`.
        """
        self._total = 0
        self._base, self._share = rank / max(count, 1), 1.0 / max(count, 1)
        self._revision = revision
        self._tell(0, force=True)

    def tick(self, done: int, total: int) -> None:
        """Take note of `done` units of `total`, and stop here if the user asked.

        Raises:
            Cancelled: he did.
        """
        self._total = total
        self._tell(done)
        self.check()

    def heed(self, _done: int, _total: int) -> None:
        """Stop here if the user asked; what is done counts in no step.

        Raises:
            Cancelled: he did.
        """
        self.check()

    def end(self) -> None:
        """Report the end of the whole."""
        self._fraction = 1.0
        self._cancellable = False
        self._tell(self._total, force=True)

    def check(self) -> None:
        """Stop here if the user asked, and it is still time.

        Raises:
            Cancelled: he did.
        """
        if self.wants_to_stop():
            raise Cancelled(self.step)

    def wants_to_stop(self) -> bool:
        """Tell whether the user asked, and it is still time."""
        if self._cancellable and not self.cancelled:
            self.cancelled = self._cancel()
        return self.cancelled and self._cancellable

    @contextmanager
    def watching(
        self, connection: sqlite3.Connection, probe: Callable[[], int] | None = None
    ) -> Iterator[None]:
        """Let a cancel interrupt whatever SQLite does on `connection`.

        Args:
            connection: an open connection.
            probe: gives the units done so far, where SQLite itself cannot tell.

        Raises:
            Cancelled: SQLite was interrupted because the user asked.
        """

        def look() -> int:
            if probe is not None:
                self._tell(probe)
            return int(self.wants_to_stop())

        connection.set_progress_handler(look, _OPERATIONS)
        try:
            yield
        except sqlite3.Error:
            self.check()
            raise
        finally:
            connection.set_progress_handler(None, 0)

    def _tell(self, done: int | Callable[[], int], *, force: bool = False) -> None:
        now = time.monotonic()
        if self._step is None or (not force and now - self._reported < _INTERVAL):
            return
        self._reported = now
        units = done() if callable(done) else done
        within = self._base + self._share * (units / self._total if self._total else 0.0)
        reached = self._behind + self._weights.get(self._step, 0.0) * min(within, 1.0)
        self._fraction = max(self._fraction, min(reached / self._whole, 1.0))
        elapsed = now - self._started
        self._send(
            Progress(
                step=self._step,
                done=units,
                total=self._total,
                unit=self._unit,
                fraction=self._fraction,
                elapsed=elapsed,
                remaining=self._remaining(elapsed),
                revision=self._revision,
                cancellable=self._cancellable,
            )
        )

    def _send(self, progress: Progress) -> None:
        if self._cancellable:
            self._report(progress)
        else:  # the file is published
            with too_late_to_fail():
                self._report(progress)

    def _remaining(self, elapsed: float) -> float | None:
        if elapsed < _FIRST_ESTIMATE_SECONDS or self._fraction < _FIRST_ESTIMATE_FRACTION:
            return None
        return elapsed * (1.0 - self._fraction) / self._fraction
