"""Roles and tones: what the style sheet draws a part by."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from patrimoine_gui.ui.theme import Colours


def set_role(part: QWidget, role: str) -> None:
    """Give a part another place in the hierarchy, and draw it so."""
    part.setProperty("role", role)
    part.style().unpolish(part)
    part.style().polish(part)


def tone_colour(tone: str, shown: Colours) -> str:
    """Give the colour of a tone."""
    return {"good": shown.good, "warn": shown.warn, "bad": shown.bad}.get(tone, shown.accent)
