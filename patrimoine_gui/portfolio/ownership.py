"""Who owns what: shares of each asset and loan at a day, and what each owner has.

Full ownership and debts count whole. Where an asset is dismembered, the usufructuary has the part
of article 669 of the general tax code, and the bare owners the rest. Shares always add up to the
whole: what nobody is said to own is unattributed, below zero where more than the whole was said.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, TypeVar

from patrimoine_gui.portfolio.household import Ownership, Right
from patrimoine_gui.portfolio.usufruct import Usufructs

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    from patrimoine_gui.portfolio.household import Household
    from patrimoine_gui.portfolio.net_worth import ValueIndex

_DAY = timedelta(1)
_ZERO = Fraction(0)
_K = TypeVar("_K", bound="Hashable")


class OwnerKind(StrEnum):
    """Who may own something."""

    MEMBER = "member"
    THIRD = "third party"
    UNATTRIBUTED = "unattributed"


_RANKS = {kind: rank for rank, kind in enumerate(OwnerKind)}


@dataclass(frozen=True, slots=True)
class Owner:
    """An owner: a member by his id, a third party by name, or nobody in particular."""

    kind: OwnerKind
    member_id: int | None = None
    name: str = ""

    @property
    def order(self) -> tuple[int, int, str]:
        """What owners are sorted by."""
        return _RANKS[self.kind], self.member_id or 0, self.name


UNATTRIBUTED = Owner(OwnerKind.UNATTRIBUTED)

Parts = Mapping[tuple[Owner, Right], Fraction]
"""The part of the whole that each owner has by each right; their sum may differ from 1."""


class Owners:
    """The owners of everything, at any day."""

    def __init__(self, household: Household) -> None:
        """Index the shares; the household is not copied."""
        self._usufructs = Usufructs(household.parameters, household.members)
        first = min(household.members, key=lambda item: (item.position, item.id), default=None)
        self._first = UNATTRIBUTED if first is None else Owner(OwnerKind.MEMBER, first.id)
        self._loans = {loan.id for loan in household.loans}
        rows: defaultdict[int, list[Ownership]] = defaultdict(list)
        for row in household.ownerships:
            rows[row.asset_id if row.asset_id is not None else row.loan_id or 0].append(row)
        self._rows = {
            owned: tuple(sorted(own_rows, key=lambda row: row.id))
            for owned, own_rows in rows.items()
        }

    def in_force(self, owned_id: int, day: date) -> tuple[Ownership, ...]:
        """Give what is said of an asset or a loan on a day, in the order of entry."""
        return tuple(row for row in self._rows.get(owned_id, ()) if _holds(row, day))

    def rights(self, owned_id: int, day: date) -> Parts:
        """Give the share that each owner has of a right on a day, whatever the right is worth."""
        result: defaultdict[tuple[Owner, Right], Fraction] = defaultdict(Fraction)
        for row in self.in_force(owned_id, day):
            result[_owner(row), row.right] += _share(row)
        return result or self._unsaid(owned_id)

    def _unsaid(self, owned_id: int) -> Parts:
        right = Right.DEBT if owned_id in self._loans else Right.FULL
        return {(self._first, right): Fraction(1)}

    def parts(self, owned_id: int, day: date) -> Parts:
        """Give the parts of an asset or a loan on a day, each with its right.

        Where nothing is said the first member has all. Usufructs and bare ownerships whose part
        of the worth nobody can tell, for want of an age, are left out.
        """
        rows = self.in_force(owned_id, day)
        if not rows:
            return self._unsaid(owned_id)
        result: defaultdict[tuple[Owner, Right], Fraction] = defaultdict(Fraction)
        used = [row for row in rows if row.right is Right.USUFRUCT]
        bare = [row for row in rows if row.right is Right.BARE]
        for row in rows:
            if row.right in {Right.FULL, Right.DEBT}:
                result[_owner(row), row.right] += _share(row)
        weights = [self._usufructs.part(row, day) for row in used]
        weights_known = [weight for weight in weights if weight is not None]
        if len(weights_known) < len(used):
            return result
        usufruct_part = self._taken(list(zip(used, weights_known, strict=True)), bare, day)
        for row, weight in zip(used, weights_known, strict=True):
            result[_owner(row), row.right] += _share(row) * weight
        for row in bare:
            part = self._usufructs.part(row, day) if usufruct_part is None else usufruct_part
            if part is not None:
                result[_owner(row), row.right] += _share(row) * (1 - part)
        return result

    def _taken(
        self, used: Sequence[tuple[Ownership, Fraction]], bare: Sequence[Ownership], day: date
    ) -> Fraction | None:
        """Give the part of a bare ownership that usufructs take; None where no usufruct is said.

        A usufruct that has ended takes nothing any more: the bare owners have its part.
        """
        if not bare:
            return None
        owned_id = bare[0].asset_id if bare[0].asset_id is not None else bare[0].loan_id or 0
        is_over = any(
            row.right is Right.USUFRUCT and row.ends_on is not None and row.ends_on < day
            for row in self._rows[owned_id]
        )
        whole = sum((_share(row) for row, _part in used), _ZERO)
        if is_over:
            whole = max(whole, sum(map(_share, bare), _ZERO))
        if not whole:
            return None
        return sum((_share(row) * part for row, part in used), _ZERO) / whole

    def shares(self, owned_id: int, day: date) -> Mapping[Owner, Fraction]:
        """Give the part of the worth of an asset or a loan that each owner has on a day.

        In the order of owners; they add up to exactly 1, with the help of `UNATTRIBUTED`.
        """
        result: defaultdict[Owner, Fraction] = defaultdict(Fraction)
        for (owner, _right), part in self.parts(owned_id, day).items():
            result[owner] += part
        rest = 1 - sum(result.values(), _ZERO)
        if rest:
            result[UNATTRIBUTED] += rest
        return {owner: result[owner] for owner in sorted(result, key=lambda item: item.order)}

    def turning_days(self, owned_id: int, first: date, last: date) -> tuple[date, ...]:
        """Give the days after `first` and up to `last` on which the shares change."""
        days: set[date] = set()
        for row in self._rows.get(owned_id, ()):
            if row.starts_on is not None:
                days.add(row.starts_on)
            if row.ends_on is not None and row.ends_on < date.max:
                days.add(row.ends_on + _DAY)
            if row.right in {Right.USUFRUCT, Right.BARE}:
                days.update(self._usufructs.days(row))
        found, before = [], self.shares(owned_id, first)
        for day in sorted(day for day in days if first < day <= last):
            now = self.shares(owned_id, day)
            if now != before:
                found.append(day)
            before = now
        return tuple(found)


def _holds(row: Ownership, day: date) -> bool:
    return (row.starts_on is None or row.starts_on <= day) and (
        row.ends_on is None or day <= row.ends_on
    )


def _owner(row: Ownership) -> Owner:
    if row.member_id is None:
        return Owner(OwnerKind.THIRD, name=row.third_party_name)
    return Owner(OwnerKind.MEMBER, row.member_id)


def _share(row: Ownership) -> Fraction:
    return Fraction(row.num, row.den)


# --- amounts ------------------------------------------------------------------------------------


def divide(cents: int, shares: Mapping[Owner, Fraction]) -> dict[Owner, int]:
    """Divide an amount by shares that add up to 1; the parts add up to the amount, to the cent.

    Each part is rounded towards zero, and the cents left over go to the largest remainders, in
    the order of owners where these are equal: the method of Hamilton. An amount below zero is
    divided as its opposite is.
    """
    owners = sorted(shares, key=lambda owner: owner.order)
    return _divided(cents, [(owner, shares[owner]) for owner in owners])


def _divided(cents: int, shares: Sequence[tuple[_K, Fraction]]) -> dict[_K, int]:
    exact = [cents * share for _key, share in shares]
    parts = [int(amount) for amount in exact]
    left = cents - sum(parts)
    sign = 1 if left > 0 else -1
    ranks = sorted(range(len(exact)), key=lambda rank: (-sign * (exact[rank] - parts[rank]), rank))
    for rank in ranks[: abs(left)]:
        parts[rank] += sign
    return {key: part for (key, _share_), part in zip(shares, parts, strict=True)}


@dataclass(frozen=True, slots=True)
class OwnedPart:
    """What an owner has of one asset or loan, by one right, in cents of a euro."""

    owned_id: int
    owner: Owner
    right: Right | None
    cents: int


def owned_parts(
    index: ValueIndex, owners: Owners, day: date, owned_ids: Iterable[int] | None = None
) -> tuple[OwnedPart, ...]:
    """Give who has what, for all that is counted and has a known worth.

    Args:
        index: what things are worth.
        owners: who owns them.
        day: when.
        owned_ids: which assets and loans; None for all that counts in the totals.
    """
    ids = index.counted if owned_ids is None else tuple(owned_ids)
    result: list[OwnedPart] = []
    for owned_id in ids:
        cents = index.euros(owned_id, day)
        if cents is not None:
            result += _parts_of(owned_id, cents, owners.parts(owned_id, day), owners, day)
    return tuple(result)


def _parts_of(
    owned_id: int, cents: int, parts: Parts, owners: Owners, day: date
) -> Iterable[OwnedPart]:
    for owner, amount in divide(cents, owners.shares(owned_id, day)).items():
        portions = [(right, part) for (who, right), part in parts.items() if who == owner]
        whole = sum((part for _right, part in portions), _ZERO)
        if not whole:
            yield OwnedPart(owned_id, owner, None, amount)
            continue
        fractions = [(right, part / whole) for right, part in portions]
        for right, share in _divided(amount, fractions).items():
            yield OwnedPart(owned_id, owner, right, share)


@dataclass(frozen=True, slots=True)
class OwnerWorth:
    """What an owner is worth at a day, in cents of a euro.

    Attributes:
        owner: who.
        gross: his parts of what is worth more than zero.
        debts: his parts of what is worth less than zero, as a number below or equal to zero.
        full: what he has in full ownership, of `gross`.
        usufruct: what his usufructs are worth, of `gross`.
        bare: what his bare ownerships are worth, of `gross`.
    """

    owner: Owner
    gross: int = 0
    debts: int = 0
    full: int = 0
    usufruct: int = 0
    bare: int = 0

    @property
    def net(self) -> int:
        """What he owns less what he owes."""
        return self.gross + self.debts


def by_owner(index: ValueIndex, owners: Owners, day: date) -> tuple[OwnerWorth, ...]:
    """Give what each owner is worth; they add up to the net worth of the household, to the cent.

    Every member is told, be it with nothing; third parties and what is unattributed where there
    is something.
    """
    positive: defaultdict[Owner, defaultdict[Right | None, int]] = defaultdict(
        lambda: defaultdict(int)
    )
    debts: defaultdict[Owner, int] = defaultdict(int)
    people = {Owner(OwnerKind.MEMBER, member.id) for member in index.household.members}
    for part in owned_parts(index, owners, day):
        people.add(part.owner)
        if (index.euros(part.owned_id, day) or 0) > 0:
            positive[part.owner][part.right] += part.cents
        else:
            debts[part.owner] += part.cents
    return tuple(
        OwnerWorth(
            owner,
            sum(positive[owner].values()),
            debts[owner],
            full=positive[owner][Right.FULL],
            usufruct=positive[owner][Right.USUFRUCT],
            bare=positive[owner][Right.BARE],
        )
        for owner in sorted(people, key=lambda item: item.order)
    )


def of_household(worths: Iterable[OwnerWorth], household: Household, day: date) -> tuple[int, int]:
    """Give what the members of the household own and owe together: their share of everything.

    Args:
        worths: what each owner is worth on the day.
        household: says who is in it.
        day: who died or left before it is not counted, and is on the days before.

    Returns:
        Gross and debts, in cents of a euro; the debts are below or equal to zero.
    """
    inside = {member.id for member in household.members if member.counts_in_household(day)}
    ours = [worth for worth in worths if worth.owner.member_id in inside]
    return sum(worth.gross for worth in ours), sum(worth.debts for worth in ours)
