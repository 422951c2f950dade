"""What was done to a file, named for whoever undoes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patrimoine_gui.i18n import _
from patrimoine_gui.wording.input_errors import entity_name

if TYPE_CHECKING:
    from patrimoine_gui.portfolio.commands.journal import Batch


def undo(batch: Batch | None) -> str:
    """Say what would be undone; nothing is named where there is nothing."""
    what = _name(batch)
    return _("&Undo: {what}").format(what=what) if what else _("&Undo")


def redo(batch: Batch | None) -> str:
    """Say what would be redone; nothing is named where there is nothing."""
    what = _name(batch)
    return _("&Redo: {what}").format(what=what) if what else _("&Redo")


def _name(batch: Batch | None) -> str:
    """Name a batch by what it is called, else by its first row; its letters are no shortcuts."""
    if batch is None:
        return ""
    return (batch.label or entity_name(batch.entity)).replace("&", "&&")
