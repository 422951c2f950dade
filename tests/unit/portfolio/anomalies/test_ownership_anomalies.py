"""Shares that are not the whole, and impossible ages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patrimoine_gui.portfolio.anomalies.anomaly_kinds import AnomalyKind, EntityKind
from patrimoine_gui.portfolio.household import (
    Household,
    Ownership,
    Right,
)
from patrimoine_gui.portfolio.ownership import UNATTRIBUTED, Owners
from tests.examples.odd_households import (
    HOUSE,
    LAW,
    LOAN,
    ME,
    OWED,
    TODAY,
    a_house,
    a_loan,
    found,
    row,
    told,
)

FULL, BARE, USED = Right.FULL, Right.BARE, Right.USUFRUCT
ABOVE, BELOW = AnomalyKind.SHARES_ABOVE, AnomalyKind.SHARES_BELOW


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
        ([((1, 2), FULL), ((1, 2), BARE)], [AnomalyKind.BARE_ALONE]),
        ([((1, 2), FULL), ((1, 2), USED)], [AnomalyKind.USUFRUCT_ALONE]),
        ([((1, 1), FULL), ((1, 2), USED)], [ABOVE, AnomalyKind.USUFRUCT_ALONE]),
        ([((1, 1), FULL), ((1, 2), BARE)], [ABOVE, AnomalyKind.BARE_ALONE]),
        ([((1, 3), BARE), ((1, 2), USED)], [BELOW, AnomalyKind.USUFRUCT_ALONE]),
    ],
)
def test_shares_make_the_whole(
    rows: list[tuple[tuple[int, int], Right]], kinds: list[AnomalyKind]
) -> None:
    household = a_house(*(row(n, part, right) for n, (part, right) in enumerate(rows)))
    assert [item.kind for item in found(household)] == kinds


def test_nobody_is_named() -> None:
    household = Household(assets=(HOUSE,), loans=(LOAN,), members=(ME,))
    assert told(household) == [
        (AnomalyKind.NOBODY, EntityKind.ASSET, 1),
        (AnomalyKind.NOBODY, EntityKind.LOAN, 9),
    ]
    assert {item.day for item in found(household)} == {None}


def test_shares_of_a_loan() -> None:
    household = replace(a_loan(), ownerships=(replace(OWED, num=2, den=3),))
    assert told(household) == [(AnomalyKind.SHARES_BELOW, EntityKind.LOAN, 9)]


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
        (AnomalyKind.IN_THE_FUTURE, EntityKind.ASSET, 1)
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
    assert told(household) == [(AnomalyKind.BARE_ALONE, EntityKind.ASSET, 1)]


def test_a_usufructuary_without_an_age() -> None:
    unborn, third = replace(ME, birth_date=None), {"member_id": None}
    bare = row(1, (1, 1), BARE)
    used = row(2, (1, 1), USED)
    assert found(a_house(bare, used)) == ()
    for owner in (replace(used, **third), used):  # type: ignore[arg-type]
        household = a_house(bare, owner, members=(unborn,))
        (only,) = found(household)
        assert (only.kind, only.entity, only.id, only.owned_id) == (
            *(AnomalyKind.AGE_UNKNOWN, EntityKind.OWNERSHIP, 2, 1),
        )
        dated = replace(owner, ref_birth_date=date(1950, 1, 1))
        term = replace(owner, usufruct_term=date(2030, 1, 1))
        assert found(a_house(bare, dated, members=(unborn,))) == ()
        assert found(a_house(bare, term, members=(unborn,))) == ()


def test_a_share_that_ends_before_it_starts() -> None:
    wrong = row(5, (1, 1), starts_on=date(2020, 1, 2), ends_on=date(2020, 1, 1))
    right = row(6, (1, 1), starts_on=date(2019, 1, 2), ends_on=date(2030, 1, 1))
    assert told(a_house(right, wrong)) == [(AnomalyKind.ENDS_BEFORE_START, EntityKind.OWNERSHIP, 5)]


@pytest.mark.parametrize(
    ("birth", "kind"),
    [
        (date(2026, 11, 23), None),
        (date(2026, 11, 24), AnomalyKind.BORN_IN_THE_FUTURE),
        (date(1896, 11, 23), None),
        (date(1896, 11, 22), AnomalyKind.BORN_TOO_LONG_AGO),
    ],
)
def test_births(birth: date, kind: AnomalyKind | None) -> None:
    bare, used = row(1, (1, 1), BARE), row(2, (1, 1), USED, ref_birth_date=birth)
    expected = [(kind, EntityKind.MEMBER, 1)] if kind else []
    assert told(a_house(members=(replace(ME, birth_date=birth),))) == expected
    expected = [(kind, EntityKind.OWNERSHIP, 2)] if kind else []
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
        assert AnomalyKind.SHARES_ABOVE in kinds
    if shares.get(UNATTRIBUTED, 0) > 0:
        assert kinds & {BELOW, AnomalyKind.BARE_ALONE, AnomalyKind.USUFRUCT_ALONE}
