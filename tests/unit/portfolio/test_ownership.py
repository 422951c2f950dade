"""Who owns what: by hand, and what must hold for any household."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patrimoine_gui.portfolio.household import Household, Member, Ownership, Right
from patrimoine_gui.portfolio.net_worth import ValueIndex
from patrimoine_gui.portfolio.ownership import (
    UNATTRIBUTED,
    Owner,
    OwnerKind,
    Owners,
    OwnerWorth,
    by_owner,
    divide,
    of_household,
    owned_parts,
)
from tests.examples.ownership_households import (
    BARE,
    DEBT,
    LEA,
    PAUL,
    TODAY,
    USED,
    household,
    member,
    row,
    shares,
)

OWED = (
    row(4, 1, "1/2", DEBT, asset_id=None, loan_id=2),
    row(5, 2, "1/2", DEBT, asset_id=None, loan_id=2),
)

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


# --- amounts --------------------------------------------------------------------------------------


def test_odd_cents_go_to_the_largest_remainders() -> None:
    thirds = {PAUL: Fraction(1, 3), LEA: Fraction(1, 3), UNATTRIBUTED: Fraction(1, 3)}
    assert divide(100, thirds) == {PAUL: 34, LEA: 33, UNATTRIBUTED: 33}
    assert divide(-100, thirds) == {PAUL: -34, LEA: -33, UNATTRIBUTED: -33}
    uneven = {PAUL: Fraction(1, 6), LEA: Fraction(5, 6)}  # 1.67 and 8.33
    assert divide(10, uneven) == {PAUL: 2, LEA: 8}
    above = {PAUL: Fraction(3, 2), UNATTRIBUTED: Fraction(-1, 2)}
    assert divide(5, above) == {PAUL: 7, UNATTRIBUTED: -2}


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
    assert of_household(worths, whole, TODAY) == (75_002, -5_001)
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
    parts = divide(cents, part)
    assert sum(parts.values()) == cents
    assert divide(-cents, part) == {owner: -amount for owner, amount in parts.items()}
    assert all(abs(amount - cents * part[owner]) < 1 for owner, amount in parts.items())
    worths, now = by_owner(index, owners, day), index.net_worth(day)
    assert sum(worth.gross for worth in worths) == now.gross
    assert sum(worth.debts for worth in worths) == now.debts


@pytest.mark.parametrize("last", ["died_on", "left_on"])
def test_who_died_or_left_counts_until_that_day_and_the_past_stays(last: str) -> None:
    # By hand: half of 1 000.03 and of 50.01 each, the odd cents to the first.
    found = household(row(1, 1, "1/2"), row(2, 2, "1/2"))
    owners = replace(found, ownerships=(*found.ownerships, *OWED))
    first, second = owners.members
    dated = replace(owners, members=(first, replace(second, **{last: TODAY})))  # type: ignore[arg-type]

    def ours(whole: Household, day: date) -> tuple[int, int]:
        return of_household(by_owner(ValueIndex(whole), Owners(whole), day), whole, day)

    for day in (date(2010, 1, 1), TODAY):
        assert ours(dated, day) == ours(owners, day) == (100_003, -5_001)
    assert ours(dated, TODAY + timedelta(1)) == (50_002, -2_501)
    assert ours(owners, TODAY + timedelta(1)) == (100_003, -5_001)


def test_whoever_goes_first_ends_it_and_who_never_was_in_it_does_not_enter() -> None:
    first, second = member(1, died_on=date(2020, 1, 1), left_on=TODAY), member(2, left_on=TODAY)
    assert not first.counts_in_household(date(2020, 1, 2))
    assert second.counts_in_household(TODAY)
    assert second.counts_in_tax_household(TODAY)
    assert not second.counts_in_tax_household(TODAY + timedelta(1))
    assert not replace(second, in_household=False).counts_in_household(TODAY)
