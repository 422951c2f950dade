"""What stops the author of a revision; windows never load it.

Only the command line imports this module, and what it runs: `patrimoine_gui.errors` leaves it out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path  # noqa: TC003  (a dataclass field, read at run time by `fields`)

from patrimoine_gui.errors.base import UserError, harmless


@dataclass(eq=False, repr=False)
class RevisionsUnwritable(UserError):
    """The revisions are those of an installation, or their folder cannot be written."""

    folder: Path


@dataclass(eq=False, repr=False)
class RevisionsForked(UserError):
    """Two heads, one number used twice, or a gap in the numbers.

    Attributes:
        revisions: file names of the revisions concerned.
    """

    revisions: tuple[str, ...] = field(metadata=harmless())


@dataclass(eq=False, repr=False)
class NothingToMigrate(UserError):
    """The models describe the schema at head: nothing was written."""


@dataclass(eq=False, repr=False)
class LabelChanged(UserError):
    """A column of the models bears another label than its tokens: none of them would open.

    Attributes:
        columns: the columns concerned.
    """

    columns: tuple[str, ...] = field(metadata=harmless())


@dataclass(eq=False, repr=False)
class DescriptionUnusable(UserError):
    """The description is empty, too long, on several lines, or has no letter or digit."""


@dataclass(eq=False, repr=False)
class BranchProblem(UserError):
    """A branch of revisions that cannot be put on top of the other.

    Attributes:
        files: names of the revision files concerned.
    """

    files: tuple[str, ...] = field(metadata=harmless())


class NothingToRebase(BranchProblem):
    """The revisions are one chain already."""


class BranchUnknown(BranchProblem):
    """No revision file bears the name that was given."""


class BranchLanded(BranchProblem):
    """The revision is frozen: files in the world were made with it, and it stays as it is."""


class BranchAmbiguous(BranchProblem):
    """Several revisions have not landed: it has to be said which of them move."""


class LintRule(Enum):
    """A rule of the revisions, the models, the golden files and the index."""

    MODELS = "models differ from head"
    HEADS = "not exactly one head"
    NUMBER = "number used twice, or other than in the file name"
    FILE_NAME = "file name not yyyymmdd_nnnn_subject.py"
    DATE = "date that does not exist, or earlier than that of the revision before"
    GAP = "gap in the numbers, or a parent that is not the number before"
    CHANGED = "frozen file changed"
    MISSING = "frozen file gone"
    UNREADABLE = "not Python, or not to be run"
    SENTENCE = "no sentence for the user"
    CONSTANT = "constant absent, or of another type"
    DOWNGRADE = "no real downgrade"
    GOLDEN = "no golden file"
    TEST = "no test names it"
    IMPORT = "import of the application, or of one more dependency"
    INDEX = "index not up to date"
    DROP = "dropped without a copy of its data"
    CHILDREN = "batch rebuild of a table with children"
    UNNAMED = "constraint without a name"
    ACTIVE = "trigger, view, virtual table or computed column"
    ENCRYPTED = "raw SQL on an encrypted column"
    LONG_LOCK = "big table rewritten in one statement"
    TRANSACTION = "ends the engine's transaction"
    REVIEW = "note of `create` that nobody has answered"
    BROAD_EXCEPT = "catches everything"
