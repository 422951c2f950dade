"""Pages that scroll when the window is too small for them."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from patrimoine_gui.ui.widgets.layouts import SPACE


class ScrollArea(QScrollArea):
    """Shows the whole of what gets the focus by Tab: Qt is content with where its cursor is."""

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002, FBT001, N802  (names of Qt)
        """Go to the next field, and scroll to all of it."""
        has_moved = super().focusNextPrevChild(next)
        widget, page = self.focusWidget(), self.widget()
        if has_moved and widget is not None and page is not None and page.isAncestorOf(widget):
            place = QRect(widget.mapTo(page, QPoint()), widget.size())
            for corner in (place.bottomRight(), place.topLeft()):
                self.ensureVisible(corner.x(), corner.y(), SPACE, SPACE)
        return has_moved


def scrolled(content: QWidget) -> QScrollArea:
    """Let a page scroll when the window is too small for it."""
    content.setProperty("role", "page")
    area = ScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(content)
    return area
