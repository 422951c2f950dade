"""The snapshot that follows a command, from the one before it and from what the command wrote.

It is the one that `repository.household_file.load` would give, without a look at the file. Whatever
the command left alone is the same object in both, so that what was worked out of it still holds
(`ValueIndex.after`, `History.after`).
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, cast

from patrimoine_gui.database import field_values
from patrimoine_gui.portfolio.commands.row_snapshot import UnreadableToken
from patrimoine_gui.portfolio.commands.row_store import number
from patrimoine_gui.portfolio.household import HouseholdInfo, PriceSeries
from patrimoine_gui.portfolio.repository import asset_queries, household_file, operation_queries
from patrimoine_gui.portfolio.repository.field_decryption import FieldDecryptor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from patrimoine_gui.crypto.keyring import FieldKeys
    from patrimoine_gui.portfolio.commands.journal import RowChange
    from patrimoine_gui.portfolio.commands.row_snapshot import RowSnapshot
    from patrimoine_gui.portfolio.household import Household, Operation, Split
    from patrimoine_gui.portfolio.repository.row_reader import RowReader

_PRICE: Final = "price"


def apply(household: Household, changes: Iterable[RowChange], keys: FieldKeys) -> Household:
    """Give the household after a command, an undo or a redo.

    Args:
        household: the snapshot before it.
        changes: all that it wrote, in order (`Transaction.entries`).
        keys: those of the file, for the values that the command could not read and left as they
            were.
    """
    by_table: defaultdict[str, list[RowChange]] = defaultdict(list)
    for change in changes:
        by_table[change.entity].append(change)
    fields = FieldDecryptor(_RowKeys(keys))
    for name, reader in household_file.READERS.items():
        rows = by_table[reader.table]
        household = _with_rows(household, name, reader, rows, fields) if rows else household
    operations = by_table[operation_queries.OPERATIONS.table]
    splits = by_table[operation_queries.SPLITS.table]
    if operations or splits:
        household = _with_operations(household, operations, splits, fields)
    if by_table[_PRICE]:
        household = replace(household, prices=_prices(household.prices, by_table[_PRICE]))
    if by_table[asset_queries.INFO.table]:
        info = _info(by_table[asset_queries.INFO.table][-1].after, fields)
        household = replace(household, info=info)
    return household


def _images(changes: Iterable[RowChange]) -> Iterator[tuple[RowSnapshot, bool]]:
    """Give each row that was written to: as it was, then as it is, which is told by True."""
    for change in changes:
        if change.before is not None:
            yield change.before, False
        if change.after is not None:
            yield change.after, True


# --- one table, one tuple -------------------------------------------------------------------------


def _with_rows(
    household: Household,
    name: str,
    reader: RowReader[Any],
    changes: Iterable[RowChange],
    fields: FieldDecryptor,
) -> Household:
    edits, unreadable = _edits(reader, changes, fields)
    rows = _merged(getattr(household, name), edits, reader.place)
    parts: dict[str, Any] = {name: rows, "unreadable": household.unreadable + unreadable}
    return replace(household, **parts)


def _edits(
    reader: RowReader[Any], changes: Iterable[RowChange], fields: FieldDecryptor
) -> tuple[dict[Any, Any], int]:
    """Give what stands in each place that was written to, None for nothing any more.

    The number tells how many more rows have an amount that cannot be read.
    """
    build = reader.builder(fields)
    edits: dict[Any, Any] = {}
    unreadable = 0
    for row, is_new in _images(changes):
        value = build(*reader.cells(row))
        if value is None:
            unreadable += 1 if is_new else -1
        else:
            edits[reader.place(value)] = value if is_new else None
    return edits, unreadable


def _merged(
    rows: tuple[Any, ...], edits: Mapping[Any, Any], place: Callable[[Any], Any]
) -> tuple[Any, ...]:
    """Put what was written in its place; gives the very tuple where nothing differs."""
    found: list[Any] = []
    start, is_changed = 0, False
    for where in sorted(edits):
        stop = bisect_left(rows, where, start, key=place)
        found += rows[start:stop]
        present = rows[stop] if stop < len(rows) and place(rows[stop]) == where else None
        wanted = present if edits[where] == present else edits[where]
        found += [] if wanted is None else [wanted]
        is_changed |= wanted is not present
        start = stop + (present is not None)
    return (*found, *rows[start:]) if is_changed else rows


def _info(row: RowSnapshot | None, fields: FieldDecryptor) -> HouseholdInfo:
    reader = asset_queries.INFO
    found = None if row is None else reader.builder(fields)(*reader.cells(row))
    return found or HouseholdInfo()


# --- operations and their parts -------------------------------------------------------------------


def _with_operations(
    household: Household,
    changes: Sequence[RowChange],
    split_changes: Sequence[RowChange],
    fields: FieldDecryptor,
) -> Household:
    """Give the household with its operations: a row and the rows of its parts make one value."""
    written = {number(row) for row, _is_new in _images(changes)}
    pieces = _pieces(split_changes, fields)
    present = _present(household, changes, pieces.keys() - written)
    splits = {
        key: _merged(
            present[key].splits if key in present else household.unread_splits.get(key, ()),
            pieces[key],
            lambda split: split.id,
        )
        for key in pieces.keys() | written
    }
    reader = operation_queries.operation_reader(splits)
    edits, unreadable = _edits(reader, changes, fields)
    for key in present.keys() - written:
        edits[reader.place(present[key])] = replace(present[key], splits=splits[key])
    readable = {item.id for item in edits.values() if item is not None}
    unread = {
        key: parts
        for key, parts in {**household.unread_splits, **splits}.items()
        if parts and key not in readable
    }
    return replace(
        household,
        operations=_merged(household.operations, edits, reader.place),
        unread_splits=unread,
        unreadable=household.unreadable + unreadable,
    )


def _pieces(
    changes: Iterable[RowChange], fields: FieldDecryptor
) -> defaultdict[int, dict[int, Split | None]]:
    """Give, for each operation, its parts that were written to, None for those that are gone."""
    reader = operation_queries.SPLITS
    build = reader.builder(fields)
    found: defaultdict[int, dict[int, Split | None]] = defaultdict(dict)
    for row, is_new in _images(changes):
        operation, split = cast("tuple[int, Split]", build(*reader.cells(row)))
        found[operation][split.id] = split if is_new else None
    return found


def _present(
    household: Household, changes: Iterable[RowChange], others: AbstractSet[int]
) -> dict[int, Operation]:
    """Give the operations of before whose rows were written to, and some others.

    A row tells where its operation stands; the others are looked for among all.
    """
    rows, place = household.operations, operation_queries.OPERATIONS.place
    found = [item for item in rows if item.id in others] if others else []
    for row in (change.before for change in changes):
        if row is not None:
            where = date.fromisoformat(str(row["on_date"])), number(row)
            rank = bisect_left(rows, where, key=place)
            found += [item for item in rows[rank : rank + 1] if item.id == number(row)]
    return {item.id: item for item in found}


# --- prices ---------------------------------------------------------------------------------------


def _prices(
    present: tuple[PriceSeries, ...], changes: Iterable[RowChange]
) -> tuple[PriceSeries, ...]:
    edits: defaultdict[int, dict[str, str | None]] = defaultdict(dict)
    for row, is_new in _images(changes):
        security: Any = row["security_id"]
        edits[security][str(row["on_date"])] = str(row["price"]) if is_new else None
    known = {series.security_id: series for series in present}
    series = {key: _series(key, known.get(key), edits[key]) for key in edits}
    return _merged(present, series, lambda item: item.security_id)


def _series(
    security: int, present: PriceSeries | None, edits: Mapping[str, str | None]
) -> PriceSeries | None:
    """Give the prices of a security, None where it has none any more."""
    known = () if present is None else tuple(zip(present.days, present.prices, strict=True))
    found = _merged(
        known,
        {day: None if price is None else (day, price) for day, price in edits.items()},
        lambda pair: pair[0],
    )
    if not found:
        return None
    days, prices = zip(*found, strict=True)
    return PriceSeries(security, days, prices)


# --- what a row of a command holds ----------------------------------------------------------------


class _RowKeys:
    """Stands for the keys where the rows are decrypted already: each value as it was encrypted.

    So a row of a command is read by the very code that reads a row of the file.
    """

    def __init__(self, keys: FieldKeys) -> None:
        self._keys = keys

    def decryptor(self, label: str) -> Callable[[Any], bytes]:
        """Give what finds the bytes of a value of a field."""

        def plain(value: Any) -> bytes:
            if isinstance(value, UnreadableToken):
                return self._keys.decryptor(label)(value.token)
            return _PLAIN[type(value)](value)

        return plain


_PLAIN: Final[Mapping[type, Callable[[Any], bytes]]] = {
    str: field_values.text_bytes,
    int: field_values.integer_bytes,
    Decimal: field_values.decimal_bytes,
    date: field_values.day_bytes,
    dict: field_values.document_bytes,
}
