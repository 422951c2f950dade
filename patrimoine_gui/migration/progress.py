"""Progress in units of work, and a remaining time that is not made up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from patrimoine_gui.errors import UpgradeStep


class Unit(Enum):
    """What `done` and `total` count."""

    BYTES = "bytes"
    ROWS = "rows"
    CHECKS = "checks"


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the work stands.

    Attributes:
        step: the step under way.
        done: units done in this step; in this revision, while one runs.
        total: units of this step or revision, 0 when unknown.
        unit: what is counted.
        fraction: share of the whole work done, 0.0 to 1.0, never decreasing.
        elapsed: seconds since the beginning.
        remaining: estimated seconds to the end, None while nothing is known.
        revision: id of the revision that runs, "" outside the migration.
        cancellable: whether a cancel would still be heard.
    """

    step: UpgradeStep
    done: int
    total: int
    unit: Unit
    fraction: float
    elapsed: float
    remaining: float | None = None
    revision: str = ""
    cancellable: bool = True


Report = Callable[[Progress], None]
Cancel = Callable[[], bool]


def part_of(report: Report, first: float, last: float) -> Report:
    """Tell somebody of work that is only a part of a whole: from one share of it to another.

    What remains is told of the last part only: nothing is known of those to come.
    """

    def tell(progress: Progress) -> None:
        fraction = first + (last - first) * progress.fraction
        remaining = progress.remaining if last >= 1.0 else None
        report(replace(progress, fraction=fraction, remaining=remaining))

    return tell


def ignore(_progress: Progress) -> None:
    """Report to nobody."""


def never() -> bool:
    """Never cancel."""
    return False
