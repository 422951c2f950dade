"""What has grown old, and what comes next, by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrations.frozen.regulatory_v1 import ROWS
from patrimoine_gui.portfolio.household import (
    Asset,
    AssetGroup,
    EventKind,
    Household,
    Loan,
    LoanEvent,
    LoanKind,
    Member,
    Ownership,
    Position,
    PriceSeries,
    RegulatoryParam,
    Right,
    Valuation,
    ValuationMode,
)
from patrimoine_gui.portfolio.reminders import (
    Occasion,
    StaleValue,
    UpcomingDate,
    stale,
    upcoming,
    usual_delay,
)
from patrimoine_gui.portfolio.subtypes.catalog import MONTHLY, QUARTERLY, YEARLY

TODAY, END = date(2026, 11, 23), date(2027, 11, 23)
FAR = date(9999, 12, 30)
LAW = tuple(
    RegulatoryParam(key, date.fromisoformat(day), value, unit, url)
    for key, day, value, unit, url in ROWS
)
HOUSE = Asset(1, "", "Maison", AssetGroup.PROPERTY, "locatif")
PLAN = Asset(2, "", "PEA", AssetGroup.FINANCIAL, "pea", mode=ValuationMode.POSITIONS)
LOAN = Loan(
    *(9, "", "Prêt"),
    principal=120_000,
    rate=Decimal(0),
    first_due_on=date(2026, 1, 31),
    months=12,
    insurance_amount=None,
)


def value(owned: int, day: date, *, is_loan: bool = False) -> Valuation:
    asset, loan = (None, owned) if is_loan else (owned, None)
    return Valuation(1, "", asset, loan, day, 100)


def ago(days: int) -> date:
    return TODAY - timedelta(days)


# --- values that have grown old -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("group", "mode", "days"),
    [
        (AssetGroup.CASH, ValuationMode.BALANCE, MONTHLY),
        (AssetGroup.OTHER, ValuationMode.BALANCE, MONTHLY),
        (AssetGroup.FINANCIAL, ValuationMode.POSITIONS, MONTHLY),
        (AssetGroup.CASH, ValuationMode.MANUAL, QUARTERLY),
        (AssetGroup.FINANCIAL, ValuationMode.MANUAL, QUARTERLY),
        (AssetGroup.PROPERTY, ValuationMode.MANUAL, YEARLY),
        (AssetGroup.BUSINESS, ValuationMode.MANUAL, YEARLY),
        (AssetGroup.OTHER, ValuationMode.MANUAL, YEARLY),
    ],
)
def test_usual_delay_of_an_asset(group: AssetGroup, mode: ValuationMode, days: int) -> None:
    assert usual_delay(Asset(1, "", "", group, "", mode=mode)) == days


@pytest.mark.parametrize(
    ("kind", "days"),
    [(LoanKind.REVOLVING, MONTHLY), (LoanKind.OVERDRAFT, MONTHLY), (LoanKind.FAMILY, YEARLY)],
)
def test_usual_delay_of_a_loan(kind: LoanKind, days: int) -> None:
    assert usual_delay(Loan(1, "", "", kind)) == days


def test_a_value_is_old_above_its_delay() -> None:
    for own, days, expected in (
        (None, YEARLY, ()),
        (None, YEARLY + 1, (StaleValue(1, ago(YEARLY + 1), YEARLY + 1, YEARLY),)),
        (10, 10, ()),
        (10, 11, (StaleValue(1, ago(11), 11, 10),)),
    ):
        house = replace(HOUSE, stale_after_days=own)
        household = Household((house,), (value(1, ago(days)), value(1, TODAY + timedelta(1))))
        assert stale(household, TODAY) == expected


def test_the_latest_value_counts_and_what_has_none_comes_first() -> None:
    old, older = ago(500), ago(600)
    assets = tuple(replace(HOUSE, id=number) for number in (1, 2, 3, 4))
    words = (value(1, old), value(1, older), value(3, older), value(4, older), value(4, TODAY))
    household = Household(assets, words, loans=(Loan(9, "", ""), replace(LOAN, id=10)))
    assert stale(household, TODAY) == (
        StaleValue(2, None, None, YEARLY),
        StaleValue(9, None, None, YEARLY),
        StaleValue(3, older, 600, YEARLY),
        StaleValue(1, old, 500, YEARLY),
    )


@pytest.mark.parametrize(
    ("more", "is_stale"),
    [
        ({"closed_on": ago(1)}, False),
        ({"closed_on": TODAY}, True),
        ({"opened_on": TODAY + timedelta(1)}, False),
        ({"opened_on": TODAY}, True),
        ({"in_net_worth": False}, True),
    ],
)
def test_only_what_exists_grows_old(more: dict[str, object], is_stale: bool) -> None:  # noqa: FBT001  (a parameter)
    household = Household((replace(HOUSE, **more),))  # type: ignore[arg-type]
    assert bool(stale(household, TODAY)) == is_stale


def test_an_asset_that_only_holds_others_needs_no_value() -> None:
    part = replace(HOUSE, id=3, parent_id=1)
    now = value(3, TODAY)
    assert stale(Household((HOUSE, part), (now,)), TODAY) == ()
    told = Household((HOUSE, part), (value(1, ago(401)), now))
    assert [item.owned_id for item in stale(told, TODAY)] == [1]


def test_statements_of_what_is_owed_are_values() -> None:
    credit = Loan(9, "", "", LoanKind.REVOLVING)
    events = (
        LoanEvent(1, "", 9, ago(30), EventKind.PREPAYMENT, 100),
        LoanEvent(2, "", 9, ago(31), EventKind.STATEMENT, None),
        LoanEvent(3, "", 9, ago(40), EventKind.STATEMENT, 0),
    )
    words = (value(9, ago(50), is_loan=True),)
    household = Household(valuations=words, loans=(credit,), loan_events=events)
    assert stale(household, TODAY) == (StaleValue(9, ago(40), 40, MONTHLY),)


def prices(security: int, *days: int) -> PriceSeries:
    return PriceSeries(security, tuple(ago(d).isoformat() for d in days), ("1",) * len(days))


def held(security: int, days: int, quantity: int = 1) -> Position:
    return Position(days, "", 2, security, ago(days), Decimal(quantity))


def test_securities_are_as_old_as_the_oldest_of_their_latest_prices() -> None:
    positions = (
        held(1, 900),
        held(2, 900),
        held(3, 900),
        held(3, 800, 0),
        held(4, 900),
        held(5, -1),
    )
    series = (prices(1, 90, 40, -1), prices(2, 10), prices(3, 700), prices(5, 500))
    household = Household((PLAN,), (value(2, ago(300)),), positions=positions, prices=series)
    assert stale(household, TODAY) == (StaleValue(2, ago(40), 40, MONTHLY),)


def test_securities_without_prices_or_positions_are_as_old_as_their_value() -> None:
    told = (value(2, ago(36)),)
    expected = (StaleValue(2, ago(36), 36, MONTHLY),)
    assert stale(Household((PLAN,), told, positions=(held(1, 900),)), TODAY) == expected
    assert stale(Household((PLAN,), told, positions=(held(1, -1),)), TODAY) == expected
    assert stale(Household((PLAN,), told), TODAY) == expected


def test_a_plan_that_holds_nothing_any_more_needs_no_value() -> None:
    household = Household((PLAN,), positions=(held(1, 900), held(1, 800, 0)))
    assert stale(household, TODAY) == ()


# --- days that come next --------------------------------------------------------------------------


def test_next_instalment_and_end_of_a_loan() -> None:
    # By hand: 12 x 100.00, the last one on 31 December.
    household = Household(loans=(LOAN,))
    end = date(2026, 12, 31)
    instalment = UpcomingDate(
        date(2026, 11, 30), Occasion.INSTALMENT, 9, amount=10_000, currency="EUR"
    )
    assert upcoming(household, TODAY, END) == (instalment, UpcomingDate(end, Occasion.LOAN_END, 9))
    assert upcoming(household, TODAY, date(2026, 11, 30)) == (instalment,)
    assert upcoming(household, TODAY, date(2026, 11, 29)) == ()
    last = replace(instalment, on=end)
    assert upcoming(household, date(2026, 12, 30), END) == (
        last,
        UpcomingDate(end, Occasion.LOAN_END, 9),
    )
    assert upcoming(household, end, END) == ()


def test_a_loan_that_is_closed_before_its_last_instalment() -> None:
    closed = date(2026, 11, 29)
    household = Household(loans=(replace(LOAN, closed_on=closed),))
    assert upcoming(household, TODAY, END) == (UpcomingDate(closed, Occasion.LOAN_END, 9),)


def test_a_loan_without_a_schedule_or_that_owes_nothing() -> None:
    plain = replace(LOAN, months=None)
    events = (LoanEvent(1, "", 9, date(2025, 1, 1), EventKind.STATEMENT, 0),)
    assert upcoming(Household(loans=(plain,)), TODAY, END) == ()
    nothing = Household(loans=(replace(LOAN, principal=0),), loan_events=events)
    assert upcoming(nothing, date(2025, 1, 1), END) == ()


def test_instalments_of_a_loan_follow_its_events_and_values() -> None:
    # By hand: 600.00 told on 1 December with one line left, to be paid on 31 December.
    told = Valuation(1, "", None, 9, date(2026, 12, 1), 60_000)
    repaid = LoanEvent(1, "", 9, date(2026, 12, 2), EventKind.PREPAYMENT, 10_000)
    household = Household(valuations=(told,), loans=(LOAN,), loan_events=(repaid,))
    first = upcoming(household, date(2026, 12, 3), END)[0]
    assert first.amount == 50_000


ANN = Member(1, "", "Ann", date(1956, 2, 29))
USED = Ownership(1, "", 1, None, 1, 1, 1, right=Right.USUFRUCT)


def used(*rows: Ownership, **more: object) -> Household:
    values: dict[str, object] = {"assets": (HOUSE,), "members": (ANN,), "parameters": LAW, **more}
    return Household(ownerships=rows, **values)  # type: ignore[arg-type]


def test_birthdays_that_change_what_a_usufruct_is_worth() -> None:
    # By hand: born on 29 February 1956, 71 years are over on 1 March 2027 (article 669: 71).
    expected = (UpcomingDate(date(2027, 3, 1), Occasion.AGE_STEP, 1, 1, 71),)
    assert upcoming(used(USED), TODAY, END) == expected
    assert upcoming(used(USED), TODAY, date(2027, 2, 28)) == ()
    assert upcoming(used(replace(USED, right=Right.BARE)), TODAY, END) == ()
    # 81 years are over in a year without a 29 February, 91 too; 80 and 84 change nothing.
    steps = [item.on for item in upcoming(used(USED), TODAY, date(2100, 1, 1))]
    assert steps == [date(2027, 3, 1), date(2037, 3, 1), date(2047, 3, 1)]


def test_a_leap_day_comes_back_in_a_leap_year() -> None:
    scale = RegulatoryParam("usufruct.by_age", date(2000, 1, 1), "0:90 72:10")
    household = used(USED, parameters=(scale,))
    assert upcoming(household, TODAY, date(2030, 1, 1))[0].on == date(2028, 2, 29)


def test_the_age_that_counts_may_be_of_somebody_else() -> None:
    third = replace(USED, member_id=None, ref_birth_date=date(1966, 5, 6))
    expected = (UpcomingDate(date(2027, 5, 6), Occasion.AGE_STEP, 1, None, 61),)
    assert upcoming(used(third), TODAY, END) == expected
    assert upcoming(used(replace(USED, member_id=None)), TODAY, END) == ()


def test_a_usufruct_for_a_term_ends() -> None:
    term = replace(USED, usufruct_term=date(2027, 1, 2))
    assert upcoming(used(term), TODAY, END) == (
        UpcomingDate(date(2027, 1, 2), Occasion.USUFRUCT_END, 1, 1),
    )


@pytest.mark.parametrize(
    "row",
    [
        replace(USED, ends_on=date(2027, 2, 28)),
        replace(USED, starts_on=date(2027, 3, 2)),
        replace(USED, asset_id=5),
    ],
)
def test_a_usufruct_that_is_not_in_force_says_nothing(row: Ownership) -> None:
    assert upcoming(used(row), TODAY, END) == ()


def test_a_usufruct_in_force_on_the_day_says_it() -> None:
    day = date(2027, 3, 1)
    assert upcoming(used(replace(USED, starts_on=day, ends_on=day)), TODAY, END)
    assert not upcoming(
        used(USED, assets=(replace(HOUSE, closed_on=day - timedelta(1)),)), TODAY, END
    )


@pytest.mark.parametrize("value", ["", "0:90 x:1"])
def test_nothing_is_said_of_a_law_that_is_not_known(value: str) -> None:
    parameters = (RegulatoryParam("usufruct.by_age", date(2000, 1, 1), value),) if value else ()
    assert upcoming(used(USED, parameters=parameters), TODAY, END) == ()


def years(key: str, value: str, since: date = date(2000, 1, 1)) -> RegulatoryParam:
    return RegulatoryParam(key, since, value, "years")


def plan(subtype: str, **more: object) -> Asset:
    return Asset(3, "", "", AssetGroup.FINANCIAL, subtype, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("asset", "expected"),
    [
        (plan("pea", first_payment_on=date(2022, 3, 1), opened_on=date(2022, 1, 1)), (3, 1, 5)),
        (plan("pea", opened_on=date(2022, 3, 2)), (3, 2, 5)),
        (plan("assurance_vie", first_payment_on=date(2019, 4, 5)), (4, 5, 8)),
        (plan("capitalisation", opened_on=date(2019, 4, 5)), (4, 5, 8)),
        (plan("pel", first_payment_on=date(2012, 5, 7), opened_on=date(2012, 5, 6)), (5, 6, 15)),
        (plan("pel", first_payment_on=date(2012, 5, 7)), (5, 7, 15)),
        # A plan keeps the law of its opening: none is known for 2010.
        (plan("pel", opened_on=date(2010, 5, 6)), None),
        (plan("pea"), None),
        (plan("livret", opened_on=date(2022, 3, 2)), None),
        (plan("pea", opened_on=date(2022, 3, 2), closed_on=date(2027, 3, 1)), None),
    ],
)
def test_anniversaries_of_plans(asset: Asset, expected: tuple[int, int, int] | None) -> None:
    parameters = (
        years("pea.years", "5"),
        years("life_insurance.years", "8"),
        years("pel.years", "15", date(2011, 3, 1)),
    )
    found = upcoming(Household((asset,), parameters=parameters), TODAY, END)
    if expected is None:
        assert found == ()
    else:
        month, day, told = expected
        assert found == (UpcomingDate(date(2027, month, day), Occasion.ANNIVERSARY, 3, years=told),)


@pytest.mark.parametrize("told", ["five", "0", "9000", "-9000"])
def test_a_number_of_years_that_makes_no_sense_says_nothing(told: str) -> None:
    asset = plan("pea", opened_on=date(2022, 3, 2))
    household = Household((asset,), parameters=(years("pea.years", told),))
    assert upcoming(household, TODAY, FAR) == ()


def test_without_the_table_of_the_law_no_anniversary_is_said() -> None:
    assert upcoming(Household((plan("pea", opened_on=date(2022, 3, 2)),)), TODAY, END) == ()


@settings(max_examples=20)
@given(st.permutations(range(4)), st.permutations(range(4)))
def test_order_of_entry_never_matters(rows: list[int], words: list[int]) -> None:
    rights = [replace(USED, id=n, ref_birth_date=date(1936 + 10 * n, 5, 6)) for n in range(4)]
    values = [value(1, ago(500 + n)) for n in range(4)]
    positions = [held(1, 900 + n, n % 2) for n in range(4)]
    one = used(*rights, valuations=tuple(values), positions=tuple(positions))
    two = replace(
        one,
        ownerships=tuple(rights[n] for n in rows),
        valuations=tuple(values[n] for n in words),
        positions=tuple(positions[n] for n in words),
    )
    assert stale(one, TODAY) == stale(two, TODAY)
    assert upcoming(one, TODAY, END) == upcoming(two, TODAY, END)
    days = [item.on for item in upcoming(one, TODAY, date(2060, 1, 1))]
    assert days == sorted(days)


def test_a_birthday_beyond_the_calendar_is_none() -> None:
    odd = replace(USED, ref_birth_date=date(9950, 1, 1))
    found = upcoming(used(odd), TODAY, FAR)
    assert [item.years for item in found] == [21, 31, 41]
