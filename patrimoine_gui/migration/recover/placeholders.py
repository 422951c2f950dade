"""Rows put in the place of lost ones that others belong to: without a name, and nothing invented.

A damaged page of twelve assets would otherwise take with it every value and operation of theirs.
The uid is the lost one's own where an index still tells it, so that a comparison with a backup
finds what it was.
"""

from __future__ import annotations

import sqlite3
import uuid
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from patrimoine_gui.database.names import quoted

if TYPE_CHECKING:
    from collections.abc import Mapping

KINDS: Final = ("asset", "loan", "security", "member")
"""Tables that others belong to and cannot do without."""

_NEUTRAL: Final[Mapping[str, Mapping[str, object]]] = {
    "asset": {
        "group": "divers",
        "subtype": "autre",
        "valuation_mode": "manuelle",
        "in_net_worth": 1,
    },
    "loan": {
        "kind": "amortissable",
        "periodicity": "mensuelle",
        "deferral": "aucun",
        "deferral_months": 0,
        "off_balance": 0,
    },
    "security": {"kind": "autre", "asset_class": "autre"},
    "member": {"role": "tiers", "in_household": 1, "in_tax_household": 0},
}
_HELD, _MODE = "position", "positions"


def put(
    connection: sqlite3.Connection, table: str, number: int, uid: str, link: tuple[str, str]
) -> bool:
    """Put a row in the place of a lost one; tells whether the format allows it.

    Args:
        connection: the new file.
        table: one of `KINDS`.
        number: of the lost row.
        uid: of the lost row, "" where it is not known.
        link: table and column of a row that leads to it.
    """
    values = _values(connection, table, number, uid, link)
    required = [
        name
        for _rank, name, _kind, is_required, default, _key in connection.execute(
            f"PRAGMA table_info({quoted(table)})"
        )
        if is_required and default is None
    ]
    if not set(required) <= values.keys():
        return False  # an older format: what it needs is not known
    names = ", ".join(quoted(name) for name in required)
    places = ", ".join("?" * len(required))
    with suppress(sqlite3.IntegrityError):
        connection.execute(
            f"INSERT INTO {quoted(table)} ({names}) VALUES ({places})",
            [values[name] for name in required],
        )
        return True
    return False


def _values(
    connection: sqlite3.Connection, table: str, number: int, uid: str, link: tuple[str, str]
) -> dict[str, object]:
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    values: dict[str, object] = {
        "id": number,
        "uid": uid or str(uuid.uuid4()),
        "currency": _currency(connection, number, link),
        "position": number,
        "created_at": now,
        "updated_at": now,
        **_NEUTRAL[table],
    }
    if table == "asset" and _leads(connection, _HELD, "asset_id", number):
        values["valuation_mode"] = _MODE
    return values


def _currency(connection: sqlite3.Connection, number: int, link: tuple[str, str]) -> str:
    """Give the currency of what belongs to it, euros where nothing tells."""
    table, column = link
    with suppress(sqlite3.OperationalError):  # it has none
        found = connection.execute(
            f"SELECT currency FROM {quoted(table)} WHERE {quoted(column)} = ? LIMIT 1",
            (number,),
        ).fetchone()
        return str(found[0]) if found else "EUR"
    return "EUR"


def _leads(connection: sqlite3.Connection, table: str, column: str, number: int) -> bool:
    with suppress(sqlite3.OperationalError):  # an older format
        found = connection.execute(
            f"SELECT 1 FROM {quoted(table)} WHERE {quoted(column)} = ? LIMIT 1",
            (number,),
        ).fetchone()
        return found is not None
    return False
