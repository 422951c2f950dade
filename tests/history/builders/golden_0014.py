"""The builders of the golden files of 0014: the digests of statements are encrypted.

Kept as they were on the day they ran. `python -m tests.history.builders.golden_0014 NAME TARGET`
makes one anew, somewhere else.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tests.history.builders.golden_0013 import insert, keyed_header, uid_of
from tests.history.builders.golden_files import _new
from tests.history.builders.household_0013 import NBSP, Row, S
from tests.history.builders.tables_0013 import PUBLIC, TABLES

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

_LINES: list[dict[str, object]] = [
    {
        "kind": "asset",
        "uid": "00000000-0000-4000-8000-000400000001",
        "name": f"Livret A d’Élodie 🐝{NBSP}",
        "group": "liquidites",
        "currency": "EUR",
        "value": 2_295_037,
    },
    {"kind": "loan", "uid": "l2", "name": None, "group": None, "currency": "EUR", "value": None},
]


def digest(day: str, net: int, lines: list[dict[str, object]]) -> str:
    """Give the SHA-256 of what a statement without debts says."""
    told = {"as_of": day, "currency": "EUR", "gross": net, "debts": 0, "net": net, "lines": lines}
    text = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _statement(key: int, day: str, net: int, lines: list[dict[str, object]]) -> Row:
    row: Row = {"id": key, "as_of": day, "currency": "EUR"}
    row |= {"gross": S(net), "debts": S(0), "net": S(net), "lines": S({"lines": lines})}
    return {**row, "digest": S(digest(day, net, lines))}


STATEMENTS: list[Row] = [
    {**_statement(1, "2023-12-31", 2_295_037, _LINES), "label": S("Arrêté de fin d’année")},
    {**_statement(2, "2024-02-29", 0, []), "made_by_revision": "0013"},
    {**_statement(7, "2024-12-31", -1, []), "label": S(""), "digest": S("0" * 64)},  # altered
    {**_statement(8, "2024-12-31", 1, []), "digest": S("")},
]


def _fill(connection: sqlite3.Connection) -> None:
    for table, rows, usual in TABLES:
        for row in STATEMENTS if table == "statement" else rows:
            uid = {} if table in PUBLIC else {"uid": uid_of(table, row)}
            insert(connection, table, {**usual, **uid, **row})


def _build(target: Path, filling: Callable[[sqlite3.Connection], None]) -> None:
    connection = _new(target, "0014")
    connection.execute("BEGIN")
    keyed_header(connection)
    connection.execute("UPDATE file_header SET writer_version = '1.3.0'")
    for table, _rows, _usual in reversed(TABLES):
        connection.execute(f"DELETE FROM {table}")
    filling(connection)
    connection.execute("COMMIT")
    connection.execute("VACUUM")
    connection.close()


def rich(target: Path) -> None:
    """Build every kind of row that 0014 can hold."""
    _build(target, _fill)


def empty(target: Path) -> None:
    """Build a household of version 1.3 that has entered nothing yet."""
    _build(target, lambda _connection: None)


BUILDERS: dict[str, Callable[[Path], None]] = {"0014-rich": rich, "0014-empty": empty}


def main(arguments: list[str]) -> int:
    """Build one file where it is asked for."""
    name, target = arguments
    BUILDERS[name](Path(target))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
