"""Keeps, word for word, the rows of the tables that revision 0013 drops, and gives them back.

Frozen. They go to the setting `legacy_0013`, an encrypted JSON document: for each table a list of
rows, each value with its storage class. A household reads the same in its notes, in plain words;
this is what a downgrade and the proof read.
"""

from __future__ import annotations

import json
from binascii import unhexlify
from collections.abc import Mapping, Sequence  # noqa: TC003  (frozen: imports stay plain)

from migrations.frozen.records_v1 import RecordsV1, Row  # noqa: TC001

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
    """Read the rows kept in a file of 0013 or later."""
    found = list(records.rows("setting", "key, value", f"WHERE key = '{KEY}'"))
    return unpacked_v1(found[0][1]) if found else {}


def _packed(value: object) -> object:
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
    ((kind, text),) = item.items()
    if kind == "r":
        return float.fromhex(text)
    return unhexlify(text) if kind == "b" else text
