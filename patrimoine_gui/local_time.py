"""The clock and the calendar of the person who looks.

A system can be set to a zone that Python cannot count in (24 hours and more), and a file can hold
moments that no local clock knows: whatever has no local time keeps the zone that it came with.
"""

from __future__ import annotations

TYPE_CHECKING = False  # `status` writes moments, and cannot wait for typing
if TYPE_CHECKING:
    from datetime import date, datetime


def local(at: datetime) -> datetime:
    """Give a moment by the computer's own clock, or the same object where that has none for it."""
    try:
        return at.astimezone()
    except (ValueError, OverflowError, OSError):
        return at


def now() -> datetime:
    """Give this moment by the computer's own clock, in UTC where that cannot be counted in."""
    from datetime import UTC, datetime

    return local(datetime.now(UTC))


def today() -> date:
    """Give the day on which the person looks."""
    return now().date()


def of_file(seconds: float) -> datetime:
    """Give the moment (UTC) of a time that a file system holds; the year 1 or 9999 beyond those."""
    from datetime import UTC, datetime, timedelta

    try:
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    except OverflowError:
        return datetime(1 if seconds < 0 else 9999, 1, 1, tzinfo=UTC)
