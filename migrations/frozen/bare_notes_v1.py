"""Gives a note as it was before revisions wrote into it.

Frozen.
"""

from __future__ import annotations

_MARKS = ("▸ [0.8] ", "▸ [1.2] ")
"""What the lines of revisions 0008 and 0013 begin with."""


def bare_note_v1(note: object) -> object:
    """Give a note without the lines that revisions 0008 and 0013 added to it."""
    if type(note) is not str:
        return note
    lines = note.split("\n")
    left = [line for line in lines if not line.startswith(_MARKS)]
    if len(left) == len(lines):
        return note
    return "\n".join(left) if left else None
