"""Icons as parts of a page."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLabel

from patrimoine_gui.ui import icons
from patrimoine_gui.ui.theme import colours


def picture(name: str, size: int, colour: str = "") -> QLabel:
    """Make a label that shows an icon; it has no meaning of its own for a screen reader."""
    result = QLabel()
    result.setPixmap(icons.pixmap(name, colour or colours().accent, size))
    result.setFixedSize(QSize(size, size))
    return result
