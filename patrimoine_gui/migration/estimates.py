"""What a run will take, from what every revision was measured to take: room, and seconds.

Measured on a file of one value a day for a hundred accounts, brought from each format to the next.
A household has more of other things, which grow less: more is then asked for than is used.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from patrimoine_gui.errors import UpgradeStep

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Format(NamedTuple):
    """What was measured of the files of a format, and of the way up to it.

    Attributes:
        pages: of a file that holds nothing.
        row: bytes of a row, its indexes included.
        widest: bytes of a row in the shadow while it is brought here, before and after together.
        step: seconds that a million rows take to be brought here.
        measure: seconds that their worth takes here.
    """

    pages: int
    row: float
    widest: float
    step: float
    measure: float


_FORMATS = (
    Format(5, 29.1, 29.1, 0.0, 1.5),
    Format(6, 26.1, 55.2, 1.2, 1.3),
    Format(9, 61.7, 92.6, 1.3, 0.6),
    Format(10, 62.0, 62.2, 0.5, 0.6),
    Format(14, 66.4, 132.9, 1.6, 0.6),
    Format(23, 67.1, 67.3, 0.3, 4.0),
    Format(32, 223.3, 302.9, 7.5, 6.0),
    Format(38, 224.1, 224.1, 0.4, 6.5),
    Format(38, 331.6, 567.4, 26.0, 22.0),
    Format(38, 267.5, 331.6, 17.0, 8.6),
    Format(38, 267.5, 267.5, 3.1, 8.0),
    Format(42, 267.8, 267.8, 0.3, 8.0),
    Format(60, 269.2, 270.4, 0.7, 8.0),
    Format(60, 269.2, 269.6, 0.3, 8.2),
)
"""By format number, from 1; the last one stands for those that were not measured yet."""

_PAGE = 4096
_LOOSE = 1.25
"""Pages of a shadow of next to nothing over those of the file that it becomes."""

_PARTLY_FULL = 1.25
"""Pages of next to nothing over those of nothing at all."""

_SPARE = 1.1
_FEW_PAGES = 8
"""What the lock, the register and the reports take, whatever the size."""

_RENEWED = 1.3
"""A shadow whose every value was encrypted again, over the file."""

_PER_100_MB = {
    UpgradeStep.LOCK: 1.0,
    UpgradeStep.SNAPSHOT: 0.6,
    UpgradeStep.BACKUP: 0.9,
    UpgradeStep.VERIFY: 1.3,
    UpgradeStep.FINALISE: 0.7,
    UpgradeStep.PUBLISH: 1.4,
}
_RENEWAL = 20.0
"""Seconds in which a million rows are encrypted again."""

_LOADING = 0.4
"""Seconds in which what runs the revisions is loaded."""

_COUNTED = 0.97
"""Share of a revision after whose last row nothing but an index is left to be made."""

_FIXED = 0.01


@dataclass(frozen=True, slots=True)
class Way:
    """What is done to a file.

    Attributes:
        size: bytes of the file.
        ordinals: format numbers on the way, the first that of the file; one alone where its keys
            are renewed, or it is copied.
        rows: of the file, 0 where they were not counted.
        free: bytes of the file that hold nothing: no copy of it has them.
        milestones: format numbers on the way at which its worth is measured as well.
    """

    size: int
    ordinals: Sequence[int]
    rows: int = 0
    free: int = 0
    milestones: Sequence[int] = ()

    @property
    def copied(self) -> int:
        """Bytes of a copy, and of a backup."""
        return self.size - self.free

    @property
    def result(self) -> int:
        """Bytes of the file afterwards."""
        return self._bytes(self.ordinals[-1], _format(self.ordinals[-1]).row)

    def _bytes(self, ordinal: int, row: float) -> int:
        """Give the size of a file of a format whose rows take so many bytes."""
        first = _format(self.ordinals[0])
        content = max(self.copied - int(first.pages * _PAGE * _PARTLY_FULL), self.rows * first.row)
        return int(_format(ordinal).pages * _PAGE + content * row / first.row)

    def beside(self) -> int:
        """Give the bytes needed beside the file, of which the shadow takes the most.

        It is widest as it is made compact or published: the result stands beside it, or the
        journal of the file with what is added to it.
        """
        shadow = self._widest()
        most = max(
            shadow + self.result, shadow + self.size, self.result + max(self.result, self.size)
        )
        return with_spare(most)

    def _widest(self) -> int:
        if len(self.ordinals) == 1:
            return int(self.copied * _RENEWED)
        last = max(self.ordinals, key=lambda ordinal: _format(ordinal).pages)
        row = max(_widest(*pair) for pair in zip(self.ordinals, self.ordinals[1:], strict=False))
        return self._bytes(last, row) + int((_LOOSE - 1) * _format(last).pages * _PAGE)

    def seconds(self) -> Mapping[UpgradeStep, float]:
        """Give the expected seconds of each step."""
        millions = self.rows / 1e6
        found = dict.fromkeys(UpgradeStep, _FIXED)
        for step, cost in _PER_100_MB.items():
            is_after = step in {UpgradeStep.VERIFY, UpgradeStep.FINALISE, UpgradeStep.PUBLISH}
            found[step] += cost * (self.result if is_after else self.size) / 1e8
        found[UpgradeStep.MEASURE_BEFORE] += _format(self.ordinals[0]).measure * millions
        found[UpgradeStep.MIGRATE] = (
            sum(self.seconds_of_revisions()) or _RENEWAL * millions + _FIXED
        )
        found[UpgradeStep.MEASURE_AFTER] += _format(self.ordinals[-1]).measure * millions
        return found

    def seconds_of_revisions(self) -> tuple[float, ...]:
        """Give the expected seconds of each revision of the run, in their order."""
        pairs = zip(self.ordinals, self.ordinals[1:], strict=False)
        first = _LOADING if len(self.ordinals) > 1 else 0.0
        found = (_FIXED + self._seconds_between(*pair) for pair in pairs)
        return tuple(cost + first * (rank == 0) for rank, cost in enumerate(found))

    def revisions(self) -> tuple[tuple[float, float], ...]:
        """Give the expected seconds of each revision, and which share of them its rows tell.

        They do not tell of what is measured after it.
        """
        pairs = zip(self.ordinals, self.ordinals[1:], strict=False)
        shares = (_COUNTED * self._step(*pair) / self._both(*pair) for pair in pairs)
        return tuple(zip(self.seconds_of_revisions(), shares, strict=True))

    def _step(self, one: int, other: int) -> float:
        return _FIXED + _format(max(one, other)).step

    def _both(self, one: int, other: int) -> float:
        measured = _format(other).measure if other in self.milestones else 0.0
        return self._step(one, other) + measured

    def _seconds_between(self, one: int, other: int) -> float:
        return (self._both(one, other) - _FIXED) * self.rows / 1e6


def with_spare(size: int) -> int:
    """Give the room to ask for where so many bytes are expected to be written."""
    return int(size * _SPARE) + _FEW_PAGES * _PAGE


def _format(ordinal: int) -> Format:
    return _FORMATS[min(ordinal, len(_FORMATS)) - 1]


def _widest(one: int, other: int) -> float:
    """Give the bytes of a row in the shadow from one format to another; down, both are there."""
    if other > one:
        return _format(other).widest
    return _format(one).row + _format(other).row
