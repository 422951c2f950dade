"""A series over time: the chart, and the table of the same figures behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableView,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from patrimoine_gui.i18n import _
from patrimoine_gui.ui import icons
from patrimoine_gui.ui.amounts import Amounts
from patrimoine_gui.ui.main.pages.figures_model import FiguresModel
from patrimoine_gui.ui.theme import colours
from patrimoine_gui.ui.widgets.labels import label
from patrimoine_gui.ui.widgets.layouts import row

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from patrimoine_gui.ui.charts import Point
    from patrimoine_gui.ui.charts.step_chart import StepChart

_CHART_DELAY_MS = 60


class HistoryPanel(QWidget):
    """Shows the net worth over time, or the history of one asset."""

    whole_asked = Signal()
    """The user wants to go back to the whole household."""
    drawn = Signal()
    """The chart is there."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Show nothing yet."""
        super().__init__(parent)
        self.title = label("", "heading")
        self.context = label("", "small")
        self.back = QToolButton()
        self.tabs = QTabWidget()
        self.table = QTableView()
        self.model = FiguresModel()
        self.chart: StepChart | None = None
        self._chart_page = QWidget()
        self._chart_box = QVBoxLayout(self._chart_page)
        self._series: tuple[Point, ...] = ()
        self._amounts = Amounts()
        self._build()
        self._connect()

    def _build(self) -> None:
        self.back.setText(_("Whole household"))
        self.back.setProperty("role", "link")
        self.back.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.back.hide()
        self._chart_box.setContentsMargins(0, 8, 0, 0)
        self.table.setModel(self.model)
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.setAlternatingRowColors(True)
        self.table.setTabKeyNavigation(False)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        header = self.table.horizontalHeader()  # dates and amounts are whole, the rest is shared
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        self.table.setAccessibleName(_("Figures over time"))
        self.tabs.addTab(self._chart_page, _("Chart"))
        self.tabs.addTab(self.table, _("Table"))
        self.tabs.setDocumentMode(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        top = row()
        top.addWidget(self.title, 1)
        top.addWidget(self.back, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(top)
        layout.addWidget(self.context)
        layout.addWidget(self.tabs, 1)

    def _connect(self) -> None:
        self.back.clicked.connect(self.whole_asked)

    def show_series(
        self, title: str, series: tuple[Point, ...], amounts: Amounts, *, context: str | None = None
    ) -> None:
        """Show a series.

        Args:
            title: what it is.
            series: dates and cents, oldest first.
            amounts: how amounts are written.
            context: a second line for one asset; None for the whole household.
        """
        self._series, self._amounts = series, amounts
        self.title.setText(title)
        self.context.setText(context or "")
        self.context.setVisible(bool(context))
        self.back.setVisible(context is not None)
        self.back.setIcon(icons.icon("chevron-left", colours().accent))
        self.model.show_series(_("Value") if context is not None else title, series, amounts)
        self._draw()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  (Qt's name)
        """Load the plotting library once the window has been painted."""
        super().showEvent(event)
        if self.chart is None:
            QTimer.singleShot(_CHART_DELAY_MS, self, self._on_painted)

    @Slot()
    def _on_painted(self) -> None:
        if self.chart is not None:
            return
        from patrimoine_gui.ui.charts.step_chart import StepChart

        self.chart = StepChart()
        self._chart_box.addWidget(self.chart)
        self._draw()
        self.drawn.emit()

    def _draw(self) -> None:
        if self.chart is not None:
            self.chart.hide_amounts(hidden=self._amounts.hidden)
            self.chart.show_series(self._series)
