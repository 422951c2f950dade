"""Names of tables, columns and indexes, as they stand in a statement."""

from __future__ import annotations


def quoted(name: str) -> str:
    """Quote a name, whatever is in it: spaces, quotes, a word of SQL."""
    return '"' + name.replace('"', '""') + '"'
