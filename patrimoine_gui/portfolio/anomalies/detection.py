"""What cannot be right in a household, and what it makes uncertain; nothing is mended or guessed.

Each anomaly names what it is about by its kind and number, and never by a name or an amount: the
sentences are made in `wording.portfolio.anomalies`, on screen only. Operations in the bin are left
alone, and so is what is planned: loan events and shares may lie in the future.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from patrimoine_gui.portfolio.anomalies import asset_anomalies, ownership_anomalies
from patrimoine_gui.portfolio.anomalies.anomaly_kinds import (
    Anomaly,
    AnomalyKind,
    EntityKind,
    Severity,
    Uncertain,
    anomaly,
)
from patrimoine_gui.portfolio.currencies import EURO
from patrimoine_gui.portfolio.household import (
    Asset,
    EventKind,
    OperationKind,
    ValuationMode,
)
from patrimoine_gui.portfolio.loans import balances
from patrimoine_gui.portfolio.loans.loan_events import IgnoredReason

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from patrimoine_gui.portfolio.household import (
        Household,
        LoanEvent,
        Operation,
        Valuation,
    )
    from patrimoine_gui.portfolio.net_worth import ValueIndex

_BY_FIELD: Final = {
    **dict.fromkeys(("birth_date", "ref_birth_date"), Uncertain.SHARES),
    **dict.fromkeys(
        ("principal", "rate", "insurance_rate", "insurance_amount", "balloon", "amount"),
        Uncertain.SCHEDULE,
    ),
    **dict.fromkeys(("quantity", "unit_price", "fees", "taxes"), Uncertain.PERFORMANCE),
}
"""What a field that cannot be read makes uncertain; names and notes otherwise."""


_ALWAYS: Final = (None, None)


class _Dated(NamedTuple):
    """Something of one day that belongs to an asset or a loan."""

    entity: EntityKind
    id: int
    owned_id: int
    day: date


def find(household: Household, index: ValueIndex, today: date) -> tuple[Anomaly, ...]:
    """Find every anomaly, the most serious first; the same household gives the same ones.

    Args:
        household: the snapshot.
        index: its values, which tell whether a figure of today lacks something.
        today: what is dated after it is in the future.
    """
    live = [item for item in household.operations if not item.deleted_at]
    found = [
        *_illegible(household),
        *_entries(household, live, today),
        *_future(household, today),
        *_future_prices(household, today),
        *_rates(household, live, today),
        *_prices(household, index, today),
        *_loans(household, index, today),
        *ownership_anomalies.of_people(household, today),
        *ownership_anomalies.of_shares(household, today),
        *_transfers(live),
        *_splits(live),
        *_cycles(EntityKind.ASSET, {asset.id: asset.parent_id for asset in household.assets}),
        *_cycles(EntityKind.CATEGORY, {item.id: item.parent_id for item in household.categories}),
        *_currencies(household),
        *asset_anomalies.of_assets(household, index, today),
    ]
    return tuple(sorted(found, key=lambda item: item.rank))


def _entity(owned: object) -> EntityKind:
    return EntityKind.ASSET if isinstance(owned, Asset) else EntityKind.LOAN


def _owner(item: Operation) -> int:
    return item.asset_id if item.asset_id is not None else item.loan_id or 0


# --- what cannot be read --------------------------------------------------------------------------


def _illegible(household: Household) -> Iterator[Anomaly]:
    if household.unreadable:
        count = household.unreadable
        yield anomaly(AnomalyKind.UNREADABLE, EntityKind.HOUSEHOLD, 0, count=count)
    for entity, number, owned, fields in _with_fields(household):
        if fields:
            doubts = [_BY_FIELD[name] for name in fields if name in _BY_FIELD]
            uncertain = doubts[0] if doubts else Uncertain.WORDS
            yield anomaly(
                AnomalyKind.ILLEGIBLE, entity, number, owned, fields=fields, uncertain=uncertain
            )


def _with_fields(
    household: Household,
) -> Iterator[tuple[EntityKind, int, int | None, tuple[str, ...]]]:
    """Give everything that has encrypted fields, with those that could not be read."""
    yield EntityKind.HOUSEHOLD, 0, None, household.info.illegible
    for owned in household.owned:
        yield _entity(owned), owned.id, owned.id, owned.illegible
    for event in household.loan_events:
        yield EntityKind.LOAN_EVENT, event.id, event.loan_id, event.illegible
    for row in household.ownerships:
        yield EntityKind.OWNERSHIP, row.id, row.asset_id or row.loan_id, row.illegible
    for operation in household.operations:
        yield EntityKind.OPERATION, operation.id, _owner(operation), operation.illegible
    for entity, items in (
        (EntityKind.MEMBER, household.members),
        (EntityKind.INSTITUTION, household.institutions),
        (EntityKind.SECURITY, household.securities),
        (EntityKind.CATEGORY, household.categories),
        (EntityKind.STATEMENT, household.statements),
    ):
        for item in items:
            yield entity, item.id, None, item.illegible


# --- days -----------------------------------------------------------------------------------------


def _dated(household: Household, live: Iterable[Operation]) -> Iterator[_Dated]:
    for word in household.valuations:
        yield _Dated(EntityKind.VALUATION, word.id, word.owned_id, word.as_of)
    for position in household.positions:
        yield _Dated(EntityKind.POSITION, position.id, position.asset_id, position.as_of)
    for operation in live:
        yield _Dated(EntityKind.OPERATION, operation.id, _owner(operation), operation.on_date)
    for event in household.loan_events:
        yield _Dated(EntityKind.LOAN_EVENT, event.id, event.loan_id, event.on_date)


def _entries(household: Household, live: Iterable[Operation], today: date) -> Iterator[Anomaly]:
    """Find what lies outside the days between which its asset or loan exists, or in the future."""
    lives = {asset.id: (asset.opened_on, asset.closed_on) for asset in household.assets}
    lives |= {loan.id: (None, loan.closed_on) for loan in household.loans}
    for number, (start, end) in list(lives.items()):
        if start is not None and end is not None and start > end:
            kind = AnomalyKind.OPENED_AFTER_CLOSED
            yield anomaly(kind, EntityKind.ASSET, number, number, day=start, until=end)
            del lives[number]
    for item in _dated(household, live):
        start, end = lives.get(item.owned_id, _ALWAYS)
        if start is not None and item.day < start:
            yield _entry(AnomalyKind.BEFORE_OPENING, item)
        elif end is not None and item.day > end:
            yield _entry(AnomalyKind.AFTER_CLOSING, item)
        if item.day > today and item.entity is not EntityKind.LOAN_EVENT:
            yield _entry(AnomalyKind.IN_THE_FUTURE, item)


def _entry(kind: AnomalyKind, item: _Dated) -> Anomaly:
    return anomaly(kind, item.entity, item.id, item.owned_id, day=item.day)


def _future(household: Household, today: date) -> Iterator[Anomaly]:
    kind = AnomalyKind.IN_THE_FUTURE
    for asset in household.assets:
        days = [day for day in (asset.opened_on, asset.first_payment_on) if day and day > today]
        if days:
            yield anomaly(kind, EntityKind.ASSET, asset.id, asset.id, day=min(days))
    for statement in household.statements:
        if statement.as_of > today:
            yield anomaly(kind, EntityKind.STATEMENT, statement.id, day=statement.as_of)


def _future_prices(household: Household, today: date) -> Iterator[Anomaly]:
    kind = AnomalyKind.IN_THE_FUTURE
    for series in household.prices:
        last = date.fromisoformat(max(series.days, default=date.min.isoformat()))
        if last > today:
            yield anomaly(kind, EntityKind.PRICE, series.security_id, day=last)
    for rate in household.rates:
        if rate.on > today:
            yield anomaly(
                kind, EntityKind.RATE, 0, day=rate.on, code=_foreign(rate.base, rate.quote)
            )


# --- rates and prices -----------------------------------------------------------------------------


def _foreign(base: str, quote: str) -> str:
    return quote if base == EURO else base


def _rates(household: Household, live: Iterable[Operation], today: date) -> Iterator[Anomaly]:
    """Find currencies that are needed before their first rate."""
    known: dict[str, date] = {}
    for rate in household.rates:
        if EURO in {rate.base, rate.quote}:
            _earlier(known, _foreign(rate.base, rate.quote), rate.on)
    values, moves = _valued_in(household), dict[str, date]()
    for operation in live:
        _earlier(moves, operation.currency, operation.on_date)
    for code in sorted({*values, *moves}):
        first = known.get(code, date.max)
        value, move = values.get(code, date.max), moves.get(code, date.max)
        if min(value, move) >= first:
            continue
        yield anomaly(
            *(AnomalyKind.NO_RATE, EntityKind.RATE, 0),
            day=value if value < first else move,
            until=known.get(code),
            code=code,
            severity=Severity.WARNING if value < first and first > today else Severity.INFO,
            uncertain=Uncertain.VALUE if value < first else Uncertain.PERFORMANCE,
        )


def _valued_in(household: Household) -> dict[str, date]:
    """Give the currencies in which something is worth something, each with its first day."""
    found: dict[str, date] = {}
    for word in household.valuations:
        _earlier(found, word.currency, word.as_of)
    currencies = {item.id: item.currency for item in household.securities}
    for (security, _asset), day in _first_held(household).items():
        _earlier(found, currencies.get(security, EURO), day)
    by_loan = {loan.id: loan.currency for loan in household.loans}
    for event in household.loan_events:
        if event.kind is EventKind.STATEMENT:
            _earlier(found, by_loan.get(event.loan_id, EURO), event.on_date)
    for loan in household.loans:
        terms = balances.terms(loan)
        if terms is not None:
            _earlier(found, loan.currency, terms.due(-1))
    return found


def _earlier(days: dict[str, date], code: str, day: date) -> None:
    if code != EURO and day < days.get(code, date.max):
        days[code] = day


def _first_held(household: Household) -> dict[tuple[int, int], date]:
    """Give the first day on which each asset that is valued by its securities holds each."""
    assets = {asset.id for asset in household.assets if asset.mode is ValuationMode.POSITIONS}
    days: dict[tuple[int, int], date] = {}
    for item in household.positions:
        if item.quantity and item.asset_id in assets:
            place = item.security_id, item.asset_id
            days[place] = min(item.as_of, days.get(place, item.as_of))
    return days


def _prices(household: Household, index: ValueIndex, today: date) -> Iterator[Anomaly]:
    """Find securities that are held before their first price."""
    known = {
        series.security_id: date.fromisoformat(series.days[0])
        for series in household.prices
        if series.days
    }
    for (security, asset), day in _first_held(household).items():
        first = known.get(security)
        if first is not None and first <= day:
            continue
        is_lacking = (first is None or first > today) and index.worth(asset, today).unpriced
        severity = Severity.WARNING if is_lacking else Severity.INFO
        yield anomaly(
            *(AnomalyKind.NO_PRICE, EntityKind.SECURITY, security, asset),
            day=day,
            until=first,
            severity=severity,
        )


def _currencies(household: Household) -> Iterator[Anomaly]:
    for owned in household.owned:
        if owned.currency_to_check:
            yield anomaly(AnomalyKind.CURRENCY_TO_CHECK, _entity(owned), owned.id, owned.id)


# --- loans ----------------------------------------------------------------------------------------


def _loans(household: Household, index: ValueIndex, today: date) -> Iterator[Anomaly]:
    events: defaultdict[int, list[LoanEvent]] = defaultdict(list)
    points: defaultdict[int, list[Valuation]] = defaultdict(list)
    for event in household.loan_events:
        events[event.loan_id].append(event)
    for word in household.valuations:
        points[word.owned_id].append(word)
    for loan in household.loans:
        missing = balances.missing_terms(loan)
        if missing:
            kind = (
                AnomalyKind.LOAN_WITHOUT_RATE
                if missing == ("rate",)
                else AnomalyKind.LOAN_WITHOUT_TERMS
            )
            is_known = index.worth(loan.id, today).cents is not None
            severity = Severity.INFO if is_known else Severity.WARNING
            yield anomaly(
                kind, EntityKind.LOAN, loan.id, loan.id, fields=missing, severity=severity
            )
        schedule = balances.schedule(loan, events[loan.id], points[loan.id])
        for ignored in schedule.anomalies if schedule else ():
            is_low = ignored.reason is IgnoredReason.BELOW_INTEREST
            kind = AnomalyKind.MODULATION_TOO_LOW if is_low else AnomalyKind.EVENT_IGNORED
            yield anomaly(kind, EntityKind.LOAN_EVENT, ignored.event_id, loan.id, day=ignored.on)


# --- operations and trees -------------------------------------------------------------------------


def _transfers(live: Iterable[Operation]) -> Iterator[Anomaly]:
    sides: defaultdict[str, list[Operation]] = defaultdict(list)
    for operation in live:
        if operation.transfer_uid:
            sides[operation.transfer_uid].append(operation)
    for legs in sides.values():
        first = min(legs, key=lambda item: item.id)
        if len(legs) == 1:
            kind = AnomalyKind.TRANSFER_ONE_LEG
        elif _is_unbalanced(legs):
            kind = AnomalyKind.TRANSFER_UNBALANCED
        else:
            continue
        yield anomaly(kind, EntityKind.OPERATION, first.id, _owner(first), day=first.on_date)


def _is_unbalanced(legs: list[Operation]) -> bool:
    """Tell whether the sides differ; sides in two currencies, or of a purchase, may."""
    are_plain = all(leg.kind is OperationKind.TRANSFER for leg in legs)
    return are_plain and len({leg.currency for leg in legs}) == 1 and sum(_amounts(legs)) != 0


def _amounts(legs: Iterable[Operation]) -> Iterator[int]:
    return (leg.amount for leg in legs)


def _splits(live: Iterable[Operation]) -> Iterator[Anomaly]:
    for item in live:
        if item.splits and sum(part.amount for part in item.splits) != item.amount:
            kind = AnomalyKind.SPLITS_DIFFER
            yield anomaly(kind, EntityKind.OPERATION, item.id, _owner(item), day=item.on_date)


def _cycles(entity: EntityKind, parents: Mapping[int, int | None]) -> Iterator[Anomaly]:
    """Find each circle once, by its smallest number."""
    visited: set[int] = set()
    for start in sorted(parents):
        path: list[int] = []
        here: int | None = start
        while here is not None and here not in visited and here not in path:
            path.append(here)
            here = parents.get(here)
        if here in path:
            first = min(path[path.index(here) :])
            owned_id = first if entity is EntityKind.ASSET else None
            yield anomaly(AnomalyKind.PARENT_CYCLE, entity, first, owned_id)
        visited.update(path)
