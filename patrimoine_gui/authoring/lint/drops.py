"""Tables and columns that are dropped before their data is anywhere else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from patrimoine_gui.authoring.lint.calls import WAYS, Step, steps
from patrimoine_gui.authoring.lint.findings import Finding
from patrimoine_gui.errors.developer import LintRule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from patrimoine_gui.authoring.lint.sources import Source

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


def find(source: Source) -> Iterator[Finding]:
    """Find drops without a copy before them.

    A way back may leave behind what `irreversible` tells the user that it loses; a way up never.
    """
    for way in WAYS:
        if way == "downgrade" and source.constants.get("irreversible"):
            continue
        done = steps(source, way)
        for place, step in enumerate(done):
            dropped = _drop(step)
            if dropped and not _is_elsewhere(dropped, done[:place]):
                yield Finding(source.file, step.line, LintRule.DROP, str(dropped))


def _drop(step: Step) -> _Drop | None:
    if step.name == "drop_table":
        return _Drop(step.argument(0))
    if step.name == "drop_column":
        place = 0 if step.table else 1
        return _Drop(step.table or step.argument(0), step.argument(place))
    if found := _DROP_TABLE.match(step.sql):
        return _Drop(found[1])
    if found := _DROP_COLUMN.match(step.sql):
        return _Drop(found[1], found[2])
    return None


def _is_elsewhere(dropped: _Drop, before: Sequence[Step]) -> bool:
    """Tell whether earlier steps copied the data, or made what is dropped."""
    for place, step in enumerate(before):
        if _makes(step, dropped) or _copies(step, dropped):
            return True
        if _reads(step, dropped) and any(_is_written(later) for later in before[place + 1 :]):
            return True
        if step.name == "rename_table" and step.argument(1) == dropped.table:
            return _is_elsewhere(_Drop(step.argument(0), dropped.column), before[:place])
    return False


def _makes(step: Step, dropped: _Drop) -> bool:
    """Tell whether a step makes what is dropped: a table of work has nothing of the user's."""
    if dropped.column:
        is_here = dropped.table in {step.table, step.argument(0)}
        return step.name == "add_column" and is_here and dropped.column in step.arguments
    return step.name == "create_table" and step.argument(0) == dropped.table


def _copies(step: Step, dropped: _Drop) -> bool:
    if step.is_frozen:
        return dropped.table in step.arguments and not step.name.startswith(_NO_COPY)
    if not _WRITES.match(step.sql):
        return False
    return _mentions(step.sql, dropped)


def _reads(step: Step, dropped: _Drop) -> bool:
    is_query = step.sql.lstrip()[:6].upper() == "SELECT" and not _COUNTS.match(step.sql)
    return is_query and _mentions(step.sql, dropped)


def _is_written(step: Step) -> bool:
    return step.name == "executemany" and _WRITES.match(step.sql) is not None


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
