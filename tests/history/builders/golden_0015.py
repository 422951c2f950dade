"""The builders of the golden files of 0015: dates of members, identifiers, names of changes.

Kept as they were on the day they ran. `python -m tests.history.builders.golden_0015 NAME TARGET`
makes one anew, somewhere else.
"""

from __future__ import annotations

import sys
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from tests.history.builders.golden_0013 import insert, keyed_header, uid_of
from tests.history.builders.golden_0014 import STATEMENTS, _statement
from tests.history.builders.golden_files import _new
from tests.history.builders.household_0013 import HOUSEHOLD, MEMBERS, NBSP, STAMP, Row, S
from tests.history.builders.movements_0013 import JOURNAL, OPERATIONS, SETTINGS, SPLITS
from tests.history.builders.tables_0013 import PUBLIC, TABLES

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

_HOUSEHOLD: list[Row] = [{**HOUSEHOLD[0], "regime": "meubles_et_acquets"}]
_LIVES: dict[int, Row] = {
    2: {"left_on": S(date(2024, 2, 29))},
    3: {"left_on": S(date(2026, 9, 1)), "details": S({})},
    4: {
        "died_on": S(date(2025, 12, 31)),
        "details": S(
            {
                "civil_status": "veuve",
                "filiation": {"parents": [f"René{NBSP}Vidal", None], "children": [1]},
                "born_in": "Évry 🏥",
            }
        ),
    },
}
_MEMBERS: list[Row] = [{**member, **_LIVES.get(int(str(member["id"])), {})} for member in MEMBERS]

_MOVED = "00000000-0000-4000-8000-00000000cafe"
_OPERATIONS: list[Row] = [
    {**OPERATIONS[0], "external_id": S("20240229/000001"), "note": S(f"VIR SALAIRE{NBSP}🎉  ")},
    *OPERATIONS[1:4],
    {**OPERATIONS[4], "external_id": S(""), "note": S("")},
    {
        "id": 6,
        "asset_id": 3,
        "on_date": "2024-07-01",
        "kind": "division",
        "amount": S(0),
        "security_id": 1,
        "quantity": S(Decimal(4)),
        "label": S("Division par 4"),
    },
    {
        "id": 7,
        "asset_id": 3,
        "on_date": "2024-07-02",
        "kind": "livraison",
        "amount": S(-50_000),
        "security_id": 1,
        "quantity": S(Decimal(-4)),
        "transfer_uid": _MOVED,
        "external_id": S("FITID gAAAAA 7"),
    },
    {
        "id": 8,
        "asset_id": 10,
        "on_date": "2024-07-03",
        "kind": "livraison",
        "amount": S(50_000),
        "security_id": 1,
        "quantity": S(Decimal(4)),
        "unit_price": S(Decimal("107.8")),
        "transfer_uid": _MOVED,
        "deleted_at": "2024-07-05T07:08:09Z",
        "note": S("LIVRAISON TITRES\nréf. ⚓"),
    },
]
_SPLITS: list[Row] = [
    *SPLITS,
    *(
        {"id": key + 1, "operation_id": key, "amount": S(amount)}
        for key, amount in ((6, 0), (7, -50_000), (8, 50_000))
    ),
]

_OWNER = {"kind": "member", "uid": "00000000-0000-4000-8000-000200000001"}
_LINE = {
    "kind": "asset",
    "uid": "00000000-0000-4000-8000-000400000001",
    "name": f"Compte{NBSP}joint 💶",
    "group": "liquidites",
    "currency": "EUR",
    "value": 310_455,
    "owners": [
        {
            **_OWNER,
            "name": f"Élodie{NBSP}Léandre",
            "in_household": True,
            "right": "pleine_propriete",
            "num": 1,
            "den": 2,
            "value": 155_228,
        },
        {
            "kind": "third party",
            "uid": None,
            "name": "mes frères",
            "in_household": False,
            "right": "pleine_propriete",
            "num": 1,
            "den": 2,
            "value": 155_227,
        },
    ],
}
_STATEMENTS: list[Row] = [
    *STATEMENTS,
    {**_statement(9, "2024-12-31", 310_455, [_LINE]), "label": S("Avec les détenteurs")},
]


