"""Every error that a user can meet, as types with fields.

No error carries translated text, an amount, a name or a key: `str()` of an error gives its
class and its harmless fields only, so that a log or a traceback never says more. The sentences
that a person reads are in `patrimoine_gui.wording`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from enum import Enum
from pathlib import Path  # noqa: TC003  (a dataclass field, read at run time by `fields`)


class PatrimoineError(Exception):
    """The root of every error that this program raises on purpose."""


@dataclass(eq=False, repr=False)
class UserError(PatrimoineError):
    """A situation that the program foresees: it has a sentence, and the data is safe.

    Anything that is not a `UserError` is a bug.
    """

    def __str__(self) -> str:
        """Name the error and its harmless fields; paths are left out (they may hold a name)."""
        shown = [
            f"{item.name}={getattr(self, item.name)}"
            for item in fields(self)
            if item.metadata.get("harmless", False)
        ]
        return f"{type(self).__name__}({', '.join(shown)})"

    __repr__ = __str__


class UnreachableReason(Enum):
    """Why a path does not lead to a readable file."""

    MISSING = "missing"
    BROKEN_LINK = "broken link"
    FOLDER_MISSING = "folder missing"
    DIRECTORY = "directory"
    SPECIAL = "not a regular file"
    NO_PERMISSION = "no permission"
    NAME_TOO_LONG = "name too long"
    IO_ERROR = "input/output error"


class ForeignKind(Enum):
    """What a file is, when it is not a household file."""

    NOT_SQLITE = "not a database"
    OTHER_PROGRAM = "database of another program"
    EMPTY = "empty file"
    UNVERSIONED = "no version"
    BACKUP = "backup"


class DamageKind(Enum):
    """Which check found a file damaged."""

    TRUNCATED = "truncated"
    HEADER = "header"
    PAGES = "pages"
    CONTENT = "content"
    JOURNAL = "journal of another file"
    LINKS = "links to nothing"


class UpgradeStep(Enum):
    """Where an upgrade, a downgrade or a restore was when it stopped."""

    LOCK = "lock"
    SNAPSHOT = "snapshot"
    BACKUP = "backup"
    MEASURE_BEFORE = "measure before"
    MIGRATE = "migrate"
    VERIFY = "verify"
    MEASURE_AFTER = "measure after"
    FINALISE = "finalise"
    PUBLISH = "publish"
    CLEAN = "clean"


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds the lock of a file.

    Attributes:
        pid: process number, 0 when it is unknown.
        host: name of the computer, "" when it is unknown.
        program: "patrimoine" (window), "patrimoine-migrate" (command line) or "".
    """

    pid: int = 0
    host: str = ""
    program: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """One undeclared difference between the measures before and after.

    Amounts are never kept here: a difference says where, not how much.

    Attributes:
        measure: stable name of the measure, such as "rows of values" or "net worth".
        where: the date ("2024-12-31") or "" when the measure has none.
        rows_before: number of rows before, None for an amount.
        rows_after: number of rows after, None for an amount.
    """

    measure: str
    where: str = ""
    rows_before: int | None = None
    rows_after: int | None = None


def _harmless() -> dict[str, bool]:
    return {"harmless": True}


# --- what the file is -----------------------------------------------------------------------


@dataclass(eq=False, repr=False)
class FileUnreachable(UserError):
    """The path leads to no readable regular file."""

    file: Path
    reason: UnreachableReason = field(metadata=_harmless())


@dataclass(eq=False, repr=False)
class NotAHouseholdFile(UserError):
    """The file was not written by Patrimoine."""

    file: Path
    kind: ForeignKind = field(metadata=_harmless())


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
    kind: DamageKind = field(metadata=_harmless())
    rows: tuple[str, ...] = field(default=(), metadata=_harmless())
    count: int = field(default=0, metadata=_harmless())


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
    ordinal: int = field(metadata=_harmless())
    head: int = field(metadata=_harmless())
    writer: str = field(default="", metadata=_harmless())
    min_app: str = field(default="", metadata=_harmless())


