"""Which version this is, and what it promises."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

from patrimoine_gui import __version__, config
from patrimoine_gui.i18n import _
from patrimoine_gui.ui import icons
from patrimoine_gui.ui.widgets.buttons import button
from patrimoine_gui.ui.widgets.labels import label
from patrimoine_gui.ui.widgets.layouts import SPACE, column
from patrimoine_gui.ui.widgets.pictures import picture
from patrimoine_gui.ui.widgets.top_level import close_by_keys

_WIDTH = 420


class AboutDialog(QDialog):
    """Name, version, promise."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Show this version."""
        super().__init__(parent)
        self.setWindowTitle(_("About {name}").format(name=config.APP_NAME))
        self.setWindowIcon(icons.app_icon())
        self.setFixedWidth(_WIDTH)
        close_by_keys(self)
        layout = column(spacing=SPACE, margin=4 * SPACE)
        layout.addWidget(picture("patrimoine", 72), 0, Qt.AlignmentFlag.AlignHCenter)
        promise = _(
            "Your data stays in one file on your own computer. There is no account and no server."
        )
        version = _("Version {version}").format(version=__version__)
        for text, role in ((config.APP_NAME, "title"), (version, "muted"), (promise, "")):
            words = label(text, role)
            words.setAlignment(Qt.AlignmentFlag.AlignCenter)
            layout.addWidget(words)
        close = button(_("Close"), "primary")
        close.clicked.connect(self.accept)
        layout.addSpacing(SPACE)
        layout.addWidget(close, 0, Qt.AlignmentFlag.AlignHCenter)
        self.setLayout(layout)
