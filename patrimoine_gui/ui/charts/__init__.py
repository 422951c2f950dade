"""Charts; the plotting library is loaded only when one is drawn."""

from __future__ import annotations

from datetime import date

Point = tuple[date, int]
"""A date and an amount in cents."""
