"""The builders of the golden files of 0004 and 0005: their keys, headers and tokens.

Kept as they were on the day they ran, like those of `builders/golden_files.py`. They
make the keys as file-format.md says, on their own: no code of the application, so that a file made
here is read by any version that follows the specification.

`python -m tests.history.protected_builders NAME TARGET` makes one anew, somewhere else.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import sys
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from migrations.frozen.fields_v1 import STRINGS, pack_v1, seal_legacy_v1, seal_v1
from migrations.frozen.secrets_v1 import ASSET_LABELS, REJECT_LABELS
from tests.history.builders import protected_household as household
from tests.history.builders.golden_files import _new

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable

    from tests.history.builders.protected_household import Row

    Sealer = Callable[[str, int], Callable[[bytes], bytes | str]]

PASSPHRASE = "Épargne & famille 2026"  # noqa: S105  (of golden files)
RECOVERY_KEY = bytes(range(100, 120))
"""The recovery key of 0005-slots, as bytes."""

ITERATIONS = 600_000
SALT = bytes(range(16))
HOUSEHOLD_ID = bytes.fromhex("0123456789abcdeffedcba9876543210")
MASTER_KEY = hashlib.sha256(b"golden master key").digest()
DATA_KEYS = {
    0: hashlib.sha256(b"golden legacy key").digest(),
    1: hashlib.sha256(b"golden retired key").digest(),
    2: hashlib.sha256(b"golden active key").digest(),
}
"""Of 0005-slots: 0 opens legacy tokens, 1 is retired, 2 is active."""

CREATED = "2024-01-05T08:00:00Z"
FILE_HEADER = """CREATE TABLE file_header (id INTEGER PRIMARY KEY CHECK (id = 1),
  format INTEGER NOT NULL,
  household_id BLOB NOT NULL,
  writer_version TEXT NOT NULL,
  min_app_version TEXT NOT NULL,
  mk_id BLOB, body TEXT NOT NULL,
  mac BLOB)"""

ASSET_COLUMNS = ("name", "institution", "iban", "owner_text", "note", "type_text")


# --- keys and headers -------------------------------------------------------------------------


def passphrase_bytes() -> bytes:
    """Give the passphrase as it is derived from."""
    return unicodedata.normalize("NFC", PASSPHRASE).encode()


def old_key() -> bytes:
    """Give the key of the legacy tokens of a file of format 1."""
    return hashlib.pbkdf2_hmac("sha256", passphrase_bytes(), SALT, ITERATIONS, 32)


def _canonical(document: object) -> str:
    return json.dumps(document, sort_keys=True, separators=(",", ":"))


def _hkdf(key: bytes, info: bytes) -> bytes:
    return HKDFExpand(SHA256(), 32, info).derive(key)


def passphrase_header(connection: sqlite3.Connection) -> None:
    """Write a header of format 1, as versions 0.4 to 0.9 did."""
    body = {
        "check": seal_legacy_v1(old_key())(b"patrimoine"),
        "iterations": ITERATIONS,
        "kdf": "pbkdf2-hmac-sha256",
        "salt": SALT.hex(),
    }
    values = (1, HOUSEHOLD_ID, "0.4.0", "0.4.0", None, _canonical(body), None)
    _write_header(connection, values)


def slots_header(connection: sqlite3.Connection) -> None:
    """Write a header of format 2: two slots, the keys 0 to 2."""
    mk_id = hmac.digest(MASTER_KEY, b"patrimoine/v1/mk-id", "sha256")[:8]
    salt = bytes(range(16, 32))
    argon2 = Argon2id(salt=salt, length=32, iterations=3, lanes=4, memory_cost=65536)
    by_hand = argon2.derive(passphrase_bytes())
    by_paper = _hkdf(RECOVERY_KEY, b"patrimoine/v1/recovery\0" + SALT)
    passphrase = {"slot": 1, "kind": "passphrase", "kdf": "argon2id", "salt": salt.hex()}
    recovery = {"slot": 2, "kind": "recovery", "kdf": "hkdf-sha256", "salt": SALT.hex()}
    slots = [
        _slot({**passphrase, "v": 19, "m": 65536, "t": 3, "p": 4}, mk_id, by_hand),
        _slot({**recovery, "v": 0, "m": 0, "t": 0, "p": 0}, mk_id, by_paper),
    ]
    states = {0: "legacy", 1: "retired", 2: "active"}
    body = {"slots": slots, "keys": [_key(number, states[number]) for number in DATA_KEYS]}
    identity = bytes((2,)) + HOUSEHOLD_ID + mk_id
    total = hashlib.sha256(identity + _canonical(body).encode()).digest()[:8]
    text = _canonical({**body, "sum": total.hex()})
    signing = _hkdf(MASTER_KEY, b"patrimoine/v1/header-mac")
    mac = hmac.digest(signing, identity + text.encode(), "sha256")
    _write_header(connection, (2, HOUSEHOLD_ID, "0.5.0", "0.4.0", mk_id, text, mac))


def _slot(what: dict[str, object], mk_id: bytes, wrapping_key: bytes) -> dict[str, object]:
    bound = {**what, "household_id": HOUSEHOLD_ID.hex(), "mk_id": mk_id.hex()}
    nonce = os.urandom(12)
    aad = b"patrimoine/v1/slot\0" + _canonical(bound).encode()
    wrapped = AESGCM(wrapping_key).encrypt(nonce, MASTER_KEY, aad)
    return {**what, "created": CREATED, "nonce": nonce.hex(), "wrapped": wrapped.hex()}


def _key(number: int, state: str) -> dict[str, object]:
    nonce = os.urandom(12)
    aad = b"patrimoine/v1/dek\0" + HOUSEHOLD_ID + bytes((number,))
    wrapping_key = _hkdf(MASTER_KEY, b"patrimoine/v1/dek-wrap")
    wrapped = AESGCM(wrapping_key).encrypt(nonce, DATA_KEYS[number], aad)
    written = {"nonce": nonce.hex(), "wrapped": wrapped.hex()}
    return {"id": number, "state": state, "created": CREATED, **written}


def _write_header(connection: sqlite3.Connection, values: tuple[object, ...]) -> None:
    connection.execute(FILE_HEADER)
    connection.execute("INSERT INTO file_header VALUES (1, ?, ?, ?, ?, ?, ?, ?)", values)


# --- tokens and rows --------------------------------------------------------------------------


def all_legacy() -> Sealer:
    """Make every token as 0.4 did."""
    seal = seal_legacy_v1(old_key())

    def sealer(_label: str, _row: int) -> Callable[[bytes], str]:
        return seal

    return sealer


def mixed(label: str, row: int) -> Callable[[bytes], bytes | str]:
    """Make tokens with each of the three keys by turns, as years of use leave them."""
    number = (row + len(label)) % 3
    if number == 0:
        return seal_legacy_v1(DATA_KEYS[0])
    return seal_v1(DATA_KEYS[number], number, label, STRINGS)


def _sealed(value: object, seal: Callable[[bytes], bytes | str]) -> object:
    return None if value is None else seal(pack_v1(value))


def _insert(
    connection: sqlite3.Connection, table: str, clear: dict[str, object], sealed: dict[str, object]
) -> None:
    columns = {**clear, **sealed}
    names = ", ".join(f'"{name}"' for name in columns)
    places = ", ".join("?" * len(columns))
    connection.execute(f"INSERT INTO {table} ({names}) VALUES ({places})", tuple(columns.values()))


def _fill(
    connection: sqlite3.Connection, assets: Iterable[Row], sealer: Sealer, *, currency: bool = False
) -> None:
    """Fill the tables that hold secrets, and the duplicates."""
    for key, name, group, subtype, *others in assets:
        assert isinstance(key, int)
        uid = f"00000000-0000-4000-8000-{key:012d}"
        clear = {"id": key, "uid": uid, "group": group, "subtype": subtype}
        clear |= {"created_at": household.STAMP, "updated_at": household.STAMP}
        if currency:
            clear["currency"] = household.CURRENCIES.get(key, "EUR")
        values = zip(ASSET_COLUMNS, (name, *others), strict=True)
        sealed = {
            column: _sealed(value, sealer(ASSET_LABELS[column], key)) for column, value in values
        }
        _insert(connection, "asset", clear, sealed)
    for key, source, source_id, account, name, day, amount, reason in household.REJECTS:
        assert isinstance(key, int)
        clear = {"id": key, "source": source, "source_id": source_id, "account_id": account}
        values = zip(REJECT_LABELS, (name, day, amount), strict=True)
        sealed = {
            column: _sealed(value, sealer(REJECT_LABELS[column], key)) for column, value in values
        }
        _insert(connection, "reject_0002", {**clear, "reason": reason}, sealed)
    connection.executemany("INSERT INTO merged_0003 VALUES (?, ?, ?, ?)", household.MERGED)


def _fill_0005(connection: sqlite3.Connection, sealer: Sealer) -> None:
    _fill(connection, household.ASSETS_0005, sealer, currency=True)
    euros = [*household.VALUATIONS, *household.EUROS_OF_OTHERS]
    values = [*((*row[:4], "EUR", row[4]) for row in euros), *household.OTHER_CURRENCIES]
    connection.executemany(
        "INSERT INTO valuation (id, asset_id, as_of, amount, currency, source)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        sorted(values, key=str),
    )
    connection.executemany(
        "INSERT INTO fx_rate (id, base, quote, on_date, rate, source) VALUES (?, ?, ?, ?, ?, ?)",
        household.RATES,
    )


# --- the files --------------------------------------------------------------------------------


def _build(
    target: Path,
    revision: str,
    header: Callable[[sqlite3.Connection], None],
    fill: Callable[[sqlite3.Connection], None],
) -> None:
    with _new(target, revision) as connection:
        connection.execute("BEGIN")
        header(connection)
        fill(connection)
        connection.execute("COMMIT")
    connection.close()


def _nothing(_connection: sqlite3.Connection) -> None:
    """Enter nothing."""


def _rich_0004(connection: sqlite3.Connection) -> None:
    _fill(connection, household.ASSETS, all_legacy())
    connection.executemany("INSERT INTO valuation VALUES (?, ?, ?, ?, ?)", household.VALUATIONS)


def rich_0004(target: Path) -> None:
    """Every secret that 0003 could hold, under a passphrase."""
    _build(target, "0004", passphrase_header, _rich_0004)


def empty_0004(target: Path) -> None:
    """A household of version 0.4 that has entered nothing yet."""
    _build(target, "0004", passphrase_header, _nothing)


def _rich_0005(connection: sqlite3.Connection) -> None:
    _fill_0005(connection, all_legacy())


def rich_0005(target: Path) -> None:
    """The same with dollars, yens and francs, and exchange rates."""
    _build(target, "0005", passphrase_header, _rich_0005)


def empty_0005(target: Path) -> None:
    """A new household of version 0.5."""
    _build(target, "0005", passphrase_header, _nothing)


def _slots_0005(connection: sqlite3.Connection) -> None:
    _fill_0005(connection, mixed)


def slots_0005(target: Path) -> None:
    """The same with key slots, and tokens of three keys and two kinds."""
    _build(target, "0005", slots_header, _slots_0005)


BUILDERS: dict[str, Callable[[Path], None]] = {
    "0004-rich": rich_0004,
    "0004-empty": empty_0004,
    "0005-rich": rich_0005,
    "0005-empty": empty_0005,
    "0005-slots": slots_0005,
}


def main(arguments: list[str]) -> int:
    """Build one file where it is asked for."""
    name, target = arguments
    BUILDERS[name](Path(target))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
