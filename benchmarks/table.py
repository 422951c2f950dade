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
        rounds: how many rounds the figure comes from.
    """

    what: str
    rival: str
    figure: str
    bound: str
    reached: bool
    rounds: int = 1


def show(lines: list[Line]) -> str:
    """Lay the lines out as a Markdown table."""
    rows = [("what", "rival", "figure", "n", "bound", "reached"), *map(_cells, lines)]
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    text = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]
    text.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(text)


def _cells(line: Line) -> tuple[str, ...]:
    reached = "yes" if line.reached else "NO"
    return line.what, line.rival, line.figure, str(line.rounds), line.bound, reached
