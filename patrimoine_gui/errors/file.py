"""What a file is, and why it cannot be used."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path  # noqa: TC003  (a dataclass field, read at run time by `fields`)

from patrimoine_gui.errors.base import (
    DamageKind,
    ForeignKind,
    Holder,
    UnreachableReason,
    UserError,
    harmless,
)


@dataclass(eq=False, repr=False)
class FileUnreachable(UserError):
    """The path leads to no readable regular file."""

    file: Path
    reason: UnreachableReason = field(metadata=harmless())


@dataclass(eq=False, repr=False)
class NotAHouseholdFile(UserError):
    """The file was not written by Patrimoine."""

    file: Path
    kind: ForeignKind = field(metadata=harmless())


@dataclass(eq=False, repr=False)
class MarksMissing(UserError):
    """The tables are those of a household file; its first bytes do not say that it is one.

    Attributes:
        file: the file.
        revision: what its tables are of.
    """

    file: Path
    revision: str = field(metadata=harmless())


@dataclass(eq=False, repr=False)
class FileDamaged(UserError):
    """The file is ours, but it was damaged before anything was tried.

    Attributes:
        file: the file.
        kind: what is wrong with it.
        rows: the first rows concerned, as table and row id, where they are known.
        count: how many rows are concerned in all, 0 where it is not known.
    """

    file: Path
    kind: DamageKind = field(metadata=harmless())
    rows: tuple[str, ...] = field(default=(), metadata=harmless())
    count: int = field(default=0, metadata=harmless())


@dataclass(eq=False, repr=False)
class FileTooNew(UserError):
    """A newer version of Patrimoine wrote the file.

    Attributes:
        writer: version that wrote it, "" when the file does not say.
        min_app: oldest version that opens it, "" when the file does not say.
        ordinal: format number of the file.
        head: format number that this version writes.
    """

    file: Path
    ordinal: int = field(metadata=harmless())
    head: int = field(metadata=harmless())
    writer: str = field(default="", metadata=harmless())
    min_app: str = field(default="", metadata=harmless())


@dataclass(eq=False, repr=False)
class RevisionUnknown(UserError):
    """The file names a revision that this version does not know, though it is not newer."""

    file: Path


@dataclass(eq=False, repr=False)
class FileBusy(UserError):
    """Another program, or another window, holds the file."""

    file: Path
    holder: Holder = field(default_factory=Holder, metadata=harmless())


@dataclass(eq=False, repr=False)
class LockObstructed(UserError):
    """Where the lock of the file must stand there is something that is not our lock, or not ours.

    A link, a folder, another program's file, or the lock of another account.

    Attributes:
        file: the file that was to be locked.
        lock: what stands there; it is neither written nor removed.
    """

    file: Path
    lock: Path


@dataclass(eq=False, repr=False)
class FileReadOnly(UserError):
    """The file itself cannot be written."""

    file: Path


@dataclass(eq=False, repr=False)
class FolderReadOnly(UserError):
    """A folder that must receive a file cannot be written."""

    folder: Path


@dataclass(eq=False, repr=False)
class FileHasOtherNames(UserError):
    """The file has several names (hard links): changing one would change the others.

    Attributes:
        names: how many names the file has.
    """

    file: Path
    names: int = field(metadata=harmless())


@dataclass(eq=False, repr=False)
class FileExists(UserError):
    """A new file was asked for where one stands already; nothing is ever overwritten."""

    file: Path


@dataclass(eq=False, repr=False)
class NoSpace(UserError):
    """A disk has less room than the work needs, or gives this account less.

    Attributes:
        folder: a folder on that disk.
        needed: bytes needed there, 0 where it is not known.
        free: bytes free there when it was asked, None where it does not tell; more than what is
            needed, where a quota or the largest size of a file stood in the way.
    """

    folder: Path
    needed: int = field(metadata=harmless())
    free: int | None = field(metadata=harmless())


@dataclass(eq=False, repr=False)
class HostileObject(UserError):
    """The file holds a trigger, a view or another object that no version of ours makes.

    Attributes:
        file: the file.
        kind: "trigger", "view", "virtual table", "generated column"; "index", for one that
            computes; "object", for what is not what it says; "query", where reading asked for
            more than any file of ours does; or "table", for one that is filled and bears the
            name of a table to come.
        name: of the object, "" where it is not known.
    """

    file: Path
    kind: str = field(metadata=harmless())
    name: str = ""
