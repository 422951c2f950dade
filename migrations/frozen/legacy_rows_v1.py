"""Keeps, word for word, the rows of the tables that revision 0013 drops, and gives them back.

Frozen. They go to the setting `legacy_0013`, an encrypted JSON document: for each table a list of
rows, each value with its storage class. A household reads the same in its notes, in plain words;
this is what a downgrade and the proof read.
"""

from __future__ import annotations

import json
from binascii import unhexlify
from collections.abc import Mapping, Sequence  # noqa: TC003  (frozen: imports stay plain)

from migrations.frozen.closed_v1 import ClosedV1, as_json_v1, from_json_v1
from migrations.frozen.records_v1 import RecordsV1, Row, mark_v1

KEY = "legacy_0013"
LABEL = "setting.value"


def packed_v1(tables: Mapping[str, Sequence[Row]]) -> str:
    """Write rows as canonical JSON."""
    document = {
        table: [[_packed(value) for value in row] for row in rows]
        for table, rows in tables.items()
        if rows
    }
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def unpacked_v1(text: object) -> dict[str, list[Row]]:
    """Read what `packed_v1` wrote; nothing where it is something else."""
    try:
        document = json.loads(text) if type(text) is str else {}
        return {
            str(table): [tuple(_unpacked(item) for item in row) for row in rows]
            for table, rows in document.items()
        }
    except (ValueError, TypeError, AttributeError, KeyError):
        return {}


def legacy_rows_v1(records: RecordsV1) -> dict[str, list[Row]]:
    """Read the rows kept in a file of 0013 or later; what did not open comes as its mark."""
    found = list(records.rows("setting", "key, value", f"WHERE key = '{KEY}'"))
    tables = unpacked_v1(found[0][1]) if found else {}
    return {
        table: [tuple(_marked(value) for value in row) for row in rows]
        for table, rows in tables.items()
    }


def closed_rows_v1(records: RecordsV1, table: str) -> list[Row]:
    """Read the rows kept of a table that have a value that did not open, once for each value."""
    found = list(records.rows("setting", "key, value", f"WHERE key = '{KEY}'"))
    rows = unpacked_v1(found[0][1]).get(table, []) if found else []
    return [row for row in rows for value in row if isinstance(value, ClosedV1)]


def _marked(value: object) -> object:
    return mark_v1(value.token) if isinstance(value, ClosedV1) else value


def _packed(value: object) -> object:
    if isinstance(value, ClosedV1):
        return as_json_v1(value)
    if value is None or type(value) is int:
        return value
    if type(value) is str:
        return {"t": value}
    if type(value) is float:
        return {"r": value.hex()}
    if type(value) is bytes:
        return {"b": value.hex()}
    raise TypeError


def _unpacked(item: object) -> object:
    if not isinstance(item, dict):
        return item
    closed = from_json_v1(item)
    if closed is not None:
        return closed
    ((kind, text),) = item.items()
    if kind == "r":
        return float.fromhex(text)
    return unhexlify(text) if kind == "b" else text
