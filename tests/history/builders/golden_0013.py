"""The builders of the golden files of 0013: key slots without an old key, tokens v2 alone.

Kept as they were on the day they ran. `python -m tests.history.builders.golden_0013 NAME TARGET`
makes one anew, somewhere else.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from migrations.frozen.fields_v1 import seal_v1
from tests.history.builders import household_0013 as household
from tests.history.builders import tables_0013 as tables
from tests.history.builders.golden_files import _new
from tests.history.protected_builders import (
    DATA_KEYS,
    HOUSEHOLD_ID,
    MASTER_KEY,
    _canonical,
    _hkdf,
    _key,
    _slot,
    _write_header,
    passphrase_bytes,
)

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

_ACTIVE = 2
_SALT = bytes(range(32, 48))


def keyed_header(connection: sqlite3.Connection) -> None:
    """Write a header of format 2: one slot, a retired key and the active one."""
    mk_id = hmac.digest(MASTER_KEY, b"patrimoine/v1/mk-id", "sha256")[:8]
    argon2 = Argon2id(salt=_SALT, length=32, iterations=3, lanes=4, memory_cost=65536)
    slot = {"slot": 1, "kind": "passphrase", "kdf": "argon2id", "salt": _SALT.hex()}
    slot |= {"v": 19, "m": 65536, "t": 3, "p": 4}
    slots = [_slot(slot, mk_id, argon2.derive(passphrase_bytes()))]
    body = {"slots": slots, "keys": [_key(1, "retired"), _key(_ACTIVE, "active")]}
    identity = bytes((2,)) + HOUSEHOLD_ID + mk_id
    total = hashlib.sha256(identity + _canonical(body).encode()).digest()[:8]
    text = _canonical({**body, "sum": total.hex()})
    signing = _hkdf(MASTER_KEY, b"patrimoine/v1/header-mac")
    mac = hmac.digest(signing, identity + text.encode(), "sha256")
    _write_header(connection, (2, HOUSEHOLD_ID, "1.2.0", "0.4.0", mk_id, text, mac))


def plain(value: object) -> tuple[bytes, int]:
    """Give a value as its token holds it, and what it is padded to."""
    if isinstance(value, str):
        return value.encode(), 32
    if isinstance(value, int):
        return b"%d" % value, 16
    if isinstance(value, Decimal):
        return f"{value:f}".encode("ascii"), 32
    if isinstance(value, date):
        return value.isoformat().encode("ascii"), 16
    written = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return written.encode(), 64


def token(label: str, value: object) -> bytes:
    """Make the token of a value with the active key."""
    written, block = plain(value)
    return seal_v1(DATA_KEYS[_ACTIVE], _ACTIVE, label, block)(written)


def insert(connection: sqlite3.Connection, table: str, row: household.Row) -> None:
    """Write one row; what stands in `S` is encrypted."""
    values = {
        column: token(f"{table}.{column}", value.value) if isinstance(value, household.S) else value
        for column, value in row.items()
    }
    names = ", ".join(f'"{name}"' for name in values)
    places = ", ".join("?" * len(values))
    connection.execute(f"INSERT INTO {table} ({names}) VALUES ({places})", tuple(values.values()))


def fill(connection: sqlite3.Connection) -> None:
    """Fill every table."""
    for table, rows, usual in tables.TABLES:
        for row in rows:
            uid = {} if table in tables.PUBLIC else {"uid": uid_of(table, row)}
            insert(connection, table, {**usual, **uid, **row})


def uid_of(table: str, row: household.Row) -> str:
    """Give the uid of a row."""
    number = [name for name, _rows, _usual in tables.TABLES].index(table) + 1
    return f"00000000-0000-4000-8000-{number:04d}{row['id']:08d}"


def _build(target: Path, filling: Callable[[sqlite3.Connection], None]) -> None:
    connection = _new(target, "0013")
    connection.execute("BEGIN")
    keyed_header(connection)
    for table, _rows, _usual in reversed(tables.TABLES):
        connection.execute(f"DELETE FROM {table}")
    filling(connection)
    connection.execute("COMMIT")
    connection.execute("VACUUM")
    connection.close()


def rich(target: Path) -> None:
    """Build every kind of row that 0013 can hold."""
    _build(target, fill)


def empty(target: Path) -> None:
    """Build a household of version 1.2 that has entered nothing yet."""
    _build(target, lambda _connection: None)


BUILDERS: dict[str, Callable[[Path], None]] = {"0013-rich": rich, "0013-empty": empty}


def main(arguments: list[str]) -> int:
    """Build one file where it is asked for."""
    name, target = arguments
    BUILDERS[name](Path(target))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
