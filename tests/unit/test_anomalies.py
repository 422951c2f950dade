"""What cannot be right is found, named by its number, and nothing else is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrations.frozen.regulatory_v1 import ROWS
from patrimoine_gui.portfolio.anomalies import Anomaly, Entity, Kind, Severity, Uncertain, find
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
    Member,
    Operation,
    OperationKind,
    Ownership,
    Position,
    PriceSeries,
    RegulatoryParam,
    Right,
    Security,
    Split,
    Statement,
    Valuation,
    ValuationMode,
)
from patrimoine_gui.portfolio.net_worth import ValueIndex
from patrimoine_gui.portfolio.ownership import UNATTRIBUTED, Owners

TODAY = date(2026, 11, 23)
LAW = tuple(
    RegulatoryParam(key, date.fromisoformat(day), value, unit, url)
    for key, day, value, unit, url in ROWS
)
ME = Member(1, "", "Moi", date(1980, 2, 29))
HOUSE = Asset(1, "", "Maison", AssetGroup.PROPERTY, "locatif")
PLAN = Asset(2, "", "PEA", AssetGroup.FINANCIAL, "pea", mode=ValuationMode.POSITIONS)
LOAN = Loan(
    *(9, "", "Prêt"),
    principal=1_200_000,
    rate=Decimal(12),
    first_due_on=date(2026, 1, 31),
    months=12,
)
MINE = Ownership(1, "", 1, None, 1, 1, 1)
OWED = Ownership(9, "", None, 9, 1, 1, 1, right=Right.DEBT)


def found(household: Household) -> tuple[Anomaly, ...]:
    return find(household, ValueIndex(household, TODAY), TODAY)


def told(household: Household) -> list[tuple[Kind, Entity, int]]:
    return [(item.kind, item.entity, item.id) for item in found(household)]


def a_house(*rows: Ownership, **more: object) -> Household:
    """Give a household with one house, owned as it is said."""
    values: dict[str, object] = {"assets": (HOUSE,), "members": (ME,), **more}
    return Household(ownerships=rows or (MINE,), **values)  # type: ignore[arg-type]


def a_loan(loan: Loan = LOAN, **more: object) -> Household:
    values: dict[str, object] = {"loans": (loan,), "members": (ME,), **more}
    return Household(ownerships=(OWED,), **values)  # type: ignore[arg-type]


def operation(number: int, amount: int, **more: object) -> Operation:
    day, kind = date(2026, 1, 5), OperationKind.TRANSFER
    return Operation(number, "", 1, None, day, kind, amount, **more)  # type: ignore[arg-type]


def test_nothing_is_wrong_with_nothing_nor_with_a_plain_household() -> None:
    assert found(Household()) == ()
    value = Valuation(1, "", 1, None, TODAY, 100)
    assert found(a_house(valuations=(value,))) == ()
    assert found(a_loan()) == ()


# --- what cannot be read --------------------------------------------------------------------------


def test_amounts_that_cannot_be_read_are_counted() -> None:
    (only,) = found(Household(unreadable=7))
    assert only == Anomaly(
        Kind.UNREADABLE, Severity.WARNING, Uncertain.VALUE, Entity.HOUSEHOLD, 0, count=7
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
        if item.kind is Kind.ILLEGIBLE
    }
    words = Uncertain.WORDS
    assert subjects == {
        (Entity.HOUSEHOLD, 0): (None, ("name",), words),
        (Entity.ASSET, 1): (1, bad, words),
        (Entity.LOAN, 9): (9, ("name", "rate"), Uncertain.SCHEDULE),
        (Entity.LOAN_EVENT, 3): (9, bad, words),
        (Entity.MEMBER, 1): (None, ("birth_date",), Uncertain.SHARES),
        (Entity.INSTITUTION, 4): (None, ("name",), words),
        (Entity.OWNERSHIP, 9): (9, ("third_party_name",), words),
        (Entity.SECURITY, 5): (None, ("isin",), words),
        (Entity.OPERATION, 6): (1, ("fees",), Uncertain.PERFORMANCE),
        (Entity.CATEGORY, 7): (None, ("name",), words),
        (Entity.STATEMENT, 8): (None, ("label",), words),
    }


# --- days -----------------------------------------------------------------------------------------


def test_an_asset_opened_after_it_was_closed() -> None:
    house = replace(HOUSE, opened_on=date(2026, 2, 1), closed_on=date(2026, 1, 1))
    household = a_house(assets=(house,), operations=(operation(1, 5),))
    (only,) = found(household)
    assert (only.kind, only.id, only.owned_id) == (Kind.OPENED_AFTER_CLOSED, 1, 1)
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
        (Kind.BEFORE_OPENING, Entity.OPERATION, 5),
        (Kind.BEFORE_OPENING, Entity.POSITION, 0),
        (Kind.BEFORE_OPENING, Entity.VALUATION, 0),
        (Kind.AFTER_CLOSING, Entity.POSITION, 3),
        (Kind.AFTER_CLOSING, Entity.VALUATION, 3),
    ]


def test_an_event_after_the_loan_was_closed() -> None:
    loan = replace(LOAN, closed_on=date(2026, 3, 1))
    event = LoanEvent(4, "", 9, date(2026, 3, 2), EventKind.PREPAYMENT, 100)
    (only,) = found(a_loan(loan, loan_events=(event,)))
    assert (only.kind, only.entity, only.id) == (Kind.AFTER_CLOSING, Entity.LOAN_EVENT, 4)


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
    future = [item for item in found(household) if item.kind is Kind.IN_THE_FUTURE]
    assert [(item.entity, item.id, item.code) for item in future] == [
        (Entity.RATE, 0, "CHF"),
        (Entity.RATE, 0, "USD"),
        (Entity.PRICE, 1, ""),
        (Entity.STATEMENT, 7, ""),
        (Entity.ASSET, 1, ""),
        (Entity.OPERATION, 3, ""),
        (Entity.POSITION, 4, ""),
        (Entity.VALUATION, 2, ""),
        (Entity.ASSET, 2, ""),
    ]
    assert {item.day for item in future} == {later}


def test_what_is_planned_for_a_loan_is_not_wrong() -> None:
    event = LoanEvent(4, "", 9, date(2026, 12, 24), EventKind.PREPAYMENT, 100)
    assert found(a_loan(loan_events=(event,))) == ()


# --- rates and prices -----------------------------------------------------------------------------


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
        *(Kind.NO_RATE, Severity.WARNING, Uncertain.VALUE, Entity.RATE, 0),
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
    lacking = [item for item in found(household) if item.kind is Kind.NO_RATE]
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
    lacking = {item.code: item.day for item in found(household) if item.kind is Kind.NO_RATE}
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
        *(Kind.NO_PRICE, Severity.WARNING, Uncertain.VALUE, Entity.SECURITY, 5, 2),
        day=date(2026, 1, 5),
    )


def test_a_security_held_before_its_first_price_or_sold_without_one_is_less_serious() -> None:
    days = (date(2026, 1, 5), 2), (date(2026, 1, 9), 0)
    late = a_plan((PriceSeries(5, ("2026-02-01",), ("1",)),), days[0])
    for household, until in ((late, date(2026, 2, 1)), (a_plan((), *days), None)):
        (only,) = found(household)
        assert (only.kind, only.severity, only.until) == (Kind.NO_PRICE, Severity.INFO, until)
    assert found(a_plan((PriceSeries(5, ("2026-01-05",), ("1",)),), days[0])) == ()


def test_a_name_with_another_currency() -> None:
    house = replace(HOUSE, name="Maison (USD)")
    (only,) = found(a_house(assets=(house,)))
    assert (only.kind, only.entity, only.id) == (Kind.CURRENCY_TO_CHECK, Entity.ASSET, 1)
    (only,) = found(a_loan(replace(LOAN, name="Prêt (CHF)")))
    assert (only.kind, only.entity, only.id) == (Kind.CURRENCY_TO_CHECK, Entity.LOAN, 9)


# --- loans ----------------------------------------------------------------------------------------


def test_a_loan_without_a_rate_or_without_terms() -> None:
    (only,) = found(a_loan(replace(LOAN, rate=None)))
    assert only == Anomaly(
        *(Kind.LOAN_WITHOUT_RATE, Severity.WARNING, Uncertain.SCHEDULE, Entity.LOAN, 9, 9),
        fields=("rate",),
    )
    point = Valuation(1, "", None, 9, TODAY, 100)
    (only,) = found(a_loan(replace(LOAN, rate=None, months=None), valuations=(point,)))
    assert (only.kind, only.severity) == (Kind.LOAN_WITHOUT_TERMS, Severity.INFO)
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
    assert (first.kind, first.entity, first.id) == (Kind.MODULATION_TOO_LOW, Entity.LOAN_EVENT, 1)
    assert (first.owned_id, first.day, first.severity) == (
        9,
        date(2026, 1, 15),
        Severity.WARNING,
    )
    assert (second.kind, second.id, second.severity) == (Kind.EVENT_IGNORED, 2, Severity.INFO)


# --- shares ---------------------------------------------------------------------------------------


def row(number: int, part: tuple[int, int], right: Right = Right.FULL, **more: object) -> Ownership:
    return Ownership(number, "", 1, None, 1, *part, right=right, **more)  # type: ignore[arg-type]


FULL, BARE, USED = Right.FULL, Right.BARE, Right.USUFRUCT
ABOVE, BELOW = Kind.SHARES_ABOVE, Kind.SHARES_BELOW


@pytest.mark.parametrize(
    ("rows", "kinds"),
    [
        # By hand: full + bare and full + usufruct are each the whole.
        ([((1, 1), FULL)], []),
        ([((1, 3), FULL), ((2, 3), FULL)], []),
        ([((1, 2), FULL), ((2, 3), FULL)], [ABOVE]),
        ([((1, 2), FULL)], [BELOW]),
        ([((0, 1), FULL)], [BELOW]),
        ([((1, 1), BARE), ((1, 1), USED)], []),
        ([((1, 2), FULL), ((1, 2), BARE), ((1, 4), USED), ((1, 4), USED)], []),
        ([((1, 2), FULL), ((1, 2), BARE)], [Kind.BARE_ALONE]),
        ([((1, 2), FULL), ((1, 2), USED)], [Kind.USUFRUCT_ALONE]),
        ([((1, 1), FULL), ((1, 2), USED)], [ABOVE, Kind.USUFRUCT_ALONE]),
        ([((1, 1), FULL), ((1, 2), BARE)], [ABOVE, Kind.BARE_ALONE]),
        ([((1, 3), BARE), ((1, 2), USED)], [BELOW, Kind.USUFRUCT_ALONE]),
    ],
)
def test_shares_make_the_whole(
    rows: list[tuple[tuple[int, int], Right]], kinds: list[Kind]
) -> None:
    household = a_house(*(row(n, part, right) for n, (part, right) in enumerate(rows)))
    assert [item.kind for item in found(household)] == kinds


def test_nobody_is_named() -> None:
    household = Household(assets=(HOUSE,), loans=(LOAN,), members=(ME,))
    assert told(household) == [
        (Kind.NOBODY, Entity.ASSET, 1),
        (Kind.NOBODY, Entity.LOAN, 9),
    ]
    assert {item.day for item in found(household)} == {None}


def test_shares_of_a_loan() -> None:
    household = replace(a_loan(), ownerships=(replace(OWED, num=2, den=3),))
    assert told(household) == [(Kind.SHARES_BELOW, Entity.LOAN, 9)]


def test_shares_are_looked_at_whenever_they_change() -> None:
    # Half is sold on 2 January 2020, and nobody is said to have bought it before 1 March.
    household = a_house(
        row(1, (1, 1), ends_on=date(2020, 1, 1)),
        row(2, (1, 2), starts_on=date(2020, 1, 2)),
        row(3, (1, 2), starts_on=date(2020, 3, 1)),
    )
    (only,) = found(household)
    assert (only.kind, only.day) == (BELOW, date(2020, 1, 2))


def test_shares_are_looked_at_while_the_thing_exists_and_up_to_today() -> None:
    house = replace(HOUSE, opened_on=date(2020, 1, 1), closed_on=date(2020, 12, 31))
    rows = (
        row(1, (1, 2), ends_on=date(2019, 12, 30)),
        row(2, (1, 1), starts_on=date(2019, 12, 31), ends_on=date(2020, 12, 31)),
        row(3, (1, 1), starts_on=date(2021, 6, 1)),
        row(4, (1, 1), starts_on=date(2030, 6, 1), ends_on=date.max),
    )
    assert found(a_house(*rows, assets=(house,))) == ()
    not_yet = replace(HOUSE, opened_on=date(2027, 1, 1))
    assert told(a_house(row(1, (1, 1)), assets=(not_yet,))) == [
        (Kind.IN_THE_FUTURE, Entity.ASSET, 1)
    ]


@pytest.mark.parametrize(
    "rows",
    [
        (row(1, (1, 1), BARE), row(2, (1, 1), USED, usufruct_term=date(2020, 1, 1))),
        (row(1, (1, 1), BARE), row(2, (1, 1), USED, ends_on=date(2020, 1, 1))),
        (
            row(1, (1, 1), BARE),
            row(2, (1, 2), USED, ends_on=date(2020, 1, 1)),
            row(3, (1, 2), USED),
        ),
        (row(1, (1, 1), BARE, usufruct_term=date(2020, 1, 1)),),
    ],
)
def test_a_usufruct_that_has_ended_leaves_its_bare_owner_all(rows: tuple[Ownership, ...]) -> None:
    assert [item.day for item in found(a_house(*rows))] == []


def test_a_usufruct_for_a_term_that_nobody_has() -> None:
    household = a_house(row(1, (1, 1), BARE, usufruct_term=date(2030, 1, 1)))
    assert told(household) == [(Kind.BARE_ALONE, Entity.ASSET, 1)]


def test_a_usufructuary_without_an_age() -> None:
    unborn, third = replace(ME, birth_date=None), {"member_id": None}
    bare = row(1, (1, 1), BARE)
    used = row(2, (1, 1), USED)
    assert found(a_house(bare, used)) == ()
    for owner in (replace(used, **third), used):  # type: ignore[arg-type]
        household = a_house(bare, owner, members=(unborn,))
        (only,) = found(household)
        assert (only.kind, only.entity, only.id, only.owned_id) == (
            *(Kind.AGE_UNKNOWN, Entity.OWNERSHIP, 2, 1),
        )
        dated = replace(owner, ref_birth_date=date(1950, 1, 1))
        term = replace(owner, usufruct_term=date(2030, 1, 1))
        assert found(a_house(bare, dated, members=(unborn,))) == ()
        assert found(a_house(bare, term, members=(unborn,))) == ()


def test_a_share_that_ends_before_it_starts() -> None:
    wrong = row(5, (1, 1), starts_on=date(2020, 1, 2), ends_on=date(2020, 1, 1))
    right = row(6, (1, 1), starts_on=date(2019, 1, 2), ends_on=date(2030, 1, 1))
    assert told(a_house(right, wrong)) == [(Kind.ENDS_BEFORE_START, Entity.OWNERSHIP, 5)]


@pytest.mark.parametrize(
    ("birth", "kind"),
    [
        (date(2026, 11, 23), None),
        (date(2026, 11, 24), Kind.BORN_IN_THE_FUTURE),
        (date(1896, 11, 23), None),
        (date(1896, 11, 22), Kind.BORN_TOO_LONG_AGO),
    ],
)
def test_births(birth: date, kind: Kind | None) -> None:
    bare, used = row(1, (1, 1), BARE), row(2, (1, 1), USED, ref_birth_date=birth)
    expected = [(kind, Entity.MEMBER, 1)] if kind else []
    assert told(a_house(members=(replace(ME, birth_date=birth),))) == expected
    expected = [(kind, Entity.OWNERSHIP, 2)] if kind else []
    assert told(a_house(bare, used)) == expected


_ENDS = st.sampled_from([None, date(2020, 1, 1), TODAY])
_ROWS = st.lists(
    st.builds(
        row,
        st.integers(1, 9),
        st.tuples(st.integers(0, 2), st.just(2)),
        st.sampled_from([FULL, BARE, USED]),
        starts_on=st.sampled_from([None, TODAY]),
        ends_on=_ENDS,
        usufruct_term=_ENDS,
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=100)
@given(_ROWS)
def test_where_nothing_is_wrong_everything_is_somebodys(rows: list[Ownership]) -> None:
    household = a_house(*rows, parameters=LAW)
    kinds = {item.kind for item in found(household)}
    shares = Owners(household).shares(1, TODAY)
    if not kinds:
        assert UNATTRIBUTED not in shares
    if shares.get(UNATTRIBUTED, 0) < 0:
        assert Kind.SHARES_ABOVE in kinds
    if shares.get(UNATTRIBUTED, 0) > 0:
        assert kinds & {BELOW, Kind.BARE_ALONE, Kind.USUFRUCT_ALONE}


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
        (Kind.TRANSFER_ONE_LEG, Entity.OPERATION, 3),
        (Kind.TRANSFER_UNBALANCED, Entity.OPERATION, 5),
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
    assert told(household) == [(Kind.SPLITS_DIFFER, Entity.OPERATION, 2)]


def test_an_operation_of_a_loan_matters_to_the_loan() -> None:
    paid = Operation(
        *(1, "", None, 9, TODAY, OperationKind.FEE, 6), splits=(Split(1, "", None, 3),)
    )
    (only,) = found(a_loan(operations=(paid,)))
    assert (only.kind, only.owned_id) == (Kind.SPLITS_DIFFER, 9)


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
        (Entity.CATEGORY, 3, None),
        (Entity.CATEGORY, 7, None),
        (Entity.ASSET, 3, 3),
        (Entity.ASSET, 7, 7),
    ]
    assert {item.kind for item in found(household)} == {Kind.PARENT_CYCLE}


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
    assert kinds == [Kind.UNREADABLE, BELOW, Kind.TRANSFER_ONE_LEG]
