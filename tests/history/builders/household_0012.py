"""A small household of 0012, made for the tests of revision 0013, and files as their contents.

Its values are in clear here, and every sum of the tests can be done by hand.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from migrations.frozen.columns_v1 import ENCRYPTED_0012, ENCRYPTED_0013
from migrations.frozen.fields_v1 import seal_v1
from patrimoine_gui.database.field_values import stored
from tests.history.builders.golden_0013 import keyed_header
from tests.history.builders.golden_files import _new
from tests.history.journeys import keyring_of
from tests.history.protected_builders import DATA_KEYS

if TYPE_CHECKING:
    from pathlib import Path

Row = dict[str, object]
Contents = dict[str, list[Row]]

STAMPS: Row = {"created_at": "2024-01-05T08:00:00Z", "updated_at": "2026-02-03T04:05:06Z"}
ASSETS: list[Row] = [
    {
        "id": 1,
        "uid": "a1",
        "group": "liquidites",
        "subtype": "livret",
        "name": "Livret",
        "institution": "Banque des Quais",
        "iban": "FR76 1234",
        "type_text": "Livret A",
        "details": None,
        "note": None,
    },
    {
        "id": 3,
        "uid": "a3",
        "group": "financier",
        "subtype": "pea",
        "name": None,
        "institution": "Banque des Quais",
        "iban": "",
        "type_text": None,
        "note": "",
        "details": '{"iban":"celui des détails","plafond":150000}',
    },
    {
        "id": 4,
        "uid": "a4",
        "group": "divers",
        "subtype": "autre",
        "name": "Or 🪙",
        "institution": "banque des quais",
        "iban": None,
        "type_text": None,
        "details": '{"iban":"sans colonne","iban_0012":2}',
        "note": "à la cave\n",
    },
    {
        "id": 5,
        "uid": "a5",
        "group": "divers",
        "subtype": "autre",
        "name": "Dollars",
        "institution": "",
        "iban": None,
        "type_text": None,
        "currency": "USD",
        "details": '{"_text":"{pas du JSON"}',
        "note": "gAAAAABnotreallyatoken",
    },
]
LOANS: list[Row] = [
    {
        "id": 20,
        "uid": "l20",
        "kind": "amortissable",
        "subtype": "credit_immobilier",
        "name": "Prêt",
        "institution": "Banque des Quais",
        "iban": "FR76 5678",
        "type_text": None,
        "details": '{"type_text":"autre chose"}',
        "note": "jusqu’en 2041",
    },
    {
        "id": 21,
        "uid": "l21",
        "kind": "conso",
        "subtype": "credit_consommation",
        "name": None,
        "institution": None,
        "iban": None,
        "type_text": "",
        "details": None,
    },
]
TABLES: Contents = {
    "household": [{"id": 1, "uid": "h", "name": "Famille", "note": "Notaire : Me Vidal"}],
    "member": [
        {
            "id": 1,
            "uid": "m1",
            "name": "Moi",
            "role": "moi",
            "position": 0,
            "in_household": 1,
            "in_tax_household": 1,
        }
    ],
    "asset": [{"currency": "EUR", "valuation_mode": "solde", **asset} for asset in ASSETS],
    "loan": [{"currency": "EUR", **loan} for loan in LOANS],
    "ownership": [
        {"id": 1, "uid": "o1", "asset_id": 1, "member_id": 1, "num": 1, "den": 2},
        {"id": 7, "uid": "o7", "asset_id": 1, "third_party_name": "frères", "num": 1, "den": 2},
        {"id": 8, "uid": "o8", "loan_id": 20, "member_id": 1, "num": 1, "den": 1},
    ],
    "security": [
        {
            "id": 1,
            "uid": "s1",
            "kind": "etf",
            "currency": "EUR",
            "asset_class": "actions",
            "name": "Monde",
        }
    ],
    "position": [
        {
            "id": 1,
            "uid": "p1",
            "asset_id": 4,
            "security_id": 1,
            "as_of": "2024-02-29",
            "quantity": "1E+3",
            "unit_cost": "1.50",
        },
        {
            "id": 2,
            "uid": "p2",
            "asset_id": 4,
            "security_id": 1,
            "as_of": "2024-03-01",
            "quantity": "-0.00",
            "unit_cost": "douze",
        },
    ],
    "operation": [
        {
            "id": 1,
            "uid": "x1",
            "asset_id": 1,
            "on_date": "2024-02-29",
            "kind": "achat",
            "amount": "-150",
            "currency": "EUR",
            "quantity": "100",
            "unit_price": "0.0150",
        }
    ],
    "operation_split": [{"id": 1, "uid": "t1", "operation_id": 1, "amount": "-150"}],
    "fx_rate": [
        {
            "id": 1,
            "base": "EUR",
            "quote": "USD",
            "on_date": "2024-01-01",
            "rate": "1.25",
            "source": "bce",
        }
    ],
    "valuation": [
        {"id": 1, "uid": "v1", "asset_id": 1, "as_of": "2023-12-31", "amount": "100"},
        {"id": 2, "uid": "v2", "asset_id": 1, "as_of": "2024-02-29", "amount": "250110"},
        {"id": 3, "uid": "v3", "asset_id": 3, "as_of": "2024-02-29", "amount": "-4050"},
        {
            "id": 4,
            "uid": "v4",
            "asset_id": 5,
            "as_of": "2024-02-29",
            "amount": "1001",
            "currency": "USD",
        },
        {"id": 5, "uid": "v5", "loan_id": 20, "as_of": "2024-02-29", "amount": "18000000"},
        {"id": 6, "uid": "v6", "loan_id": 21, "as_of": "2024-02-29", "amount": "0"},
    ],
    "merged_0003": [
        {"id": 7, "asset_id": 1, "as_of": "2023-12-31", "amount": "99"},
        {"id": 9, "asset_id": 1, "as_of": "2023-12-31", "amount": "-123456"},
        {"id": 12, "loan_id": 20, "as_of": "2024-02-29", "amount": "-18000001"},
    ],
    "reject_0002": [
        {
            "id": 1,
            "source": "balance_history",
            "source_id": 12,
            "account_id": 44,
            "account_name": "Vieux\u00a0livret",
            "raw_date": "29/02/2021",
            "reason": "orphan",
            "raw_balance": b"\xffr@)\x00\x00\x00\x00\x00\x00",
        },
        {
            "id": 2,
            "source": "account",
            "source_id": 3,
            "raw_balance": "douze\nou treize",
            "reason": "amount",
        },
    ],
}
_USUAL: dict[str, Row] = {
    "valuation": {"currency": "EUR", "source": "manuel", "is_estimate": 0, **STAMPS},
    **{table: {} for table in ("fx_rate", "merged_0003", "reject_0002")},
}
KEPT = (
    ("kept_0005_valuation", "amount", "kept.amount"),
    ("kept_0008_owner", "text", "kept.owner"),
)
"""Encrypted columns of the tables of kept rows."""

_BLOCKS = {"amount": 16, "details": 64}


def make(target: Path, tables: Contents | None = None) -> Path:
    """Make a file of 0012 that holds some tables, `TABLES` unless told otherwise."""
    connection = _new(target, "0012")
    connection.execute("BEGIN")
    keyed_header(connection)
    for table in reversed(TABLES):
        connection.execute(f"DELETE FROM {table}")
    for table, rows in (TABLES if tables is None else tables).items():
        for row in rows:
            insert(connection, table, {**_USUAL.get(table, STAMPS), **row})
    connection.execute("COMMIT")
    connection.close()
    return target


def insert(connection: sqlite3.Connection, table: str, row: Row) -> None:
    """Write a row of 0012, its encrypted values given in clear."""
    columns = (*ENCRYPTED_0012, *KEPT)
    labels = {column: label for place, column, label in columns if place == table}
    values = {}
    for column, value in row.items():
        if column in labels and value is not None:
            plain = value if isinstance(value, bytes) else str(value).encode()
            label, block = labels[column], _BLOCKS.get(column, 32)
            value = seal_v1(DATA_KEYS[2], 2, label, block)(plain)  # noqa: PLW2901
        values[column] = value
    names = ", ".join(f'"{name}"' for name in values)
    places = ", ".join("?" * len(values))
    connection.execute(f"INSERT INTO {table} ({names}) VALUES ({places})", tuple(values.values()))


def contents(file: Path, revision: str) -> Contents:
    """Read every table of a file of 0012 or 0013, opened, NULL left out; public rows as well."""
    columns = (*(ENCRYPTED_0012 if revision == "0012" else ENCRYPTED_0013), *KEPT)
    fields = keyring_of(file).fields
    openers = {(table, name): fields.decryptor(label) for table, name, label in columns}
    found: Contents = {}
    with closing(sqlite3.connect(file)) as connection:
        connection.row_factory = sqlite3.Row
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        for (table,) in tables.fetchall():
            if table in {"alembic_version", "file_header"}:
                continue
            rows = connection.execute(f"SELECT * FROM {table} ORDER BY rowid").fetchall()
            found[table] = [
                {
                    name: stored(openers[table, name](row[name]))
                    if (table, name) in openers
                    else row[name]
                    for name in row.keys()  # noqa: SIM118  (a row gives its values)
                    if row[name] is not None
                }
                for row in rows
            ]
    return found
