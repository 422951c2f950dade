"""Push buttons."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton

from patrimoine_gui.ui import icons
from patrimoine_gui.ui.theme import colours


def button(text: str, role: str = "", icon: str = "") -> QPushButton:
    """Make a push button; "primary" is the one that goes on. Enter presses the focused one."""
    result = QPushButton(text)
    result.setAutoDefault(True)
    result.setProperty("role", role)
    if icon:
        shown = colours()
        tint = shown.on_accent if role == "primary" else shown.accent
        result.setIcon(icons.icon(icon, tint, shown.faint))
    return result
