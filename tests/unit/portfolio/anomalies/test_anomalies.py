"""What cannot be right is found, named by its number, and nothing else is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from patrimoine_gui.portfolio.anomalies.anomaly_kinds import (
    Anomaly,
    AnomalyKind,
    EntityKind,
    Severity,
    Uncertain,
)
from patrimoine_gui.portfolio.currencies import Rate
from patrimoine_gui.portfolio.household import (
    Asset,
    AssetGroup,
    Category,
    EventKind,
    Household,
    HouseholdInfo,
    Institution,
    Loan,
    LoanEvent,
    LoanKind,
    Operation,
    OperationKind,
    Ownership,
    Position,
    PriceSeries,
    Security,
    Split,
    Statement,
    Valuation,
)
from tests.examples.odd_households import (
    HOUSE,
    LOAN,
    ME,
    MINE,
    OWED,
    PLAN,
    TODAY,
    a_house,
    a_loan,
    found,
    operation,
    row,
    told,
)


def test_nothing_is_wrong_with_nothing_nor_with_a_plain_household() -> None:
    assert found(Household()) == ()
    value = Valuation(1, "", 1, None, TODAY, 100)
    assert found(a_house(valuations=(value,))) == ()
    assert found(a_loan()) == ()


# --- what cannot be read --------------------------------------------------------------------------


def test_amounts_that_cannot_be_read_are_counted() -> None:
    (only,) = found(Household(unreadable=7))
    assert only == Anomaly(
        AnomalyKind.UNREADABLE, Severity.WARNING, Uncertain.VALUE, EntityKind.HOUSEHOLD, 0, count=7
    )


def test_fields_that_cannot_be_read_are_named() -> None:
    day, bad = date(2026, 1, 1), ("note",)
    household = Household(
        info=HouseholdInfo(illegible=("name",)),
        assets=(replace(HOUSE, illegible=bad),),
        loans=(replace(LOAN, illegible=("name", "rate")),),
        loan_events=(LoanEvent(3, "", 9, day, EventKind.PAUSE, illegible=bad),),
        members=(replace(ME, illegible=("birth_date",)),),
        institutions=(Institution(4, "", "", illegible=("name",)),),
        ownerships=(MINE, replace(OWED, illegible=("third_party_name",))),
        securities=(Security(5, "", illegible=("isin",)),),
        operations=(operation(6, 1, illegible=("fees",)),),
        categories=(Category(7, "", "", illegible=("name",)),),
        statements=(Statement(8, "", day, "", "EUR", 0, 0, 0, illegible=("label",)),),
    )
    subjects = {
        (item.entity, item.id): (item.owned_id, item.fields, item.uncertain)
        for item in found(household)
        if item.kind is AnomalyKind.ILLEGIBLE
    }
    words = Uncertain.WORDS
    assert subjects == {
        (EntityKind.HOUSEHOLD, 0): (None, ("name",), words),
        (EntityKind.ASSET, 1): (1, bad, words),
        (EntityKind.LOAN, 9): (9, ("name", "rate"), Uncertain.SCHEDULE),
        (EntityKind.LOAN_EVENT, 3): (9, bad, words),
        (EntityKind.MEMBER, 1): (None, ("birth_date",), Uncertain.SHARES),
        (EntityKind.INSTITUTION, 4): (None, ("name",), words),
        (EntityKind.OWNERSHIP, 9): (9, ("third_party_name",), words),
        (EntityKind.SECURITY, 5): (None, ("isin",), words),
        (EntityKind.OPERATION, 6): (1, ("fees",), Uncertain.PERFORMANCE),
        (EntityKind.CATEGORY, 7): (None, ("name",), words),
        (EntityKind.STATEMENT, 8): (None, ("label",), words),
    }


# --- days -----------------------------------------------------------------------------------------


def test_an_asset_opened_after_it_was_closed() -> None:
    house = replace(HOUSE, opened_on=date(2026, 2, 1), closed_on=date(2026, 1, 1))
    household = a_house(assets=(house,), operations=(operation(1, 5),))
    (only,) = found(household)
    assert (only.kind, only.id, only.owned_id) == (AnomalyKind.OPENED_AFTER_CLOSED, 1, 1)
    assert (only.day, only.until) == (house.opened_on, house.closed_on)


def test_entries_outside_the_life_of_their_asset() -> None:
    house = replace(HOUSE, opened_on=date(2026, 1, 10), closed_on=date(2026, 1, 20))
    days = [date(2026, 1, day) for day in (9, 10, 20, 21)]
    household = a_house(
        assets=(house,),
        valuations=tuple(Valuation(n, "", 1, None, day, 1) for n, day in enumerate(days)),
        positions=tuple(Position(n, "", 1, 1, day, Decimal(0)) for n, day in enumerate(days)),
        operations=(operation(5, 1), operation(6, 1, deleted_at="2026-01-05T00:00:00Z")),
    )
    assert told(household) == [
        (AnomalyKind.BEFORE_OPENING, EntityKind.OPERATION, 5),
        (AnomalyKind.BEFORE_OPENING, EntityKind.POSITION, 0),
        (AnomalyKind.BEFORE_OPENING, EntityKind.VALUATION, 0),
        (AnomalyKind.AFTER_CLOSING, EntityKind.POSITION, 3),
        (AnomalyKind.AFTER_CLOSING, EntityKind.VALUATION, 3),
    ]


def test_an_event_after_the_loan_was_closed() -> None:
    loan = replace(LOAN, closed_on=date(2026, 3, 1))
    event = LoanEvent(4, "", 9, date(2026, 3, 2), EventKind.PREPAYMENT, 100)
    (only,) = found(a_loan(loan, loan_events=(event,)))
    assert (only.kind, only.entity, only.id) == (
        AnomalyKind.AFTER_CLOSING,
        EntityKind.LOAN_EVENT,
        4,
    )


def test_days_in_the_future() -> None:
    later = date(2026, 11, 24)
    assets = (
        replace(HOUSE, first_payment_on=later),
        replace(PLAN, opened_on=date(2027, 1, 1), first_payment_on=later),
        Asset(3, "", "", AssetGroup.OTHER, "", opened_on=TODAY),
    )
    household = a_house(
        *(Ownership(n, "", n, None, 1, 1, 1) for n in (1, 2, 3)),
        assets=assets,
        valuations=(Valuation(1, "", 1, None, TODAY, 1), Valuation(2, "", 1, None, later, 1)),
        operations=(replace(operation(3, 1), on_date=later),),
        positions=(Position(4, "", 1, 1, later, Decimal(1)),),
        prices=(
            PriceSeries(1, ("2026-01-01", "2026-11-24"), ("1", "2")),
            PriceSeries(2, ("2026-11-23",), ("1",)),
            PriceSeries(3, (), ()),
        ),
        securities=(Security(1, ""),),
        rates=(
            Rate("EUR", "USD", later, Decimal(1)),
            Rate("CHF", "EUR", TODAY, Decimal(1)),
            Rate("CHF", "EUR", later, Decimal(1)),
        ),
        statements=(
            Statement(7, "", later, "", "EUR", 0, 0, 0),
            Statement(8, "", TODAY, "", "EUR", 0, 0, 0),
        ),
    )
    future = [item for item in found(household) if item.kind is AnomalyKind.IN_THE_FUTURE]
    assert [(item.entity, item.id, item.code) for item in future] == [
        (EntityKind.RATE, 0, "CHF"),
        (EntityKind.RATE, 0, "USD"),
        (EntityKind.PRICE, 1, ""),
        (EntityKind.STATEMENT, 7, ""),
        (EntityKind.ASSET, 1, ""),
        (EntityKind.OPERATION, 3, ""),
        (EntityKind.POSITION, 4, ""),
        (EntityKind.VALUATION, 2, ""),
        (EntityKind.ASSET, 2, ""),
    ]
    assert {item.day for item in future} == {later}


def test_what_is_planned_for_a_loan_is_not_wrong() -> None:
    event = LoanEvent(4, "", 9, date(2026, 12, 24), EventKind.PREPAYMENT, 100)
    assert found(a_loan(loan_events=(event,))) == ()


# --- loans ----------------------------------------------------------------------------------------


def test_a_loan_without_a_rate_or_without_terms() -> None:
    (only,) = found(a_loan(replace(LOAN, rate=None)))
    assert only == Anomaly(
        *(
            AnomalyKind.LOAN_WITHOUT_RATE,
            Severity.WARNING,
            Uncertain.SCHEDULE,
            EntityKind.LOAN,
            9,
            9,
        ),
        fields=("rate",),
    )
    point = Valuation(1, "", None, 9, TODAY, 100)
    (only,) = found(a_loan(replace(LOAN, rate=None, months=None), valuations=(point,)))
    assert (only.kind, only.severity) == (AnomalyKind.LOAN_WITHOUT_TERMS, Severity.INFO)
    assert only.fields == ("rate", "months")
    assert found(a_loan(Loan(9, "", "", LoanKind.OVERDRAFT))) == ()


def test_loan_events_without_effect() -> None:
    # By hand: 12 000.00 at 1 % a month: 120.00 of interest, so 120.00 pays nothing back.
    events = (
        LoanEvent(1, "", 9, date(2026, 1, 15), EventKind.MODULATION, 12_000),
        LoanEvent(2, "", 9, date(2026, 1, 16), EventKind.PREPAYMENT),
        LoanEvent(3, "", 9, date(2026, 1, 17), EventKind.MODULATION, 90_000),
    )
    first, second = found(a_loan(loan_events=events))
    assert (first.kind, first.entity, first.id) == (
        AnomalyKind.MODULATION_TOO_LOW,
        EntityKind.LOAN_EVENT,
        1,
    )
    assert (first.owned_id, first.day, first.severity) == (
        9,
        date(2026, 1, 15),
        Severity.WARNING,
    )
    assert (second.kind, second.id, second.severity) == (
        AnomalyKind.EVENT_IGNORED,
        2,
        Severity.INFO,
    )


# --- operations and trees -------------------------------------------------------------------------


def test_transfers_with_one_side_and_with_sides_that_differ() -> None:
    bin_ = "2026-01-05T00:00:00Z"
    household = a_house(
        operations=(
            *(operation(1, -5, transfer_uid="a"), operation(2, 5, transfer_uid="a")),
            *(operation(3, 5, transfer_uid="b"),),
            operation(4, -5, transfer_uid="b", deleted_at=bin_),
            *(operation(6, 4, transfer_uid="c"), operation(5, -5, transfer_uid="c")),
            operation(7, -9),
            *(operation(8, -5, transfer_uid="d"),),
            replace(operation(9, -5, transfer_uid="d"), kind=OperationKind.PURCHASE),
            operation(10, -5, transfer_uid="e"),
            operation(11, 6, transfer_uid="e", currency="USD"),
        ),
        rates=(Rate("USD", "EUR", date(2026, 1, 1), Decimal(1)),),
    )
    assert told(household) == [
        (AnomalyKind.TRANSFER_ONE_LEG, EntityKind.OPERATION, 3),
        (AnomalyKind.TRANSFER_UNBALANCED, EntityKind.OPERATION, 5),
    ]


def test_parts_that_do_not_add_up() -> None:
    good = (Split(1, "", None, 3), Split(2, "", None, 2))
    household = a_house(
        operations=(
            operation(1, 5, splits=good),
            operation(2, 6, splits=good),
            operation(3, 6, splits=good, deleted_at="2026-01-05T00:00:00Z"),
        )
    )
    assert told(household) == [(AnomalyKind.SPLITS_DIFFER, EntityKind.OPERATION, 2)]


def test_an_operation_of_a_loan_matters_to_the_loan() -> None:
    paid = Operation(
        *(1, "", None, 9, TODAY, OperationKind.FEE, 6), splits=(Split(1, "", None, 3),)
    )
    (only,) = found(a_loan(operations=(paid,)))
    assert (only.kind, only.owned_id) == (AnomalyKind.SPLITS_DIFFER, 9)


def test_circles() -> None:
    parents = {1: None, 2: 1, 3: 5, 4: 3, 5: 4, 6: 5, 7: 7, 8: 99}
    assets = tuple(
        Asset(number, "", "", AssetGroup.OTHER, "", parent_id=parent)
        for number, parent in parents.items()
    )
    rows = tuple(Ownership(n, "", n, None, 1, 1, 1) for n in parents)
    categories = tuple(Category(number, "", "", parent) for number, parent in parents.items())
    household = Household(assets, ownerships=rows, categories=categories, members=(ME,))
    assert [(item.entity, item.id, item.owned_id) for item in found(household)] == [
        (EntityKind.CATEGORY, 3, None),
        (EntityKind.CATEGORY, 7, None),
        (EntityKind.ASSET, 3, 3),
        (EntityKind.ASSET, 7, 7),
    ]
    assert {item.kind for item in found(household)} == {AnomalyKind.PARENT_CYCLE}


# --- order ----------------------------------------------------------------------------------------


@settings(max_examples=25)
@given(st.permutations(range(6)), st.permutations(range(4)))
def test_order_of_entry_never_matters(values: list[int], rows: list[int]) -> None:
    entries = [Valuation(n, "", 1, None, date(2026, 1 + n, 1), n, "USD") for n in range(6)]
    shares = [row(n, (n, 4), starts_on=date(2020, 1, 1 + n)) for n in range(4)]
    house = replace(HOUSE, opened_on=date(2026, 2, 2), closed_on=date(2026, 4, 2))
    one = a_house(*shares, assets=(house,), valuations=tuple(entries))
    two = replace(
        one,
        valuations=tuple(entries[n] for n in values),
        ownerships=tuple(shares[n] for n in rows),
    )
    assert found(one) == found(two)


def test_the_most_serious_comes_first() -> None:
    household = a_house(
        row(1, (1, 2)), unreadable=1, operations=(operation(1, 1, transfer_uid="a"),)
    )
    kinds = [item.kind for item in found(household)]
    assert kinds == [AnomalyKind.UNREADABLE, AnomalyKind.SHARES_BELOW, AnomalyKind.TRANSFER_ONE_LEG]
