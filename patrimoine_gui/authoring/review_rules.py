"""Finds what a person must look at in a revision: where the difference alone does not tell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from patrimoine_gui.authoring.review import ReviewKind, ReviewNote

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from patrimoine_gui.authoring.structure_changes import (
        StructureDifference,
        TableDifference,
        TableShape,
    )
    from patrimoine_gui.migration.schema.structure import Part

WAY_BACK: Final = {ReviewKind.NOT_NULL, ReviewKind.NULLABLE, ReviewKind.TYPE}
"""What is worth saying of a downgrade as well: the rest mirrors the upgrade."""


def renamed_tables(difference: StructureDifference) -> Iterator[ReviewNote]:
    """Find tables that are dropped while others are created."""
    new_names = [item.name for item in difference.created]
    old_names = [item.name for item in difference.dropped]
    if new_names and old_names:
        yield ReviewNote(ReviewKind.RENAME, f"{', '.join(old_names)} → {', '.join(new_names)}")


def of_created(table: TableShape) -> Iterator[ReviewNote]:
    """Say what to review in a new table."""
    yield from _unnamed(table, table.parts)


def of_dropped(table: TableShape) -> Iterator[ReviewNote]:
    """Say what to review where a table goes."""
    yield ReviewNote(ReviewKind.DATA_DROPPED, table.name)


def of_changed(difference: TableDifference, converted: Collection[str]) -> Iterator[ReviewNote]:
    """Say what to review in the changes of a table, beside the columns that are converted."""
    table = difference.name
    new_names = [item.name for item in difference.added]
    for old in difference.dropped if new_names else ():
        yield ReviewNote(ReviewKind.RENAME, f"{table}.{old.name} → {', '.join(new_names)}")
    for column in difference.added:
        if column.required and column.default is None and not column.is_generated:
            yield ReviewNote(ReviewKind.NOT_NULL, f"{table}.{column.name}")
    yield from _altered(difference, converted)
    for old in difference.dropped:
        yield ReviewNote(ReviewKind.DATA_DROPPED, f"{table}.{old.name}")
    yield from _unnamed(difference.after, difference.new_parts)
    for part in difference.new_parts:
        yield ReviewNote(ReviewKind.EXISTING_ROWS, f"{table}.{part.name}".rstrip("."))
    for name in difference.new_indexes:
        if difference.after.indexes[name].upper().split()[1] == "UNIQUE":
            yield ReviewNote(ReviewKind.EXISTING_ROWS, f"{table}.{name}")


def _altered(found: TableDifference, converted: Collection[str]) -> Iterator[ReviewNote]:
    for old, new in found.altered:
        if new.name in converted:
            continue
        subject = f"{found.name}.{new.name}"
        if old.type != new.type:
            yield ReviewNote(ReviewKind.TYPE, subject)
        if new.required and not old.required:
            yield ReviewNote(ReviewKind.NULLABLE, subject)


def _unnamed(table: TableShape, parts: Iterable[Part]) -> Iterator[ReviewNote]:
    for part in parts:
        if not part.name and part.tokens[0] != "PRIMARY":
            yield ReviewNote(ReviewKind.UNNAMED, f"{table.name} {part.text}")
