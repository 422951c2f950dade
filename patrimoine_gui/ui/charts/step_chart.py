"""A chart of amounts over time that holds each value until the next one.

The plotting library is loaded by this module: import it after the first paint only.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final, cast

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QVBoxLayout, QWidget

from patrimoine_gui import formats
from patrimoine_gui.i18n import _
from patrimoine_gui.ui.theme import colours

if TYPE_CHECKING:
    from patrimoine_gui.ui.charts import Point

_CENTS: Final = 100
_THOUSAND: Final = 1_000
_MILLION: Final = 1_000_000
_BILLION: Final = 1_000_000_000
_LEFT: Final = 74
_LABEL: Final = 44


class StepChart(QWidget):
    """Draws one series; a value holds until the next date, nothing is drawn in between."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Draw nothing yet."""
        super().__init__(parent)
        self._amounts = _AmountAxis(orientation="left")
        self._dates = _DateAxis(orientation="bottom")
        self.plot = pg.PlotWidget(axisItems={"left": self._amounts, "bottom": self._dates})
        self.series: tuple[Point, ...] = ()
        self._build()

    def _build(self) -> None:
        shown = colours()
        plot = self.plot
        plot.setBackground(shown.card)
        plot.setMenuEnabled(False)
        plot.hideButtons()
        plot.setMouseEnabled(x=False, y=False)
        plot.showGrid(x=False, y=True, alpha=0.18)
        plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        plot.getPlotItem().getViewBox().setDefaultPadding(0.02)
        for axis in (self._amounts, self._dates):
            axis.setPen(pg.mkPen(shown.border))
            axis.setTextPen(pg.mkPen(shown.muted))
        self._amounts.setWidth(_LEFT)
        self._dates.setStyle(hideOverlappingLabels=False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(plot)
        self.setAccessibleName(_("Chart; the same figures are in the table"))

    def hide_amounts(self, *, hidden: bool) -> None:
        """Show the shape only, without its scale."""
        self._amounts.hidden = hidden
        self._amounts.picture = None
        self._amounts.update()

    def show_series(self, series: tuple[Point, ...]) -> None:
        """Draw a series, oldest first."""
        self.series = series
        self.plot.clear()
        if not series:
            return
        days, values = steps(series)
        shown = colours()
        below = QColor(shown.accent)
        below.setAlpha(38)
        curve = pg.PlotDataItem(
            days, values, pen=pg.mkPen(shown.accent, width=2), fillLevel=0.0, brush=below
        )
        self.plot.addItem(curve)
        self.plot.setXRange(float(days[0]), float(days[-1]), padding=0.01)
        low, high = min(0.0, float(values.min())), max(0.0, float(values.max()))
        self.plot.setYRange(low, high or 1.0, padding=0.06)


def steps(series: tuple[Point, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Give the corners of a step line: days (ordinals) and euros.

    The last value is held for one more day, so that a single value is a line too.
    """
    ends = [on for on, _cents in series[1:]]
    ends.append(series[-1][0] + timedelta(days=1))
    days = np.empty(2 * len(series))
    values = np.empty(2 * len(series))
    days[0::2] = [on.toordinal() for on, _cents in series]
    days[1::2] = [on.toordinal() for on in ends]
    values[0::2] = values[1::2] = [cents / _CENTS for _on, cents in series]
    return days, values


class _AmountAxis(pg.AxisItem):  # type: ignore[misc]  # the library has no types
    """Amounts in euros, thousands, millions or billions."""

    hidden = False

    def tickValues(self, low: float, high: float, size: float) -> list[Any]:  # noqa: N802
        """Keep the main ticks only, so that all labels have one unit."""
        return cast("list[Any]", super().tickValues(low, high, size))[:1]

    def tickStrings(self, values: list[float], _scale: float, spacing: float) -> list[str]:  # noqa: N802
        if self.hidden:
            return ["" for _value in values]
        if max(map(abs, values), default=0.0) >= _BILLION:  # in millions they would not fit
            return [_billions(value) for value in values]
        return [_short_amount(value, spacing) for value in values]


class _DateAxis(pg.AxisItem):  # type: ignore[misc]  # the library has no types
    """Dates as years, or as months where the span is short."""

    def tickValues(self, low: float, high: float, size: float) -> list[Any]:  # noqa: N802
        first = date.fromordinal(max(1, int(low)))
        last = date.fromordinal(max(1, int(high)))
        return [(1.0, [float(day.toordinal()) for day in _ticks(first, last, int(size // _LABEL))])]

    def tickStrings(self, values: list[float], _scale: float, _spacing: float) -> list[str]:  # noqa: N802
        days = [date.fromordinal(int(value)) for value in values]
        years = all(day.month == 1 and day.day == 1 for day in days)
        return [str(day.year) if years else formats.month(day) for day in days]


def _ticks(first: date, last: date, room: int) -> list[date]:
    years = last.year - first.year
    if years >= 2:  # noqa: PLR2004
        pace = 1 + years // max(1, room)
        return [
            date(year, 1, 1)
            for year in range(first.year, last.year + 1, pace)
            if first <= date(year, 1, 1) <= last
        ]
    months = (last.year - first.year) * 12 + last.month - first.month
    pace = 1 + 2 * months // max(1, room)
    ranks = range(first.year * 12 + first.month - 1, last.year * 12 + last.month, pace)
    days = [date(rank // 12, rank % 12 + 1, 1) for rank in ranks]
    return [day for day in days if first <= day <= last] or [first]


def _billions(euros: float) -> str:
    return formats.short_money(f"{euros / _BILLION:.1f}", "G") if euros else formats.euros(0)


def _short_amount(euros: float, spacing: float) -> str:
    if spacing >= _MILLION / 10 and abs(euros) >= _MILLION:
        return formats.short_money(f"{euros / _MILLION:.1f}", "M")
    if spacing >= _THOUSAND and round(euros):
        return formats.short_money(str(round(euros / _THOUSAND)), "k")
    return formats.euros(round(euros * _CENTS))
