"""Reads the tables of leftovers that revision 0013 drops, and makes them again.

Frozen. What they hold is kept row for row (`legacy_rows_v1`), and said in plain words in notes
(`dropped_notes_v1`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence  # noqa: TC003  (frozen: imports stay plain)
from sqlite3 import Connection  # noqa: TC003

from migrations.frozen.closed_v1 import ClosedV1
from migrations.frozen.details_v1 import Held  # noqa: TC001
from migrations.frozen.fields_v1 import STRINGS, pack_v1, unpack_v1
from migrations.frozen.kept_owners_v1 import OWNERS, OWNERS_STATEMENT
from migrations.frozen.kept_tables_v1 import COLUMNS, VALUATION, create_statement_v1
from migrations.frozen.records_v1 import Row, whole_v1
from migrations.frozen.sealed_v1 import NUMBERS, SealedV1

MERGED, REJECTS = "merged_0003", "reject_0002"

_COLUMNS: dict[str, tuple[str, ...]] = {
    MERGED: ("id", "asset_id", "loan_id", "as_of", "amount"),
    REJECTS: (
        *("id", "source", "source_id", "account_id", "account_name", "raw_date", "raw_balance"),
        "reason",
    ),
    **{
        table: tuple(column.split()[0] for column in columns.split(", "))
        for table, columns in COLUMNS.items()
    },
    OWNERS: ("asset_uid", "text"),
}
"""The columns of each table, in the order of the rows that are kept."""

_LABELS: dict[str, dict[str, tuple[str, int]]] = {
    MERGED: {"amount": ("merged.amount", NUMBERS)},
    REJECTS: {
        "account_name": ("reject.account", STRINGS),
        "raw_date": ("reject.day", STRINGS),
        "raw_balance": ("reject.amount", STRINGS),
    },
    VALUATION: {"amount": ("kept.amount", NUMBERS)},
    OWNERS: {"text": ("kept.owner", STRINGS)},
}
"""The encrypted columns of each, with their label and padding."""

Tables = dict[str, list[Row]]


def dropped_v1(connection: Connection, sealed: SealedV1) -> Tables:
    """Read every row of the tables that are there, opened as far as it opens."""
    return {
        table: _rows(connection, sealed, table) for table in _COLUMNS if _is_ours(connection, table)
    }


def put_back_v1(
    connection: Connection, sealed: SealedV1, tables: Mapping[str, Sequence[Row]]
) -> None:
    """Fill `merged_0003` and `reject_0002`, which are there, and make those of kept rows.

    A duplicate whose asset or loan is gone has no place any more.
    """
    for table, rows in tables.items():
        if table not in _COLUMNS or not rows:
            continue
        if table not in {MERGED, REJECTS}:
            connection.execute(_statement(table))
        _insert(
            connection, sealed, table, [row for row in rows if _is_held(connection, table, row)]
        )


def drop_v1(connection: Connection) -> None:
    """Drop the tables."""
    for table in _COLUMNS:
        if _is_ours(connection, table):
            connection.execute(f"DROP TABLE {table}")


# --- rows -------------------------------------------------------------------------------------


def _statement(table: str) -> str:
    return OWNERS_STATEMENT if table == OWNERS else create_statement_v1(table)


def _is_ours(connection: Connection, table: str) -> bool:
    """Tell whether a table is there; one of kept rows must be ours to the letter."""
    query = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?"
    row = connection.execute(query, (table,)).fetchone()
    return row is not None and (table in {MERGED, REJECTS} or row[0] == _statement(table))


def _rows(connection: Connection, sealed: SealedV1, table: str) -> list[Row]:
    labels = _LABELS.get(table, {})
    found = []
    query = f"SELECT rowid, {', '.join(_COLUMNS[table])} FROM {table} ORDER BY rowid"
    for _key, *values in connection.execute(query).fetchall():
        row: list[object] = []
        for column, value in zip(_COLUMNS[table], values, strict=True):
            label = labels.get(column)
            if label is None or value is None:
                row.append(value)
                continue
            held = sealed.held(label[0], value)
            row.append(_read(held, is_number=label[1] == NUMBERS))
        found.append(tuple(row))
    return found


def _read(held: Held, *, is_number: bool) -> object:
    if held is None or isinstance(held, ClosedV1):
        return held
    value = unpack_v1(held)
    number = whole_v1(value) if is_number else None
    return number if number is not None and held == b"%d" % number else value


def _is_held(connection: Connection, table: str, row: Row) -> bool:
    if table != MERGED:
        return True
    _key, asset, loan, *_rest = row
    parent, key = ("asset", asset) if loan is None else ("loan", loan)
    return connection.execute(f"SELECT 1 FROM {parent} WHERE id = ?", (key,)).fetchone() is not None


def _insert(connection: Connection, sealed: SealedV1, table: str, rows: Sequence[Row]) -> None:
    columns, labels = _COLUMNS[table], _LABELS.get(table, {})
    for row in rows:
        values, places = [], []
        for column, value in zip(columns, row, strict=True):
            label = labels.get(column)
            stored = value
            if isinstance(value, ClosedV1):
                stored = value.token
            elif label is not None and value is not None:
                is_number = type(value) is int and label[1] == NUMBERS
                plain = b"%d" % value if is_number else pack_v1(value)  # type: ignore[str-format]
                stored = sealed.sealed(label[0], plain, label[1])
            is_odd = type(stored) is str and not _is_unicode(stored)
            places.append("CAST(? AS TEXT)" if is_odd else "?")
            values.append(stored.encode("utf-8", "surrogateescape") if is_odd else stored)  # type: ignore[attr-defined]
        connection.execute(
            f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join(places)})", values
        )


def _is_unicode(text: str) -> bool:
    return not any("\ud800" <= letter <= "\udfff" for letter in text)
