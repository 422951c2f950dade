"""The list of recent files; the missing ones are greyed and can be taken out of the list."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStackedWidget, QToolButton, QWidget

from patrimoine_gui.formats import visible
from patrimoine_gui.i18n import _
from patrimoine_gui.ui import icons
from patrimoine_gui.ui.theme import colours
from patrimoine_gui.ui.widgets.labels import ElidedLabel, label, tip
from patrimoine_gui.ui.widgets.layouts import SPACE, column, row
from patrimoine_gui.ui.widgets.pictures import picture

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

_HEIGHT = 62
_ROLE = Qt.ItemDataRole.UserRole


class RecentFiles(QStackedWidget):
    """Recent files, or a friendly sentence where there is none yet."""

    chosen = Signal(object)
    """The user wants this file, a `Path`."""
    forgotten = Signal(object)
    """The user wants this `Path` out of the list."""

    def __init__(self, files: tuple[str, ...], parent: QWidget | None = None) -> None:
        """Show files, given as paths, the last one used first."""
        super().__init__(parent)
        self.list = _List()
        self._build()
        self._connect()
        self.show_files(files)

    def _build(self) -> None:
        self.list.setAccessibleName(_("Recent files"))
        self.list.setSpacing(2)
        self.list.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.addWidget(self.list)
        self.addWidget(_nothing_yet())

    def _connect(self) -> None:
        self.list.itemActivated.connect(self._on_activated)
        self.list.itemClicked.connect(self._on_activated)
        self.list.removal_asked.connect(self._on_removal_asked)

    @property
    def is_empty(self) -> bool:
        """Whether there is no file to choose."""
        return self.list.count() == 0

    def show_files(self, files: tuple[str, ...]) -> None:
        """Show other files."""
        self.list.clear()
        for file in files:
            self._add(Path(file))
        self.setCurrentIndex(0 if files else 1)
        if files:
            self.list.setCurrentRow(0)

    def _add(self, file: Path) -> None:
        present = os.path.lexists(file)
        item = QListWidgetItem()
        item.setData(_ROLE, file)
        state = "" if present else _("not found")
        told = visible(f"{file.name} {file.parent} {state}")
        item.setData(Qt.ItemDataRole.AccessibleTextRole, told)
        item.setToolTip(tip(str(file)))
        item.setSizeHint(QSize(0, _HEIGHT))
        self.list.addItem(item)
        self.list.setItemWidget(item, self._row(file, present=present))

    def _row(self, file: Path, *, present: bool) -> QWidget:
        shown = colours()
        words = column(spacing=1)
        words.addWidget(ElidedLabel(file.stem, "strong" if present else "muted"))
        absent = _("Not found in {folder}").format(folder=file.parent)
        words.addWidget(ElidedLabel(str(file.parent) if present else absent, "small"))
        content = QWidget()
        layout = row(picture("file", 24, shown.accent if present else shown.faint), spacing=14)
        layout.setContentsMargins(SPACE + 4, SPACE, SPACE, SPACE)
        layout.addLayout(words, 1)
        layout.addWidget(self._removal(file))
        content.setLayout(layout)
        return content

    def _removal(self, file: Path) -> _Removal:
        removal = _Removal(file)
        removal.setIcon(icons.icon("close", colours().muted))
        text = _("Take out of this list; the file itself stays where it is")
        removal.setToolTip(text)
        removal.setAccessibleName(text)
        removal.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        removal.clicked.connect(self._on_removal_clicked)
        return removal

    @Slot(QListWidgetItem)
    def _on_activated(self, item: QListWidgetItem) -> None:
        self.chosen.emit(item.data(_ROLE))

    @Slot()
    def _on_removal_clicked(self) -> None:
        removal = self.sender()
        if isinstance(removal, _Removal):
            self.forgotten.emit(removal.file)

    @Slot(object)
    def _on_removal_asked(self, file: Path) -> None:
        self.forgotten.emit(file)


class _Removal(QToolButton):
    """A button that knows its file: a text of Qt would lose the bytes of a name."""

    def __init__(self, file: Path) -> None:
        """Stand for a file."""
        super().__init__()
        self.file = file


class _List(QListWidget):
    """A list whose Delete key takes an entry out of the list, and Enter opens it."""

    removal_asked = Signal(object)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        item = self.currentItem()
        if item is not None and event.key() == Qt.Key.Key_Delete:
            self.removal_asked.emit(item.data(_ROLE))
        elif item is not None and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.itemActivated.emit(item)
        else:
            super().keyPressEvent(event)


def _nothing_yet() -> QWidget:
    page = QWidget()
    layout = column(spacing=SPACE)
    layout.addStretch(1)
    layout.addWidget(picture("file", 44, colours().faint), 0, Qt.AlignmentFlag.AlignHCenter)
    for text, role in (
        (_("No file yet"), "heading"),
        (_("Create yours, or look at the example to see what Patrimoine does."), "muted"),
    ):
        words = label(text, role)
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout.addWidget(words)
    layout.addStretch(1)
    page.setLayout(layout)
    return page
