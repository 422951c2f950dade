"""Currencies without a rate, securities without a price."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from patrimoine_gui.portfolio.anomalies.anomaly_kinds import (
    Anomaly,
    AnomalyKind,
    EntityKind,
    Severity,
    Uncertain,
)
from patrimoine_gui.portfolio.currencies import Rate
from patrimoine_gui.portfolio.household import (
    EventKind,
    Household,
    Loan,
    LoanEvent,
    LoanKind,
    Ownership,
    Position,
    PriceSeries,
    Security,
    Valuation,
)
from tests.examples.odd_households import (
    HOUSE,
    LOAN,
    ME,
    MINE,
    PLAN,
    a_house,
    a_loan,
    found,
    operation,
)


def test_a_currency_without_any_rate() -> None:
    household = a_house(
        valuations=(
            Valuation(1, "", 1, None, date(2026, 2, 1), 1, "USD"),
            Valuation(2, "", 1, None, date(2026, 3, 1), 1, "USD"),
        ),
        rates=(Rate("CHF", "USD", date(2020, 1, 1), Decimal(1)),),
    )
    (only,) = found(household)
    assert only == Anomaly(
        *(AnomalyKind.NO_RATE, Severity.WARNING, Uncertain.VALUE, EntityKind.RATE, 0),
        day=date(2026, 2, 1),
        code="USD",
    )


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        (date(2026, 1, 1), []),
        (date(2026, 1, 5), []),
        # Needed by an operation of 5 January, and by a value of 1 February.
        (date(2026, 2, 1), [(Uncertain.PERFORMANCE, Severity.INFO, date(2026, 1, 5))]),
        (date(2026, 2, 2), [(Uncertain.VALUE, Severity.INFO, date(2026, 2, 1))]),
        (date(2026, 12, 1), [(Uncertain.VALUE, Severity.WARNING, date(2026, 2, 1))]),
    ],
)
def test_a_currency_needed_before_its_first_rate(
    first: date, expected: list[tuple[Uncertain, Severity, date]]
) -> None:
    household = a_house(
        valuations=(Valuation(1, "", 1, None, date(2026, 2, 1), 1, "USD"),),
        operations=(operation(1, 1, currency="USD"),),
        rates=(Rate("EUR", "USD", first, Decimal(1)),),
    )
    lacking = [item for item in found(household) if item.kind is AnomalyKind.NO_RATE]
    assert [(item.uncertain, item.severity, item.day) for item in lacking] == expected
    assert [item.until for item in lacking] == [first for _ in expected]


def test_currencies_of_loans_and_of_securities_are_needed_too() -> None:
    day = date(2026, 5, 1)
    household = Household(
        assets=(PLAN,),
        members=(ME,),
        loans=(replace(LOAN, currency="CHF"), Loan(8, "", "", LoanKind.REVOLVING, currency="GBP")),
        loan_events=(
            LoanEvent(1, "", 8, day, EventKind.STATEMENT, 100),
            LoanEvent(2, "", 9, day, EventKind.PREPAYMENT, 100),
        ),
        securities=(Security(1, "", currency="USD"),),
        positions=(Position(1, "", 2, 1, day, Decimal(1)),),
        prices=(PriceSeries(1, ("2026-01-01",), ("1",)),),
    )
    lacking = {item.code: item.day for item in found(household) if item.kind is AnomalyKind.NO_RATE}
    assert lacking == {"CHF": date(2025, 12, 31), "GBP": day, "USD": day}


def a_plan(series: tuple[PriceSeries, ...], *held: tuple[date, int]) -> Household:
    positions = tuple(Position(n, "", 2, 5, day, Decimal(q)) for n, (day, q) in enumerate(held))
    return Household(
        assets=(PLAN, HOUSE),
        members=(ME,),
        ownerships=(MINE, Ownership(2, "", 2, None, 1, 1, 1)),
        securities=(Security(5, ""),),
        positions=(*positions, Position(99, "", 1, 6, date(2026, 1, 1), Decimal(1))),
        prices=series,
    )


def test_a_security_without_a_price() -> None:
    household = a_plan((), (date(2026, 1, 3), 0), (date(2026, 1, 5), 2), (date(2026, 1, 9), 3))
    (only,) = found(household)
    assert only == Anomaly(
        *(AnomalyKind.NO_PRICE, Severity.WARNING, Uncertain.VALUE, EntityKind.SECURITY, 5, 2),
        day=date(2026, 1, 5),
    )


def test_a_security_held_before_its_first_price_or_sold_without_one_is_less_serious() -> None:
    days = (date(2026, 1, 5), 2), (date(2026, 1, 9), 0)
    late = a_plan((PriceSeries(5, ("2026-02-01",), ("1",)),), days[0])
    for household, until in ((late, date(2026, 2, 1)), (a_plan((), *days), None)):
        (only,) = found(household)
        assert (only.kind, only.severity, only.until) == (
            AnomalyKind.NO_PRICE,
            Severity.INFO,
            until,
        )
    assert found(a_plan((PriceSeries(5, ("2026-01-05",), ("1",)),), days[0])) == ()


def test_a_name_with_another_currency() -> None:
    house = replace(HOUSE, name="Maison (USD)")
    (only,) = found(a_house(assets=(house,)))
    assert (only.kind, only.entity, only.id) == (AnomalyKind.CURRENCY_TO_CHECK, EntityKind.ASSET, 1)
    (only,) = found(a_loan(replace(LOAN, name="Prêt (CHF)")))
    assert (only.kind, only.entity, only.id) == (AnomalyKind.CURRENCY_TO_CHECK, EntityKind.LOAN, 9)
