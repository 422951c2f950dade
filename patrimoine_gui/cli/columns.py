"""Lays text out in columns."""

from __future__ import annotations

import unicodedata

from patrimoine_gui.formats import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


def columns(rows: Iterable[tuple[str, ...]], indent: int = 0) -> tuple[str, ...]:
    """Align rows of text on their columns; the last column runs free, and each row is one line."""
    table = [tuple(map(visible, row)) for row in rows]
    widths: dict[int, int] = {}
    for row in table:
        for rank, cell in enumerate(row[:-1]):
            widths[rank] = max(widths.get(rank, 0), width(cell))
    return tuple(
        " " * indent
        + "".join(
            cell + " " * (widths[rank] - width(cell) + 2) for rank, cell in enumerate(row[:-1])
        )
        + row[-1]
        for row in table
    )


def width(text: str) -> int:
    """Count the columns that a text takes on a terminal."""
    return sum(
        0 if unicodedata.combining(char) else 1 + (unicodedata.east_asian_width(char) in "WF")
        for char in text
    )
