"""Whether each revision has all that belongs to one."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Final

from patrimoine_gui.authoring.lint import ledger
from patrimoine_gui.authoring.lint.findings import Finding
from patrimoine_gui.errors.developer import LintRule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from patrimoine_gui.authoring.lint.sources import SourceFile

CONSTANTS: Final[dict[str, type]] = {
    "app_version": str,
    "requires_key": bool,
    "scrub_after": bool,
    "irreversible": str,
    "details": tuple,
    "changes": tuple,
}
_TEXTS_OF_CHANGE = 4
_NOTE = re.compile(r"\s*# REVIEW: (.*)")


def find(repository: Path, revisions: Sequence[SourceFile]) -> Iterator[Finding]:
    """Find what revisions lack."""
    tests = _texts_of_tests(repository)
    landed = ledger.read(repository / ledger.LEDGER)  # which holds their golden files too
    has_keys = False
    for item in revisions:
        yield from _sentence(item)
        yield from _constants(item, has_keys=has_keys)
        yield from _notes(item)
        yield from _downgrade(item)
        if item.file.as_posix() not in landed:
            yield from _golden(repository, item)
        yield from _test(tests, item)
        has_keys = has_keys or item.constants.get("protects") is True


def _sentence(item: SourceFile) -> Iterator[Finding]:
    sentence = (ast.get_docstring(item.tree) or "").partition("\n")[0].strip()
    if not sentence.endswith((".", "!", "?")):
        yield Finding(item.file, 1, LintRule.SENTENCE, sentence)


def _constants(item: SourceFile, *, has_keys: bool) -> Iterator[Finding]:
    """Find absent constants; once files have keys, each revision says whether its own do."""
    wanted = {**CONSTANTS, "protects": bool} if has_keys else CONSTANTS
    for name, kind in wanted.items():
        if not isinstance(item.constants.get(name), kind):
            yield Finding(item.file, item.line_of(name), LintRule.CONSTANT, name)
    if item.constants.get("app_version") == "":
        yield Finding(item.file, item.line_of("app_version"), LintRule.CONSTANT, "app_version")
    if not _are_changes(item.constants.get("changes", ())):
        yield Finding(item.file, item.line_of("changes"), LintRule.CONSTANT, "changes")


def _are_changes(changes: object) -> bool:
    return not isinstance(changes, tuple) or all(
        isinstance(change, tuple)
        and len(change) == _TEXTS_OF_CHANGE
        and all(isinstance(text, str) for text in change)
        for change in changes
    )


def _notes(item: SourceFile) -> Iterator[Finding]:
    """Find what `create` asked a person to look at, and that still stands there."""
    for number, line in enumerate(item.text.splitlines(), start=1):
        note = _NOTE.fullmatch(line)
        if note:
            yield Finding(item.file, number, LintRule.REVIEW, note[1])


def _downgrade(item: SourceFile) -> Iterator[Finding]:
    function = item.functions.get("downgrade")
    if function is None:
        yield Finding(item.file, 1, LintRule.DOWNGRADE, "downgrade")
    elif not _does_something(function) and function.lineno not in item.safe_lines:
        yield Finding(item.file, function.lineno, LintRule.DOWNGRADE, "downgrade")


def _does_something(function: ast.FunctionDef) -> bool:
    return not all(
        isinstance(node, ast.Pass | ast.Raise)
        or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        or (isinstance(node, ast.Return) and node.value is None)
        for node in function.body
    )


def _golden(repository: Path, item: SourceFile) -> Iterator[Finding]:
    folder = repository / "tests" / "data" / "history"
    if item.number and not any(folder.glob(f"{item.number}-*.patrimoine")):
        yield Finding(item.file, 1, LintRule.GOLDEN, f"{item.number}-*.patrimoine")


def _texts_of_tests(repository: Path) -> str:
    files = sorted((repository / "tests").rglob("test_*.py"))
    return "\n".join(f"{file.name}\n{file.read_text(encoding='utf-8')}" for file in files)


def _test(tests: str, item: SourceFile) -> Iterator[Finding]:
    if item.number and not re.search(rf"(?<!\d){item.number}(?!\d)", tests):
        yield Finding(item.file, 1, LintRule.TEST, item.number)
