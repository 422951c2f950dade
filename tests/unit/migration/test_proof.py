"""The proof lets nothing pass but what revisions declare."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui.migration.measuring import proof
from patrimoine_gui.migration.outcome import Bucket, Measures, NetWorthAt
from patrimoine_gui.migration.plan import Direction
from patrimoine_gui.migration.revisions import Move, Revision

if TYPE_CHECKING:
    from patrimoine_gui.errors import Difference

BEFORE = Measures(
    revision="0001",
    buckets=(
        Bucket("assets", 3, 0),
        Bucket("values", 100, 5000),
        Bucket("set aside", 0, 0),
        Bucket("merged", 0, 0),
    ),
    year_ends=(NetWorthAt(date(2020, 12, 31), 700), NetWorthAt(date(2021, 12, 31), 800)),
    latest=900,
    latest_on=date(2022, 5, 1),
    digests=(("texts", "t"), ("single values", "s"), ("only before", "x")),
)


def revision(*moves: Move) -> Revision:
    return Revision(
        id="0002",
        ordinal=2,
        app_version="0.2",
        day="2026-11-22",
        sentence="",
        details=(),
        loses="",
        requires_key=False,
        protects=False,
        scrub_after=False,
        moves=moves,
        measures="",
        module="",
    )


ASIDE = Move("values", "set aside", "{count} value kept aside", "{count} values kept aside")
MERGED = Move("values", "merged", "{count} merged", "{count} merged")


def after(**buckets: tuple[int, int]) -> Measures:
    kept = {item.name: (item.rows, item.cents) for item in BEFORE.buckets}
    kept |= {name.replace("_", " "): value for name, value in buckets.items()}
    found = tuple(Bucket(name, *value) for name, value in kept.items())
    return replace(BEFORE, revision="0002", buckets=found)


def names(found: tuple[Difference, ...]) -> list[str]:
    return [item.measure for item in found]


def test_equal_measures_agree() -> None:
    assert proof.differences(BEFORE, after(), [revision()], Direction.UP) == ()


def test_a_declared_move_agrees_and_is_counted() -> None:
    moved = after(values=(97, 4900), set_aside=(3, 100))
    run = [revision(ASIDE)]
    assert proof.differences(BEFORE, moved, run, Direction.UP) == ()
    (change,) = proof.conclude(BEFORE, moved, run).changes
    assert (change.revision, change.count) == ("0002", 3)


def test_an_undeclared_move_is_a_difference_on_both_sides() -> None:
    moved = after(values=(97, 4900), set_aside=(3, 100))
    found = proof.differences(BEFORE, moved, [revision(MERGED)], Direction.UP)
    assert names(found) == [
        "rows: set aside",
        "sum: set aside",
        "rows: merged + values",
        "sum: merged + values",
    ]


@pytest.mark.parametrize(
    ("changed", "measure"),
    [
        (after(values=(99, 5000)), "rows: values"),
        (after(values=(100, 5001)), "sum: values"),
        (after(assets=(4, 0)), "rows: assets"),
        (replace(BEFORE, latest=901), "net worth at the last date"),
        (replace(BEFORE, latest_on=date(2022, 5, 2)), "last date"),
        (replace(BEFORE, digests=(("texts", "t"), ("single values", "z"))), "single values"),
        (replace(BEFORE, digests=(("texts", "z"), ("only after", "y"))), "texts"),
        (replace(BEFORE, year_ends=BEFORE.year_ends[:1]), "net worth"),
        (
            replace(BEFORE, year_ends=(NetWorthAt(date(2020, 12, 31), 701), *BEFORE.year_ends[1:])),
            "net worth",
        ),
    ],
)
def test_every_other_difference_is_named(changed: Measures, measure: str) -> None:
    assert names(proof.differences(BEFORE, changed, [revision()], Direction.UP)) == [measure]


def test_a_move_that_loses_a_cent_on_the_way_is_a_difference() -> None:
    moved = after(values=(97, 4900), set_aside=(3, 99))
    found = proof.differences(BEFORE, moved, [revision(ASIDE)], Direction.UP)
    assert names(found) == ["sum: set aside + values"]


def test_rows_that_flow_back_during_an_upgrade_are_a_difference() -> None:
    start = after(values=(97, 4900), set_aside=(3, 100))
    found = proof.differences(start, after(), [revision(ASIDE)], Direction.UP)
    assert names(found) == ["rows: set aside"]
    assert proof.differences(start, after(), [revision(ASIDE)], Direction.DOWN) == ()


def test_two_moves_from_one_kind_are_told_apart() -> None:
    moved = after(values=(95, 4800), set_aside=(3, 100), merged=(2, 100))
    run = [revision(ASIDE, MERGED)]
    assert proof.differences(BEFORE, moved, run, Direction.UP) == ()
    assert [item.count for item in proof.conclude(BEFORE, moved, run).changes] == [3, 2]


def test_no_difference_ever_tells_an_amount() -> None:
    changed = replace(after(values=(99, 123456789)), latest=987654321, digests=(("texts", "z"),))
    found = proof.differences(BEFORE, changed, [revision()], Direction.UP)
    assert "123456789" not in repr(found)
    assert "987654321" not in repr(found)


def test_a_digest_that_says_nothing_or_stands_alone_is_no_difference() -> None:
    silent = replace(BEFORE, digests=(("texts", "t"), ("single values", ""), ("owners", "o")))
    assert proof.differences(BEFORE, silent, [revision()], Direction.UP) == ()
    assert proof.differences(silent, BEFORE, [revision()], Direction.DOWN) == ()
