"""What an upgrade or a downgrade will do, told before it is done."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path  # noqa: TC003
from typing import TYPE_CHECKING

from patrimoine_gui.migration.estimates import Way

if TYPE_CHECKING:
    from patrimoine_gui.crypto.header import FileHeader
    from patrimoine_gui.errors import UserError
    from patrimoine_gui.migration.copies.staging import Staged
    from patrimoine_gui.migration.outcome import Remark


class KeyNeed(Enum):
    """Which keys a run asks for; there is none without, for its backup is encrypted."""

    CREATE = "create"
    """The file is readable by anybody: a passphrase is chosen."""

    UNLOCK = "unlock"
    """The file is protected: its passphrase, or its recovery key, is given."""


class Direction(Enum):
    """Which way the file goes."""

    UP = "upgrade"
    DOWN = "downgrade"


@dataclass(frozen=True, slots=True)
class PlannedRevision:
    """One revision of a plan; the texts are message ids, translated where they are shown.

    Attributes:
        id: revision id, "0002".
        app_version: version of Patrimoine that brought it, "0.2".
        sentence: what it changes, for the user (for a downgrade: what it undoes).
        details: more sentences, unfolded on demand.
        loses: what a downgrade across it loses, "" when nothing.
        requires_key: whether it reads or writes encrypted values.
        concerns: whether the file can hold what it changes; one that does not is run all the same.
    """

    id: str
    app_version: str
    sentence: str
    details: tuple[str, ...] = ()
    loses: str = ""
    requires_key: bool = False
    concerns: bool = True


@dataclass(frozen=True, slots=True)
class SpaceNeed:
    """Room needed on one disk.

    Attributes:
        folder: a folder on that disk.
        needed: bytes.
        free: bytes free when the plan was made, None where the disk does not tell.
    """

    folder: Path
    needed: int
    free: int | None

    @property
    def enough(self) -> bool:
        """Whether the disk has the room, as far as it tells."""
        return not self.missing

    @property
    def missing(self) -> int:
        """Bytes that the disk says are not there."""
        return 0 if self.free is None else max(self.needed - self.free, 0)


@dataclass(frozen=True, slots=True)
class Plan:
    """What will be done to a file, and what it needs.

    Attributes:
        file: the file, links resolved.
        direction: up or down.
        current: revision of the file.
        target: revision to reach.
        revisions: in the order in which they will run; empty when there is nothing to do.
        rows: rows of the file, for the estimate.
        size: bytes of the file.
        way: what is done to it, for what it will take.
        space: room needed, one entry per disk.
        estimate: expected seconds, a rough figure made from `rows` and `size`.
        backup_folder: where the verified backup will stand.
        synchronised_by: "OneDrive", "Dropbox", "Nextcloud"... when the file lies in a folder
            that such a program copies, else "".
        obstacle: what would refuse the work as things stand, want of room aside; None when
            nothing would.
        key_need: which keys have to be given to the run.
        header: the keys of the file, still closed; None for a file that has none.
        earlier: for a file that anybody can read, the closed keys of the backup that an earlier
            attempt at this work made; the same passphrase opens them again, and the backup serves
            again. None when there was no attempt.
        mending: what is put in order on the copy, and the user agreed to.
        staged: the staged copy that the file is, None for a file of somebody: the backup that it
            came from is its backup.
        protected_after: whether the file is protected once the work is done.
    """

    file: Path
    direction: Direction
    current: str
    target: str
    revisions: tuple[PlannedRevision, ...]
    rows: int
    size: int
    space: tuple[SpaceNeed, ...]
    estimate: float
    backup_folder: Path
    key_need: KeyNeed
    header: FileHeader | None = None
    earlier: FileHeader | None = None
    mending: tuple[Remark, ...] = ()
    staged: Staged | None = field(default=None, repr=False)
    protected_after: bool = True
    synchronised_by: str = ""
    way: Way = field(default=Way(0, (1,)), repr=False)
    obstacle: UserError | None = None

    @property
    def told(self) -> tuple[PlannedRevision, ...]:
        """The revisions to tell the user of: those that concern the file."""
        return tuple(revision for revision in self.revisions if revision.concerns)

    @property
    def lossy(self) -> tuple[PlannedRevision, ...]:
        """The revisions whose downgrade loses information."""
        return tuple(revision for revision in self.revisions if revision.loses)
