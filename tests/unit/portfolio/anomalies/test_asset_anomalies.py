"""What counts twice, and balances that count nowhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui.portfolio.anomalies.anomaly_kinds import AnomalyKind, EntityKind, Severity
from patrimoine_gui.portfolio.household import (
    Asset,
    AssetGroup,
    Household,
    Member,
    Ownership,
    Position,
    PriceSeries,
    Role,
    Security,
    Valuation,
    ValuationMode,
)
from tests.examples.odd_households import HOUSE, ME, PLAN, TODAY, found

if TYPE_CHECKING:
    from patrimoine_gui.portfolio.anomalies.anomaly_kinds import Anomaly

CASH = Asset(3, "", "Espèces du PEA", AssetGroup.CASH, "especes", parent_id=2)
ROOM = Asset(4, "", "Studio", AssetGroup.PROPERTY, "locatif", parent_id=1)
PARTS = Asset(5, "", "Parts de la SCI Les Lilas", AssetGroup.PROPERTY, "parts_sci")
COMPANY = Member(2, "", "SCI Lilas", role=Role.COMPANY)
FUND = Security(1, "")
HELD = Position(1, "", 2, 1, date(2026, 6, 1), Decimal(2))
PRICES = PriceSeries(1, ("2026-06-01",), ("10",))


def household(*assets: Asset, **more: object) -> Household:
    """Give a household whose assets are worth 100 each, and are all of the first member."""
    values = tuple(Valuation(item.id, "", item.id, None, TODAY, 100) for item in assets)
    owners = tuple(Ownership(item.id, "", item.id, None, 1, 1, 1) for item in assets)
    parts: dict[str, object] = {"valuations": values, "ownerships": owners, "members": (ME,)}
    return Household(assets=assets, **{**parts, **more})  # type: ignore[arg-type]


def told(made: Household) -> list[tuple[AnomalyKind, int]]:
    return [(item.kind, item.id) for item in found(made)]


# --- parents and children -------------------------------------------------------------------------


def test_a_parent_and_its_child_both_counted() -> None:
    (only,) = found(household(HOUSE, ROOM, replace(ROOM, id=6)))
    assert (only.kind, only.entity, only.id) == (
        AnomalyKind.PARENT_AND_CHILD,
        EntityKind.ASSET,
        1,
    )
    assert (only.count, only.severity) == (2, Severity.WARNING)


def test_a_grandchild_counts_twice_as_well() -> None:
    middle = replace(ROOM, id=6)
    made = household(HOUSE, middle, replace(ROOM, id=7, parent_id=6))
    words = tuple(word for word in made.valuations if word.asset_id != 6)
    assert told(replace(made, valuations=words)) == [(AnomalyKind.PARENT_AND_CHILD, 1)]


@pytest.mark.parametrize(
    "assets",
    [
        (replace(HOUSE, in_net_worth=False), ROOM),
        (HOUSE, replace(ROOM, in_net_worth=False)),
        (HOUSE, replace(ROOM, closed_on=date(2026, 1, 1))),
        (HOUSE, replace(ROOM, parent_id=None)),
        (HOUSE, replace(ROOM, parent_id=99)),
    ],
)
def test_what_counts_once_is_right(assets: tuple[Asset, ...]) -> None:
    kinds = {kind for kind, _id in told(household(*assets))}
    assert AnomalyKind.PARENT_AND_CHILD not in kinds


def test_something_inside_itself_is_found_and_not_followed_for_ever() -> None:
    kinds = told(household(replace(HOUSE, parent_id=4), ROOM))
    assert kinds == [
        (AnomalyKind.PARENT_CYCLE, 1),
        (AnomalyKind.PARENT_AND_CHILD, 1),
        (AnomalyKind.PARENT_AND_CHILD, 4),
    ]


def test_cash_beside_the_securities_of_a_plan_is_right_and_inside_its_balance_is_not() -> None:
    made = household(PLAN, CASH, securities=(FUND,), positions=(HELD,), prices=(PRICES,))
    words = tuple(word for word in made.valuations if word.asset_id != 2)
    assert told(replace(made, valuations=words)) == []
    assert told(replace(made, positions=())) == [(AnomalyKind.PARENT_AND_CHILD, 2)]


# --- companies ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "assets",
    [
        (PARTS, replace(HOUSE, name="Immeuble des Lilas")),
        (PARTS, replace(HOUSE, parent_id=5)),
        (replace(PARTS, parent_id=1), HOUSE),
    ],
)
def test_a_building_and_the_parts_of_its_company(assets: tuple[Asset, ...]) -> None:
    (only,) = found(household(*assets))
    assert (only.kind, only.id) == (AnomalyKind.COMPANY_AND_BUILDING, 1)


def test_the_company_may_be_known_as_the_owner() -> None:
    made = household(PARTS, HOUSE, members=(ME, COMPANY))
    owned = tuple(
        replace(row, member_id=2) if row.asset_id == 1 else row for row in made.ownerships
    )
    assert told(replace(made, ownerships=owned)) == [(AnomalyKind.COMPANY_AND_BUILDING, 1)]
    outside = replace(COMPANY, in_household=False)
    assert told(replace(made, ownerships=owned, members=(ME, outside))) == []


@pytest.mark.parametrize(
    "assets",
    [
        (PARTS, HOUSE),
        (replace(PARTS, name="SCI"), replace(HOUSE, name="Maison de la SCI")),
        (PARTS, replace(HOUSE, name="Lilas", subtype="scpi")),
        (replace(PARTS, in_net_worth=False), replace(HOUSE, name="Lilas")),
    ],
)
def test_other_buildings_are_right(assets: tuple[Asset, ...]) -> None:
    assert told(household(*assets)) == []


# --- owners and balances --------------------------------------------------------------------------


def test_the_last_owner_ended_and_nobody_follows() -> None:
    made = household(HOUSE)
    ended = replace(made.ownerships[0], ends_on=date(2026, 1, 1))
    (only,) = found(replace(made, ownerships=(ended,)))
    assert (only.kind, only.day, only.severity) == (
        AnomalyKind.OWNERS_ENDED,
        date(2026, 1, 2),
        Severity.WARNING,
    )
    follower = replace(ended, id=2, ends_on=None, starts_on=date(2026, 1, 2))
    assert told(replace(made, ownerships=(ended, follower))) == []


def test_a_balance_told_of_what_is_valued_by_its_securities() -> None:
    days = (date(2026, 5, 31), date(2026, 6, 1), TODAY)
    words = tuple(Valuation(n, "", 2, None, day, 100) for n, day in enumerate(days))
    made = household(
        PLAN, valuations=words, securities=(FUND,), positions=(HELD,), prices=(PRICES,)
    )
    only: Anomaly
    (only,) = found(made)
    assert (only.kind, only.id, only.day, only.count) == (
        AnomalyKind.BALANCE_IGNORED,
        2,
        date(2026, 6, 1),
        2,
    )
    sold = replace(HELD, id=2, as_of=TODAY, quantity=Decimal(0))
    assert told(replace(made, positions=(HELD, sold))) == [(AnomalyKind.BALANCE_IGNORED, 2)]
    unpriced = replace(made, prices=())
    assert (AnomalyKind.BALANCE_IGNORED, 2) not in told(unpriced)
    by_balance = replace(PLAN, mode=ValuationMode.BALANCE)
    assert told(replace(made, assets=(by_balance,))) == []


def test_an_anomaly_is_known_again_by_its_identity() -> None:
    first, again = (found(household(HOUSE, ROOM))[0] for _time in range(2))
    assert first.identity == again.identity == "PARENT_AND_CHILD asset 1 1 "
    assert replace(first, day=TODAY).identity != first.identity
