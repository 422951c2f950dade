"""The check of the open file: what was looked at, and what was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from patrimoine_gui import formats
from patrimoine_gui.errors import Cancelled
from patrimoine_gui.i18n import _
from patrimoine_gui.ui.theme import colours
from patrimoine_gui.ui.widgets.buttons import button
from patrimoine_gui.ui.widgets.disclosure import Disclosure
from patrimoine_gui.ui.widgets.frames import frame
from patrimoine_gui.ui.widgets.inline_message import InlineMessage
from patrimoine_gui.ui.widgets.labels import label
from patrimoine_gui.ui.widgets.layouts import SPACE, clear, column, row
from patrimoine_gui.ui.widgets.notices import banner
from patrimoine_gui.ui.widgets.pictures import picture
from patrimoine_gui.ui.widgets.progress_line import ProgressLine
from patrimoine_gui.ui.widgets.scroll_area import scrolled
from patrimoine_gui.wording import explain
from patrimoine_gui.wording.health_words import check_name, check_result, verdict

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLayout

    from patrimoine_gui.migration.health_check import Check, Health
    from patrimoine_gui.ui.background import Task

_SIGN = 18


class HealthTab(QWidget):
    """Asks for a check, and shows it; nothing in the file is ever changed by it."""

    check_asked = Signal()
    """The user wants the file checked: see `begin`."""
    checked = Signal()
    """The check is over."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Show nothing yet."""
        super().__init__(parent)
        self.check_button = button(_("&Check this file"), "primary", "shield")
        self.line = ProgressLine()
        self.message = InlineMessage()
        self.found = column(spacing=SPACE)
        self.health: Health | None = None
        self._build()
        self._connect()

    def _build(self) -> None:
        text = _(
            "Reads the whole file on a private copy: nothing in it is changed, and you can go on"
            " working."
        )
        buttons = row(self.check_button)
        buttons.addStretch(1)
        card = column(label(_("Is everything in order?"), "heading"), label(text, "muted"))
        card.addLayout(buttons)
        card.addWidget(self.line)
        card.addWidget(self.message)
        inside = QWidget()
        stack = column(frame(card), spacing=SPACE)
        stack.addLayout(self.found)
        stack.addStretch(1)
        inside.setLayout(stack)
        layout = column(scrolled(inside))
        layout.setContentsMargins(0, SPACE, 0, 0)
        self.setLayout(layout)

    def _connect(self) -> None:
        self.check_button.clicked.connect(self.check_asked)
        self.line.ended.connect(self._on_ended)

    def begin(self, task: Task[Health]) -> None:
        """Run a check, unless one runs."""
        if not self.line.is_busy:
            self.check_button.setEnabled(False)
            self.message.say("")
            clear(self.found)
            self.line.begin(_("Checking the file…"), task, self.show_health, self._on_failed)

    def show_health(self, health: Health) -> None:
        """Show what was found: the verdict, then each look."""
        clear(self.found)
        self.health = health
        tone, title, told = verdict(health)
        self.found.addWidget(banner(tone, told, title))
        lines = column(spacing=SPACE + 2)
        for check in health.checks:
            lines.addLayout(_line(check, health))
        lines.addWidget(label(_when(health), "small"))
        places = [place for check in health.checks for place in check.places]
        if places:
            lines.addWidget(Disclosure(_("Details"), label("\n".join(places), "small")))
        self.found.addWidget(frame(lines))

    def _on_failed(self, error: BaseException) -> None:
        if isinstance(error, Cancelled):
            self.message.say(_("Stopped: nothing was changed."), "info")
            return
        told = explain(error)
        self.message.say(f"{told.title}. {told.what} {told.safe} {told.next}", "warn")

    @Slot()
    def _on_ended(self) -> None:
        self.check_button.setEnabled(True)
        self.checked.emit()

    def forget(self) -> None:
        """Stop the check and forget what it found."""
        self.line.abandon()
        self.health = None
        clear(self.found)


def _line(check: Check, health: Health) -> QLayout:
    shown = colours()
    name, tint = ("circle-check", shown.good) if check.is_good else ("warning", shown.bad)
    sign = picture(name, _SIGN, tint)
    sign.setAccessibleName(_("in order") if check.is_good else _("not in order"))
    result = label(check_result(check, health), "muted" if check.is_good else "bad")
    result.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
    inside = row(spacing=SPACE + 2)
    inside.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
    inside.addWidget(label(check_name(check.kind)), 3)
    inside.addWidget(result, 2)
    return inside


def _when(health: Health) -> str:
    return _("Checked on {moment}").format(moment=formats.moment(health.moment))
