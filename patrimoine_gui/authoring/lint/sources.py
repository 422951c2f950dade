"""Reads the revisions and frozen modules of a repository, without running them."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from patrimoine_gui.authoring.lint.findings import Finding
from patrimoine_gui.errors.developer import LintRule

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

VERSIONS: Final = Path("migrations/versions")
FROZEN: Final = Path("migrations/frozen")
FILE_NAME: Final = re.compile(r"(\d{8})_(\d{4})_([a-z0-9_]+)\.py")
_SAFE = re.compile(r"# safe: \S")


@dataclass(frozen=True, eq=False)
class SourceFile:
    """A module as its text says.

    Attributes:
        file: path from the root of the repository.
        text: its content.
        tree: the same, as syntax.
    """

    file: Path
    text: str
    tree: ast.Module

    @cached_property
    def constants(self) -> Mapping[str, object]:
        """The literal values of the module's names."""
        found: dict[str, object] = {}
        for name, value in self._assigned():
            try:
                found[name] = ast.literal_eval(value)
            except ValueError:
                continue
        return found

    @cached_property
    def functions(self) -> dict[str, ast.FunctionDef]:
        """The functions of the module."""
        return {node.name: node for node in self.tree.body if isinstance(node, ast.FunctionDef)}

    @cached_property
    def safe_lines(self) -> frozenset[int]:
        """The lines whose author says, with a reason, that they are safe."""
        lines = enumerate(self.text.splitlines(), start=1)
        return frozenset(number for number, line in lines if _SAFE.search(line))

    @property
    def id(self) -> str:
        """The revision id, "" when there is none."""
        return str(self.constants.get("revision") or "")

    @property
    def parent(self) -> str:
        """The id of the revision before, "" for the first."""
        return str(self.constants.get("down_revision") or "")

    @property
    def number(self) -> str:
        """The number in the file name, "" when it has none."""
        named = FILE_NAME.fullmatch(self.file.name)
        return named[2] if named else ""

    @property
    def slug(self) -> str:
        """The subject in the file name, "" when it has none."""
        named = FILE_NAME.fullmatch(self.file.name)
        return named[3] if named else ""

    def line_of(self, name: str) -> int:
        """Give the line where the module assigns a name or defines a function, 1 if nowhere."""
        for node in self.tree.body:
            if name in _names(node):
                return node.lineno
        return 1

    def assigned(self) -> dict[str, ast.expr]:
        """Give the expression of each of the module's names."""
        return dict(self._assigned())

    def _assigned(self) -> Iterator[tuple[str, ast.expr]]:
        for node in self.tree.body:
            if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
                yield from ((name, node.value) for name in _names(node))


def _names(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.FunctionDef):
        return [node.name]
    if isinstance(node, ast.AnnAssign):
        return [ast.unparse(node.target)]
    if isinstance(node, ast.Assign):
        return [ast.unparse(target) for target in node.targets]
    return []


@lru_cache(maxsize=128)
def _source(file: Path, text: str) -> SourceFile:
    return SourceFile(file, text, ast.parse(text))


def read(repository: Path, folder: Path) -> tuple[tuple[SourceFile, ...], tuple[Finding, ...]]:
    """Read the modules of a folder, by name, and name those that are not Python."""
    found: list[SourceFile] = []
    unreadable: list[Finding] = []
    for path in sorted((repository / folder).glob("*.py")):
        file = path.relative_to(repository)
        try:
            found.append(_source(file, path.read_text(encoding="utf-8")))
        except SyntaxError as error:
            unreadable.append(
                Finding(file, error.lineno or 1, LintRule.UNREADABLE, f"SyntaxError: {error.msg}")
            )
        except ValueError:
            unreadable.append(Finding(file, 1, LintRule.UNREADABLE, "ValueError"))
    return tuple(found), tuple(unreadable)
