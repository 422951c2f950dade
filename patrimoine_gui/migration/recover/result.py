"""What became of a damaged file: what was read of each table, and what was lost."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path  # noqa: TC003


@dataclass(frozen=True, slots=True)
class RecoveredTable:
    """What became of the rows of one table.

    Attributes:
        table: its name in the file; `wording.salvage` names what it holds.
        read: rows that stand in the new file.
        lost: rows that were there and could not be read.
        aside: rows that were read, but break a rule of the format, or belong to something that
            was lost; they are not in the new file.
        unlinked: rows of the new file that no longer lead to something that was lost.
        stand_ins: rows of the new file, beside those read, that have no name: they stand in the
            place of lost ones that others belong to.
        illegible: values of the new file that do not open.
        is_exact: whether no more than `lost` are missing; otherwise that is the least.
    """

    table: str
    read: int
    lost: int = 0
    aside: int = 0
    unlinked: int = 0
    stand_ins: int = 0
    illegible: int = 0
    is_exact: bool = True

    @property
    def is_whole(self) -> bool:
        """Whether nothing is missing."""
        return self.is_exact and not (self.lost or self.aside or self.unlinked or self.illegible)


@dataclass(frozen=True, slots=True)
class RecoveryResult:
    """What a rescue gave.

    Attributes:
        source: the damaged file, which is what it was.
        file: the new file.
        revision: what it is at.
        tables: what became of each table that held rows.
    """

    source: Path
    file: Path
    revision: str
    tables: tuple[RecoveredTable, ...]

    @property
    def read(self) -> int:
        """Rows of the new file."""
        return sum(table.read for table in self.tables)

    @property
    def lost(self) -> int:
        """Rows that are not in the new file, at least."""
        return sum(table.lost + table.aside for table in self.tables)

    @property
    def is_exact(self) -> bool:
        """Whether no more than `lost` are missing."""
        return all(table.is_exact for table in self.tables)

    @property
    def is_whole(self) -> bool:
        """Whether nothing is missing."""
        return all(table.is_whole for table in self.tables)
