"""Large files that several measures start from, each made once.

What makes them is imported when one is: a process whose memory is measured loads this module too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class Samples:
    """Large files in one folder, made when a measure first asks for them; none may be changed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def values(self, rows: int) -> Path:
        """Give a file of version 0.1 with so many daily values."""
        file = self._folder / f"values-{rows}.patrimoine"
        if not file.exists():
            from benchmarks import files

            files.make(file, rows)
        return file

    def household(self) -> Path:
        """Give a household of the usual large size, at head."""
        file = self._folder / "household.patrimoine"
        if not file.exists():
            from benchmarks import household
            from benchmarks.plausible import Size

            household.make(file, Size())
        return file
