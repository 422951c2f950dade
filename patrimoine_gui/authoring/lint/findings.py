"""What a check may find."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.errors.developer import LintRule


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
    rule: LintRule
    subject: str = ""
