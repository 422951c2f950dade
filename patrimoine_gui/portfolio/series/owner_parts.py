"""Divides arrays of cents among owners, as `ownership.divide` does."""

from __future__ import annotations

from dataclasses import dataclass
from math import lcm
from typing import TYPE_CHECKING

import numpy as np

from patrimoine_gui.portfolio.ownership import Owner, divide
from patrimoine_gui.portfolio.series.daily_values import SAFE, DailyValues, Numbers, whole

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of days, and the shares that hold on them."""

    days: slice
    shares: Mapping[Owner, Fraction]


@dataclass(frozen=True, slots=True)
class OwnerParts:
    """The parts of one asset or loan, owner by owner, and what they are of."""

    whole: DailyValues
    parts: Mapping[Owner, DailyValues]


def divide_among_owners(item: DailyValues, segments: Sequence[Segment]) -> OwnerParts:
    """Divide an asset or a loan among its owners."""
    if len(segments) == 1 and len(segments[0].shares) == 1:
        return OwnerParts(item, dict.fromkeys(segments[0].shares, item))
    owners = dict.fromkeys(owner for segment in segments for owner in segment.shares)
    cents: dict[Owner, Numbers] = {owner: np.zeros_like(item.cents) for owner in owners}
    held = {owner: np.zeros(len(item.cents), np.int64) for owner in owners}
    for segment in segments:
        for owner, amounts in _divided(item.cents[segment.days], segment.shares).items():
            cents[owner][segment.days] = amounts
            held[owner][segment.days] = 1
    is_above = item.cents > 0
    return OwnerParts(
        item,
        {
            owner: DailyValues.made(
                item.values,
                cents[owner],
                item.unvalued * held[owner],
                item.unpriced * held[owner],
                is_above,
            )
            for owner in owners
        },
    )


def _divided(cents: Numbers, shares: Mapping[Owner, Fraction]) -> dict[Owner, Numbers]:
    """Divide amounts by shares that add up to 1, each as `divide` does."""
    if len(shares) == 1:
        return dict.fromkeys(shares, cents)
    common = lcm(*(share.denominator for share in shares.values()))
    weights = [int(share * common) for share in shares.values()]
    greatest = int(np.abs(cents).max(initial=0))
    if cents.dtype == object or greatest * max(map(abs, (*weights, common))) >= SAFE:
        return _one_by_one(cents, shares)
    products = [cents * weight for weight in weights]
    sizes = [np.abs(product) // common for product in products]
    parts = [np.sign(product) * size for product, size in zip(products, sizes, strict=True)]
    left = cents - sum(parts)
    sign = np.where(left > 0, 1, -1)
    remainders = [
        sign * (product - part * common) for product, part in zip(products, parts, strict=True)
    ]
    for rank, remainder in enumerate(remainders):
        ahead = sum(other >= remainder for other in remainders[:rank]) + sum(
            other > remainder for other in remainders[rank + 1 :]
        )
        parts[rank] = parts[rank] + sign * (ahead < np.abs(left))
    return dict(zip(shares, parts, strict=True))


def _one_by_one(cents: Numbers, shares: Mapping[Owner, Fraction]) -> dict[Owner, Numbers]:
    found = [divide(int(amount), shares) for amount in cents]
    return {owner: whole([parts[owner] for parts in found]) for owner in shares}
