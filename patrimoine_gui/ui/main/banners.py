"""What stands above the pages of the main window for as long as it is true, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from patrimoine_gui.ui.theme import colours
from patrimoine_gui.ui.widgets.buttons import button
from patrimoine_gui.ui.widgets.labels import label
from patrimoine_gui.ui.widgets.layouts import SPACE, column, row
from patrimoine_gui.ui.widgets.pictures import picture
from patrimoine_gui.ui.widgets.roles import tone_colour

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import QResizeEvent

_SIGNS: Final = {
    "info": "circle-info",
    "good": "circle-check",
    "warn": "warning",
    "bad": "circle-stop",
}
_SIGN: Final = 20
_WIDEST: Final = 520
_MARGINS: Final = 60


class BannerAction(Enum):
    """What a banner offers."""

    READ_AGAIN = "read the file again"
    OPEN_THERE = "open the file where it is now"
    SAVE_ELSEWHERE = "save what is open elsewhere"
    LOCATE = "choose the file where it is now"
    RESTORE = "restore a backup"
    UPGRADE = "upgrade the file"
    LOOK = "open a copy, read-only"
    COMPARE = "compare a copy with the file"
    CLOSE = "close what is looked at"
    HIDE = "put the banner away"


@dataclass(frozen=True, slots=True)
class BannerOffer:
    """One button of a banner.

    Attributes:
        action: what it does.
        text: what it says.
        file: what it is about, where that is not the file of the window.
    """

    action: BannerAction
    text: str
    file: Path | None = None


@dataclass(frozen=True, slots=True)
class BannerContent:
    """One banner.

    Attributes:
        key: what it is about: a later one about the same takes its place.
        tone: "info", "good", "warn" or "bad".
        title: what has happened, in a few words.
        text: whether the data is safe, and what to do.
        offers: buttons, the advised one first.
    """

    key: str
    tone: str
    title: str
    text: str
    offers: tuple[BannerOffer, ...] = ()


class Banner(QFrame):
    """Shows one `BannerContent`; narrow windows get its buttons below its text."""

    taken = Signal(object)
    """The `BannerOffer` that was pressed."""

    def __init__(self, told: BannerContent, parent: QWidget | None = None) -> None:
        """Show what is told."""
        super().__init__(parent)
        self.told = told
        self.buttons: list[QPushButton] = []
        self._offers: dict[QPushButton, BannerOffer] = {}
        self._lines = column(spacing=4)
        self._laid_out: list[list[QPushButton]] = []
        self.setProperty("role", told.tone)
        self.setAccessibleName(told.title)
        self.setAccessibleDescription(told.text)
        self._build()

    def _build(self) -> None:
        words = column(label(self.told.title, "strong"), label(self.told.text), spacing=2)
        if self.told.offers:
            words.addSpacing(2)
            words.addLayout(self._lines)
            for offer in self.told.offers:
                self._button(offer)
            self._lay_buttons_out(_WIDEST)
        sign = picture(_SIGNS[self.told.tone], _SIGN, tone_colour(self.told.tone, colours()))
        inside = row(spacing=12, margin=10)
        inside.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        inside.addLayout(words, 1)
        self.setLayout(inside)

    def _lay_buttons_out(self, room: int) -> None:
        """Put as many buttons on a line as there is room for."""
        lines: list[list[QPushButton]] = []
        rest = 0
        for item in self.buttons:
            width = item.sizeHint().width() + 2 * SPACE
            if width > rest:
                lines.append([])
                rest = max(room, width)
            lines[-1].append(item)
            rest -= width
        if lines != self._laid_out:
            self._laid_out = lines
            self._put(lines)

    def _put(self, lines: list[list[QPushButton]]) -> None:
        while (item := self._lines.takeAt(0)) is not None:
            if (old := item.layout()) is not None:
                old.deleteLater()
        for line in lines:
            inside = row(*line, spacing=2 * SPACE)
            inside.addStretch(1)
            self._lines.addLayout(inside)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  (Qt's name)
        """Let the buttons have the lines that they need."""
        super().resizeEvent(event)
        self._lay_buttons_out(event.size().width() - _MARGINS)

    def _button(self, offer: BannerOffer) -> None:
        pressed = button(offer.text, "link" if self.buttons else "")
        pressed.setAutoDefault(False)
        pressed.clicked.connect(self._on_clicked)
        self.buttons.append(pressed)
        self._offers[pressed] = offer

    @Slot()
    def _on_clicked(self) -> None:
        pressed = self.sender()
        if isinstance(pressed, QPushButton):
            self.taken.emit(self._offers[pressed])


class Banners(QWidget):
    """The banners of a window, one for each thing to be told; no room is taken without any."""

    taken = Signal(object)
    """The `BannerOffer` that was pressed; one that hides its banner is done already."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Tell nothing yet."""
        super().__init__(parent)
        self.shown: dict[str, Banner] = {}
        self._list = QVBoxLayout(self)
        self._list.setContentsMargins(2 * SPACE, SPACE, 2 * SPACE, SPACE)
        self._list.setSpacing(SPACE)
        self.hide()

    def tell(self, told: BannerContent) -> None:
        """Tell something, in the place of what was told of the same before."""
        self.end(told.key)
        banner = Banner(told)
        banner.taken.connect(self._on_taken)
        self.shown[told.key] = banner
        self._list.addWidget(banner)
        banner.show()  # at once, where others are shown already
        self.show()

    def end(self, key: str) -> None:
        """Tell it no more: it is not true any longer."""
        banner = self.shown.pop(key, None)
        if banner is not None:
            self._list.removeWidget(banner)
            banner.hide()
            banner.deleteLater()
        self.setVisible(bool(self.shown))

    @Slot(object)
    def _on_taken(self, offer: BannerOffer) -> None:
        banner = self.sender()
        if offer.action is BannerAction.HIDE and isinstance(banner, Banner):
            self.end(banner.told.key)
        self.taken.emit(offer)
