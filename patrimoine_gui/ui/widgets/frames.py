"""Frames, and the line between two parts."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QLayout

from patrimoine_gui.ui.widgets.layouts import SPACE


def frame(layout: QLayout, role: str = "card", margin: int = 2 * SPACE) -> QFrame:
    """Put a layout in a frame of a role ("card", "info", "good", "warn", "bad")."""
    result = QFrame()
    result.setProperty("role", role)
    layout.setContentsMargins(margin, margin, margin, margin)
    result.setLayout(layout)
    return result


def line() -> QFrame:
    """Make a thin line between two parts."""
    result = QFrame()
    result.setProperty("role", "line")
    return result
