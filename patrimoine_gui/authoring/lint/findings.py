"""What a check may find."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path  # noqa: TC003


class Rule(Enum):
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


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it must be.

    Attributes:
        file: path from the root of the repository.
        line: from 1.
        rule: which rule.
        subject: table, column, constant or name concerned, "" when there is none.
    """

    file: Path
    line: int
    rule: Rule
    subject: str = ""
