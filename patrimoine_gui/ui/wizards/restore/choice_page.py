"""First page of a restore: which backup."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QFrame,
    QHeaderView,
    QLabel,
    QStackedWidget,
    QTableView,
    QWidget,
)

from patrimoine_gui.i18n import _
from patrimoine_gui.ui.background import JobRunner
from patrimoine_gui.ui.theme import colours
from patrimoine_gui.ui.widgets.buttons import button
from patrimoine_gui.ui.widgets.labels import ElidedLabel, label
from patrimoine_gui.ui.widgets.layouts import SPACE, column, row
from patrimoine_gui.ui.widgets.pictures import picture
from patrimoine_gui.ui.wizards.restore.backup_choices_model import (
    FILE,
    REASON,
    SIZE,
    BackupChoicesModel,
    Sources,
)
from patrimoine_gui.ui.wizards.wizard_page import WizardPage

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from PySide6.QtGui import QKeyEvent, QResizeEvent

    from patrimoine_gui.backup.backups import Backup
    from patrimoine_gui.ui.background import Task

_READING, _LISTED, _NONE = range(3)
_LINE: Final = 30
_LIST_HEIGHT: Final = 190
_NARROW: Final = 520


class ChoicePage(WizardPage):
    """Lists the backups of the folder, and takes any other one."""

    chosen = Signal(object)
    """The user wants this backup, a `Path`."""
    file_asked = Signal()
    """The user wants to choose a file elsewhere."""
    started = Signal()
    """The page is shown: the folder may be read."""
    listed = Signal()
    """The folder was read."""

    def __init__(
        self, folder: Path, sources: Sources, tag: str = "", parent: QWidget | None = None
    ) -> None:
        """Show nothing before `show_backups`.

        Args:
            folder: where backups are.
            sources: the files that were opened here, by their tag.
            tag: of the file whose backups come first, "" where none is open.
            parent: widget that holds it.
        """
        super().__init__(
            _("Which backup do you want to restore?"),
            _("Looking at a backup changes nothing: neither the backup nor your present file."),
            parent,
        )
        self._sources = sources
        self._tag = tag
        self._found: Sequence[Backup] = ()
        self._busy = False
        self._jobs = JobRunner(self)
        self.model = BackupChoicesModel()
        self.table = _Table(self.model)
        self.every = QCheckBox(_("Show the backups of &other files too"))
        self.elsewhere = button(_("&Choose a backup elsewhere…"), icon="folder")
        self.state = QStackedWidget()
        self._none = label("", "muted")
        self._build(folder)
        self._connect()

    def _build(self, folder: Path) -> None:
        reading = label(_("Reading the list of the backups…"), "muted")
        for part in (_centred(reading), self.table, _centred(self._none, "archive")):
            self.state.addWidget(part)
        self.state.setMinimumHeight(_LIST_HEIGHT)
        where = row(label(_("Folder"), "small", wrap=False))
        where.addWidget(ElidedLabel(str(folder), "small"), 1)
        self.body.addLayout(where)
        self.body.addWidget(self.state, 1)
        self.body.addWidget(self.every)
        others = row(self.elsewhere)
        others.addWidget(label(_("You can also drop a backup on this window."), "small"), 1)
        self.body.addLayout(others)
        self.every.setVisible(bool(self._tag))

    def _connect(self) -> None:
        self.every.toggled.connect(self._on_filtered)
        self.elsewhere.clicked.connect(self.file_asked)
        self.table.selectionModel().selectionChanged.connect(self._on_selected)
        self.table.doubleClicked.connect(self._on_picked)
        self.table.picked.connect(self._on_picked)

    def initializePage(self) -> None:  # noqa: N802  (Qt's name)
        """Ask for the list: called by the wizard when the page is about to be shown."""
        self.started.emit()

    def list_with(self, task: Task[tuple[Backup, ...]]) -> None:
        """Read the folder beside the window."""
        self._jobs.run(task, self._on_listed, self._on_unlisted)

    def _on_listed(self, backups: tuple[Backup, ...]) -> None:
        self.show_backups(backups)
        self.listed.emit()

    def _on_unlisted(self, _error: BaseException) -> None:
        self._on_listed(())

    def show_backups(self, found: Sequence[Backup]) -> None:
        """Show what stands in the folder, newest first."""
        self._found = found
        ours = any(item.source == self._tag for item in found)
        others = any(item.source != self._tag for item in found)
        self.every.setVisible(ours and others)
        self._on_filtered()

    def show_busy(self, *, busy: bool) -> None:
        """Say whether the backup that was chosen is being read."""
        self._busy = busy
        for part in (self.table, self.elsewhere, self.every):
            part.setEnabled(not busy)
        if not busy:
            self.focus_first()
        self.completeChanged.emit()

    def focus_first(self) -> None:
        """Give the keyboard to the list, or to the only other way."""
        listed = self.state.currentIndex() == _LISTED
        (self.table if listed else self.elsewhere).setFocus()

    def isComplete(self) -> bool:  # noqa: N802  (Qt's name)
        """Tell whether a backup is chosen."""
        return not self._busy and self._current() is not None

    def validatePage(self) -> bool:  # noqa: N802  (Qt's name)
        """Ask for the backup to be read; only what it says leads on."""
        current = self._current()
        if current is not None:
            self.chosen.emit(current.file)
        return False

    def _current(self) -> Backup | None:
        rows = self.table.selectionModel().selectedRows()
        return self.model.at(rows[0].row()) if rows else None

    @Slot()
    def _on_filtered(self) -> None:
        ours = [item for item in self._found if item.source == self._tag]
        shown = self._found if self.every.isChecked() or not ours else ours
        self.model.show_backups(shown, self._sources)
        self.table.show_files(len({item.source for item in shown}) > 1)
        self._none.setText(
            _("There is no backup in this folder yet. Choose one that you keep elsewhere.")
        )
        self.state.setCurrentIndex(_LISTED if shown else _NONE)
        if shown:
            self.table.selectRow(0)
        self.focus_first()
        self.completeChanged.emit()

    @Slot()
    def _on_selected(self) -> None:
        self.completeChanged.emit()

    @Slot()
    def _on_picked(self) -> None:
        if self.isComplete():
            self.validatePage()


class _Table(QTableView):
    """Rows that are chosen as a whole; Enter takes the one that is."""

    picked = Signal()

    def __init__(self, model: BackupChoicesModel) -> None:
        super().__init__()
        model.setParent(self)
        self.setModel(model)
        self.setAccessibleName(_("Backups"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_LINE)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setResizeContentsPrecision(20)  # of ten thousand rows, the first ones tell
        header.setSectionResizeMode(FILE, QHeaderView.ResizeMode.Stretch)
        header.setSectionsClickable(False)
        header.setHighlightSections(False)

    def show_files(self, shown: bool) -> None:  # noqa: FBT001  (a state)
        """Name the file of each backup, where they are not all of the same."""
        stretch, content = QHeaderView.ResizeMode.Stretch, QHeaderView.ResizeMode.ResizeToContents
        self.setColumnHidden(FILE, not shown)
        self.horizontalHeader().setSectionResizeMode(REASON, content if shown else stretch)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  (Qt's name)
        """Leave out what matters least where there is no room."""
        self.setColumnHidden(SIZE, self.width() < _NARROW)
        super().resizeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.currentIndex().isValid():
            self.picked.emit()
        else:
            super().keyPressEvent(event)


def _centred(words: QLabel, sign: str = "") -> QWidget:
    page = QWidget()
    layout = column(spacing=SPACE)
    layout.addStretch(1)
    if sign:
        layout.addWidget(picture(sign, 40, colours().faint), 0, Qt.AlignmentFlag.AlignHCenter)
    words.setAlignment(Qt.AlignmentFlag.AlignCenter)
    layout.addWidget(words)
    layout.addStretch(1)
    page.setLayout(layout)
    return page
