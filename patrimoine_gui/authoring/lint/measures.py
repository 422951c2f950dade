"""Which columns are encrypted at a revision, as the measures beside the revisions say."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING

from patrimoine_gui.authoring.lint.model_check import MISTAKES, unreadable
from patrimoine_gui.errors import SourceBroken
from patrimoine_gui.migration import error_location

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.authoring.lint.findings import Finding
    from patrimoine_gui.authoring.lint.sources import SourceFile

Columns = frozenset[tuple[str, str]]
"""Table and column."""


class Measured:
    """The measures of a repository."""

    def __init__(self, repository: Path) -> None:
        """Load every measure once."""
        self.broken: list[Finding] = []
        self._repository = repository
        files = sorted((repository / "migrations" / "frozen").glob("measures_0*.py"))
        self._columns = {file.stem[-4:]: self._read(file) for file in files}

    def around(self, revision: SourceFile) -> Columns:
        """Give what is encrypted before or after a revision."""
        return self._at(revision.parent) | self._at(revision.id)

    def _at(self, revision: str) -> Columns:
        """Ask the newest measures that are not newer than a revision."""
        older = [number for number in self._columns if number <= revision]
        return self._columns[max(older)] if older else frozenset()

    def _read(self, file: Path) -> Columns:
        """Load a module under another name: that of the program stays what it is."""
        spec = importlib.util.spec_from_file_location(f"checked_{file.stem}", file)
        if spec is None or spec.loader is None:
            return frozenset()
        module = importlib.util.module_from_spec(spec)
        try:
            spec.loader.exec_module(module)
            return frozenset(
                (table, column) for table, column, _ in getattr(module, "ENCRYPTED", ())
            )
        except MISTAKES as error:
            diagnosis = error_location.named(error, self._repository / "migrations", is_empty=True)
            name = file.relative_to(self._repository)
            fault = diagnosis or SourceBroken(name.as_posix(), 1, type(error).__name__)
            self.broken.append(unreadable(fault))
            return frozenset()
