"""Measures the work: what is done, what remains, and whether the user still wants it."""

from __future__ import annotations

import math
import sqlite3
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from patrimoine_gui.errors import Cancelled, UpgradeStep
from patrimoine_gui.migration.failures import too_late_to_fail
from patrimoine_gui.migration.progress import Cancel, Progress, Report, Unit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

_INTERVAL = 0.05
"""Seconds between two reports: twenty a second are enough for an eye."""

_OPERATIONS = 100_000
"""SQLite operations between two looks at the cancel flag: some 10 ms; cost in the noise."""

_FIRST_ESTIMATE_SECONDS = 1.0
_FIRST_ESTIMATE_FRACTION = 0.03
_ENOUGH = 0.02
"""Share of the work that tells the speed of the machine."""

_STRAIGHT = 0.9
"""Share of a part up to which the time alone tells how far it is."""

_PATIENCE = 5.0
"""How much slower a part moves from there on; it then moves for as long as it takes."""

_CALM = 2.0
"""Seconds in which an estimate follows what was measured, two thirds of the way."""

_RISE, _BUSY = 1.1, 2.0
"""How far an estimate rises above the least one told; from which multiple on it may."""


class Meter:
    """Turns units done in a step into one fraction of the whole, and one remaining time.

    Each step has a weight: its expected seconds, from measured speeds and the size of the file.
    Only their proportions count; the remaining time comes from the real clock.

    A part of the work, a step or one revision, is as far as its units say. Where it counts none,
    or has counted them all, it is as far as the time says that it has been going on, ever slower
    beyond the time that was expected: what is shown never stands still, and never says too much.
    """

    def __init__(
        self,
        report: Report,
        cancel: Cancel,
        weights: Mapping[UpgradeStep, float],
        revisions: Sequence[tuple[float, float]] = (),
        rows: int = 0,
    ) -> None:
        """Start the clock.

        Args:
            report: told of the progress, at most twenty times a second.
            cancel: asked whether to stop.
            weights: expected cost of each step, in any unit.
            revisions: of each part of a step that has parts, its expected cost in the same unit,
                and which share of it its units tell: nothing counts the rest.
            rows: units that each of those parts is expected to count, 0 where that is unknown.
        """
        self._report = report
        self._cancel = cancel
        self._weights = weights
        self._whole = sum(weights.values()) or 1.0
        self._revisions = revisions
        self._rows = rows
        self._behind = 0.0
        self._step: UpgradeStep | None = None
        self._total = 0
        self._done = 0
        self._unit = Unit.CHECKS
        self._revision = ""
        self._cancellable = True
        self._fraction = 0.0
        self._started = time.monotonic()
        self._reported = 0.0
        self._base, self._share = 0.0, 1.0
        self._part = _Part(0.0, 0.0, self._started)
        self._clock = RemainingClock()
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
        self._enter(0.0, 1.0, 0 if total else self._rows)
        self._revision = ""
        self._cancellable = cancellable
        self._tell(0, force=True)

    def within(self, rank: int, count: int, revision: str = "") -> None:
        """Count from here on towards part `rank` of `count` parts of the step.

        The units of the part are unknown until its first `tick`.
        """
        self._total = 0
        parts = self._revisions if len(self._revisions) == count else ((1.0, 1.0),) * max(count, 1)
        costs = [cost for cost, _counted in parts]
        whole = sum(costs) or 1.0
        self._enter(sum(costs[:rank]) / whole, costs[rank] / whole, self._rows, parts[rank][1])
        self._revision = revision
        self._tell(0, force=True)

    def tick(self, done: int, total: int) -> None:
        """Take note of `done` units of `total`, and stop here if the user asked.

        Raises:
            Cancelled: he did.
        """
        self._total = total
        self._part.count(done, total, time.monotonic())
        self._tell(done)
        self.check()

    def heed(self, _done: int, _total: int) -> None:
        """Stop here if the user asked; what is done counts in no step.

        Raises:
            Cancelled: he did.
        """
        self._tell(self._done)
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
                self._part.count(probe(), self._total, time.monotonic())
            self._tell(self._done if probe is None else probe)
            return int(self.wants_to_stop())

        connection.set_progress_handler(look, _OPERATIONS)
        try:
            yield
        except sqlite3.Error:
            self.check()
            raise
        finally:
            connection.set_progress_handler(None, 0)

    def _enter(self, base: float, share: float, units: int, counted: float = 1.0) -> None:
        """Begin a part of the step, at the speed that the work has had so far."""
        weight = self._weights.get(self._step, 0.0) if self._step is not None else 0.0
        reached, now = self._behind + base * weight, time.monotonic()
        speed = (now - self._started) / reached if reached > _ENOUGH * self._whole else 1.0
        self._base, self._share = base, share
        self._part = _Part(share * weight * speed, units, now, counted)

    def _tell(self, done: int | Callable[[], int], *, force: bool = False) -> None:
        now = time.monotonic()
        if self._step is None or (not force and now - self._reported < _INTERVAL):
            return
        self._reported = now
        self._done = units = done() if callable(done) else done
        within = self._base + self._share * self._part.reached(now)
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
                remaining=self._clock.remaining(elapsed, self._fraction),
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


