"""What was done to a file, named for whoever undoes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patrimoine_gui.i18n import _
from patrimoine_gui.wording.input_errors import entity_name

if TYPE_CHECKING:
    from patrimoine_gui.portfolio.commands.journal import Batch


def undo(batch: Batch | None) -> str:
    """Say what would be undone; nothing is named where there is nothing."""
    if batch is None or not entity_name(batch.entity):
        return _("&Undo")
    return _("&Undo: {what}").format(what=entity_name(batch.entity))


def redo(batch: Batch | None) -> str:
    """Say what would be redone; nothing is named where there is nothing."""
    if batch is None or not entity_name(batch.entity):
        return _("&Redo")
    return _("&Redo: {what}").format(what=entity_name(batch.entity))