def _written(key: int, kind: str, **more: object) -> dict[str, object]:
    """Give an operation as a command of version 1.4 writes it down."""
    return {
        **dict.fromkeys(
            (
                *("loan_id", "security_id", "quantity", "unit_price", "fees", "taxes"),
                *("transfer_uid", "label", "external_id", "note", "deleted_at"),
            )
        ),
        "id": key,
        "uid": f"op-{key}",
        "asset_id": 1,
        "on_date": "2024-03-01",
        "kind": kind,
        "amount": -1_250,
        "currency": "EUR",
        "created_at": STAMP,
        "updated_at": STAMP,
        **more,
    }


_PERSON: dict[str, object] = {
    **dict.fromkeys(("birth_date", "color", "died_on", "left_on", "details")),
    "id": 6,
    "uid": "m-6",
    "name": "Léa",
    "role": "enfant",
    "position": 5,
    "in_household": 1,
    "in_tax_household": 1,
    "created_at": STAMP,
    "updated_at": STAMP,
}
_HOME: dict[str, object] = {
    "id": 1,
    "uid": "h-1",
    "name": None,
    "regime": "etranger",
    "regime_since": None,
    "note": None,
    "created_at": STAMP,
    "updated_at": STAMP,
}
_SEALED = {key: value for key, value in _written(12, "depot").items() if key != "note"}
_SEALED |= {"~sealed": {"note": "b0202"}}


def _change(key: int, batch: str, action: str, table: str, **more: object) -> Row:
    names = {"batch": batch, "at": STAMP, "action": action, "entity_type": table}
    return {"id": key, **names, "entity_uid": f"e{key}", **more}


_JOURNAL: list[Row] = [
    *JOURNAL,
    _change(
        *(3, "b3", "create", "operation"),
        label=S(f"Import de relevé.ofx{NBSP}🧾"),
        after=S(_written(9, "retrait", external_id="X9", note="CB CAFE", label="Café")),
    ),
    _change(4, "b3", "create", "operation", after=S(_written(10, "division", amount=0))),
    _change(
        *(5, "b4", "update", "operation"),
        label=S(""),
        before=S(_written(11, "livraison", quantity="2.5")),
        after=S(_written(11, "achat", quantity="2.5")),
    ),
    _change(6, "b5", "delete", "operation", before=S(_SEALED)),
    _change(
        *(7, "b6", "update", "member"),
        label=S("Départ de Léa"),
        before=S(_PERSON),
        after=S({**_PERSON, "left_on": "2026-09-01", "details": {"civil_status": "célibataire"}}),
    ),
    _change(8, "b7", "update", "household", before=S(_HOME), after=S({**_HOME, "regime": None})),
]
_SETTINGS: list[Row] = [
    *SETTINGS,
    {
        "id": 7,
        "key": "7d0f4b0e-8a57-4a2b-9b0a-3a3c5c0a0f11",
        "value": S({"is": "draft", "of": "statement", "cells": [["12,5", None]]}),
    },
]

_ROWS: dict[str, list[Row]] = {
    "household": _HOUSEHOLD,
    "member": _MEMBERS,
    "operation": _OPERATIONS,
    "operation_split": _SPLITS,
    "statement": _STATEMENTS,
    "journal": _JOURNAL,
    "setting": _SETTINGS,
}


def _fill(connection: sqlite3.Connection) -> None:
    for table, rows, usual in TABLES:
        for row in _ROWS.get(table, rows):
            uid = {} if table in PUBLIC else {"uid": uid_of(table, row)}
            insert(connection, table, {**usual, **uid, **row})


def _build(target: Path, filling: Callable[[sqlite3.Connection], None]) -> None:
    connection = _new(target, "0015")
    connection.execute("BEGIN")
    keyed_header(connection)
    connection.execute("UPDATE file_header SET writer_version = '1.4.0'")
    for table, _rows, _usual in reversed(TABLES):
        connection.execute(f"DELETE FROM {table}")
    filling(connection)
    connection.execute("COMMIT")
    connection.execute("VACUUM")
    connection.close()


def rich(target: Path) -> None:
    """Build every kind of row that 0015 can hold."""
    _build(target, _fill)


def empty(target: Path) -> None:
    """Build a household of version 1.4 that has entered nothing yet."""
    _build(target, lambda _connection: None)


BUILDERS: dict[str, Callable[[Path], None]] = {"0015-rich": rich, "0015-empty": empty}


def main(arguments: list[str]) -> int:
    """Build one file where it is asked for."""
    name, target = arguments
    BUILDERS[name](Path(target))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
