"""New values that look like slips of the hand; they are told, and never refused."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from patrimoine_gui.entry.amounts import EnteredAmount
    from patrimoine_gui.portfolio.monthly_statement.new_values import NewValue

_FACTORS: Final = (10, 100)
_NEAR_MIN: Final = 8
_NEAR_MAX: Final = 12
"""Tenths of a factor between which a ratio is near it."""

_USUAL: Final = 3
"""A move is large beyond so many times the largest one."""


class SurpriseKind(Enum):
    """What is surprising in a value."""

    SIGN = "below zero where it was above, or the reverse"
    TIMES = "about ten or a hundred times the last one"
    FRACTION = "about a tenth or a hundredth of the last one"
    SAME_AS = "the new value of another row as well"
    LARGE_MOVE = "far more than it ever moved"


@dataclass(frozen=True, slots=True)
class Surprise:
    """What is surprising in one new value.

    Attributes:
        owned_id: of the asset or the loan.
        kind: what is surprising.
        factor: 10 or 100 where it is about that, else 0.
        other_id: the asset or the loan that has the same value, else 0.
    """

    owned_id: int
    kind: SurpriseKind
    factor: int = 0
    other_id: int = 0


def find(values: Sequence[NewValue]) -> tuple[Surprise, ...]:
    """Find what is surprising, of each value the most telling thing alone, in their order."""
    changed = [value for value in values if not value.is_confirmed]
    alike: defaultdict[EnteredAmount, list[int]] = defaultdict(list)
    for value in changed:
        alike[value.amount].append(value.row.owned.id)
    found = (
        _sign(value) or _factor(value) or _same(value, alike[value.amount]) or _move(value)
        for value in changed
    )
    return tuple(surprise for surprise in found if surprise is not None)


def _sign(value: NewValue) -> Surprise | None:
    last = value.row.last
    before = 1 if last is None else last.amount
    if before * value.amount.minor >= 0:
        return None
    return Surprise(value.row.owned.id, SurpriseKind.SIGN)


def _factor(value: NewValue) -> Surprise | None:
    last = value.row.last
    if value.change is None or last is None:
        return None
    small, large = sorted((abs(last.amount), abs(value.amount.minor)))
    for factor in _FACTORS:
        if small and _NEAR_MIN * factor * small <= 10 * large <= _NEAR_MAX * factor * small:
            is_more = large != abs(last.amount)
            kind = SurpriseKind.TIMES if is_more else SurpriseKind.FRACTION
            return Surprise(value.row.owned.id, kind, factor)
    return None


def _same(value: NewValue, alike: Sequence[int]) -> Surprise | None:
    own = value.row.owned.id
    other = next((owned for owned in alike if owned != own), 0)
    if not other or not value.amount.minor:
        return None
    return Surprise(own, SurpriseKind.SAME_AS, other_id=other)


def _move(value: NewValue) -> Surprise | None:
    largest, change = value.row.largest_move, value.change
    if not largest or change is None or abs(change) <= _USUAL * largest:
        return None
    return Surprise(value.row.owned.id, SurpriseKind.LARGE_MOVE)
