"""A secret on the clipboard: asked not to be remembered, and taken away again."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

_HINTS: Final = {
    "x-kde-passwordManagerHint": b"secret",  # Klipper (KDE)
    "ExcludeClipboardContentFromMonitorProcessing": b"1",  # clipboard history (Windows)
    "org.nspasteboard.ConcealedType": b"1",  # clipboard managers (macOS)
}


def copy_secret(text: str) -> None:
    """Copy a text, and ask clipboard managers not to keep it."""
    data = QMimeData()
    data.setText(text)
    for name, value in _HINTS.items():
        data.setData(name, value)
    QGuiApplication.clipboard().setMimeData(data)


def take_back(text: str) -> None:
    """Empty the clipboard if it still holds a text."""
    clipboard = QGuiApplication.clipboard()
    if text and clipboard.text() == text:
        clipboard.clear()
