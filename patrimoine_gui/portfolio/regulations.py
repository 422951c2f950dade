"""What the law says on a day: rates, ceilings and scales, from their dated table.

No figure of the law stands in the code: each comes from the file, with the day from which it is
in force and its source, and may be corrected there.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import date  # noqa: TC003
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from patrimoine_gui.errors import ParameterMalformed, ParameterMissing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from patrimoine_gui.portfolio.household import RegulatoryParam

Scale = tuple[tuple[Decimal, Decimal], ...]
"""Bounds in ascending order, each with the value from that bound on."""


class Regulations:
    """The law, as far as the file knows it."""

    def __init__(self, parameters: Iterable[RegulatoryParam]) -> None:
        """Index the parameters, which may come in any order."""
        self._dated: dict[str, list[RegulatoryParam]] = {}
        for parameter in sorted(parameters, key=lambda item: item.valid_from):
            self._dated.setdefault(parameter.key, []).append(parameter)

    def in_force(self, key: str, day: date) -> RegulatoryParam:
        """Give the parameter that is in force on a day, with its source.

        Raises:
            ParameterMissing: if none is known for that day.
        """
        dated = self._dated.get(key, [])
        rank = bisect_right(dated, day, key=lambda item: item.valid_from)
        if not rank:
            raise ParameterMissing(key, day)
        return dated[rank - 1]

    def number(self, key: str, day: date) -> Decimal:
        """Give a rate in percent, or an amount in euros.

        Raises:
            ParameterMissing: if none is known for that day.
            ParameterMalformed: if it is not a plain number.
        """
        found = self.in_force(key, day)
        return _number(found.value, found)

    def scale(self, key: str, day: date) -> Scale:
        """Give a scale, such as "0:90 21:80": 90 from 0 on, 80 from 21 on.

        Raises:
            ParameterMissing: if none is known for that day.
            ParameterMalformed: if it is no scale, or its bounds do not rise from 0.
        """
        found = self.in_force(key, day)
        pairs = [step.partition(":") for step in found.value.split()]
        scale = tuple((_number(low, found), _number(value, found)) for low, _, value in pairs)
        bounds = [low for low, _ in scale]
        if not scale or bounds[0] != 0 or bounds != sorted(set(bounds)):
            raise ParameterMalformed(found.key, found.valid_from)
        return scale


def is_scale(unit: str) -> bool:
    """Tell by its unit whether a parameter is a scale: "percent by age"."""
    return " by " in unit


def at(scale: Scale, where: Decimal | int) -> Decimal:
    """Read a scale: the value of the last bound that is reached; the first one below all."""
    return scale[max(bisect_right(scale, where, key=lambda step: step[0]) - 1, 0)][1]


def _number(text: str, parameter: RegulatoryParam) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise ParameterMalformed(parameter.key, parameter.valid_from) from None
    if not number.is_finite():
        raise ParameterMalformed(parameter.key, parameter.valid_from)
    return number
