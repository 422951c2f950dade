"""The program's own icons: one colour, taken from the theme."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from patrimoine_gui.paths import resources_folder

_SIZES = (16, 20, 24, 32, 48, 64)


@lru_cache(maxsize=256)
def _source(name: str) -> str:
    return (resources_folder() / "icons" / f"{name}.svg").read_text(encoding="utf-8")


@lru_cache(maxsize=512)
def pixmap(name: str, colour: str, size: int, ratio: float = 2.0) -> QPixmap:
    """Draw an icon.

    Args:
        name: name of the file, without ".svg".
        colour: replaces the icon's own colour, "#rrggbb".
        size: side in points.
        ratio: pixels per point.
    """
    data = QByteArray(_source(name).replace("currentColor", colour).encode())
    picture = QPixmap(round(size * ratio), round(size * ratio))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(data).render(painter, QRectF(picture.rect()))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


@lru_cache(maxsize=256)
def icon(name: str, colour: str, disabled: str = "") -> QIcon:
    """Give an icon in a colour, and in another one where it is disabled."""
    result = QIcon()
    for size in _SIZES:
        image = pixmap(name, colour, size, 1.0)
        result.addPixmap(image)
        result.addPixmap(image, QIcon.Mode.Selected)
        if disabled:
            result.addPixmap(pixmap(name, disabled, size, 1.0), QIcon.Mode.Disabled)
    return result


def app_icon() -> QIcon:
    """Give the icon of the program."""
    return icon("patrimoine", "#000000")


def forget() -> None:
    """Drop the drawn icons; called before the application object ends."""
    pixmap.cache_clear()
    icon.cache_clear()
