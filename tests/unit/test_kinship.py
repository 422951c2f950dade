"""Two upgrades of the same old file: what is the same is recognised, what was done since is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui.portfolio import repository
from patrimoine_gui.portfolio.comparison import Change, Kind, compare
from patrimoine_gui.portfolio.kinship import recognised
from tests.faults import household as files
from tests.keys import unlocked, upgrade

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.portfolio.household import Household

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
    return repository.load(household.file, unlocked(header).fields)


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
    assert found.count(Change.CHANGED, Kind.VALUATION) == 1
    (removed,) = (line for line in found.lines if line.change is Change.REMOVED)
    assert [item.day for item in removed.items] == [gone.as_of]


def test_a_file_that_shares_its_uids_is_left_as_it_is(twins: tuple[Household, Household]) -> None:
    first, _second = twins
    assert recognised(first, replace(first, valuations=first.valuations[1:])) is first
