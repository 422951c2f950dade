"""The root of our errors, and the kinds that their fields name.

No error carries translated text, an amount, a name or a key: `str()` of an error gives its
class and its harmless fields only, so that a log or a traceback never says more. The sentences
that a person reads are in `patrimoine_gui.wording`.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import Enum


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
    OCCUPIED = "something else in the place of a file of the program"
    NO_PERMISSION = "no permission"
    NAME_TOO_LONG = "name too long"
    NO_LOCKS = "disk without locks"
    IO_ERROR = "input/output error"


class ForeignKind(Enum):
    """What a file is, when it is not a household file, or not a backup."""

    NOT_SQLITE = "not a database"
    OTHER_PROGRAM = "database of another program"
    EMPTY = "empty file"
    UNVERSIONED = "no version"
    BACKUP = "backup"
    HOUSEHOLD = "household file"
    ZIP = "archive"
    TEXT = "text"
    TEXT_MODE = "backup transferred as text"


class DamageKind(Enum):
    """Which check found a file damaged."""

    TRUNCATED = "truncated"
    HEADER = "header"
    PAGES = "pages"
    CONTENT = "content"
    JOURNAL = "journal of another file"
    LINKS = "links to nothing"
    UNREADABLE = "nothing readable"


class UpgradeStep(Enum):
    """Where an upgrade, a downgrade, a restore, a check or a rescue was when it stopped."""

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
    READ = "read"


class WorkKind(Enum):
    """What a work on a file is to its user."""

    VERSION = "change of version"
    PROTECTION = "change of version that protects the file"
    RESTORE = "restore"
    BACKUP = "backup"
    COPY = "copy"
    KEYS = "change of the passphrase or of the recovery key"
    RENEWAL = "renewal of the keys"
    CREATION = "new file"
    ENTRY = "entry"


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds the lock of a file.

    Attributes:
        pid: process number, 0 when it is unknown.
        host: name of the computer, "" when it is unknown.
        program: "patrimoine" (window), "patrimoine-migrate" (command line) or "".
        signed_only: whether only a signature says so, on a disk without locks.
    """

    pid: int = 0
    host: str = ""
    program: str = ""
    signed_only: bool = False


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


def harmless() -> dict[str, bool]:
    """Mark a field that may be shown in a log."""
    return {"harmless": True}