class _Part:
    """How far one part of the work is: by its units, and by the time since they last moved."""

    def __init__(self, seconds: float, units: float, now: float, most: float = 1.0) -> None:
        self._seconds = seconds
        self._expected = units
        self._most = most
        self._finished = 0
        self._last = (0, 0)
        self._counted = 0.0
        self._moved = now

    def count(self, done: int, total: int, now: float) -> None:
        """Take note of units; those of one table after another add up."""
        last, last_total = self._last
        if total != last_total or done < last:
            self._finished += last
        self._last = done, total
        if total:
            expected = max(self._expected, self._finished + total)
            counted = self._most * min((self._finished + done) / expected, 1.0)
            if counted != self._counted:
                self._counted, self._moved = counted, now

    def reached(self, now: float) -> float:
        """Give the share of the part that is done, below 1 until its end is told."""
        rest = 1.0 - self._counted
        expected = self._seconds * rest
        return self._counted + rest * (_eased((now - self._moved) / expected) if expected else 0.0)


def _eased(share: float) -> float:
    """Give a share that grows with the time, straight at first, and never reaches the whole."""
    if share <= _STRAIGHT:
        return share
    beyond = 1.0 - _STRAIGHT
    return 1.0 - beyond / (1.0 + (share - _STRAIGHT) / beyond / _PATIENCE)


class RemainingClock:
    """Estimates the remaining time: calmly, so that nobody is told less, then more again.

    The estimate runs down with the clock and is drawn towards what the speed so far says. It rises
    by a tenth at most above the least that was told, unless the work takes twice as long as that:
    something else then holds the machine, and to keep silent would be a lie.
    """

    def __init__(self) -> None:
        """Know nothing yet."""
        self._told: float | None = None
        self._least = math.inf
        self._at = 0.0

    def remaining(self, elapsed: float, fraction: float) -> float | None:
        """Give the seconds to the end, None while nothing is known.

        Args:
            elapsed: seconds since the beginning; never fewer than at the last call.
            fraction: share of the work that is done.
        """
        if fraction >= 1.0:
            return 0.0
        if elapsed < _FIRST_ESTIMATE_SECONDS or fraction < _FIRST_ESTIMATE_FRACTION:
            return None
        measured = elapsed * (1.0 - fraction) / fraction
        self._told = measured if self._told is None else self._drawn(self._told, measured, elapsed)
        self._least, self._at = min(self._least, self._told), elapsed
        return self._told

    def _drawn(self, told: float, measured: float, elapsed: float) -> float:
        since = elapsed - self._at
        due = max(told - since, 0.0)
        estimate = due + (measured - due) * (1.0 - math.exp(-since / _CALM))
        if measured <= _BUSY * self._least:
            return min(estimate, _RISE * self._least)
        return estimate
