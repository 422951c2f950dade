"""The small parts that every page is made of."""

from __future__ import annotations

import math
from collections.abc import Iterable  # noqa: TC003
from html import escape
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QTextOption
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QTextEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from patrimoine_gui.formats import visible
from patrimoine_gui.i18n import _
from patrimoine_gui.ui import icons
from patrimoine_gui.ui.theme import Colours, colours

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent, QWheelEvent

SPACE: Final = 8
"""The unit of every margin."""

_TONES = {"info": "circle-info", "good": "shield", "warn": "warning", "bad": "circle-stop"}
_MIN_TEXT = 60
_LONG_WORD = 20


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


def set_role(part: QWidget, role: str) -> None:
    """Give a part another place in the hierarchy, and draw it so."""
    part.setProperty("role", role)
    part.style().unpolish(part)
    part.style().polish(part)


def picture(name: str, size: int, colour: str = "") -> QLabel:
    """Make a label that shows an icon; it has no meaning of its own for a screen reader."""
    result = QLabel()
    result.setPixmap(icons.pixmap(name, colour or colours().accent, size))
    result.setFixedSize(QSize(size, size))
    return result


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


def column(*parts: QWidget | QLayout, spacing: int = SPACE, margin: int = 0) -> QVBoxLayout:
    """Stack parts from top to bottom."""
    layout = QVBoxLayout()
    layout.setSpacing(spacing)
    layout.setContentsMargins(margin, margin, margin, margin)
    for part in parts:
        _add(layout, part)
    return layout


def row(*parts: QWidget | QLayout, spacing: int = SPACE, margin: int = 0) -> QHBoxLayout:
    """Put parts side by side."""
    layout = QHBoxLayout()
    layout.setSpacing(spacing)
    layout.setContentsMargins(margin, margin, margin, margin)
    for part in parts:
        _add(layout, part)
    return layout


def _add(layout: QVBoxLayout | QHBoxLayout, part: QWidget | QLayout) -> None:
    if isinstance(part, QWidget):
        layout.addWidget(part)
    else:
        layout.addLayout(part)


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


def banner(tone: str, text: str, title: str = "") -> QFrame:
    """Make a coloured notice; the icon says the same as the colour.

    Args:
        tone: "info", "good", "warn" or "bad".
        text: what it says.
        title: a first line that stands out.
    """
    words = column(spacing=3)
    if title:
        words.addWidget(label(title, "strong"))
    words.addWidget(label(text, select=True))
    sign = picture(_TONES[tone], 22, tone_colour(tone, colours()))
    inside = row(spacing=12)
    inside.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
    inside.addLayout(words, 1)
    result = frame(inside, tone, 12)
    result.setAccessibleName(f"{title} {text}".strip())
    return result


class Notice(QFrame):
    """A banner that the user can put away."""

    closed = Signal(object)
    """The user has read it: its text."""

    def __init__(self, tone: str, text: str, parent: QWidget | None = None) -> None:
        """Show a text in a tone, with a cross at its end."""
        super().__init__(parent)
        self.text = text
        self.close_button = QToolButton()
        self.close_button.setIcon(icons.icon("close", tone_colour(tone, colours())))
        self.close_button.setToolTip(_("Hide this notice"))
        self.close_button.setAccessibleName(_("Hide this notice"))
        self.close_button.clicked.connect(self._on_close)
        inside = row(spacing=0)
        inside.addWidget(banner(tone, text), 1)
        inside.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        self.setProperty("role", tone)
        self.setLayout(inside)

    @Slot()
    def _on_close(self) -> None:
        self.hide()
        self.closed.emit(self.text)


def tone_colour(tone: str, shown: Colours) -> str:
    """Give the colour of a tone."""
    return {"good": shown.good, "warn": shown.warn, "bad": shown.bad}.get(tone, shown.accent)


def facts(pairs: Iterable[tuple[str, str]]) -> QGridLayout:
    """Lay out names and what they stand for, in two columns."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(3 * SPACE)
    grid.setVerticalSpacing(SPACE)
    grid.setColumnStretch(1, 1)
    for rank, (name, value) in enumerate(pairs):
        title = label(name, "muted", wrap=False)
        shown = fact(value)
        shown.setAccessibleName(f"{name} {value}")
        grid.addWidget(title, rank, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(shown, rank, 1)
    return grid


def fact(value: str) -> QWidget:
    """Show a value that can be copied; one with a long word, such as a path, breaks anywhere."""
    if any(len(word) > _LONG_WORD for word in value.split()):
        return BrokenText(value)
    result = label(value, select=True)
    result.setAlignment(Qt.AlignmentFlag.AlignTop)
    return result


class _Scrolled(QScrollArea):
    """Shows the whole of what gets the focus by Tab: Qt is content with where its cursor is."""

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002, FBT001, N802  (names of Qt)
        """Go to the next field, and scroll to all of it."""
        found = super().focusNextPrevChild(next)
        focused, page = self.focusWidget(), self.widget()
        if found and focused is not None and page is not None and page.isAncestorOf(focused):
            place = QRect(focused.mapTo(page, QPoint()), focused.size())
            for corner in (place.bottomRight(), place.topLeft()):
                self.ensureVisible(corner.x(), corner.y(), SPACE, SPACE)
        return found


def scrolled(content: QWidget) -> QScrollArea:
    """Let a page scroll when the window is too small for it."""
    content.setProperty("role", "page")
    area = _Scrolled()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(content)
    return area


def clear(layout: QLayout) -> None:
    """Take everything out of a layout."""
    while (item := layout.takeAt(0)) is not None:
        inner, widget = item.layout(), item.widget()
        if inner is not None:
            clear(inner)
        if widget is not None:
            widget.hide()
            widget.deleteLater()


class Disclosure(QWidget):
    """A part that is folded until it is asked for."""

    unfolded = Signal(bool)
    """Whether it is now unfolded."""

    def __init__(self, title: str, content: QWidget, parent: QWidget | None = None) -> None:
        """Fold a widget under a title."""
        super().__init__(parent)
        self.button = QToolButton()
        self.button.setText(title)
        self.button.setAccessibleName(title)
        self.button.setProperty("role", "link")
        self.button.setCheckable(True)
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.content = content
        self._build()
        self._connect()

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.content)
        self._on_toggled(unfolded=False)

    def _connect(self) -> None:
        self.button.toggled.connect(self._on_toggled)

    def unfold(self) -> None:
        """Show the content."""
        self.button.setChecked(True)

    @Slot(bool)
    def _on_toggled(self, unfolded: bool) -> None:  # noqa: FBT001  (Qt's own signature)
        sign = "chevron-down" if unfolded else "chevron-right"
        self.button.setIcon(icons.icon(sign, colours().accent))
        self.content.setVisible(unfolded)
        self.unfolded.emit(unfolded)
