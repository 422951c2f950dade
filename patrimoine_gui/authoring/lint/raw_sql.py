"""Raw SQL that touches encrypted columns, or holds a big table for long."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from patrimoine_gui.authoring.lint.calls import WAYS, revision_calls
from patrimoine_gui.authoring.lint.findings import Finding
from patrimoine_gui.errors.developer import LintRule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from patrimoine_gui.authoring.lint.calls import RevisionCall
    from patrimoine_gui.authoring.lint.sources import SourceFile

BIG: Final = frozenset(
    {
        "balance_history",
        "journal",
        "operation",
        "operation_split",
        "position",
        "price",
        "statement",
        "valuation",
    }
)
"""Tables that grow every month, to a million rows."""

_STRUCTURE = re.compile(r"\s*(ALTER|DROP|CREATE\s+(UNIQUE\s+)?(INDEX|TABLE))\b", re.IGNORECASE)
_CARRIED = re.compile(
    r"\s*INSERT\s+(?:OR\s+\w+\s+)?INTO\s+\S+\s*\((.*?)\)\s*SELECT\s+(.*?)\s+FROM\s",
    re.IGNORECASE | re.DOTALL,
)
_UPDATED = re.compile(r"\s*UPDATE\s+(?:OR\s+\w+\s+)?[\"`\[]?(\w+)", re.IGNORECASE)
_FILLED = re.compile(
    r"\s*(INSERT|REPLACE|CREATE\s+TABLE)\b.*?\bSELECT\b", re.IGNORECASE | re.DOTALL
)
_SOURCE = re.compile(r"\bFROM\s+[\"`\[]?(\w+)", re.IGNORECASE)
_BOUND = re.compile(
    r"\b(\w*id|rowid)[\"`\]]?\s*(=\s*[?:]|IN\s*\(|BETWEEN\s+\S+\s+AND\s)", re.IGNORECASE
)


def find(source: SourceFile, encrypted: Iterable[tuple[str, str]]) -> Iterator[Finding]:
    """Find them in one revision.

    Args:
        source: the revision.
        encrypted: (table, column) of what is encrypted before or after it.
    """
    columns = tuple(encrypted)
    for call in (call for way in WAYS for call in revision_calls(source, way)):
        for column in _touched(call.sql, columns):
            yield Finding(source.file, call.line, LintRule.ENCRYPTED, column)
        for table in _held(call):
            yield Finding(source.file, call.line, LintRule.LONG_LOCK, table)


def _touched(sql: str, columns: tuple[tuple[str, str], ...]) -> Iterator[str]:
    """Name the encrypted columns that a statement reads or changes.

    A token may be carried from a column to another of its name, as it is; so may structure change.
    """
    if not sql or _STRUCTURE.match(sql):
        return
    rest = _without_carried(sql)
    for table, column in columns:
        if _has_word(sql, table) and _has_word(rest, column):
            yield f"{table}.{column}"


def _has_word(sql: str, word: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", sql) is not None


def _without_carried(sql: str) -> str:
    """Take out of INSERT INTO t (a, b) SELECT a, f(b) what goes over as it is: here, a."""
    statement = _CARRIED.match(sql)
    if statement is None:
        return sql
    targets = [part.strip() for part in statement[1].split(",")]
    sources = [part.strip() for part in _flat(statement[2]).split(",")]
    if len(targets) != len(sources):
        return sql
    others = [f"{one} {two}" for one, two in zip(targets, sources, strict=True) if one != two]
    values = statement[2] if "(" in statement[2] else ""
    return " ".join((*others, _called(values), sql[statement.end() :]))


def _called(values: str) -> str:
    """Give what stands between parentheses."""
    return " ".join(re.findall(r"\(([^()]*)\)", values))


def _flat(sql: str) -> str:
    """Take out what stands between parentheses, so that commas and FROM are the outer ones."""
    before = ""
    while before != sql:
        before, sql = sql, re.sub(r"\([^()]*\)", " ", sql)
    return sql


def _held(call: RevisionCall) -> Iterator[str]:
    """Name the big table that a call rewrites whole, deaf to a cancel meanwhile."""
    if call.name == "batch_alter_table" and call.argument(0) in BIG:
        yield call.argument(0)
    if call.in_pieces and "BETWEEN" in call.sql.upper():
        return
    if _BOUND.search(_flat_condition(call.sql)):
        return
    if (updated := _UPDATED.match(call.sql)) and updated[1] in BIG:
        yield updated[1]
    elif _FILLED.match(call.sql):
        source = _SOURCE.search(_flat(call.sql))
        if source and source[1] in BIG:
            yield source[1]


def _flat_condition(sql: str) -> str:
    """Give the outer condition of a statement: that of a query inside it bounds nothing."""
    return _flat(sql).rpartition("WHERE")[2] if "WHERE" in _flat(sql) else ""
