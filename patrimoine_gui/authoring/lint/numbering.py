"""Whether the revisions make one dated, numbered chain."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING

from patrimoine_gui.authoring.lint.findings import Finding
from patrimoine_gui.authoring.lint.sources import FILE_NAME
from patrimoine_gui.errors.developer import LintRule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from patrimoine_gui.authoring.lint.sources import SourceFile


def find(revisions: Sequence[SourceFile]) -> Iterator[Finding]:
    """Find what breaks the chain: names, numbers, dates, gaps, heads."""
    modules = [item for item in revisions if item.number]
    chain = sorted(modules, key=lambda item: (item.number, item.file.name))
    yield from _ill_named(revisions)
    yield from _numbered_otherwise(chain)
    yield from _numbered_twice(chain)
    yield from _dates(chain)
    yield from _gaps(chain)
    yield from _heads(chain)


def heads_of(revisions: Sequence[SourceFile]) -> tuple[SourceFile, ...]:
    """Give the revisions that no other follows."""
    parents = {item.parent for item in revisions}
    return tuple(item for item in revisions if item.id not in parents)


def _ill_named(revisions: Sequence[SourceFile]) -> Iterator[Finding]:
    for item in revisions:
        if not item.number:
            yield Finding(item.file, 1, LintRule.FILE_NAME, item.file.name)


def _numbered_otherwise(ordered: Sequence[SourceFile]) -> Iterator[Finding]:
    for item in ordered:
        if item.id != item.number:
            yield Finding(item.file, item.line_of("revision"), LintRule.NUMBER, item.id)


def _numbered_twice(ordered: Sequence[SourceFile]) -> Iterator[Finding]:
    numbers = Counter(item.number for item in ordered)
    ids = Counter(item.id for item in ordered)
    for item in ordered:
        if numbers[item.number] > 1 or ids[item.id] > 1:
            yield Finding(item.file, item.line_of("revision"), LintRule.NUMBER, item.number)


def _dates(ordered: Sequence[SourceFile]) -> Iterator[Finding]:
    latest = date.min
    for item in ordered:
        day = _day(item)
        if day is None or day < latest:
            yield Finding(item.file, 1, LintRule.DATE, item.file.name[:8])
        latest = max(latest, day or latest)


def _day(item: SourceFile) -> date | None:
    named = FILE_NAME.fullmatch(item.file.name)
    with suppress(ValueError):
        return date.fromisoformat(named[1]) if named else None
    return None


def _gaps(ordered: Sequence[SourceFile]) -> Iterator[Finding]:
    numbers = {item.number for item in ordered}
    for item in ordered:
        before = f"{int(item.number) - 1:04d}" if int(item.number) > 1 else ""
        if item.parent != before or (before and before not in numbers):
            yield Finding(
                item.file, item.line_of("down_revision"), LintRule.GAP, item.parent or before
            )


def _heads(ordered: Sequence[SourceFile]) -> Iterator[Finding]:
    heads = heads_of(ordered)
    if len(heads) > 1:
        for item in heads:
            yield Finding(item.file, item.line_of("revision"), LintRule.HEADS, item.id)
