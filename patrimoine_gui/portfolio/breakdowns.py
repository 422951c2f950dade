"""The net worth at a day, taken apart: by group, wrapper, currency, liquidity, institution, owner.

Each takes the same worths apart, so that each adds up to the same net worth, to the cent.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final, TypeAlias

from patrimoine_gui.portfolio.household import Asset
from patrimoine_gui.portfolio.ownership import divide
from patrimoine_gui.portfolio.subtypes import catalog

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from patrimoine_gui.portfolio.household import Household, Loan
    from patrimoine_gui.portfolio.net_worth import ValueIndex
    from patrimoine_gui.portfolio.ownership import Owners

Key: TypeAlias = Hashable
"""An `AssetGroup`, a subtype or a `LoanKind`, a currency code, a `Liquidity`, the id of an
institution or an `Owner`; `DEBTS` for loans where they have none; None for what is not said."""


class By(Enum):
    """What to take the net worth apart by."""

    GROUP = "group"
    WRAPPER = "wrapper"
    CURRENCY = "currency"
    LIQUIDITY = "liquidity"
    INSTITUTION = "institution"
    OWNER = "owner"


class Owed(Enum):
    """The line of loans, which have no group and no liquidity."""

    DEBTS = "debts"


DEBTS: Final = Owed.DEBTS


def keys(household: Household, by: By) -> Mapping[int, Key]:
    """Give the line that each asset and loan belongs to.

    An asset in securities counts under its own currency, whatever those of its securities.

    Raises:
        ValueError: `by` is the owner: several may have parts of one thing.
    """
    if by is By.OWNER:
        raise ValueError(by)
    return {owned.id: _key(owned, by) for owned in household.owned}


def _key(owned: Asset | Loan, by: By) -> Key:
    if by is By.CURRENCY:
        return owned.currency
    if by is By.INSTITUTION:
        return owned.institution_id
    if isinstance(owned, Asset):
        if by is By.LIQUIDITY:
            return catalog.liquidity(owned)
        return owned.group if by is By.GROUP else owned.subtype
    return owned.kind if by is By.WRAPPER else DEBTS


@dataclass(frozen=True, slots=True)
class BreakdownLine:
    """One line of a breakdown, in cents of a euro.

    Attributes:
        key: what it is of.
        gross: sum of the worths above zero.
        debts: sum of the worths below zero, as a number below or equal to zero.
        unvalued: assets and loans of this line without any value; with several owners, for each.
        unpriced: values and securities of this line without a price or a rate, counted alike;
            they are in none of the sums.
    """

    key: Key
    gross: int = 0
    debts: int = 0
    unvalued: int = 0
    unpriced: int = 0

    @property
    def net(self) -> int:
        """What is owned less what is owed."""
        return self.gross + self.debts


def breakdown(index: ValueIndex, by: By, day: date, owners: Owners) -> tuple[BreakdownLine, ...]:
    """Take the net worth at a day apart.

    Args:
        index: what things are worth.
        by: what by.
        day: when.
        owners: who owns what; for `By.OWNER`.

    Returns:
        The lines, most valuable first.
    """
    totals: defaultdict[Key, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    key_of = {} if by is By.OWNER else keys(index.household, by)
    for owned_id in index.counted:
        worth = index.worth(owned_id, day)
        cents = worth.cents or 0
        parts: Iterable[tuple[Key, int]] = [(key_of.get(owned_id), cents)]
        if by is By.OWNER:
            parts = divide(cents, owners.shares(owned_id, day)).items()
        for key, part in parts:
            line = totals[key]
            line[0 if cents > 0 else 1] += part
            line[2] += worth.cents is None and not worth.unpriced
            line[3] += worth.unpriced
    lines = (BreakdownLine(key, *sums) for key, sums in totals.items())
    return tuple(sorted(lines, key=_order))


def _order(line: BreakdownLine) -> tuple[int, int, str]:
    return -line.gross, -line.debts, _written(line.key)


def _written(key: Key) -> str:
    """Give a text that sorts keys of one kind, the same on every day and machine."""
    if isinstance(key, Enum):
        return str(key.value)
    order = getattr(key, "order", None)
    return str(order) if order is not None else f"{key!s:>20}"
