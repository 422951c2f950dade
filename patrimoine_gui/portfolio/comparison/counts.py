"""Compares what is counted rather than listed: prices, exchange rates, figures of the law."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, TypeVar

from patrimoine_gui.portfolio.comparison.lines import ChangeKind, ComparisonLine, RecordKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from decimal import Decimal

    from patrimoine_gui.portfolio.household import Household, PriceSeries

_K = TypeVar("_K")
_V = TypeVar("_V")


def lines(before: Household, after: Household) -> Iterator[ComparisonLine]:
    """Compare prices security by security, then all rates, then all figures of the law."""
    yield from _prices(before, after)
    rates = _rates(before), _rates(after)
    yield from _counted(RecordKind.RATE, "", *rates, day=lambda key: key[2])
    figures = _figures(before), _figures(after)
    yield from _counted(RecordKind.PARAMETER, "", *figures, day=lambda key: key[1])


def _rates(household: Household) -> dict[tuple[str, str, date], Decimal]:
    return {(rate.base, rate.quote, rate.on): rate.value for rate in household.rates}


def _figures(household: Household) -> dict[tuple[str, date], tuple[str, str]]:
    return {(item.key, item.valid_from): (item.value, item.unit) for item in household.parameters}


def _prices(before: Household, after: Household) -> Iterator[ComparisonLine]:
    first, second = _series(before), _series(after)
    for uid in sorted(first.keys() | second.keys()):
        name, old = first.get(uid, ("", None))
        name, new = second.get(uid, (name, None))
        if old and new and old.days == new.days and old.prices == new.prices:
            continue
        sides = _by_day(old), _by_day(new)
        yield from _counted(RecordKind.PRICE, name, *sides, day=date.fromisoformat)


def _series(household: Household) -> dict[str, tuple[str, PriceSeries]]:
    """Give the name and the prices of each security, by its uid."""
    securities = {security.id: (security.uid, security.name) for security in household.securities}
    prices = {}
    for series in household.prices:
        uid, name = securities.get(series.security_id, (f"#{series.security_id}", ""))
        prices[uid] = name, series
    return prices


def _by_day(series: PriceSeries | None) -> dict[str, str]:
    return {} if series is None else dict(zip(series.days, series.prices, strict=True))


def _counted(
    kind: RecordKind,
    owner: str,
    before: Mapping[_K, _V],
    after: Mapping[_K, _V],
    *,
    day: Callable[[_K], date],
) -> Iterator[ComparisonLine]:
    both = before.keys() & after.keys()
    found = {
        ChangeKind.ADDED: after.keys() - both,
        ChangeKind.CHANGED: {key for key in both if before[key] != after[key]},
        ChangeKind.REMOVED: before.keys() - both,
    }
    for change, keys in found.items():
        if keys:
            days = [day(key) for key in keys]
            yield ComparisonLine(kind, change, owner, len(keys), min(days), max(days))
