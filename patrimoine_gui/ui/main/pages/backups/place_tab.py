"""The second place of the backups: chosen, looked at, given up; nothing there is ever deleted."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QLabel, QWidget

from patrimoine_gui import paths
from patrimoine_gui.backup.second_place import PlaceState, SecondPlace
from patrimoine_gui.i18n import _
from patrimoine_gui.ui import icons
from patrimoine_gui.ui.background import JobRunner
from patrimoine_gui.ui.dialogs.file_dialogs import name_parts
from patrimoine_gui.ui.theme import colours
from patrimoine_gui.ui.widgets.buttons import button
from patrimoine_gui.ui.widgets.facts import fact
from patrimoine_gui.ui.widgets.frames import frame
from patrimoine_gui.ui.widgets.labels import label
from patrimoine_gui.ui.widgets.layouts import SPACE, column, row
from patrimoine_gui.ui.widgets.roles import tone_colour
from patrimoine_gui.wording.catalog_words import place_name, place_sentence

if TYPE_CHECKING:
    from PySide6.QtWidgets import QVBoxLayout

    from patrimoine_gui.migration.progress import Cancel, Report

_SIGN: Final = 20
_SIGNS: Final = {
    PlaceState.READY: ("circle-check", "good"),
    PlaceState.ABSENT: ("circle-pause", "info"),
    PlaceState.READ_ONLY: ("warning", "warn"),
    PlaceState.FULL: ("warning", "warn"),
    PlaceState.FAULTY: ("warning", "bad"),
    PlaceState.SAME: ("warning", "warn"),
    PlaceState.SAME_DISK: ("warning", "warn"),
    PlaceState.UNMOUNTED: ("circle-pause", "warn"),
}


class PlaceTab(QWidget):
    """Tells the state of the second place, looked at in the background: a network may be slow."""

    chosen = Signal(object)
    """The user chose this folder, a `Path`, or none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Show that there is none."""
        super().__init__(parent)
        self.place: Path | None = None
        self.backups: Path | None = None
        self.sign = QLabel()
        self.state = label("", "strong")
        self.told = label("", "muted")
        self.choose_button = button(_("&Choose a folder…"), icon="folder")
        self.again_button = button(_("Look &again"), icon="refresh")
        self.remove_button = button(_("&Use it no longer"))
        self.chooser: QFileDialog | None = None
        self._where = column()
        self._jobs = JobRunner(self)
        self._build()
        self._connect()

    def _build(self) -> None:
        text = _(
            "A disk that breaks, a stolen computer or a fire takes the backups along with the file."
            " Choose a second place, such as a USB disk or a synchronised folder: each backup is"
            " copied there too, encrypted, and verified."
        )
        self.sign.setFixedSize(_SIGN, _SIGN)
        top = row(spacing=SPACE)
        top.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(self.state, 1)
        buttons = row(self.choose_button, self.again_button, self.remove_button)
        buttons.addStretch(1)
        title = label(_("A second place for the backups"), "heading")
        card = column(title, label(text, "muted"), spacing=SPACE)
        for part in (top, self._where):
            card.addLayout(part)
        card.addWidget(self.told)
        card.addLayout(buttons)
        layout: QVBoxLayout = column(frame(card))
        layout.addStretch(1)
        layout.setContentsMargins(0, SPACE, 0, 0)
        self.setLayout(layout)

    def _connect(self) -> None:
        self.choose_button.clicked.connect(self._on_choose)
        self.again_button.clicked.connect(self.look)
        self.remove_button.clicked.connect(self._on_remove)

    def show_place(self, place: Path | None) -> None:
        """Show a place, and look at it; what is still looked at before is told no more."""
        self._jobs.abandon()
        self.place = place
        while (item := self._where.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        if place is not None:
            self._where.addWidget(fact(str(place)))
        for part in (self.again_button, self.remove_button):
            part.setVisible(place is not None)
        self.look()

    @Slot()
    def look(self) -> None:
        """Look at the place, in the background."""
        if self.place is None:
            told = _("The backups are on this computer only.")
            self._say("circle-info", "info", _("No second place"), told)
        elif not self._jobs.is_running:
            self._say("clock", "info", _("Looking…"), "")
            self._jobs.run(partial(_look, self.place, self.backups), self.show_state)

    def show_state(self, state: PlaceState) -> None:
        """Show how the place is: a sign and words."""
        self._say(*_SIGNS[state], place_name(state), place_sentence(state))

    def _say(self, sign: str, tone: str, name: str, told: str) -> None:
        self.sign.setPixmap(icons.pixmap(sign, tone_colour(tone, colours()), _SIGN))
        self.state.setText(name)
        self.told.setText(told)
        self.told.setVisible(bool(told))

    @Slot()
    def _on_choose(self) -> None:
        title = _("Second place of the backups")
        self.chooser = QFileDialog(self, title, str(self.place or paths.home()))
        self.chooser.setFileMode(QFileDialog.FileMode.Directory)
        self.chooser.setOption(QFileDialog.Option.ShowDirsOnly)
        name_parts(self.chooser)
        self.chooser.fileSelected.connect(self._on_chosen)
        self.chooser.finished.connect(self._on_chooser_closed)
        self.chooser.open()

    @Slot(str)
    def _on_chosen(self, folder: str) -> None:
        self.show_place(Path(folder))
        self.chosen.emit(self.place)

    @Slot()
    def _on_chooser_closed(self) -> None:
        if self.chooser is not None:
            self.chooser.deleteLater()
            self.chooser = None

    @Slot()
    def _on_remove(self) -> None:
        self.show_place(None)
        self.chosen.emit(None)
        self.told.setText(_("The copies that are there stay there; none will be added."))


def _look(folder: Path, backups: Path | None, _report: Report, _cancel: Cancel) -> PlaceState:
    return SecondPlace(folder).state(backups=backups)
