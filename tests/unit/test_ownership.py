"""Who owns what: article 669 by hand, and what must hold for any household."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrations.frozen.regulatory_v1 import ROWS
from patrimoine_gui.portfolio.household import (
    Asset,
    AssetGroup,
    Household,
    Loan,
    Member,
    Ownership,
    RegulatoryParam,
    Right,
    Valuation,
)
from patrimoine_gui.portfolio.net_worth import ValueIndex
from patrimoine_gui.portfolio.ownership import (
    UNATTRIBUTED,
    Owner,
    OwnerKind,
    Owners,
    OwnerWorth,
    by_owner,
    divided,
    of_household,
    owned_parts,
)
from patrimoine_gui.portfolio.usufruct import completed_years, years_after

TODAY = date(2026, 11, 23)
LAW = tuple(
    RegulatoryParam(key, date.fromisoformat(day), value, unit) for key, day, value, unit, _ in ROWS
)
PAUL, LEA = Owner(OwnerKind.MEMBER, 1), Owner(OwnerKind.MEMBER, 2)
FULL, USED, BARE, DEBT = Right.FULL, Right.USUFRUCT, Right.BARE, Right.DEBT


def member(key: int, birth: date | None = None, **more: object) -> Member:
    return Member(key, f"m{key}", f"member {key}", birth, position=key, **more)  # type: ignore[arg-type]


def row(key: int, who: int | str, share: str, right: Right = FULL, **more: object) -> Ownership:
    """Write a share such as "1/3" of the asset 1, of a member by his id or somebody by name."""
    num, den = map(int, share.split("/"))
    known = {"asset_id": 1, "loan_id": None, **more}
    known |= {"member_id": who} if isinstance(who, int) else {"third_party_name": who}
    known.setdefault("member_id", None)
    return Ownership(key, f"o{key}", num=num, den=den, right=right, **known)  # type: ignore[arg-type]


def household(*rows: Ownership, births: tuple[date | None, ...] = (None, None)) -> Household:
    """Give a house of 100 003 cents and a loan of 5 001, and the members born on some days."""
    return Household(
        assets=(Asset(1, "a1", "house", AssetGroup.PROPERTY, "residence_principale"),),
        loans=(Loan(2, "l2", "loan"),),
        valuations=(
            Valuation(1, "v1", 1, None, date(2000, 1, 1), 100_003),
            Valuation(2, "v2", None, 2, date(2000, 1, 1), 5_001),
        ),
        members=tuple(member(rank, birth) for rank, birth in enumerate(births, 1)),
        ownerships=rows,
        parameters=LAW,
    )


def shares(
    *rows: Ownership, on: date = TODAY, births: tuple[date | None, ...] = (None, None)
) -> dict[Owner, Fraction]:
    return dict(Owners(household(*rows, births=births)).shares(1, on))


# --- whole shares ---------------------------------------------------------------------------------


def test_where_nothing_is_said_the_first_member_has_all() -> None:
    owners = Owners(household())
    assert owners.shares(1, TODAY) == owners.shares(2, TODAY) == {PAUL: 1}
    assert dict(owners.parts(2, TODAY)) == {(PAUL, DEBT): 1}
    nobody = Owners(Household(assets=household().assets))
    assert nobody.shares(1, TODAY) == {UNATTRIBUTED: 1}


def test_first_member_is_the_first_of_the_list_not_of_the_entry() -> None:
    people = (Member(7, "m7", "b", position=2), Member(9, "m9", "a", position=1))
    owners = Owners(Household(assets=household().assets, members=people))
    assert owners.shares(1, TODAY) == {Owner(OwnerKind.MEMBER, 9): 1}


def test_shares_of_several_rows_and_of_third_parties() -> None:
    found = shares(row(1, 1, "1/3"), row(2, "mes frères", "2/3"))
    assert found == {
        PAUL: Fraction(1, 3),
        Owner(OwnerKind.THIRD, name="mes frères"): Fraction(2, 3),
    }
    assert shares(row(1, 2, "1/4"), row(2, 2, "3/4")) == {LEA: 1}


@pytest.mark.parametrize(("said", "left"), [("1/3", "2/3"), ("3/2", "-1/2"), ("0/1", "1")])
def test_what_nobody_owns_and_what_is_owned_twice(said: str, left: str) -> None:
    assert shares(row(1, 1, said)) == {PAUL: Fraction(said), UNATTRIBUTED: Fraction(left)}


def test_rows_hold_from_their_first_day_to_their_last() -> None:
    rows = (
        row(1, 1, "1/1", ends_on=date(2020, 6, 30)),
        row(2, 2, "1/1", starts_on=date(2020, 7, 1)),
    )
    assert shares(*rows, on=date(2020, 6, 30)) == {PAUL: 1}
    assert shares(*rows, on=date(2020, 7, 1)) == {LEA: 1}
    owners = Owners(household(*rows))
    assert owners.in_force(1, date(2020, 7, 1)) == (rows[1],)
    assert owners.turning_days(1, date(2000, 1, 1), TODAY) == (date(2020, 7, 1),)
    assert owners.turning_days(1, date(2020, 7, 1), TODAY) == ()
    assert owners.turning_days(2, date(2000, 1, 1), TODAY) == ()


def test_last_day_of_the_calendar_may_be_the_end() -> None:
    owners = Owners(household(row(1, 1, "1/2", ends_on=date.max)))
    assert owners.turning_days(1, date(2000, 1, 1), date.max) == ()


# --- article 669 ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("age", "percent"),
    [
        (0, 90), (20, 90), (21, 80), (30, 80), (31, 70), (40, 70), (41, 60), (50, 60), (51, 50),
        (60, 50), (61, 40), (70, 40), (71, 30), (80, 30), (81, 20), (90, 20), (91, 10), (119, 10),
    ],
)  # fmt: skip
def test_usufruct_for_life_by_the_scale_of_article_669(age: int, percent: int) -> None:
    birth = years_after(TODAY, -age)
    found = shares(row(1, 1, "1/1", USED), row(2, 2, "1/1", BARE), births=(birth, None))
    assert found == {PAUL: Fraction(percent, 100), LEA: 1 - Fraction(percent, 100)}


def test_the_day_before_a_birthday_is_a_year_less() -> None:
    rows = (row(1, 1, "1/1", USED), row(2, 2, "1/1", BARE))
    births = (date(1955, 3, 10), None)
    assert shares(*rows, on=date(2026, 3, 9), births=births)[PAUL] == Fraction(40, 100)
    assert shares(*rows, on=date(2026, 3, 10), births=births)[PAUL] == Fraction(30, 100)
    owners = Owners(household(*rows, births=births))
    assert owners.turning_days(1, date(2010, 1, 1), date(2050, 1, 1)) == (
        date(2016, 3, 10),
        date(2026, 3, 10),
        date(2036, 3, 10),
        date(2046, 3, 10),
    )


def test_the_scale_of_before_2004_is_that_of_article_762() -> None:
    rows = (row(1, 1, "1/1", USED), row(2, 2, "1/1", BARE))
    births = (date(1935, 1, 1), None)  # 68 at the end of 2003: 20 %; then 40 %
    assert shares(*rows, on=date(2003, 12, 31), births=births)[PAUL] == Fraction(20, 100)
    assert shares(*rows, on=date(2004, 1, 1), births=births)[PAUL] == Fraction(40, 100)
    owners = Owners(household(*rows, births=births))
    assert owners.turning_days(1, date(2003, 6, 1), date(2005, 1, 1)) == (date(2004, 1, 1),)


def test_age_of_somebody_else_counts_where_it_is_given() -> None:
    used = row(1, 1, "1/1", USED, ref_birth_date=date(1930, 1, 1))
    found = shares(used, row(2, 2, "1/1", BARE), births=(date(1990, 1, 1), None))
    assert found == {PAUL: Fraction(1, 10), LEA: Fraction(9, 10)}


def test_two_usufructuaries_of_different_ages() -> None:
    """81 and 61 years, a half each: 1/2 x 20 % and 1/2 x 40 %; the bare owner has 70 %."""
    rows = (
        row(1, 1, "1/2", USED),
        row(2, 2, "1/2", USED),
        row(3, "les enfants", "1/1", BARE),
    )
    found = shares(*rows, births=(date(1945, 1, 1), date(1965, 1, 1)))
    children = Owner(OwnerKind.THIRD, name="les enfants")
    assert found == {
        PAUL: Fraction(10, 100), LEA: Fraction(20, 100), children: Fraction(70, 100)
    }  # fmt: skip


def test_age_nobody_knows_leaves_both_sides_unattributed() -> None:
    rows = (row(1, 1, "1/2", USED), row(2, 2, "1/2", BARE), row(3, 2, "1/2"))
    half = Fraction(1, 2)
    assert shares(*rows) == {LEA: half, UNATTRIBUTED: half}
    unborn = (date(2030, 1, 1), None)
    assert shares(*rows, births=unborn) == {LEA: half, UNATTRIBUTED: half}
    born = (date(1966, 1, 1), None)
    before_the_law = date(1979, 6, 30)
    assert shares(*rows, on=before_the_law, births=born) == {LEA: half, UNATTRIBUTED: half}


def test_usufruct_without_bare_owner_and_bare_owner_without_usufruct() -> None:
    born = (date(1966, 1, 1), None)  # 60 years: 50 %
    half = Fraction(1, 2)
    assert shares(row(1, 1, "1/1", USED), births=born) == {PAUL: half, UNATTRIBUTED: half}
    assert shares(row(1, 2, "1/1", BARE), births=born) == {UNATTRIBUTED: 1}
    told = row(1, 2, "1/1", BARE, ref_birth_date=born[0])
    assert shares(told) == {LEA: half, UNATTRIBUTED: half}


def test_bare_ownership_of_more_than_the_usufruct() -> None:
    """A half in usufruct at 50 %: 1/4; bare owners have 1/2 of the whole; 1/4 is unattributed."""
    rows = (row(1, 1, "1/2", USED), row(2, 2, "1/1", BARE))
    found = shares(*rows, births=(date(1966, 1, 1), None))
    quarter = Fraction(1, 4)
    assert found == {PAUL: quarter, LEA: Fraction(1, 2), UNATTRIBUTED: quarter}


def test_usufruct_that_has_ended_is_the_bare_owner_s() -> None:
    rows = (row(1, 1, "1/1", USED, ends_on=date(2024, 5, 1)), row(2, 2, "1/1", BARE))
    born = (date(1966, 1, 1), None)
    assert shares(*rows, on=date(2024, 5, 1), births=born)[LEA] == Fraction(1, 2)
    assert shares(*rows, on=date(2024, 5, 2), births=born) == {LEA: 1}
    half_over = (rows[0], row(3, 1, "1/2", USED), row(2, 2, "1/1", BARE))
    assert shares(*half_over, births=born) == {PAUL: Fraction(1, 4), LEA: Fraction(3, 4)}


@pytest.mark.parametrize(
    ("day", "percent"),
    [
        (date(2020, 1, 1), 46),  # twenty years left
        (date(2019, 12, 31), 69),  # twenty years and a day: three periods begun
        (date(2030, 1, 1), 23),
        (date(2039, 12, 31), 23),
        (date(2040, 1, 1), 0),
    ],
)
def test_usufruct_for_a_term_counts_each_period_of_ten_years_begun(day: date, percent: int) -> None:
    rows = (row(1, 1, "1/1", USED, usufruct_term=date(2039, 12, 31)), row(2, 2, "1/1", BARE))
    expected = {PAUL: Fraction(percent, 100), LEA: 1 - Fraction(percent, 100)}
    assert shares(*rows, on=day) == expected


def test_days_on_which_a_term_turns() -> None:
    rows = (row(1, 1, "1/1", USED, usufruct_term=date(2039, 12, 31)), row(2, 2, "1/1", BARE))
    assert Owners(household(*rows)).turning_days(1, date(2005, 1, 1), date(2060, 1, 1)) == (
        date(2010, 1, 1),
        date(2020, 1, 1),
        date(2030, 1, 1),
        date(2040, 1, 1),
    )


def test_usufruct_for_a_term_is_never_worth_more_than_for_life_nor_than_the_whole() -> None:
    rows = (row(1, 1, "1/1", USED, usufruct_term=date(2060, 1, 1)), row(2, 2, "1/1", BARE))
    old = shares(*rows, births=(date(1930, 1, 1), None))  # 96 years: 10 %, not 92 %
    assert old == {PAUL: Fraction(1, 10), LEA: Fraction(9, 10)}
    for_ever = (row(1, 1, "1/1", USED, usufruct_term=date(9999, 1, 1)), rows[1])
    assert shares(*for_ever) == {PAUL: 1, LEA: 0}


def law(key: str, value: str) -> RegulatoryParam:
    return RegulatoryParam(key, date(1979, 7, 1), value)


@pytest.mark.parametrize(
    "parameters",
    [
        (),
        (law("usufruct.term_rate", "23"), law("usufruct.term_years", "0")),
        (law("usufruct.term_rate", "0"), law("usufruct.term_years", "10")),
        (law("usufruct.by_age", "5:90"), law("usufruct.term_rate", "x")),
    ],
)
def test_law_that_is_missing_or_broken_leaves_a_usufruct_unattributed(
    parameters: tuple[RegulatoryParam, ...],
) -> None:
    term = row(1, 1, "1/1", USED, usufruct_term=date(2039, 12, 31))
    life = row(2, 1, "1/1", USED)
    for used in (term, life):
        whole = Household(
            assets=household().assets,
            members=(member(1, date(1966, 1, 1)), member(2)),
            ownerships=(used, row(3, 2, "1/1", BARE)),
            parameters=parameters,
        )
        owners = Owners(whole)
        assert sum(owners.shares(1, TODAY).values()) == 1
        assert owners.turning_days(1, date(2000, 1, 1), TODAY) in {(), (date(2000, 1, 2),)}


def test_ages_and_years() -> None:
    assert completed_years(date(2004, 2, 29), date(2026, 2, 28)) == 21
    assert completed_years(date(2004, 2, 29), date(2026, 3, 1)) == 22
    assert years_after(date(2024, 2, 29), 1) == date(2025, 3, 1)
    assert years_after(date(9990, 1, 1), 20) == date.max
    assert years_after(date(10, 1, 1), -20) == date.min


# --- amounts --------------------------------------------------------------------------------------


def test_odd_cents_go_to_the_largest_remainders() -> None:
    thirds = {PAUL: Fraction(1, 3), LEA: Fraction(1, 3), UNATTRIBUTED: Fraction(1, 3)}
    assert divided(100, thirds) == {PAUL: 34, LEA: 33, UNATTRIBUTED: 33}
    assert divided(-100, thirds) == {PAUL: -34, LEA: -33, UNATTRIBUTED: -33}
    uneven = {PAUL: Fraction(1, 6), LEA: Fraction(5, 6)}  # 1.67 and 8.33
    assert divided(10, uneven) == {PAUL: 2, LEA: 8}
    above = {PAUL: Fraction(3, 2), UNATTRIBUTED: Fraction(-1, 2)}
    assert divided(5, above) == {PAUL: 7, UNATTRIBUTED: -2}


def test_what_each_owner_is_worth() -> None:
    """Paul, 60, has the usufruct of half, Léa the other half whole; the children the rest.

    1 000.03 x 25 % = 250.0075, 50 % = 500.015, 25 % = 250.0075: the odd cents go to the largest
    remainders, 0.015 before 0.0075.
    """
    children = Owner(OwnerKind.THIRD, name="enfants")
    rows = (
        row(1, 1, "1/2", USED),
        row(2, "enfants", "1/2", BARE),
        row(3, 2, "1/2"),
        row(4, 1, "1/2", DEBT, asset_id=None, loan_id=2),
        row(5, 2, "1/2", DEBT, asset_id=None, loan_id=2),
    )
    whole = household(*rows, births=(date(1966, 1, 1), None))
    index, owners = ValueIndex(whole), Owners(whole)
    worths = by_owner(index, owners, TODAY)
    assert worths == (
        OwnerWorth(PAUL, 25_001, -2_501, usufruct=25_001),
        OwnerWorth(LEA, 50_001, -2_500, full=50_001),
        OwnerWorth(children, 25_001, 0, bare=25_001),
    )
    assert [worth.net for worth in worths] == [22_500, 47_501, 25_001]
    assert of_household(worths, whole) == (75_002, -5_001)
    assert [part.cents for part in owned_parts(index, owners, TODAY, [2])] == [-2_501, -2_500]


def test_member_with_nothing_is_told_and_unattributed_only_where_there_is_something() -> None:
    whole = household(row(1, 1, "2/3"))
    found = by_owner(ValueIndex(whole), Owners(whole), TODAY)
    assert [(worth.owner, worth.net) for worth in found] == [
        (PAUL, 66_669 - 5_001),
        (LEA, 0),
        (UNATTRIBUTED, 33_334),
    ]


def test_value_nobody_knows_is_nobody_s() -> None:
    whole = Household(assets=household().assets, members=(member(1),))
    assert by_owner(ValueIndex(whole), Owners(whole), TODAY) == (OwnerWorth(PAUL),)


# --- any household --------------------------------------------------------------------------------

days = st.dates(date(1980, 1, 1), date(2060, 12, 31))
fractions = st.sampled_from(["1/1", "1/2", "1/3", "2/3", "1/7", "3/2", "0/1"])
rights = st.sampled_from(list(Right))


@st.composite
def rows(draw: st.DrawFn) -> list[Ownership]:
    found = []
    for key in range(1, draw(st.integers(0, 5)) + 1):
        more: dict[str, object] = {
            "starts_on": draw(st.none() | days),
            "ends_on": draw(st.none() | days),
            "usufruct_term": draw(st.none() | days),
            "ref_birth_date": draw(st.none() | days),
        }
        who: int | str = draw(st.integers(1, 2) | st.just("tiers"))
        found.append(row(key, who, draw(fractions), draw(rights), **more))
    return found


births = st.tuples(st.none() | days, st.none() | days)


@given(rows(), births, days)
def test_shares_add_up_to_the_whole_at_every_date_and_the_order_of_entry_never_matters(
    found: list[Ownership], born: tuple[date | None, ...], day: date
) -> None:
    owners = Owners(household(*found, births=born))
    now = owners.shares(1, day)
    assert sum(now.values()) == 1
    turned = Owners(household(*reversed(found), births=born))
    assert list(turned.shares(1, day).items()) == list(now.items())


@given(rows(), births, days, st.integers(0, 4000))
def test_shares_change_on_the_turning_days_and_on_no_other(
    found: list[Ownership], born: tuple[date | None, ...], first: date, length: int
) -> None:
    owners = Owners(household(*found, births=born))
    last = min(first + timedelta(length), date(2070, 1, 1))
    turning = owners.turning_days(1, first, last)
    assert list(turning) == sorted(set(turning))
    for day in turning:
        assert owners.shares(1, day) != owners.shares(1, day - timedelta(1))
    probes = [first, *turning, last + timedelta(1)]
    for start, stop in pairwise(probes):
        assert owners.shares(1, start) == owners.shares(1, stop - timedelta(1))
        middle = start + (stop - start) // 2
        if middle < stop:
            assert owners.shares(1, start) == owners.shares(1, middle)


@given(st.integers(-(10**15), 10**15), rows(), births, days)
def test_amounts_are_divided_to_the_cent_and_owners_add_up_to_the_household(
    cents: int, found: list[Ownership], born: tuple[date | None, ...], day: date
) -> None:
    whole = household(*found, births=born)
    index, owners = ValueIndex(whole), Owners(whole)
    part = owners.shares(1, day)
    parts = divided(cents, part)
    assert sum(parts.values()) == cents
    assert divided(-cents, part) == {owner: -amount for owner, amount in parts.items()}
    assert all(abs(amount - cents * part[owner]) < 1 for owner, amount in parts.items())
    worths, now = by_owner(index, owners, day), index.net_worth(day)
    assert sum(worth.gross for worth in worths) == now.gross
    assert sum(worth.debts for worth in worths) == now.debts
