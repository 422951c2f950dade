"""A second place for backups, which the user chose: a removable disk, a synchronised folder."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path  # noqa: TC003  (a dataclass field)
from typing import TYPE_CHECKING, Final

from patrimoine_gui.backup import copying, partials, retention
from patrimoine_gui.backup.backups import Backup, is_intact, listed, read_head
from patrimoine_gui.backup.container.layout import Tick, nobody
from patrimoine_gui.backup.quarantine import set_aside
from patrimoine_gui.database import disks, room
from patrimoine_gui.errors import FileUnreachable, FolderReadOnly, NoSpace, UserError, VerifyFailed

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_AT_ONCE: Final = 10
"""So many backups catch up with the latest one."""


class PlaceState(Enum):
    """Whether a backup can be copied there."""

    READY = "ready"
    ABSENT = "absent"
    """The folder is not there: the disk is not plugged in, or the folder was moved."""

    READ_ONLY = "read-only"
    FULL = "full"
    FAULTY = "faulty"
    """It does not give back what was written to it."""

    SAME = "same"
    """It is the folder of the backups itself."""

    SAME_DISK = "same disk"
    """It is on the disk of the backups: copies are made there, and are lost with that disk."""

    UNMOUNTED = "unmounted"
    """A disk is expected there and is not mounted: nothing is put below its place."""


_REFUSALS: dict[type[UserError], PlaceState] = {
    NoSpace: PlaceState.FULL,
    FolderReadOnly: PlaceState.READ_ONLY,
    VerifyFailed: PlaceState.FAULTY,
}


@dataclass(frozen=True, slots=True)
class SecondPlace:
    """One folder; it is never created, for its disk may merely be absent.

    Attributes:
        folder: chosen by the user; other files may stand there, and are left alone.
    """

    folder: Path

    def state(self, needed: int = 0, backups: Path | None = None) -> PlaceState:
        """Tell whether so many bytes can be written there; never writes.

        Args:
            needed: the bytes.
            backups: folder of the backups, which is no second place; None where that is known.
        """
        if not self.folder.is_dir():
            return PlaceState.ABSENT
        if backups is not None and self._is(backups):
            return PlaceState.SAME
        if disks.is_bare_mount(self.folder):
            return PlaceState.UNMOUNTED
        if not os.access(self.folder, os.W_OK | os.X_OK):
            return PlaceState.READ_ONLY
        free = room.free(self.folder)
        if free is not None and free <= needed:
            return PlaceState.FULL
        is_near = backups is not None and disks.on_one_disk(self.folder, backups)
        return PlaceState.SAME_DISK if is_near else PlaceState.READY

    def send(self, backup: Backup, tick: Tick = nobody) -> PlaceState:
        """Copy a backup there, read it again, and prune there what is no longer kept.

        Args:
            backup: a verified one.
            tick: hears (bytes done, bytes in all); what it raises stops the copy and is raised,
                and nothing half written is left.

        Returns:
            READY when the backup is there and whole; else why it is not.

        Raises:
            UserError: the backup itself cannot be read; nothing is said of the place.
        """
        if not self.folder.is_dir():
            return PlaceState.ABSENT
        if self._is(backup.file.parent):
            return PlaceState.SAME
        if disks.is_bare_mount(self.folder):
            return PlaceState.UNMOUNTED
        with suppress(OSError):
            partials.sweep(self.folder)
        if self._holds(backup, tick):
            return PlaceState.READY
        state = self.state(backup.size)
        return self._copied(backup, tick) if state is PlaceState.READY else state

    def has(self, backup: Backup) -> bool:
        """Tell whether a backup stands there, by its head; never reads it whole."""
        return self._named(backup) is not None

    def newest(self, source: str, household_id: bytes) -> Backup | None:
        """Give the newest backup of a household there, None where there is none."""
        ours = retention.family(listed(self.folder), source, household_id)
        return ours[0] if ours else None

    def lacking(self, backups: Iterable[Backup], latest: Backup) -> tuple[Backup, ...]:
        """Give what was made between the newest backup of a household there and its latest one.

        A household that has none there gets its latest one only.

        Args:
            backups: of everybody, those that are known to be sound.
            latest: the one that is copied in any case; it is not among those given.

        Returns:
            The oldest first, `MOST_AT_ONCE` at most.
        """
        last = self.newest(latest.source, latest.household_id)
        if last is None:
            return ()
        ours = retention.family(backups, latest.source, latest.household_id)
        between = [item for item in ours if last.created < item.created < latest.created]
        return tuple(sorted(between, key=lambda item: item.created)[-MOST_AT_ONCE:])

    def _is(self, folder: Path) -> bool:
        with suppress(OSError):
            return self.folder.samefile(folder)
        return False

    def _named(self, backup: Backup) -> Backup | None:
        found = read_head(self.folder / backup.file.name)
        return found if found is not None and found.header == backup.header else None

    def _holds(self, backup: Backup, tick: Tick) -> bool:
        found = self._named(backup)
        return found is not None and is_intact(found, tick)

    def _copied(self, backup: Backup, tick: Tick) -> PlaceState:
        target = self.folder / backup.file.name
        try:
            if os.path.lexists(target):
                set_aside(target)
            copying.copy(backup.file, target, tick)
        except (NoSpace, FolderReadOnly, VerifyFailed) as error:
            return _REFUSALS[type(error)]
        except FileUnreachable as error:
            if error.file == backup.file:
                raise
            return PlaceState.ABSENT
        except OSError as error:
            found = copying.refusal(target, error, backup.size)
            return _REFUSALS.get(type(found), PlaceState.ABSENT)
        retention.tidy(self.folder, backup, datetime.now(UTC))
        return PlaceState.READY
