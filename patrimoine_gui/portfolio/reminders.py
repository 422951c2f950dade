"""What is to be looked after: values that have grown old, and the days that come next.

The usual delays, where an asset does not say its own and its subtype does not either: `MONTHLY`
for balances, for securities (the age is that of their oldest price) and for credit in use;
`QUARTERLY` for accounts and contracts whose value is copied by hand; `YEARLY` for property,
companies, things, and debts without a schedule. A loan with a schedule never grows old.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING, Final

from patrimoine_gui.errors import ParameterMalformed, ParameterMissing
from patrimoine_gui.portfolio.household import (
    Asset,
    EventKind,
    LoanKind,
    Right,
    ValuationMode,
)
from patrimoine_gui.portfolio.loans import balances
from patrimoine_gui.portfolio.regulations import Regulations
from patrimoine_gui.portfolio.subtypes import catalog, details
from patrimoine_gui.portfolio.subtypes.catalog import MONTHLY, YEARLY, Term
from patrimoine_gui.portfolio.usufruct import BY_AGE, years_after

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from patrimoine_gui.portfolio.household import (
        Household,
        Loan,
        LoanEvent,
        Ownership,
        Valuation,
    )

_IN_USE: Final = frozenset({LoanKind.REVOLVING, LoanKind.OVERDRAFT})


@dataclass(frozen=True, slots=True)
class StaleValue:
    """A value that is older than it should be.

    Attributes:
        owned_id: the asset or the loan.
        since: day of the value; None where there is none.
        age: days since then, None where there is no value.
        after: above how many days it is old.
    """

    owned_id: int
    since: date | None
    age: int | None
    after: int


class Occasion(Enum):
    """What makes a day worth knowing, in the order in which those of one day are told."""

    INSTALMENT = "next instalment of a loan"
    LOAN_END = "end of a loan"
    USUFRUCT_END = "end of a usufruct"
    AGE_STEP = "age at which a usufruct is worth less"
    ANNIVERSARY = "anniversary of a plan that changes its rules"
    UNLOCKING = "part of a plan that becomes available"


@dataclass(frozen=True, slots=True)
class UpcomingDate:
    """A day that comes.

    Attributes:
        on: the day.
        occasion: what it is.
        owned_id: the asset or the loan.
        member_id: whose birthday, where he is a member.
        years: his age, or that of the plan.
        amount: of an instalment with its insurance, or what becomes available, smallest units of
            `currency`.
        currency: of the amount, "" without one.
    """

    on: date
    occasion: Occasion
    owned_id: int
    member_id: int | None = None
    years: int | None = None
    amount: int | None = None
    currency: str = ""


# --- values that have grown old -------------------------------------------------------------------


def usual_delay(owned: Asset | Loan) -> int:
    """Give above how many days a value is old, where the asset does not say it itself."""
    if isinstance(owned, Asset):
        return catalog.stale_after(owned)
    return MONTHLY if owned.kind in _IN_USE else YEARLY


def stale(
    household: Household, day: date, delays: Mapping[str, int] | None = None
) -> tuple[StaleValue, ...]:
    """Find the values that are old on a day: those that were never told first, then the oldest.

    What is closed, or not open yet, is left out; so is an asset without a value of its own that
    only holds others.

    Args:
        household: the snapshot.
        day: the day.
        delays: what the household chose for some subtypes, in days, in place of the usual.
    """
    chosen = delays or {}
    last_values = _LastValues(household, day)
    values = []
    for owned in household.owned:
        if not _lives(owned, day) or last_values.is_settled(owned):
            continue
        since = last_values.since(owned)
        after = _delay(owned, chosen)
        age = None if since is None else (day - since).days
        if age is None or age > after:
            values.append(StaleValue(owned.id, since, age, after))
    return tuple(sorted(values, key=lambda item: (item.since or date.min, item.owned_id)))


def _delay(owned: Asset | Loan, chosen: Mapping[str, int]) -> int:
    own = owned.stale_after_days if isinstance(owned, Asset) else None
    if own is not None:
        return own
    usual = usual_delay(owned)
    return chosen.get(owned.subtype, usual) if isinstance(owned, Asset) else usual


def _lives(owned: Asset | Loan, day: date) -> bool:
    opening = owned.opened_on if isinstance(owned, Asset) else None
    is_open = opening is None or opening <= day
    return is_open and (owned.closed_on is None or owned.closed_on >= day)


class _LastValues:
    """When the value of each asset and loan was last told, up to a day."""

    def __init__(self, household: Household, day: date) -> None:
        self._day = day
        self._words: dict[int, date] = {}
        for word in household.valuations:
            self._keep(word.owned_id, word.as_of)
        for event in household.loan_events:
            if event.kind is EventKind.STATEMENT and event.amount is not None:
                self._keep(event.loan_id, event.on_date)
        self._parents = {asset.parent_id for asset in household.assets}
        self._prices = {series.security_id: series.days for series in household.prices}
        self._held: defaultdict[int, dict[int, bool]] = defaultdict(dict)
        for item in sorted(household.positions, key=lambda position: position.as_of):
            if item.as_of <= day:
                self._held[item.asset_id][item.security_id] = bool(item.quantity)

    def _keep(self, owned: int, day: date) -> None:
        if day <= self._day:
            self._words[owned] = max(day, self._words.get(owned, day))

    def is_settled(self, owned: Asset | Loan) -> bool:
        """Tell whether it needs no new value, however old the last one is."""
        if not isinstance(owned, Asset):
            return balances.terms(owned) is not None
        if self._holds(owned):
            return not any(self._held[owned.id].values())
        return owned.id in self._parents and owned.id not in self._words

    def since(self, owned: Asset | Loan) -> date | None:
        """Give the day of the oldest price of what it holds, or that of its last value."""
        days = self._price_days(owned.id) if self._holds(owned) else []
        return min(days) if days else self._words.get(owned.id)

    def _holds(self, owned: Asset | Loan) -> bool:
        is_in_securities = isinstance(owned, Asset) and owned.mode is ValuationMode.POSITIONS
        return is_in_securities and owned.id in self._held

    def _price_days(self, asset: int) -> list[date]:
        found = []
        for security, is_held in self._held[asset].items():
            days = self._prices.get(security, ())
            rank = bisect_right(days, self._day.isoformat())
            if is_held and rank:
                found.append(date.fromisoformat(days[rank - 1]))
        return found


# --- days that come next --------------------------------------------------------------------------


def upcoming(household: Household, today: date, until: date) -> tuple[UpcomingDate, ...]:
    """Give the days worth knowing after today, up to another one, in order.

    Of each loan the next instalment only. What depends on a parameter of the law that the file
    does not have, or that cannot be read, is not said.
    """
    law = Regulations(household.parameters)
    found = [
        *_of_loans(household, today),
        *_of_usufructs(household, law, today),
        *_of_plans(household, law, today),
    ]
    within = (item for item in found if today < item.on <= until)
    return tuple(sorted(within, key=_rank))


def _rank(item: UpcomingDate) -> tuple[object, ...]:
    place = list(Occasion).index(item.occasion)
    return item.on, place, item.owned_id, item.member_id or 0, item.years or 0


def _of_loans(household: Household, today: date) -> Iterator[UpcomingDate]:
    events: defaultdict[int, list[LoanEvent]] = defaultdict(list)
    points: defaultdict[int, list[Valuation]] = defaultdict(list)
    for event in household.loan_events:
        events[event.loan_id].append(event)
    for word in household.valuations:
        points[word.owned_id].append(word)
    for loan in household.loans:
        schedule = balances.schedule(loan, events[loan.id], points[loan.id])
        line = schedule.next_line(today) if schedule else None
        if line is not None and _lives(loan, line.due):
            yield UpcomingDate(
                *(line.due, Occasion.INSTALMENT, loan.id),
                amount=line.total,
                currency=loan.currency,
            )
        ends = [schedule.ends_on] if schedule and schedule.lines else []
        ends += [loan.closed_on] if loan.closed_on is not None else []
        if ends:
            yield UpcomingDate(min(ends), Occasion.LOAN_END, loan.id)


def _of_usufructs(household: Household, law: Regulations, today: date) -> Iterator[UpcomingDate]:
    """Give the ends of usufructs, and the ages of art. 669 of the tax code for those for life."""
    births = {member.id: member.birth_date for member in household.members}
    owned = {item.id: item for item in household.owned}
    ages = _ages(law, today)
    for row in household.ownerships:
        thing = owned.get(row.asset_id or row.loan_id or 0)
        if row.right is not Right.USUFRUCT or thing is None:
            continue
        birth = row.ref_birth_date or births.get(row.member_id or 0)
        for item in _of_usufruct(row, thing.id, birth, ages):
            if _holds_on(row, item.on) and _lives(thing, item.on):
                yield item


def _of_usufruct(
    row: Ownership, owned: int, birth: date | None, ages: Iterable[int]
) -> Iterator[UpcomingDate]:
    if row.usufruct_term is not None:
        yield UpcomingDate(row.usufruct_term, Occasion.USUFRUCT_END, owned, row.member_id)
    elif birth is not None:
        for age in ages:
            day = years_after(birth, age)
            yield UpcomingDate(day, Occasion.AGE_STEP, owned, row.member_id, age)


def _holds_on(row: Ownership, day: date) -> bool:
    has_started = row.starts_on is None or row.starts_on <= day
    return has_started and (row.ends_on is None or row.ends_on >= day)


def _ages(law: Regulations, today: date) -> tuple[int, ...]:
    """Give the ages from which a usufruct is worth another part, none where the law is unknown."""
    try:
        scale = law.scale(BY_AGE, today)
    except (ParameterMissing, ParameterMalformed):
        return ()
    return tuple(int(age) for age, _percent in scale[1:])


def _of_plans(household: Household, law: Regulations, today: date) -> Iterator[UpcomingDate]:
    for asset in household.assets:
        yield from _unlockings(asset)
        subtype = catalog.find(asset.subtype)
        term = subtype.term if subtype else None
        if term is None:
            continue
        days = (asset.first_payment_on, asset.opened_on)
        first = next((day for day in (days if term.since_payment else days[::-1]) if day), None)
        years = _years(law, term, first or today, today)
        if first is None or years is None:
            continue
        day = years_after(first, years)
        if _lives(asset, day):
            yield UpcomingDate(day, Occasion.ANNIVERSARY, asset.id, years=years)


def _unlockings(asset: Asset) -> Iterator[UpcomingDate]:
    """Give the days on which parts of a plan become available, each with all of that day."""
    amounts: defaultdict[date, int] = defaultdict(int)
    for tranche in details.tranches(asset.details):
        if tranche.available_on is not None:
            amounts[tranche.available_on] += tranche.amount
    for day, amount in amounts.items():
        if _lives(asset, day):
            yield UpcomingDate(
                *(day, Occasion.UNLOCKING, asset.id), amount=amount, currency=asset.currency
            )


def _years(law: Regulations, term: Term, first: date, today: date) -> int | None:
    try:
        return int(law.number(term.key, first if term.keeps_law else today))
    except (ParameterMissing, ParameterMalformed):
        return None
