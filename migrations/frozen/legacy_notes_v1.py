"""Writes lines of its own into notes, and takes them out again, to the letter.

Frozen. Each line begins with a mark; NULL and "" are told apart on the way back.
"""

from __future__ import annotations

import json
from collections.abc import Sequence  # noqa: TC003  (frozen: imports stay plain)

from migrations.frozen.closed_v1 import ClosedV1

MARK = "▸ [1.2] "
"""What a line of revision 0013 begins with."""


def with_lines_v1(note: str | None, lines: Sequence[str], mark: str = MARK) -> str | None:
    """Give a note with lines at its end; one that has such lines already gets no more."""
    if not lines or has_lines_v1(note, mark):
        return note
    marked = [mark + line for line in lines]
    return "\n".join(marked if note is None else [note, *marked])


def has_lines_v1(note: str | None, mark: str = MARK) -> bool:
    """Tell whether a note has marked lines."""
    return note is not None and any(line.startswith(mark) for line in note.split("\n"))


def without_lines_v1(note: str | None, mark: str = MARK) -> str | None:
    """Give a note without its marked lines: None where it has no other."""
    if note is None or not has_lines_v1(note, mark):
        return note
    left = [line for line in note.split("\n") if not line.startswith(mark)]
    return "\n".join(left) if left else None


def quoted_v1(value: object) -> str:
    """Write a value word for word, on one line."""
    if value is None:
        return "(vide)"
    if isinstance(value, ClosedV1):
        return "(illisible)"
    if isinstance(value, bytes):
        return f"x'{value.hex()}'"
    if not isinstance(value, str):
        return repr(value)
    is_plain = value.isprintable() or value.replace("\u00a0", "").isprintable()
    return f"« {value} »" if is_plain else json.dumps(value, ensure_ascii=True)


def cents_v1(amount: object) -> str:
    """Write an amount in hundredths with its point; what is no whole number word for word."""
    if type(amount) is not int:
        return quoted_v1(amount)
    units, cents = divmod(abs(amount), 100)
    return f"{'-' if amount < 0 else ''}{units},{cents:02d}"
