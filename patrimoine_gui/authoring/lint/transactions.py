"""What no revision or codec may do: import the application, end the transaction, hide an error."""

from __future__ import annotations

import ast
import re
import sys
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from patrimoine_gui.authoring.lint.findings import Finding
from patrimoine_gui.errors.developer import LintRule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from patrimoine_gui.authoring.lint.sources import SourceFile

IMPORTABLE: Final = frozenset({"alembic", "cryptography", "migrations", "sqlalchemy"})
"""What a revision may import beside the standard library."""

_CALLS = {"autocommit_block", "begin", "commit", "executescript", "rollback"}
_OPTIONS = {"skip_autocommit_rollback", "isolation_level", "autocommit"}
_STATEMENT = r"\s*(BEGIN|COMMIT|ROLLBACK|END|VACUUM|ATTACH|DETACH)\b\s*[\w ]*;?\s*$"
_SHOUTED = re.compile(_STATEMENT)
_RUN = re.compile(_STATEMENT, re.IGNORECASE)
_RUNNERS = {"execute", "exec_driver_sql", "executemany", "text"}
_LOADERS = {"import_module", "__import__"}
_BROAD = {"Exception", "BaseException"}


@lru_cache(maxsize=128)
def find(source: SourceFile) -> tuple[Finding, ...]:
    """Find them in one module."""
    return tuple(_findings(source))


def _findings(source: SourceFile) -> Iterator[Finding]:
    nodes = tuple(ast.walk(source.tree))
    pieces = {id(part) for node in nodes for part in _pieces(node)}
    for node in (node for node in nodes if id(node) not in pieces):
        for line, rule, subject in _faults(node):
            yield Finding(source.file, line, rule, subject)


def _faults(node: ast.AST) -> Iterator[tuple[int, LintRule, str]]:
    match node:
        case ast.Import(names=names):
            yield from (
                (node.lineno, LintRule.IMPORT, item.name) for item in names if _odd(item.name)
            )
        case ast.ImportFrom(module=module, level=level) if level or _odd(module or ""):
            yield node.lineno, LintRule.IMPORT, module or "."
        case ast.Call():
            yield from _call(node)
        case ast.Attribute(attr=name) if name in {"isolation_level", "autocommit"}:
            yield node.lineno, LintRule.TRANSACTION, name
        case ast.ExceptHandler() if _is_broad(node):
            yield node.lineno, LintRule.BROAD_EXCEPT, ast.unparse(node.type) if node.type else ""
        case ast.Constant(value=str() as text) if _SHOUTED.match(text):
            yield node.lineno, LintRule.TRANSACTION, text.split()[0].upper()


def _pieces(node: ast.AST) -> list[ast.expr]:
    """Give the parts of a composed text: " END" is none of a transaction."""
    return node.values if isinstance(node, ast.JoinedStr) else []


def _odd(module: str) -> bool:
    root = module.partition(".")[0]
    return root not in IMPORTABLE and root not in sys.stdlib_module_names


def _call(node: ast.Call) -> Iterator[tuple[int, LintRule, str]]:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
    if name in _CALLS:
        yield node.lineno, LintRule.TRANSACTION, name
    for keyword in node.keywords:
        if keyword.arg in _OPTIONS:
            yield node.lineno, LintRule.TRANSACTION, keyword.arg
    yield from _first_argument(node)


def _first_argument(node: ast.Call) -> Iterator[tuple[int, LintRule, str]]:
    called = ast.unparse(node.func).rpartition(".")[2]
    match node.args[:1]:
        case [ast.Constant(value=str() as text) as argument]:
            if called in _RUNNERS and _RUN.match(text):
                yield argument.lineno, LintRule.TRANSACTION, text.split()[0].upper()
            elif called in _LOADERS and _odd(text):
                yield node.lineno, LintRule.IMPORT, text
        case [argument] if called in _LOADERS:
            yield node.lineno, LintRule.IMPORT, ast.unparse(argument)


def _is_broad(handler: ast.ExceptHandler) -> bool:
    caught = handler.type
    listed = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    return any(item is None or ast.unparse(item) in _BROAD for item in listed)
