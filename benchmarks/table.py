"""One line of the table that `make bench` prints."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One figure held against its bound.

    Attributes:
        what: what is measured.
        rival: what it is compared with, in the same run.
        figure: the measured figure.
        bound: what it must reach.
        reached: whether it does.
    """

    what: str
    rival: str
    figure: str
    bound: str
    reached: bool


def show(lines: list[Line]) -> str:
    """Lay the lines out as a Markdown table."""
    rows = [("what", "rival", "figure", "bound", "reached")]
    rows += [
        (line.what, line.rival, line.figure, line.bound, "yes" if line.reached else "NO")
        for line in lines
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    text = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]
    text.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(text)
