"""Gives a note as it was before revisions wrote into it.

Frozen.
"""

from __future__ import annotations


def bare_note_v1(note: object) -> object:
    """Give a note without the lines that revisions 0008 and 0013 added to it."""
    return note
