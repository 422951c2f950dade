"""What stands in the place of the list: it is being read, it is empty, or it cannot be read."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QWidget

from patrimoine_gui.i18n import _
from patrimoine_gui.ui.theme import colours
from patrimoine_gui.ui.widgets.buttons import button
from patrimoine_gui.ui.widgets.labels import label
from patrimoine_gui.ui.widgets.layouts import column
from patrimoine_gui.ui.widgets.pictures import picture

_SIGN = 44


class Placeholder(QWidget):
    """A sentence in the middle, and what to do next."""

    back_up_asked = Signal()
    """The user wants a backup now."""
    again_asked = Signal()
    """The user wants the list to be read again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Say that the list is being read."""
        super().__init__(parent)
        self.title = label("", "heading")
        self.told = label("", "muted")
        self.sign = picture("archive", _SIGN, colours().faint)
        self.make = button(_("&Back up now"), "primary", "save")
        self.again = button(_("Try &again"), "primary", "refresh")
        self._build()
        self.make.clicked.connect(self.back_up_asked)
        self.again.clicked.connect(self.again_asked)
        self.show_reading()

    def _build(self) -> None:
        layout = column()
        layout.addStretch(1)
        for part in (self.sign, self.title, self.told, self.make, self.again):
            if isinstance(part, QLabel):
                part.setAlignment(Qt.AlignmentFlag.AlignCenter)
            is_text = part in {self.title, self.told}
            side = Qt.AlignmentFlag(0) if is_text else Qt.AlignmentFlag.AlignHCenter
            layout.addWidget(part, 0, side)
        layout.addStretch(1)
        self.setLayout(layout)

    def show_reading(self) -> None:
        """Say that the list is being read."""
        self.say(_("Reading the backups…"), "")

    def show_empty(self) -> None:
        """Say that there is no backup yet."""
        told = _(
            "Your file is open and safe, and is all that there is of your data so far. Patrimoine"
            " makes a backup by itself when you close a file that changed, and before every"
            " upgrade. You can also make one now."
        )
        self.say(_("No backup of this file yet"), told, make=True)

    def show_unreadable(self, title: str) -> None:
        """Say what cannot be read, that the file is safe, and what to do."""
        told = _(
            "Your file is open and safe, and nothing was changed there. Look whether the disk"
            " answers and whether you may read it, then try again."
        )
        self.say(title, told, again=True)

    def say(self, title: str, told: str, *, make: bool = False, again: bool = False) -> None:
        """Say something, and offer a backup, another try, or nothing."""
        self.title.setText(title)
        self.told.setText(told)
        self.make.setVisible(make)
        self.again.setVisible(again)
