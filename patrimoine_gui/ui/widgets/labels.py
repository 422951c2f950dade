"""Labels: plain text, never markup."""

from __future__ import annotations

import math
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextOption
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QTextEdit, QWidget

from patrimoine_gui.formats import visible

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent, QWheelEvent


_MIN_TEXT = 60


def label(text: str = "", role: str = "", *, wrap: bool = True, select: bool = False) -> QLabel:
    """Make a label of plain text: nothing in it is ever read as markup.

    Args:
        text: what it says.
        role: its place in the hierarchy ("title", "heading", "muted", "small", "strong"...).
        wrap: whether it breaks into lines.
        select: whether it can be selected and copied.
    """
    result = QLabel(visible(text, "\n"))
    result.setTextFormat(Qt.TextFormat.PlainText)
    result.setProperty("role", role)
    result.setWordWrap(wrap)
    if wrap:
        result.setMinimumWidth(_MIN_TEXT)
    if select:
        flags = Qt.TextInteractionFlag
        result.setTextInteractionFlags(flags.TextSelectableByMouse | flags.TextSelectableByKeyboard)
    return result


def tip(text: str) -> str:
    """Give a text to a tool tip, which would take one that looks like markup for markup."""
    shown = visible(text, "\n")
    if "<" not in shown and "&lt;" not in shown:
        return shown
    lines = escape(shown).replace("\n", "<br>")
    return f"<qt>{lines}</qt>"


def title_of(text: str) -> str:
    """Give a text to the title of a window, where Qt would put a sign of its own for [*]."""
    return visible(text).replace("[*]", "[*][*]")


class ElidedLabel(QLabel):
    """One line that gives way to the width of the window; the whole text is its tool tip."""

    def __init__(self, text: str, role: str = "", parent: QWidget | None = None) -> None:
        """Show a text of one line."""
        super().__init__(parent)
        self._whole = visible(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setToolTip(tip(text))
        self.setAccessibleName(self._whole)
        self.setMinimumWidth(1)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setText(self._whole)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  (Qt's name)
        """Shorten the middle of the text, where its two ends still tell what it is."""
        super().resizeEvent(event)
        metrics, mode = self.fontMetrics(), Qt.TextElideMode.ElideMiddle
        around = max(0, self.sizeHint().width() - metrics.horizontalAdvance(self.text()))
        self.setText(metrics.elidedText(self._whole, mode, self.width() - around))


class BrokenText(QTextEdit):
    """A text without blanks, such as a path: it breaks anywhere, and is copied as it is."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        """Show a text that can be selected, not changed."""
        super().__init__(parent)
        self.setPlainText(visible(text, "\n"))
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setProperty("role", "fact")
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.document().setDocumentMargin(0)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(_MIN_TEXT)
        self.setFixedHeight(self.fontMetrics().lineSpacing())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  (Qt's name)
        """Take as many lines as the width asks for."""
        super().resizeEvent(event)
        self.setFixedHeight(math.ceil(self.document().size().height()))

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802  (Qt's name)
        """Leave the wheel to the page."""
        event.ignore()
