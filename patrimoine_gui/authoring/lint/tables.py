"""Constraints without a name, rebuilds of tables that others point to, and what acts by itself."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from patrimoine_gui.authoring.lint.calls import WAYS, revision_calls
from patrimoine_gui.authoring.lint.findings import Finding
from patrimoine_gui.errors.developer import LintRule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from patrimoine_gui.authoring.lint.sources import SourceFile
    from patrimoine_gui.migration.schema.structure import Schema

_CONSTRAINTS = {
    "CheckConstraint",
    "ForeignKey",
    "ForeignKeyConstraint",
    "PrimaryKeyConstraint",
    "UniqueConstraint",
}
_MAKERS = {
    "create_check_constraint",
    "create_foreign_key",
    "create_primary_key",
    "create_unique_constraint",
    "drop_constraint",
}


_ACTIVE = re.compile(
    r"\bGENERATED ALWAYS\b|\bCREATE (TEMP(ORARY)? )?(TRIGGER|VIEW|VIRTUAL TABLE)\b", re.IGNORECASE
)


def unnamed(source: SourceFile) -> Iterator[Finding]:
    """Find constraints without a name: nothing could alter or drop them later."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and _is_unnamed(node):
            subject = ast.unparse(node.func).rpartition(".")[2]
            yield Finding(source.file, node.lineno, LintRule.UNNAMED, subject)


def _is_unnamed(node: ast.Call) -> bool:
    function = ast.unparse(node.func).rpartition(".")[2]
    keywords = {keyword.arg: keyword.value for keyword in node.keywords}
    if function in _CONSTRAINTS:
        return _is_none(keywords.get("name"))
    if function in _MAKERS:
        name = node.args[0] if node.args else keywords.get("constraint_name")
        return _is_none(name)
    return function == "Column" and not _is_none(keywords.get("unique"))


def _is_none(node: ast.expr | None) -> bool:
    """Tell whether an argument is absent, None or False."""
    return node is None or (isinstance(node, ast.Constant) and not node.value)


def active(source: SourceFile) -> Iterator[Finding]:
    """Find what computes or acts by itself: `file_check.inventory` refuses every file that has it.

    Such a revision would make files that nobody can open.
    """
    for node in ast.walk(source.tree):
        match node:
            case ast.Constant(value=str() as text) if found := _ACTIVE.search(text):
                yield Finding(source.file, node.lineno, LintRule.ACTIVE, found[0].upper())
            case ast.Call(func=ast.Attribute(attr="Computed") | ast.Name(id="Computed")):
                yield Finding(source.file, node.lineno, LintRule.ACTIVE, "Computed")


def rebuilt_parents(source: SourceFile, schema_of: Callable[[str], Schema]) -> Iterator[Finding]:
    """Find batch blocks on tables that others point to.

    Foreign keys that are on then delete the children, and no error tells.

    Args:
        source: the revision.
        schema_of: gives the structure of a revision; asked only where there is a batch block.
    """
    for way in WAYS:
        before = source.parent if way == "upgrade" else source.id
        for call in revision_calls(source, way):
            table = call.argument(0)
            if call.name != "batch_alter_table" or not before:
                continue
            for child in _children(schema_of(before), table):
                subject = f"{table} ← {child}"
                yield Finding(source.file, call.line, LintRule.CHILDREN, subject)


def _children(schema: Schema, table: str) -> list[str]:
    pointing = re.compile(rf"\bREFERENCES {re.escape(table)}\b")
    return sorted(
        child for child, parts in schema.tables.items() if any(map(pointing.search, parts))
    )
