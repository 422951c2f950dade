"""What was asked and cannot be done, and what stopped the work."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path  # noqa: TC003  (a dataclass field, read at run time by `fields`)

from patrimoine_gui.errors.base import Difference, UpgradeStep, UserError, WorkKind, harmless


@dataclass(eq=False, repr=False)
class TargetUnknown(UserError):
    """No revision bears the name that was asked for, or it is on the wrong side.

    Attributes:
        target: what was asked for.
        command: the command that goes there, "upgrade" or "downgrade"; "" when none does.
    """

    target: str = field(metadata=harmless())
    command: str = field(default="", metadata=harmless())


@dataclass(eq=False, repr=False)
class NoVersionBelow(TargetUnknown):
    """What was asked for lies below the first revision, where a file has no form.

    Attributes:
        lowest: the first revision.
    """

    lowest: str = field(default="", metadata=harmless())


@dataclass(eq=False, repr=False)
class KeyedStatements(UserError):
    """Statements were asked for that only the household's key could make.

    Attributes:
        revisions: those that need the key.
    """

    revisions: tuple[str, ...] = field(metadata=harmless())


@dataclass(eq=False, repr=False)
class ReadableCopyUnconfirmed(UserError):
    """A copy that anybody can read was asked for, and nobody has agreed to it."""


@dataclass(eq=False, repr=False)
class KeyRequired(UserError):
    """The work needs the household's key, and none was given."""

    revision: str = field(default="", metadata=harmless())


@dataclass(eq=False, repr=False)
class ConsentRequired(UserError):
    """A downgrade would lose information, and nobody has agreed to it."""

    revisions: tuple[str, ...] = field(metadata=harmless())


@dataclass(eq=False, repr=False)
class PlanOutdated(UserError):
    """The file changed between the plan and its execution."""

    file: Path


@dataclass(eq=False, repr=False)
class BackupFailed(UserError):
    """No verified backup could be made, so nothing was begun."""

    folder: Path


@dataclass(eq=False, repr=False)
class VerifyFailed(UserError):
    """A backup is not what was written, or cannot be read again."""

    backup: Path


@dataclass(eq=False, repr=False)
class UpgradeFailed(UserError):
    """A step of the work failed; the file is what it was.

    Attributes:
        step: where it stopped.
        revision: id of the revision that failed, "" when none was running.
        backup: the verified backup, None when it was not made yet.
        cause: class name of the underlying error, never its text.
        row: table and id of the record that a revision could not go on with, "" for none.
        kind: the work.
        place: file and line of the revision, "" when it is not known.
    """

    step: UpgradeStep = field(metadata=harmless())
    revision: str = field(default="", metadata=harmless())
    backup: Path | None = None
    cause: str = field(default="", metadata=harmless())
    row: str = field(default="", metadata=harmless())
    kind: WorkKind = field(default=WorkKind.VERSION, metadata=harmless())
    place: str = field(default="", metadata=harmless())


@dataclass(eq=False, repr=False)
class SourceBroken(UserError):
    """A revision, or the models, do not load or do not run; it is for their author to mend.

    Attributes:
        file: path from the root of the working copy.
        line: from 1.
        cause: class name of what was raised.
        text: what it says, "" where it may hold a value of a file.
    """

    file: str = field(metadata=harmless())
    line: int = field(metadata=harmless())
    cause: str = field(metadata=harmless())
    text: str = field(default="", metadata=harmless())

    @property
    def place(self) -> str:
        """The file and the line, as tools that follow such a place expect it."""
        return f"{self.file}:{self.line}"


@dataclass(eq=False, repr=False)
class ProofFailed(UserError):
    """Measures before and after differ where no revision declares it; nothing was published."""

    differences: tuple[Difference, ...] = field(metadata=harmless())
    backup: Path | None = None


@dataclass(eq=False, repr=False)
class ResultUnread(UserError):
    """The work was done and published, but the file could not be read again afterwards.

    Attributes:
        file: the published file.
        backup: the verified backup of the file as it was.
    """

    file: Path
    backup: Path | None = None


@dataclass(eq=False, repr=False)
class PublishedUnconfirmed(UserError):
    """The work was done and the file is the new one, but the disk did not confirm that it is kept.

    A power cut may bring the old one back.

    Attributes:
        file: the published file.
        kind: the work.
        backup: the verified backup of the file as it was, None where none was needed.
    """

    file: Path
    kind: WorkKind = field(metadata=harmless())
    backup: Path | None = None


@dataclass(eq=False, repr=False)
class StateUnknown(UserError):
    """The disk failed while the file was replaced, and does not say any more which one it is.

    The old one or the new one: SQLite decides when the file can be read again.

    Attributes:
        file: the file.
        kind: the work.
        backup: the verified backup of the file as it was, None where none was needed.
    """

    file: Path
    kind: WorkKind = field(metadata=harmless())
    backup: Path | None = None


@dataclass(eq=False, repr=False)
class Cancelled(UserError):
    """The user asked to stop; the file is what it was."""

    step: UpgradeStep | None = field(default=None, metadata=harmless())
