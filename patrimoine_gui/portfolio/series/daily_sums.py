"""Adds arrays of cents up, day by day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from patrimoine_gui.portfolio.series.daily_values import SAFE

if TYPE_CHECKING:
    from patrimoine_gui.portfolio.series.daily_values import DailyValues, Numbers


class DailySums:
    """Sums of the worths of several things, day by day."""

    def __init__(self, days: int) -> None:
        """Begin with nothing, on a number of days."""
        self.gross: Numbers = np.zeros(days, np.int64)
        self.debts: Numbers = np.zeros(days, np.int64)
        self.unvalued: Numbers = np.zeros(days, np.int64)
        self.unpriced: Numbers = np.zeros(days, np.int64)
        self._greatest = 0

    def add(self, item: DailyValues) -> None:
        """Add the worths of one thing."""
        self._greatest += item.greatest
        is_large = self._greatest >= SAFE or item.cents.dtype == object
        if is_large and self.gross.dtype != object:
            self.gross, self.debts = self.gross.astype(object), self.debts.astype(object)
        if item.has_gross:
            self.gross += item.gross
        if item.has_debts:
            self.debts += item.debts
        if item.is_lacking:
            self.unvalued += item.unvalued
            self.unpriced += item.unpriced
