"""A secret on the clipboard: asked not to be remembered, and taken away again."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QClipboard, QGuiApplication

_HINTS: Final = {
    "x-kde-passwordManagerHint": b"secret",  # Klipper (KDE)
    "ExcludeClipboardContentFromMonitorProcessing": b"1",  # clipboard history (Windows)
    "org.nspasteboard.ConcealedType": b"1",  # clipboard managers (macOS)
}
_LEAST: Final = 4


def copy_secret(text: str) -> None:
    """Copy a text, and ask clipboard managers not to keep it."""
    data = QMimeData()
    data.setText(text)
    for name, value in _HINTS.items():
        data.setData(name, value)
    QGuiApplication.clipboard().setMimeData(data)


def take_back(text: str) -> None:
    """Empty the clipboard, and what the mouse selected (X11), where they hold a text or part of it.

    Blanks and dashes do not count, for a key is shown and copied with either.
    """
    clipboard = QGuiApplication.clipboard()
    modes = [QClipboard.Mode.Clipboard]
    if clipboard.supportsSelection():
        modes.append(QClipboard.Mode.Selection)
    for mode in modes:
        held = _bare(clipboard.text(mode))
        if len(held) >= _LEAST and held in _bare(text):
            clipboard.clear(mode)


def _bare(text: str) -> str:
    return "".join(text.replace("-", " ").split())
