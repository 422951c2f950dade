"""Tables and columns that are dropped before their data is anywhere else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from patrimoine_gui.authoring.lint.calls import WAYS, RevisionCall, revision_calls
from patrimoine_gui.authoring.lint.findings import Finding
from patrimoine_gui.errors.developer import LintRule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from patrimoine_gui.authoring.lint.sources import SourceFile

_NAME = r"[\"`\[]?([\w{}]+)[\"`\]]?"
_DROP_TABLE = re.compile(rf"\s*DROP\s+TABLE\s+(?:IF\s+EXISTS\s+)?{_NAME}", re.IGNORECASE)
_DROP_COLUMN = re.compile(
    rf"\s*ALTER\s+TABLE\s+{_NAME}\s+DROP\s+(?:COLUMN\s+)?{_NAME}", re.IGNORECASE
)
_WRITES = re.compile(r"\s*(INSERT|REPLACE|UPDATE|CREATE\s+TABLE\b.*\bAS)\b", re.IGNORECASE)
_COUNTS = re.compile(r"\s*SELECT\s+(count\(|EXISTS)", re.IGNORECASE)
_NO_COPY: Final = ("chunks_v", "connection_v", "drop_spare_indexes_v", "keys_of_run_v", "tick_v")
"""Codecs that only prepare work."""


@dataclass(frozen=True, slots=True)
class _Drop:
    table: str
    column: str = ""

    def __str__(self) -> str:
        return f"{self.table}.{self.column}" if self.column else self.table


def find(source: SourceFile) -> Iterator[Finding]:
    """Find drops without a copy before them.

    A way back may leave behind what `irreversible` tells the user that it loses; a way up never.
    """
    for way in WAYS:
        if way == "downgrade" and source.constants.get("irreversible"):
            continue
        calls = revision_calls(source, way)
        for place, call in enumerate(calls):
            drop = _drop(call)
            if drop and not _is_elsewhere(drop, calls[:place]):
                yield Finding(source.file, call.line, LintRule.DROP, str(drop))


def _drop(call: RevisionCall) -> _Drop | None:
    if call.name == "drop_table":
        return _Drop(call.argument(0))
    if call.name == "drop_column":
        place = 0 if call.table else 1
        return _Drop(call.table or call.argument(0), call.argument(place))
    if found := _DROP_TABLE.match(call.sql):
        return _Drop(found[1])
    if found := _DROP_COLUMN.match(call.sql):
        return _Drop(found[1], found[2])
    return None


def _is_elsewhere(dropped: _Drop, before: Sequence[RevisionCall]) -> bool:
    """Tell whether earlier calls copied the data, or made what is dropped."""
    for place, call in enumerate(before):
        if _makes(call, dropped) or _copies(call, dropped):
            return True
        if _reads(call, dropped) and any(_is_written(later) for later in before[place + 1 :]):
            return True
        if call.name == "rename_table" and call.argument(1) == dropped.table:
            return _is_elsewhere(_Drop(call.argument(0), dropped.column), before[:place])
    return False


def _makes(call: RevisionCall, dropped: _Drop) -> bool:
    """Tell whether a call makes what is dropped: a table of work has nothing of the user's."""
    if dropped.column:
        is_here = dropped.table in {call.table, call.argument(0)}
        return call.name == "add_column" and is_here and dropped.column in call.arguments
    return call.name == "create_table" and call.argument(0) == dropped.table


def _copies(call: RevisionCall, dropped: _Drop) -> bool:
    if call.is_frozen:
        return dropped.table in call.arguments and not call.name.startswith(_NO_COPY)
    if not _WRITES.match(call.sql):
        return False
    return _mentions(call.sql, dropped)


def _reads(call: RevisionCall, dropped: _Drop) -> bool:
    is_query = call.sql.lstrip()[:6].upper() == "SELECT" and not _COUNTS.match(call.sql)
    return is_query and _mentions(call.sql, dropped)


def _is_written(call: RevisionCall) -> bool:
    return call.name == "executemany" and _WRITES.match(call.sql) is not None


def _mentions(sql: str, dropped: _Drop) -> bool:
    """Tell whether a statement takes its values from a table, and from a column if one is named."""
    table = rf"[\"`\[]?{re.escape(dropped.table)}(?![\w{{])"
    is_source = re.search(rf"\b(FROM|JOIN)\s+{table}", sql, re.IGNORECASE)
    if not dropped.column:
        return is_source is not None
    is_own = re.match(rf"\s*UPDATE\s+{table}", sql, re.IGNORECASE)
    column = rf"(?<![\w{{]){re.escape(dropped.column)}(?![\w}}])"
    read = re.sub(rf"[\"`\[]?{column}[\"`\]]?\s*(=|IS\b)", " ", sql)
    return bool((is_source or is_own) and re.search(column, read))
