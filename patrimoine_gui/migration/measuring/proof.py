"""The proof: what is measured before and after, and what may differ between the two."""

from __future__ import annotations

import importlib
import itertools
import sqlite3  # noqa: TC003
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from patrimoine_gui.errors import Difference, KeyRequired
from patrimoine_gui.migration.outcome import (
    Bucket,
    DeclaredChange,
    MeasuredWorth,
    Measures,
    NetWorthAt,
    Proof,
)
from patrimoine_gui.migration.plan import Direction

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from migrations.frozen.keys_v1 import KeysV1
    from patrimoine_gui.migration.revisions import Move, Revision, RevisionSet


def measure(
    connection: sqlite3.Connection,
    revision: Revision,
    tick: Callable[[int, int], None],
    keys: KeysV1 | None = None,
) -> Measures:
    """Measure an open file of a revision, by the measure frozen beside that revision.

    Args:
        connection: the open file; it is only read.
        revision: what it is at.
        tick: told how far it is.
        keys: what opens its encrypted values; each of them is opened.

    Raises:
        KeyRequired: the revision has encrypted values, and there are no keys.
    """
    module = importlib.import_module(revision.measures)
    if getattr(module, "NEEDS_KEYS", False):
        if keys is None:
            raise KeyRequired(revision.id)
        found = module.measure(connection, tick, keys)
    else:
        found = module.measure(connection, tick)
    whole = (
        _worth(found.whole, found.whole_latest, found.whole_on) if hasattr(found, "whole") else None
    )
    euros = _worth(found.year_ends, found.latest, found.latest_on)
    return Measures(
        revision=revision.id,
        buckets=tuple(Bucket(*bucket) for bucket in found.buckets),
        year_ends=euros.year_ends,
        latest=euros.latest,
        latest_on=euros.latest_on,
        digests=tuple(found.digests),
        whole=whole,
    )


def _worth(year_ends: Iterable[tuple[str, int]], latest: int, on: str | None) -> MeasuredWorth:
    days = tuple(NetWorthAt(date.fromisoformat(day), cents) for day, cents in year_ends)
    return MeasuredWorth(days, latest, date.fromisoformat(on) if on else None)


def is_milestone(revision: Revision) -> bool:
    """Tell whether a run that passes a revision measures there too.

    Formats on both sides of it may say the same in other words: each is compared with what it has
    in common with this one.
    """
    return bool(getattr(importlib.import_module(revision.measures), "IS_MILESTONE", False))


def differences_on_the_way(
    measured: Sequence[Measures], revisions: RevisionSet, direction: Direction
) -> tuple[Difference, ...]:
    """Name every undeclared difference between measures taken one after the other in a run."""
    return tuple(
        dict.fromkeys(
            difference
            for before, after in itertools.pairwise(measured)
            for difference in differences(
                before, after, revisions.between(before.revision, after.revision), direction
            )
        )
    )


def differences(
    before: Measures, after: Measures, run: Iterable[Revision], direction: Direction
) -> tuple[Difference, ...]:
    """Name every difference that no revision of the run declares.

    Kinds between which a revision may move rows must agree together, to the row and to the cent;
    every other kind must agree by itself. Net worth and digests always agree: net worth in euros,
    and in all currencies where both formats can tell it.
    """
    moves = [move for revision in run for move in revision.moves]
    found = [
        difference
        for names in _groups(before, after, moves)
        for difference in _compare_group(before, after, names)
    ]
    found += _wrong_way(before, after, moves, direction)
    found += _compare_worth(_in_euros(before), _in_euros(after))
    if before.whole and after.whole:
        found += _compare_worth(before.whole, after.whole)
    found += _compare_digests(before, after)
    return tuple(dict.fromkeys(found))


def _in_euros(measures: Measures) -> MeasuredWorth:
    return MeasuredWorth(measures.year_ends, measures.latest, measures.latest_on)


def _compare_worth(before: MeasuredWorth, after: MeasuredWorth) -> list[Difference]:
    found = _compare_years(before, after)
    if before.latest != after.latest:
        found.append(Difference("net worth at the last date"))
    if before.latest_on not in {None, after.latest_on} and after.latest_on is not None:
        found.append(Difference("last date", before.latest_on.isoformat()))
    return found


def _groups(before: Measures, after: Measures, moves: list[Move]) -> list[set[str]]:
    names = [bucket.name for measures in (before, after) for bucket in measures.buckets]
    groups: list[set[str]] = [{name} for name in dict.fromkeys(names)]
    for move in moves:
        linked = [group for group in groups if group & {move.source, move.target}]
        groups = [group for group in groups if group not in linked]
        groups.append(set().union({move.source, move.target}, *linked))
    return groups


def _compare_group(before: Measures, after: Measures, names: set[str]) -> list[Difference]:
    rows = [sum(measures.bucket(name).rows for name in names) for measures in (before, after)]
    cents = [sum(measures.bucket(name).cents for name in names) for measures in (before, after)]
    label = " + ".join(sorted(names))
    found = []
    if rows[0] != rows[1]:
        found.append(Difference(f"rows: {label}", "", rows[0], rows[1]))
    if cents[0] != cents[1]:
        found.append(Difference(f"sum: {label}"))
    return found


def _wrong_way(
    before: Measures, after: Measures, moves: list[Move], direction: Direction
) -> list[Difference]:
    """Find kinds that only ever receive rows on the way up, and have fewer than before."""
    if direction is Direction.DOWN:
        return []
    receivers = {move.target for move in moves} - {move.source for move in moves}
    return [
        Difference(f"rows: {name}", "", before.bucket(name).rows, after.bucket(name).rows)
        for name in sorted(receivers)
        if after.bucket(name).rows < before.bucket(name).rows
    ]


def _compare_years(before: MeasuredWorth, after: MeasuredWorth) -> list[Difference]:
    first = {item.on: item.cents for item in before.year_ends}
    second = {item.on: item.cents for item in after.year_ends}
    return [
        Difference("net worth", day.isoformat())
        for day in sorted(first.keys() | second.keys())
        if first.get(day) != second.get(day)
    ]


def _compare_digests(before: Measures, after: Measures) -> list[Difference]:
    second = dict(after.digests)
    return [
        Difference(name)
        for name, digest in before.digests
        if digest and second.get(name) and second[name] != digest
    ]


def conclude(before: Measures, after: Measures, run: Iterable[Revision]) -> Proof:
    """Make the proof of measures that agree, with the declared changes and their counts."""
    counted: set[str] = set()
    changes = []
    for revision in run:
        for move in revision.moves:
            count = after.bucket(move.target).rows - before.bucket(move.target).rows
            if count > 0 and move.target not in counted:
                counted.add(move.target)
                changes.append(DeclaredChange(revision.id, move.one, move.many, count))
    return Proof(*_shown(before, after), tuple(changes))


def _shown(before: Measures, after: Measures) -> tuple[Measures, Measures]:
    """Give the measures with the net worth to show: in all currencies where both can tell it."""
    if before.whole is None or after.whole is None:
        return before, after
    first, second = before.whole, after.whole
    return (
        replace(before, year_ends=first.year_ends, latest=first.latest, latest_on=first.latest_on),
        replace(
            after, year_ends=second.year_ends, latest=second.latest, latest_on=second.latest_on
        ),
    )
