"""Two upgrades of the same old file: what is the same is recognised, what was done since is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui.portfolio.comparison.households import compare
from patrimoine_gui.portfolio.comparison.lines import ChangeKind, RecordKind
from patrimoine_gui.portfolio.comparison.uid_matching import with_matching_uids
from patrimoine_gui.portfolio.entities import Operation, Split, Statement
from patrimoine_gui.portfolio.enums import OperationKind
from patrimoine_gui.portfolio.household import Household
from patrimoine_gui.portfolio.repository import household_file
from tests.faults import household as files
from tests.keys import unlocked, upgrade

if TYPE_CHECKING:
    from pathlib import Path

TODAY = date(2026, 11, 29)


@pytest.fixture(scope="module")
def twins(tmp_path_factory: pytest.TempPathFactory) -> tuple[Household, Household]:
    """Upgrade the awkward file of version 0.1 twice."""
    first, second = (_upgraded(tmp_path_factory.mktemp("twin")) for _time in range(2))
    return first, second


def _upgraded(folder: Path) -> Household:
    household = files.golden("0001-rich", folder)
    manager = household.manager()
    upgrade(manager, manager.plan(household.file))
    header = manager.header(household.file)
    assert header is not None
    return household_file.load(household.file, unlocked(header).fields)


def test_two_upgrades_of_one_file_differ_in_nothing(twins: tuple[Household, Household]) -> None:
    first, second = twins
    assert first.assets[0].uid != second.assets[0].uid
    found = compare(first, second, TODAY)
    assert found.is_empty
    assert found.difference == 0


def test_what_was_done_since_is_all_that_differs(twins: tuple[Household, Household]) -> None:
    first, second = twins
    gone, kept = second.valuations[0], second.valuations[1:]
    changed = replace(kept[0], amount=(kept[0].amount or 0) + 1)
    found = compare(first, replace(second, valuations=(changed, *kept[1:])), TODAY)
    assert found.count() == 2
    assert found.count(ChangeKind.CHANGED, RecordKind.VALUATION) == 1
    (removed,) = (line for line in found.lines if line.change is ChangeKind.REMOVED)
    assert [item.day for item in removed.items] == [gone.as_of]


def test_a_file_that_shares_its_uids_is_left_as_it_is(twins: tuple[Household, Household]) -> None:
    first, _second = twins
    assert with_matching_uids(first, replace(first, valuations=first.valuations[1:])) is first


def paid(uid: str, *parts: str, transfer: str = "") -> Operation:
    """Give a payment of 30 cents in parts of 10 and 20, or in one."""
    amounts = (10, 20) if len(parts) > 1 else (30,)
    splits = tuple(
        Split(rank, part, None, amount)
        for rank, (part, amount) in enumerate(zip(parts, amounts, strict=True), start=1)
    )
    day = date(2021, 5, 4)
    kind = OperationKind.WITHDRAWAL
    return Operation(1, uid, 1, None, day, kind, 30, transfer_uid=transfer, splits=splits)


def operation_of(household: Household) -> Operation:
    (found,) = household.operations
    return found


def test_an_operation_takes_the_uids_of_its_twin_with_those_of_its_parts() -> None:
    mine = Household(operations=(paid("a", "b", "c", transfer="d"),))
    theirs = Household(operations=(paid("e", "f", "g", transfer="h"),))
    assert with_matching_uids(mine, theirs) == theirs


def test_an_operation_in_other_parts_keeps_the_uids_of_its_own() -> None:
    mine = Household(operations=(paid("a", "b", "c", transfer="d"),))
    theirs = Household(operations=(paid("e", "f"),))
    found = operation_of(with_matching_uids(mine, theirs))
    assert found == replace(operation_of(mine), uid="e")
    assert [part.uid for part in found.splits] == ["b", "c"]


def stated(uid: str, net: int, line: str) -> Household:
    """Give a statement of 2021 whose lines name an asset by its uid."""
    lines = {"lines": [line]}
    day = date(2021, 12, 31)
    return Household(statements=(Statement(1, uid, day, "Fin", "EUR", net, 0, net, lines, line),))


def test_a_statement_of_the_same_figures_is_the_same_and_another_keeps_its_lines() -> None:
    assert with_matching_uids(stated("a", 7, "b"), stated("c", 7, "d")) == stated("c", 7, "d")
    assert with_matching_uids(stated("a", 7, "b"), stated("c", 8, "d")) == stated("c", 7, "b")
