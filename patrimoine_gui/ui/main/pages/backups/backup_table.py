"""The table of the backups: its columns give way in a narrow window."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from patrimoine_gui.i18n import _
from patrimoine_gui.ui.main.pages.backups.backups_model import (
    DATE,
    FORMAT,
    KIND,
    SIZE,
    VERSION,
    BackupsModel,
)

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent
    from PySide6.QtWidgets import QWidget

    from patrimoine_gui.backup.catalog import CatalogEntry

_LINE: Final = 32
_LOOKED_AT: Final = 30
_WIDE: Final = 900
_ROOMY: Final = 780
_MEDIUM: Final = 640
_LONGEST_DATE: Final = "88 sept. 8888, 88:88"
_PADDING: Final = 22
_SPANS: Final = 200


class BackupTable(QTableView):
    """Shows backups; one is selected at a time."""

    chosen = Signal(object)
    """The `CatalogEntry` that is selected, None for none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Show nothing yet."""
        super().__init__(parent)
        self.backups = BackupsModel()
        self.backups.setParent(self)
        self.setModel(self.backups)
        self._build()
        self.selectionModel().selectionChanged.connect(self._on_selected)
        self.backups.modelReset.connect(self._on_selected)

    def _build(self) -> None:
        self.setAccessibleName(_("Backups"))
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(_LINE)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setResizeContentsPrecision(_LOOKED_AT)
        header.setSectionResizeMode(DATE, QHeaderView.ResizeMode.Fixed)
        self.setColumnWidth(DATE, self.fontMetrics().horizontalAdvance(_LONGEST_DATE) + _PADDING)
        header.setSectionResizeMode(KIND, QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        header.setSectionsClickable(False)

    @property
    def entry(self) -> CatalogEntry | None:
        """The backup that is selected."""
        rows = self.selectionModel().selectedRows()
        return self.backups.entries[rows[0].row()] if rows else None

    def show_entries(self, entries: tuple[CatalogEntry, ...]) -> None:
        """Show backups, newest first, and keep the same one selected."""
        before = self.entry
        self.backups.show_entries(entries)
        self.clearSpans()
        nameless = [rank for rank, item in enumerate(entries) if item.backup is None]
        for rank in nameless[:_SPANS]:  # the name of a file takes the room of date and reason
            self.setSpan(rank, DATE, 1, 2)
        if before is not None:
            kept = (rank for rank, item in enumerate(entries) if item.file == before.file)
            self.selectRow(next(kept, 0))
        elif entries:
            self.selectRow(0)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  (Qt's name)
        """Hide what matters less where there is no room for it."""
        super().resizeEvent(event)
        width = self.viewport().width()
        self.setColumnHidden(VERSION, width < _WIDE)
        self.setColumnHidden(FORMAT, width < _ROOMY)
        self.setColumnHidden(SIZE, width < _MEDIUM)
        self.backups.shorten(short=width < _ROOMY)

    @Slot()
    def _on_selected(self) -> None:
        self.chosen.emit(self.entry)
