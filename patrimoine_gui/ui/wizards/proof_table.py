"""The table of net worth before and after: as high as its dates, so that only the page scrolls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QScrollArea, QTableView

from patrimoine_gui.i18n import _
from patrimoine_gui.ui.widgets.layouts import SPACE
from patrimoine_gui.ui.wizards.proof_model import SAME, ProofModel

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent, QWheelEvent
    from PySide6.QtWidgets import QWidget

_LINE: Final = 28
_PADDING: Final = 2 * SPACE


class ProofTable(QTableView):
    """Shows each date whole; dates grow short before an amount would be cut."""

    def __init__(self, model: ProofModel, parent: QWidget | None = None) -> None:
        """Show a proof; a model, so that fifty years are as quick as five."""
        super().__init__(parent)
        self._model = model
        model.setParent(self)
        self.setModel(model)
        self._build()

    def _build(self) -> None:
        self.setAccessibleName(_("Net worth before and after the upgrade"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setStyleSheet("QTableView { border: none; }")
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_LINE)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(SAME, QHeaderView.ResizeMode.Fixed)
        header.setMinimumSectionSize(_LINE)
        header.setSectionsClickable(False)
        self.setColumnWidth(SAME, _LINE)
        self.setFixedHeight(self._model.rowCount() * _LINE + header.sizeHint().height() + SPACE)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  (Qt's name)
        """Write the dates short where the amounts need the room."""
        amounts = sum(self.sizeHintForColumn(rank) + _PADDING for rank in (1, 2))
        room = self.viewport().width() - amounts - _LINE
        widths = (self.fontMetrics().horizontalAdvance(text) for text in self._model.full_dates())
        self._model.shorten(short=room < max(widths, default=0) + _PADDING)
        super().resizeEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802  (Qt's name)
        """Leave the wheel to the page."""
        event.ignore()

    def currentChanged(  # noqa: N802  (Qt's name)
        self,
        current: QModelIndex | QPersistentModelIndex,
        previous: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Let the page follow the keyboard from date to date."""
        super().currentChanged(current, previous)
        area = self.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        content = area.widget() if area is not None else None
        if area is not None and content is not None and self.hasFocus():
            inside = self.viewport().mapTo(content, self.visualRect(current).center())
            area.ensureVisible(0, inside.y(), 0, 2 * _LINE)
