"""The user's file, as a run reserves it, holds it, checks it and copies it."""

from __future__ import annotations

from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from patrimoine_gui.database import bounds, connections, file_header, version_table
from patrimoine_gui.database.lock import FileLock
from patrimoine_gui.errors import PlanOutdated, UpgradeStep
from patrimoine_gui.migration.copies import shadow
from patrimoine_gui.migration.file_check import inventory, leftovers
from patrimoine_gui.migration.measuring import verification
from patrimoine_gui.migration.mending import objects, private_copy
from patrimoine_gui.migration.outcome import Remark, RemarkKind
from patrimoine_gui.migration.plan import KeyNeed, Plan
from patrimoine_gui.migration.progress import Unit

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from patrimoine_gui.crypto.keyring import Keyring
    from patrimoine_gui.database.bounds import Bounded
    from patrimoine_gui.migration.environment import Environment
    from patrimoine_gui.migration.meter import Meter


@dataclass
class LockedFile:
    """One file that a run works on.

    Attributes:
        environment: where the run takes place.
        plan: what is known of the file.
        meter: told of the progress.
        keyring: its keys.
        lock: its lock, where whoever asks for the run holds it.
        identity: which file it was when it was last held.
        is_whole: whether SQLite found every page in order when it was last held.
    """

    environment: Environment
    plan: Plan
    meter: Meter
    keyring: Keyring = field(repr=False)
    lock: FileLock | None = None
    identity: tuple[int, int] = (0, 0)
    is_whole: bool = True

    def reserved(self) -> AbstractContextManager[object]:
        """Take the lock of the file, unless it is held already."""
        if self.lock is not None and self.lock.is_held:
            return nullcontext()
        return FileLock(self.plan.file, self.environment.program)

    @contextmanager
    def held_alone(self) -> Iterator[Bounded]:
        """Hold the file alone, and give its connection once it was found in order.

        Raises:
            UserError: it is not in order, or not what it was when the plan was made.
        """
        file = self.plan.file
        with connections.live(file) as live:
            shadow.sweep(file)  # now nobody else works on it, even where no lock is to be had
            self.identity = shadow.identity(file)
            self._check(live)
            self._check_keys(live)
            yield live

    @contextmanager
    def copied(self, live: sqlite3.Connection) -> Iterator[tuple[Path, tuple[Remark, ...]]]:
        """Give a private, compact copy of the file as it is now, and what was amiss.

        What the user agreed to is done to it. It goes at the end.

        Raises:
            FileDamaged: its rows are hit.
        """
        with shadow.shadow_path(self.plan.file) as copy:
            self.meter.begin(UpgradeStep.SNAPSHOT, self.plan.size, Unit.BYTES)
            with self.meter.watching(live, lambda: copy.stat().st_size):
                found = private_copy.take(
                    live, copy, self.plan.file, self.meter, is_whole=self.is_whole
                )
            yield copy, found + self._mended(copy)

    def _mended(self, copy: Path) -> tuple[Remark, ...]:
        """Do to the copy what the user agreed to; damaged indexes are seen to by every run."""
        agreed = tuple(item for item in self.plan.mending if item.kind is not RemarkKind.INDEXES)
        if agreed:
            ordinal = self.environment.revisions.get(self.plan.current).ordinal
            with connections.private(copy) as connection:
                objects.apply(connection, agreed, ordinal)
        return agreed

    def _check(self, live: Bounded) -> None:
        """Find a damage before the work, so that it is not blamed on it."""
        file, migrations, current = self.plan.file, self.environment.migrations, self.plan.current
        seconds = bounds.seconds_for(self.plan.size)
        with self.meter.watching(live), bounds.only_reading(live, seconds):
            spare = objects.left_out(self.plan.mending)
            inventory.check_objects(live, file, spare)
            if version_table.stamps(live, file) != (current,):
                raise PlanOutdated(file)
            self.is_whole = verification.pages_are_whole(live, full=False)
            verification.check_structure(live, file, migrations, current, spare)
            path = self.environment.revisions.path(current, self.plan.target)
            leftovers.find(live, file, migrations, path)

    def _check_keys(self, live: sqlite3.Connection) -> None:
        """Refuse keys that the file no longer has: somebody changed them since it was looked at."""
        if self.plan.key_need is KeyNeed.CREATE:
            return
        found = file_header.read(live)
        if found is None or not found.has_same_keys(self.keyring.header):
            raise PlanOutdated(self.plan.file)
