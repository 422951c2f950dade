"""What counts twice, and what does not count although somebody told it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from patrimoine_gui.portfolio.anomalies.anomaly_kinds import (
    Anomaly,
    AnomalyKind,
    EntityKind,
    anomaly,
)
from patrimoine_gui.portfolio.household import AssetGroup, Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from patrimoine_gui.portfolio.household import Asset, Household
    from patrimoine_gui.portfolio.net_worth import ValueIndex

_COMPANIES: Final = frozenset({"parts_sci", "parts_societe"})
"""Subtypes whose worth may be that of a building."""

_NO_BUILDINGS: Final = frozenset({"parts_sci", "scpi"})
"""Subtypes of property that are no building."""

_FORMS: Final = frozenset({"sci", "parts", "part", "de", "la", "le", "les", "des", "du", "-"})
"""Words of a name that say nothing."""

_SHORTEST: Final = 4
"""Letters of a name that says something."""


def of_assets(household: Household, index: ValueIndex, today: date) -> Iterator[Anomaly]:
    """Find what is in the totals of today twice, and balances that are in none."""
    counted = {
        asset.id: asset
        for asset in household.assets
        if asset.in_net_worth and index.euros(asset.id, today)
    }
    twice = _of_companies(household, counted)
    parents = _counted_parents(household, index, counted, today)
    for parent, children in parents.items():
        if not ({parent} | children) & twice.keys():
            yield _anomaly(AnomalyKind.PARENT_AND_CHILD, parent, count=len(children))
    for building in twice:
        yield _anomaly(AnomalyKind.COMPANY_AND_BUILDING, building)
    yield from _ignored_balances(household, index)


def _anomaly(kind: AnomalyKind, asset: int, *, day: date | None = None, count: int = 1) -> Anomaly:
    return anomaly(kind, EntityKind.ASSET, asset, asset, day=day, count=count)


def _counted_parents(
    household: Household, index: ValueIndex, counted: dict[int, Asset], today: date
) -> dict[int, set[int]]:
    """Give what has a balance of its own while something inside it counts as well.

    Securities may stand beside their cash.
    """
    parents = {asset.id: asset.parent_id for asset in household.assets}
    found: defaultdict[int, set[int]] = defaultdict(set)
    for child in counted:
        seen = {child}
        above = parents[child]
        while above is not None and above not in seen:
            if above in counted and not index.is_in_securities(above, today):
                found[above].add(child)
            seen.add(above)
            above = parents.get(above)
    return dict(found)


def _of_companies(household: Household, counted: dict[int, Asset]) -> dict[int, Asset]:
    """Give the buildings that count although the parts of the company that owns them do.

    The company is known by its parts being above or below the building, by the building's name
    having the name of the parts in it, or by an owner of the building, who is a company in the
    household, having it.
    """
    companies = [asset for asset in counted.values() if asset.subtype in _COMPANIES]
    buildings = [
        asset
        for asset in counted.values()
        if asset.group is AssetGroup.PROPERTY and asset.subtype not in _NO_BUILDINGS
    ]
    names = {
        member.id: member.name
        for member in household.members
        if member.role is Role.COMPANY and member.in_household
    }
    owners: defaultdict[int, list[str]] = defaultdict(list)
    for row in household.ownerships:
        if row.asset_id is not None and row.member_id in names:
            owners[row.asset_id].append(names[row.member_id])
    return {
        building.id: building
        for building in buildings
        for company in companies
        if company.id == building.parent_id
        or company.parent_id == building.id
        or _is_mentioned(company.name, [building.name, *owners[building.id]])
    }


def _is_mentioned(name: str, others: Iterable[str]) -> bool:
    """Tell whether the words of a name stand in another one, as they do."""
    words = _words(name)
    return len(words) > _SHORTEST + 1 and any(words in _words(other) for other in others)


def _words(name: str) -> str:
    """Give the words of a name between spaces, without what says that it is a company."""
    return f" {' '.join(word for word in name.casefold().split() if word not in _FORMS)} "


def _ignored_balances(household: Household, index: ValueIndex) -> Iterator[Anomaly]:
    """Find values that were told of assets on days on which their securities alone count."""
    ignored: defaultdict[int, list[date]] = defaultdict(list)
    for word in household.valuations:
        if index.is_in_securities(word.owned_id, word.as_of):
            ignored[word.owned_id].append(word.as_of)
    for asset, days in ignored.items():
        yield _anomaly(AnomalyKind.BALANCE_IGNORED, asset, day=days[0], count=len(days))
