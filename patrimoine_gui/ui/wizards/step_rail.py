"""The rail on the left of a wizard: where we are."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from patrimoine_gui.i18n import _
from patrimoine_gui.ui import icons
from patrimoine_gui.ui.theme import colours
from patrimoine_gui.ui.widgets.labels import label
from patrimoine_gui.ui.widgets.layouts import SPACE, row
from patrimoine_gui.ui.widgets.pictures import picture
from patrimoine_gui.ui.widgets.roles import set_role

_WIDTH = 208
_NARROW = 64
_SIGN = 18
_GAP = 10


class StepRail(QFrame):
    """Shows the steps of a wizard; the current one is bold, those done have a tick."""

    def __init__(self, steps: tuple[str, ...], parent: QWidget | None = None) -> None:
        """Show steps by their translated names."""
        super().__init__(parent)
        self.steps = steps
        self._signs: list[QLabel] = []
        self._labels: list[QLabel] = []
        self._build()
        self.show_step(0)

    def _build(self) -> None:
        self.setProperty("role", "rail")
        self.setFixedWidth(_WIDTH)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * SPACE, 3 * SPACE, SPACE, 2 * SPACE)
        layout.setSpacing(2 * SPACE)
        layout.addWidget(picture("patrimoine", 40), 0, Qt.AlignmentFlag.AlignLeft)
        layout.addSpacing(SPACE)
        for name in self.steps:
            sign, words = QLabel(), label(name, "muted")
            sign.setFixedSize(_SIGN, _SIGN)
            sign.setToolTip(name)
            self._signs.append(sign)
            self._labels.append(words)
            inside = row(spacing=_GAP)
            inside.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
            inside.addWidget(words, 1)
            layout.addLayout(inside)
        layout.addStretch(1)
        self._keep_room()

    def _keep_room(self) -> None:
        """Give each name the room that it takes when it is the current one, so that none moves."""
        width = _WIDTH - 3 * SPACE - _SIGN - _GAP
        for words in self._labels:
            set_role(words, "strong")
            words.ensurePolished()
            words.setAlignment(Qt.AlignmentFlag.AlignTop)
            words.setMinimumHeight(words.heightForWidth(width))

    def give_way(self, *, narrow: bool) -> None:
        """Show the signs alone in a narrow window; their names stay as tool tips."""
        self.setFixedWidth(_NARROW if narrow else _WIDTH)
        for words in self._labels:
            words.setHidden(narrow)

    def show_step(self, current: int, *, stopped: bool = False) -> None:
        """Show which step is the current one.

        Args:
            current: its rank.
            stopped: whether it ended without having done its work.
        """
        for rank, (sign, words) in enumerate(zip(self._signs, self._labels, strict=True)):
            name, colour, state = _appearance(rank, current, stopped=stopped)
            sign.setPixmap(icons.pixmap(name, colour, _SIGN))
            set_role(words, "strong" if rank == current else "muted")
            for part in (sign, words):
                part.setAccessibleName(f"{self.steps[rank]}, {state}")


def _appearance(rank: int, current: int, *, stopped: bool) -> tuple[str, str, str]:
    palette = colours()
    if rank < current:
        return "circle-check", palette.good, _("done")
    if rank > current:
        return "circle", palette.faint, _("to come")
    if stopped:
        return "circle-pause", palette.warn, _("stopped")
    return "circle-dot", palette.accent, _("current step")
