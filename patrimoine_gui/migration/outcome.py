"""What an upgrade did: the proof, the declared changes, the backup."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date  # noqa: TC003
from enum import Enum
from pathlib import Path  # noqa: TC003
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from patrimoine_gui.crypto.keyring import Keyring


@dataclass(frozen=True, slots=True)
class Bucket:
    """Rows and money of one kind, at one moment.

    Attributes:
        name: "assets", "values", "current", "merged", "unread" or "set aside"; stable across
            revisions.
        rows: how many.
        cents: sum in cents; 0 for a kind without amounts.
    """

    name: str
    rows: int
    cents: int


@dataclass(frozen=True, slots=True)
class NetWorthAt:
    """Net worth of the household at a date, in cents."""

    on: date
    cents: int


@dataclass(frozen=True, slots=True)
class MeasuredWorth:
    """Net worth in all currencies, computed values included; formats from 0006 on measure it.

    Attributes:
        year_ends: at each 31 December between the first and the last date.
        latest: at the last date, in cents.
        latest_on: the last date of the file that is not in the future, None without dates.
    """

    year_ends: tuple[NetWorthAt, ...]
    latest: int
    latest_on: date | None


@dataclass(frozen=True, slots=True)
class Measures:
    """What the proof measures of a file.

    Attributes:
        revision: revision of the file when it was measured.
        buckets: rows and sums by kind.
        year_ends: net worth at each 31 December between the first and the last date.
        latest: net worth at the last date, in cents.
        latest_on: the last date of the file that is not in the future, None in a file without
            dates.
        digests: (name, digest) of what must agree to the letter: texts, every single value with
            its asset and day, what cannot be read, owners, groups... Only those that both
            measures have are compared; an empty digest says nothing.
        whole: the worth that formats before 0006 cannot tell: they add up euros only. None there.
    """

    revision: str
    buckets: tuple[Bucket, ...]
    year_ends: tuple[NetWorthAt, ...]
    latest: int
    latest_on: date | None
    digests: tuple[tuple[str, str], ...] = ()
    whole: MeasuredWorth | None = None

    def bucket(self, name: str) -> Bucket:
        """Give one kind; a kind that does not exist at this revision is empty."""
        return next((item for item in self.buckets if item.name == name), Bucket(name, 0, 0))


@dataclass(frozen=True, slots=True)
class DeclaredChange:
    """A change that a revision declares and the proof has counted.

    Attributes:
        revision: which revision made it.
        one: English message id for a count of one, with `{count}`.
        many: English message id for the plural, with `{count}`.
        count: rows concerned, at least 1.
    """

    revision: str
    one: str
    many: str
    count: int


@dataclass(frozen=True, slots=True)
class Proof:
    """Measures before and after; an outcome only ever holds one that agrees."""

    before: Measures
    after: Measures
    changes: tuple[DeclaredChange, ...] = ()


class RemarkKind(Enum):
    """What can be remarked of a file that was upgraded all the same."""

    INDEXES = "indexes made anew"
    """An index was damaged, or disagreed with its rows: all were made from the rows."""
    TEXTS = "texts that were no Unicode"
    """They are read as Windows-1252 now; the backup has them as they were."""
    LEFT_OUT = "left out"
    """An object of another program is no more in the file: the user agreed."""
    MARKS = "marks set again"
    """The file had lost what says in its first bytes that it is ours: the user agreed."""
    UNREADABLE = "values that do not open"
    """They did not open before either; they stay as they are."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to know of a file, found before the work or after it.

    Attributes:
        kind: what.
        count: how many, 0 where they are not counted.
        subject: the table, or the kind of the object.
        name: of the object; another program chose it, so no log or report has it.
    """

    kind: RemarkKind
    count: int = 0
    subject: str = ""
    name: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A finished upgrade, downgrade or restore.

    Attributes:
        file: the published file.
        from_revision: revision before.
        to_revision: revision after.
        backup: the verified backup of the file as it was, None when the file did not exist.
        proof: the measures that agree.
        seconds: duration.
        report: text file that tells the same without any amount or name, None if the disk
            refused it.
        size_before: bytes of the compact copy of the file as it was.
        size_after: bytes of the file that the work gave.
        set_aside: where the bytes of a damaged file are, once a restored one has its place.
        remarks: what else there is to know of the file.
        keyring: what opens a restored file, with the slots that it has now; None after any
            other work, which leaves the keys as they are.
    """

    file: Path
    from_revision: str
    to_revision: str
    backup: Path | None
    proof: Proof
    seconds: float
    report: Path | None
    size_before: int = 0
    size_after: int = 0
    set_aside: Path | None = None
    remarks: tuple[Remark, ...] = ()
    keyring: Keyring | None = field(default=None, repr=False)
