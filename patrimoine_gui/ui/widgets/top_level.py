"""What every window does: it opens inside its screen, Ctrl+W closes it and Ctrl+Q the program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import SIGNAL, SLOT, QObject, QSize
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

QUIT_KEYS: Final = "Ctrl+Q"
CLOSE_KEYS: Final = "Ctrl+W"

_FRAME: Final = QSize(4, 40)
"""What the frame and the title of a window take, before the system tells."""


def size_within_screen(window: QWidget, size: tuple[int, int], smallest: tuple[int, int]) -> None:
    """Give a window its size and the least it can be made, both no larger than its screen.

    A content that needs more has to scroll.
    """
    room = room_for(window)
    window.setMinimumSize(QSize(*smallest).boundedTo(room))
    window.resize(QSize(*size).boundedTo(room))


def room_for(window: QWidget) -> QSize:
    """Give the largest size with which a window, frame and title included, fits on its screen.

    Never asks `QWidget.screen`: the toolkit then ends the process when the window is collected.
    """
    above = window.parentWidget()
    place = above.window().geometry().center() if above is not None else None
    screen = QGuiApplication.screenAt(place) if place is not None else None
    return (screen or QGuiApplication.primaryScreen()).availableGeometry().size() - _FRAME


def close_by_keys(window: QWidget) -> None:
    """Let a window without menus be closed, and the program be left, by their usual keys.

    A window that is busy may refuse, as it does when its close box is pressed.
    """
    close = QShortcut(QKeySequence(CLOSE_KEYS), window)
    QObject.connect(close, SIGNAL("activated()"), window, SLOT("close()"))
    leave = QShortcut(QKeySequence(QUIT_KEYS), window)
    leave.activated.connect(QApplication.closeAllWindows)
