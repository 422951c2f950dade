"""What a file is, before anything is done to it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path  # noqa: TC003
from typing import TYPE_CHECKING

from patrimoine_gui.errors import (
    DamageKind,
    FileBusy,
    FileDamaged,
    FileTooNew,
    FileUnreachable,
    ForeignKind,
    Holder,
    HostileObject,
    MarksMissing,
    NotAHouseholdFile,
    RevisionUnknown,
    UnreachableReason,
    UserError,
)

if TYPE_CHECKING:
    from patrimoine_gui.migration.revisions import Revision


class FileState(Enum):
    """The eleven states of a path; only the first two can be opened."""

    CURRENT = "current"
    OUTDATED = "outdated"
    TOO_NEW = "too new"
    UNKNOWN_REVISION = "unknown revision"
    UNVERSIONED = "unversioned"
    UNMARKED = "unmarked"
    NOT_OURS = "not ours"
    DAMAGED = "damaged"
    BUSY = "busy"
    UNREACHABLE = "unreachable"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What `MigrationManager.inspect` found.

    Attributes:
        file: the path as it was given.
        state: one of eleven.
        head: revision that this version writes.
        revision: revision of the file, "" when it has none.
        ordinal: format number of the file (its `user_version`), 0 when it has none.
        size: bytes, 0 when unknown.
        error: the error that says why it cannot be opened, None for CURRENT and OUTDATED.
    """

    file: Path
    state: FileState
    head: str
    revision: str = ""
    ordinal: int = 0
    size: int = 0
    error: UserError | None = None

    @property
    def usable(self) -> bool:
        """Whether the file can be opened, at once or after an upgrade."""
        return self.error is None


def unreachable(file: Path, head: str, reason: UnreachableReason) -> Diagnosis:
    """The path leads to no readable file."""
    return Diagnosis(file, FileState.UNREACHABLE, head, error=FileUnreachable(file, reason))


def empty(file: Path, head: str) -> Diagnosis:
    """The file has no byte."""
    return Diagnosis(file, FileState.EMPTY, head, error=NotAHouseholdFile(file, ForeignKind.EMPTY))


def not_ours(file: Path, head: str, kind: ForeignKind, size: int) -> Diagnosis:
    """Another program's file."""
    error = NotAHouseholdFile(file, kind)
    return Diagnosis(file, FileState.NOT_OURS, head, size=size, error=error)


def unversioned(file: Path, head: str, size: int) -> Diagnosis:
    """Our mark, but no revision."""
    error = NotAHouseholdFile(file, ForeignKind.UNVERSIONED)
    return Diagnosis(file, FileState.UNVERSIONED, head, size=size, error=error)


def unmarked(file: Path, head: str, revision: Revision, size: int) -> Diagnosis:
    """Ours by its tables; its first bytes do not say so."""
    error = MarksMissing(file, revision.id)
    state, ordinal = FileState.UNMARKED, revision.ordinal
    return Diagnosis(file, state, head, revision.id, ordinal, size, error)


def damaged(file: Path, head: str, kind: DamageKind, size: int) -> Diagnosis:
    """Ours, but not whole."""
    return Diagnosis(file, FileState.DAMAGED, head, size=size, error=FileDamaged(file, kind))


def hostile(file: Path, head: str, error: HostileObject, size: int) -> Diagnosis:
    """Ours by its mark, with something in it that no version of ours makes."""
    return Diagnosis(file, FileState.DAMAGED, head, size=size, error=error)


def busy(file: Path, head: str, holder: Holder) -> Diagnosis:
    """Held by somebody else."""
    return Diagnosis(file, FileState.BUSY, head, error=FileBusy(file, holder))


def too_new(  # noqa: PLR0913, PLR0917  (what the error says, and the size)
    file: Path,
    head: str,
    ordinal: int,
    head_ordinal: int,
    size: int,
    versions: tuple[str, str] = ("", ""),
) -> Diagnosis:
    """Written by a newer version; `versions` are the writer and the oldest that opens it."""
    error = FileTooNew(file, ordinal, head_ordinal, *versions)
    return Diagnosis(file, FileState.TOO_NEW, head, ordinal=ordinal, size=size, error=error)


def unknown_revision(file: Path, head: str, ordinal: int, size: int) -> Diagnosis:
    """A revision that this version has never had."""
    state = FileState.UNKNOWN_REVISION
    return Diagnosis(file, state, head, ordinal=ordinal, size=size, error=RevisionUnknown(file))
