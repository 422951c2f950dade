"""Reads a household file into frozen values."""

from __future__ import annotations

from pathlib import Path

from patrimoine_gui.portfolio.household import Household


def load(file: Path) -> Household:
    """Read a file at head in one pass; never writes.

    Raises:
        UserError: the file cannot be read.
    """
    raise NotImplementedError
