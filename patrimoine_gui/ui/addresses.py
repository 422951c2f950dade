"""Paths and the addresses that the desktop passes, byte by byte: Qt itself knows only UTF-8."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from patrimoine_gui import locations


def path_of(address: QUrl) -> Path | None:
    """Give the local file that an address leads to, None for any other address."""
    if not address.isLocalFile():
        return None
    text = bytes(address.toEncoded().data()).decode("ascii")
    return Path(locations.path_of_address(text) or address.toLocalFile())


def address_of(path: Path) -> QUrl:
    """Give the address of a local file or folder."""
    return QUrl.fromEncoded(path.absolute().as_uri().encode("ascii"))


def open_folder(folder: Path) -> None:
    """Show a folder in the desktop's own file manager."""
    QDesktopServices.openUrl(address_of(folder))
