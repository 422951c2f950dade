"""What is wrong with a backup."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime  # noqa: TC003  (a dataclass field)
from enum import Enum
from pathlib import Path  # noqa: TC003  (a dataclass field, read at run time by `fields`)

from patrimoine_gui.errors.base import ForeignKind, UserError, harmless


class ContainerPart(Enum):
    """Which part of a backup is damaged."""

    START = "start"
    HEADER = "header"
    CONTENT = "content"
    END = "end"


@dataclass(eq=False, repr=False)
class NotABackup(UserError):
    """The file is not a backup of Patrimoine.

    Attributes:
        file: the file.
        kind: what it is instead.
    """

    file: Path
    kind: ForeignKind = field(metadata=harmless())


@dataclass(eq=False, repr=False)
class ContainerTooNew(UserError):
    """A newer version of Patrimoine wrote the backup.

    Attributes:
        file: the backup.
        version: version of its container.
    """

    file: Path
    version: int = field(default=0, metadata=harmless())


@dataclass(eq=False, repr=False)
class ContainerTruncated(UserError):
    """The backup is shorter, or longer, than it says."""

    file: Path


@dataclass(eq=False, repr=False)
class ContainerCorrupted(UserError):
    """A byte of the backup was changed.

    Attributes:
        file: the backup.
        where: which part.
    """

    file: Path
    where: ContainerPart = field(metadata=harmless())


@dataclass(eq=False, repr=False)
class TooLarge(UserError):
    """The file claims to be larger than anything this program opens.

    Attributes:
        file: the file.
        size: bytes that it claims.
        limit: bytes that are accepted.
    """

    file: Path
    size: int = field(metadata=harmless())
    limit: int = field(metadata=harmless())


@dataclass(eq=False, repr=False)
class WrongKey(UserError):
    """The backup is whole, and other keys than the present ones open it.

    Attributes:
        file: the backup.
        created: when it was made: the passphrase of that day is asked for.
    """

    file: Path
    created: datetime = field(metadata=harmless())


@dataclass(eq=False, repr=False)
class ForeignHousehold(UserError):
    """The backup is of another household."""

    file: Path


@dataclass(eq=False, repr=False)
class ForeignRestore(ForeignHousehold):
    """The backup would take the place of another household's file, and nobody agreed to that."""


@dataclass(eq=False, repr=False)
class NoRestoreToUndo(UserError):
    """No restore of this file can be undone.

    There was none, or what was there before could not be kept as a backup, or is gone since.
    """

    file: Path


@dataclass(eq=False, repr=False)
class RevisionMismatch(UserError):
    """What the backup says of its format is not what its content says."""

    file: Path


@dataclass(eq=False, repr=False)
class LastVerifiedBackup(UserError):
    """The backup is the last one of its household that is known to be good: it is not deleted."""

    file: Path
