"""Anomalies of who owns what, and of how old people are."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from patrimoine_gui.portfolio.anomalies.anomaly_kinds import (
    Anomaly,
    AnomalyKind,
    EntityKind,
    anomaly,
)
from patrimoine_gui.portfolio.household import Asset, Right

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from patrimoine_gui.portfolio.household import Household, Loan, Ownership

OLDEST: Final = 130
"""Years that nobody has lived: the longest life known is of 122."""

_DAY: Final = timedelta(1)


def of_people(household: Household, today: date) -> Iterator[Anomaly]:
    """Find who is not born yet, or would be older than anybody ever was."""
    for member in household.members:
        kind = _wrong_birth(member.birth_date, today)
        if kind is not None:
            yield anomaly(kind, EntityKind.MEMBER, member.id, day=member.birth_date)
    for row in household.ownerships:
        kind = _wrong_birth(row.ref_birth_date, today)
        if kind is not None:
            day = row.ref_birth_date
            yield anomaly(kind, EntityKind.OWNERSHIP, row.id, _owned(row), day=day)


def _wrong_birth(birth: date | None, today: date) -> AnomalyKind | None:
    if birth is None:
        return None
    if birth > today:
        return AnomalyKind.BORN_IN_THE_FUTURE
    is_too_old = (birth.year + OLDEST, birth.month, birth.day) < (
        today.year,
        today.month,
        today.day,
    )
    return AnomalyKind.BORN_TOO_LONG_AGO if is_too_old else None


def of_shares(household: Household, today: date) -> Iterator[Anomaly]:
    """Find shares that are not the whole, on any day on which they change up to today.

    The day of an anomaly is the first one on which it is so; None where it is so today and no
    share changed.
    """
    births = {member.id: member.birth_date for member in household.members}
    rows: defaultdict[int, list[Ownership]] = defaultdict(list)
    for row in household.ownerships:
        rows[_owned(row)].append(row)
        yield from _of_row(row, births)
    for owned in household.owned:
        yield from _of_owned(owned, rows[owned.id], today)


def _owned(row: Ownership) -> int:
    return row.asset_id if row.asset_id is not None else row.loan_id or 0


def _of_row(row: Ownership, births: dict[int, date | None]) -> Iterator[Anomaly]:
    if row.starts_on is not None and row.ends_on is not None and row.ends_on < row.starts_on:
        kind = AnomalyKind.ENDS_BEFORE_START
        yield anomaly(kind, EntityKind.OWNERSHIP, row.id, _owned(row), day=row.starts_on)
    birth = row.ref_birth_date or births.get(row.member_id or 0)
    if row.right is Right.USUFRUCT and birth is None and row.usufruct_term is None:
        yield anomaly(AnomalyKind.AGE_UNKNOWN, EntityKind.OWNERSHIP, row.id, _owned(row))


def _of_owned(owned: Asset | Loan, rows: list[Ownership], today: date) -> Iterator[Anomaly]:
    entity = EntityKind.ASSET if isinstance(owned, Asset) else EntityKind.LOAN
    first_days: dict[AnomalyKind, date | None] = {}
    for day, changed_on in _days(owned, rows, today):
        for kind in _wrong(rows, day):
            first_days.setdefault(kind, changed_on)
    for kind, first in first_days.items():
        yield anomaly(kind, entity, owned.id, owned.id, day=first)


def _days(
    owned: Asset | Loan, rows: Iterable[Ownership], today: date
) -> list[tuple[date, date | None]]:
    """Give the days to look at, each with the day to tell: None where nothing changed then."""
    opening = owned.opened_on if isinstance(owned, Asset) else None
    last = min(today, owned.closed_on or today)
    first = opening or date.min
    changes = {row.starts_on for row in rows if row.starts_on is not None}
    ends = {day for row in rows for day in (row.ends_on, row.usufruct_term) if day is not None}
    changes |= {day + _DAY for day in ends if day < last}
    within = sorted(day for day in changes if first <= day <= last)
    days: list[tuple[date, date | None]] = [(day, day) for day in within]
    return [*days, (max(first, last), None)]


def _wrong(rows: list[Ownership], day: date) -> list[AnomalyKind]:
    """Tell what is wrong with the shares of a day."""
    in_force = [row for row in rows if _has_begun(row, day) and not _is_over(row, day)]
    if not in_force:
        has_ended = any(_is_over(row, day) for row in rows)
        return [AnomalyKind.OWNERS_ENDED if has_ended else AnomalyKind.NOBODY]
    full = _sum(row for row in in_force if row.right in {Right.FULL, Right.DEBT})
    bare = _sum(row for row in in_force if row.right is Right.BARE)
    used = _sum(row for row in in_force if row.right is Right.USUFRUCT)
    if any(row.right is Right.USUFRUCT and _is_over(row, day) for row in rows):
        used = max(used, bare)  # what has ended is the bare owner's
    elif not used:
        used = _sum(row for row in in_force if row.right is Right.BARE and _has_its_term(row, day))
    whole = full + max(bare, used)
    checks = {
        AnomalyKind.SHARES_ABOVE: whole > 1,
        AnomalyKind.SHARES_BELOW: whole < 1,
        AnomalyKind.USUFRUCT_ALONE: used > bare,
        AnomalyKind.BARE_ALONE: bare > used,
    }
    return [kind for kind, is_so in checks.items() if is_so]


def _has_begun(row: Ownership, day: date) -> bool:
    return row.starts_on is None or row.starts_on <= day


def _is_over(row: Ownership, day: date) -> bool:
    return row.ends_on is not None and row.ends_on < day


def _has_its_term(row: Ownership, day: date) -> bool:
    """Tell whether the usufruct of a bare owner, who alone is told, has come to its term."""
    return row.usufruct_term is not None and row.usufruct_term < day


def _sum(rows: Iterable[Ownership]) -> Fraction:
    return sum((Fraction(row.num, row.den) for row in rows), Fraction(0))
