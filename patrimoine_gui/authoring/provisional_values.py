"""What stands in a required column until the author of a revision writes what belongs there."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from typing import TYPE_CHECKING, Final

from sqlalchemy.dialects.sqlite import dialect

from patrimoine_gui.database.labels import LABELS, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from patrimoine_gui.authoring.structure_changes import ColumnShape, TableShape

_PREPARER: Final = dialect().identifier_preparer
_NUMBERS: Final = ("0", "1")
_SEALED: Final = {
    Kind.INTEGER: "'0'",
    Kind.DECIMAL: "'0'",
    Kind.DAY: "'1970-01-01'",
    Kind.DOCUMENT: "'{}'",
}


def filler(column: ColumnShape, table: TableShape) -> str:
    """Give a value, as SQL, that the type and the conditions of a column let pass.

    The first of the literals of its conditions where an empty one is refused; the empty one where
    none passes.
    """
    conditions = tuple(_conditions(column, table))
    literals = (
        token
        for tokens in conditions
        for token in tokens
        if token.startswith("'") or token.isdecimal()
    )
    own = _empty(column.type)
    with closing(sqlite3.connect(":memory:")) as connection:
        for value in (own, *_NUMBERS, *literals):
            if all(_passes(connection, tokens, column, value) for tokens in conditions):
                return value
    return own


def sealed_filler(label: str) -> str:
    """Give a value, as SQL, of the kind that the tokens under a label hold."""
    return _SEALED.get(LABELS.get(label, Kind.TEXT), "''")


def _empty(declared: str) -> str:
    """Give the empty value of a declared type, by the rules by which SQLite reads it."""
    if "INT" in declared:
        return "0"
    if any(word in declared for word in ("CHAR", "CLOB", "TEXT")):
        return "''"
    return "x''" if "BLOB" in declared or not declared else "0"


def _conditions(column: ColumnShape, table: TableShape) -> Iterator[tuple[str, ...]]:
    """Give the tokens of each CHECK that names a column."""
    for part in (column.part, *table.parts):
        tokens = part.tokens
        if "CHECK" in tokens and column.name in tokens:
            start = tokens.index("CHECK") + 1
            yield tokens[start : _closing(tokens, start) + 1]


def _closing(tokens: tuple[str, ...], start: int) -> int:
    depth = 0
    for place, token in enumerate(tokens[start:], start=start):
        depth += {"(": 1, ")": -1}.get(token, 0)
        if depth == 0:
            return place
    return len(tokens) - 1


def _passes(
    connection: sqlite3.Connection, tokens: tuple[str, ...], column: ColumnShape, value: str
) -> bool:
    """Ask SQLite whether a value passes; a condition on other columns too is not asked."""
    name = quoted(column.name)
    text = " ".join(name if token == column.name else token for token in tokens)
    with suppress(sqlite3.Error):
        found = connection.execute(f"SELECT {text} FROM (SELECT {value} AS {name})").fetchone()
        return bool(found[0] is None or found[0])
    return True


def quoted(name: str) -> str:
    """Quote a name that SQL would take for a word of its own, or for several."""
    return str(_PREPARER.quote(name))