@dataclass(eq=False, repr=False)
class RevisionUnknown(UserError):
    """The file names a revision that this version does not know, though it is not newer."""

    file: Path


@dataclass(eq=False, repr=False)
class FileBusy(UserError):
    """Another program, or another window, holds the file."""

    file: Path
    holder: Holder = field(default_factory=Holder, metadata=_harmless())


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
    names: int = field(metadata=_harmless())


@dataclass(eq=False, repr=False)
class FileExists(UserError):
    """A new file was asked for where one stands already; nothing is ever overwritten."""

    file: Path


@dataclass(eq=False, repr=False)
class NoSpace(UserError):
    """A disk has less room than the work needs.

    Attributes:
        folder: a folder on that disk.
        needed: bytes needed there.
        free: bytes free there when it was asked.
    """

    folder: Path
    needed: int = field(metadata=_harmless())
    free: int = field(metadata=_harmless())


@dataclass(eq=False, repr=False)
class HostileObject(UserError):
    """The file holds a trigger, a view or another object that no version of ours makes.

    Attributes:
        file: the file.
        kind: "trigger", "view", "virtual table"; or "table", for one that is filled and bears
            the name of a table to come.
    """

    file: Path
    kind: str = field(metadata=_harmless())


# --- what was asked --------------------------------------------------------------------------


@dataclass(eq=False, repr=False)
class TargetUnknown(UserError):
    """No revision bears the name that was asked for, or it is on the wrong side.

    Attributes:
        target: what was asked for.
        command: the command that goes there, "upgrade" or "downgrade"; "" when none does.
    """

    target: str = field(metadata=_harmless())
    command: str = field(default="", metadata=_harmless())


@dataclass(eq=False, repr=False)
class KeyRequired(UserError):
    """The work needs the household's key, and none was given."""

    revision: str = field(default="", metadata=_harmless())


@dataclass(eq=False, repr=False)
class ConsentRequired(UserError):
    """A downgrade would lose information, and nobody has agreed to it."""

    revisions: tuple[str, ...] = field(metadata=_harmless())


@dataclass(eq=False, repr=False)
class PlanOutdated(UserError):
    """The file changed between the plan and its execution."""

    file: Path


# --- what happened ---------------------------------------------------------------------------


@dataclass(eq=False, repr=False)
class BackupFailed(UserError):
    """No verified backup could be made, so nothing was begun."""

    folder: Path


@dataclass(eq=False, repr=False)
class VerifyFailed(UserError):
    """A backup is not what its manifest says."""

    backup: Path


@dataclass(eq=False, repr=False)
class UpgradeFailed(UserError):
    """A step of the work failed; the file is what it was.

    Attributes:
        step: where it stopped.
        revision: id of the revision that failed, "" when none was running.
        backup: the verified backup, None when it was not made yet.
        cause: class name of the underlying error, never its text.
    """

    step: UpgradeStep = field(metadata=_harmless())
    revision: str = field(default="", metadata=_harmless())
    backup: Path | None = None
    cause: str = field(default="", metadata=_harmless())


@dataclass(eq=False, repr=False)
class ProofFailed(UserError):
    """Measures before and after differ where no revision declares it; nothing was published."""

    differences: tuple[Difference, ...] = field(metadata=_harmless())
    backup: Path | None = None


@dataclass(eq=False, repr=False)
class ResultUnread(UserError):
    """The work was done and published, but the file could not be read again afterwards.

    The only error after which the file is no longer what it was.

    Attributes:
        file: the published file.
        backup: the verified backup of the file as it was.
    """

    file: Path
    backup: Path | None = None


@dataclass(eq=False, repr=False)
class Cancelled(UserError):
    """The user asked to stop; the file is what it was."""

    step: UpgradeStep | None = field(default=None, metadata=_harmless())
