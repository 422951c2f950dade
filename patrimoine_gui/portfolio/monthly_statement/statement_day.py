"""The day that a monthly statement is about."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

_LAST_DAY_FOR_THE_MONTH_BEFORE: Final = 15


def usual_day(today: date) -> date:
    """Give the last day of the month before until the 15th, today after it."""
    if today.day > _LAST_DAY_FOR_THE_MONTH_BEFORE:
        return today
    return today.replace(day=1) - timedelta(days=1)
