"""A small window that says why the program is not gone yet; it closes by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QProgressBar, QWidget

from patrimoine_gui import config
from patrimoine_gui.i18n import _
from patrimoine_gui.ui import icons
from patrimoine_gui.ui.widgets.labels import ElidedLabel, label
from patrimoine_gui.ui.widgets.layouts import SPACE, column
from patrimoine_gui.ui.widgets.top_level import close_by_keys

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.migration.progress import Progress

_WIDTH: Final = 420
_STEPS: Final = 1000


class ClosingNotice(QWidget):
    """Says that a closed file is being backed up; closing it stops nothing."""

    def __init__(self, file: Path) -> None:
        """Tell of a file."""
        super().__init__()
        self.bar = QProgressBar()
        self.setWindowTitle(config.APP_NAME)
        self.setWindowIcon(icons.app_icon())
        self.setProperty("role", "notice")
        self.setFixedWidth(_WIDTH)
        close_by_keys(self)
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        title = _("Backing up…")
        self.bar.setAccessibleName(title)
        told = _(
            "Your file is closed and safe. Its backup is being made and verified: this window"
            " closes by itself when that is done."
        )
        parts = (label(title, "heading"), ElidedLabel(file.name), label(told, "muted"), self.bar)
        layout = column(*parts, spacing=SPACE, margin=2 * SPACE)
        layout.addStretch(1)
        self.setLayout(layout)
        self.resize(_WIDTH, layout.totalHeightForWidth(_WIDTH))

    def show_progress(self, progress: Progress) -> None:
        """Show how far it is."""
        self.bar.setRange(0, _STEPS)
        self.bar.setValue(round(progress.fraction * _STEPS))
