"""A split never changes a total: parts of an operation, parts of a share."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from datetime import date  # noqa: TC003  (hypothesis reads the annotations)
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patrimoine_gui.errors import InputFault, InputRefused
from patrimoine_gui.portfolio.commands import operations
from patrimoine_gui.portfolio.commands.valuations import Owned
from patrimoine_gui.portfolio.currencies import EURO
from patrimoine_gui.portfolio.household import OperationKind, Right, Split
from patrimoine_gui.portfolio.net_worth import ValueIndex
from patrimoine_gui.portfolio.ownership import Owners, by_owner
from tests.examples.cash_flow_households import END, START, account, moved
from tests.examples.ownership_households import TODAY, household, row
from tests.households import operation

if TYPE_CHECKING:
    from patrimoine_gui.portfolio.household import Operation

AMOUNTS = st.integers(-(10**9), 10**9)
PARTS = st.lists(AMOUNTS, min_size=1, max_size=5)


@settings(max_examples=30)
@given(PARTS, st.sampled_from([0, 0, 1, -(10**9)]))
def test_parts_are_kept_if_they_add_up_to_the_cent(parts: list[int], astray: int) -> None:
    splits = tuple(map(operations.SplitDraft, parts))
    draft = operation(sum(parts) + astray, splits=splits)
    with pytest.raises(InputRefused) if astray else nullcontext() as caught:
        operations.check(draft, {("asset", 1): Owned(EURO)}, END)
    if caught is not None:
        assert caught.value.fault is InputFault.SPLIT_UNBALANCED


@settings(max_examples=30)
@given(
    st.lists(st.tuples(st.dates(START, END), st.sampled_from(OperationKind), PARTS), max_size=4),
    AMOUNTS,
    AMOUNTS,
)
def test_parts_of_operations_change_no_contribution_no_gain_and_no_rate(
    moves: list[tuple[date, OperationKind, list[int]]], before: int, after: int
) -> None:
    whole: list[Operation] = []
    parted: list[Operation] = []
    for key, (day, kind, parts) in enumerate(moves, 1):
        whole.append(moved(key, 1, day, kind.value, sum(parts)))
        splits = tuple(Split(rank, "", rank, part) for rank, part in enumerate(parts))
        parted.append(replace(whole[-1], splits=splits))
    one, other = account(before, after, *whole), account(before, after, *parted)
    assert one.growth([1], START, END) == other.growth([1], START, END)
    assert one.money_weighted([1], START, END) == other.money_weighted([1], START, END)
    assert one.time_weighted([1], START, END) == other.time_weighted([1], START, END)


@settings(max_examples=30)
@given(
    st.sampled_from([Right.FULL, Right.USUFRUCT, Right.BARE]),
    st.integers(1, 6),
    st.lists(st.integers(1, 9), min_size=2, max_size=4),
)
def test_a_share_told_in_parts_is_worth_the_same_to_everybody(
    right: Right, num: int, weights: list[int]
) -> None:
    den = sum(weights)
    others = (row(20, 2, "1/2", Right.BARE), row(21, 2, "1/6"))
    parts = [row(key, 1, f"{num * part}/{6 * den}", right) for key, part in enumerate(weights, 1)]
    worths = []
    for rows in ((row(1, 1, f"{num}/6", right), *others), (*parts, *others)):
        whole = household(*rows, births=(TODAY.replace(year=1950), None))
        worths.append(by_owner(ValueIndex(whole), Owners(whole), TODAY))
    assert worths[0] == worths[1]
    assert sum(worth.net for worth in worths[1]) == 100_003 - 5_001
