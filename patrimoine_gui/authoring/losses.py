"""Tells what a generated revision loses, and whether it concerns encrypted values."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from patrimoine_gui.authoring.encrypted_columns import EncryptedChanges
    from patrimoine_gui.authoring.structure_changes import StructureDifference, TableDifference


def told(difference: StructureDifference, fields: EncryptedChanges) -> str:
    """Draft the sentence of what a way back loses, "" for nothing."""
    additions = [*_whole(difference), *(item.name for item in difference.created)]
    back = difference.reversed()
    drops = [*_whole(back), *(item.name for item in back.created)]
    sentences = []
    if additions:
        sentences.append(f"The older format has no place for {_listed(additions)}: that is lost.")
    if drops:
        sentences.append(f"{_listed(drops)} was dropped and comes back empty.")
    columns = [f"{item.table}.{item.name}" for item in fields.conversions if item.encrypts]
    if columns:
        sentences.append(f"Anybody who gets hold of the file can read {_listed(columns)} again.")
    return " ".join(sentences)


def concerns(difference: StructureDifference, fields: EncryptedChanges) -> bool:
    """Tell whether an encrypted column is added, changed, converted or dropped."""
    touched = any(fields.is_encrypted(*place) for place in _places(difference))
    return touched or bool(fields.conversions)


def _whole(difference: StructureDifference) -> Iterator[str]:
    """Name the columns that are new in a table that stays; a computed one holds nothing."""
    for table in difference.changed:
        for column in table.added:
            if not column.is_generated:
                yield f"{table.name}.{column.name}"


def _places(difference: StructureDifference) -> Iterator[tuple[str, str]]:
    for table in (*difference.created, *difference.dropped):
        yield from ((table.name, column.name) for column in table.columns.values())
    for changed in difference.changed:
        yield from _of_table(changed)


def _of_table(table: TableDifference) -> Iterator[tuple[str, str]]:
    alterations = (new for _old, new in table.altered)
    for column in (*table.added, *table.dropped, *alterations):
        yield table.name, column.name


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
