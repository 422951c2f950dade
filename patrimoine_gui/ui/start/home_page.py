"""The first page of the start window: what can be done, and the recent files."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QWidget

from patrimoine_gui import __version__, config
from patrimoine_gui.i18n import _
from patrimoine_gui.ui.start.recent_files import RecentFiles
from patrimoine_gui.ui.widgets.buttons import button
from patrimoine_gui.ui.widgets.labels import label
from patrimoine_gui.ui.widgets.layouts import SPACE, column, row
from patrimoine_gui.ui.widgets.pictures import picture
from patrimoine_gui.ui.widgets.scroll_area import scrolled

_LEFT = 340


class HomePage(QWidget):
    """Four large buttons, and the list of recent files."""

    def __init__(self, recent: tuple[str, ...], parent: QWidget | None = None) -> None:
        """Show recent files, given as paths."""
        super().__init__(parent)
        self.recent = RecentFiles(recent)
        self.open_button = _action(_("Open a file…"), _("A household file of yours"), "folder")
        self.create_button = _action(_("Create a file…"), _("An empty household file"), "plus")
        self.restore_button = _action(
            _("Restore a backup…"), _("A file as it was on an earlier day"), "archive"
        )
        self.example_button = _action(
            _("Look at the example"), _("A fictitious family, to try everything"), "sparkle"
        )
        layout = row(spacing=0)
        layout.addWidget(self._left())
        right = column(spacing=SPACE, margin=3 * SPACE)
        right.addWidget(label(_("Recent files"), "heading"))
        right.addWidget(self.recent, 1)
        hint = label(_("You can also drop a file on this window."), "small")
        right.addWidget(hint)
        layout.addLayout(right, 1)
        self.setLayout(layout)

    def _left(self) -> QFrame:
        left = QFrame()
        left.setProperty("role", "side")
        left.setFixedWidth(_LEFT)
        brand = row(spacing=14)
        brand.addWidget(picture("patrimoine", 52))
        name = column(spacing=0)
        name.addWidget(label(config.APP_NAME, "title", wrap=False))
        name.addWidget(label(_("Version {version}").format(version=__version__), "small"))
        brand.addLayout(name, 1)
        layout = column(brand, spacing=SPACE, margin=3 * SPACE)
        layout.addSpacing(SPACE)
        layout.addWidget(
            label(_("What you own and owe, in one file on your own computer."), "muted")
        )
        layout.addSpacing(2 * SPACE)
        for action in (
            self.open_button,
            self.create_button,
            self.restore_button,
            self.example_button,
        ):
            layout.addWidget(action)
        layout.addStretch(1)
        inside = QWidget()
        inside.setLayout(layout)
        around = column(scrolled(inside), spacing=0)
        left.setLayout(around)
        return left

    def focus_first(self) -> None:
        """Give the keyboard to the selected file, or to the button that leads to one."""
        if self.recent.is_empty:
            self.open_button.setFocus()
        else:
            self.recent.list.setFocus()


def _action(title: str, subtitle: str, sign: str) -> QPushButton:
    """Make a large button with a title and a line below it."""
    result = button("", "action")
    inside = row(spacing=14)
    inside.setContentsMargins(14, 10, 14, 10)
    words = column(spacing=1)
    words.addWidget(label(title, "strong", wrap=False))
    words.addWidget(label(subtitle, "small", wrap=False))
    inside.addWidget(picture(sign, 24))
    inside.addLayout(words, 1)
    for part in result.findChildren(QLabel):
        part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    result.setLayout(inside)
    result.setAccessibleName(title)
    result.setAccessibleDescription(subtitle)
    return result
