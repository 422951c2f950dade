"""What a generated revision does, and what of it a person must look at."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class ReviewKind(Enum):
    """What a generated revision needs a person for."""

    RENAME = "dropped and added in one table: a rename?"
    DATA_DROPPED = "dropped with its data"
    NOT_NULL = "new NOT NULL without a default"
    TYPE = "type changed"
    NULLABLE = "becomes NOT NULL"
    UNNAMED = "constraint without a name"
    REBUILT = "table rebuilt"
    CHECKS = "CHECK constraints are not compared"
    CHANGES = "what the proof may find different"
    TRANSLATION = "sentence to translate"
    GOLDEN = "golden file to add"
    MEASURES = "measures to add"
    LEDGER = "to be frozen once it is finished"


@dataclass(frozen=True, slots=True)
class ReviewNote:
    """One thing to look at before the revision is committed.

    Attributes:
        kind: what it is about.
        subject: table, column, file or sentence concerned, "" when there is none.
    """

    kind: ReviewKind
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Operations:
    """The body of a revision.

    Attributes:
        upgrade: Python statements of `upgrade()`, indented by four blanks; "" for none.
        downgrade: the same for `downgrade()`.
        notes: what to review in them.
    """

    upgrade: str = ""
    downgrade: str = ""
    notes: tuple[ReviewNote, ...] = ()
