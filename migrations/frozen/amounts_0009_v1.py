"""What revision 0009 encrypts, table by table.

Frozen.
"""

from __future__ import annotations

from collections.abc import Callable  # noqa: TC003  (frozen: imports stay plain)
from sqlite3 import Connection  # noqa: TC003

from migrations.frozen.fields_v1 import texts_as_stored_v1
from migrations.frozen.kept_tables_v1 import VALUATION, is_kept_v1
from migrations.frozen.keys_v1 import KeysV1  # noqa: TC001
from migrations.frozen.measures_v1 import Tick  # noqa: TC001
from migrations.frozen.sealed_rows_v1 import (
    DOCUMENTS,
    NUMBERS,
    STRINGS,
    CarryV1,
    FieldV1,
    decrypt_rows_v1,
    encrypt_rows_v1,
)
from migrations.frozen.tokens_v1 import TokensV1

_DETAILS = {
    "asset": (
        'id, uid, name, "group", subtype, institution, iban, currency, valuation_mode, note,'
        " type_text, created_at, updated_at"
    ),
    "loan": (
        "id, uid, kind, subtype, name, institution, currency, iban, note, type_text, created_at,"
        " updated_at"
    ),
}
_COLUMNS = {
    **_DETAILS,
    "valuation": (
        "id, uid, asset_id, loan_id, as_of, currency, source, is_estimate, note, created_at,"
        " updated_at"
    ),
    "merged_0003": "id, asset_id, loan_id, as_of",
    "position": "id, uid, asset_id, security_id, as_of, created_at, updated_at",
    "operation": (
        "id, uid, asset_id, loan_id, on_date, kind, currency, security_id, transfer_uid, category,"
        " label, deleted_at, created_at, updated_at"
    ),
}
_FIELDS = {
    "asset": (FieldV1("details", "asset.details", DOCUMENTS),),
    "loan": (FieldV1("details", "loan.details", DOCUMENTS),),
    "valuation": (FieldV1("amount", "valuation.amount", NUMBERS),),
    "merged_0003": (FieldV1("amount", "merged.amount", NUMBERS),),
    "position": (
        FieldV1("quantity", "position.quantity", STRINGS),
        FieldV1("unit_cost", "position.unit_cost", STRINGS),
    ),
    "operation": (
        FieldV1("amount", "operation.amount", NUMBERS),
        FieldV1("quantity", "operation.quantity", STRINGS),
        FieldV1("unit_price", "operation.unit_price", STRINGS),
        FieldV1("fees", "operation.fees", NUMBERS),
        FieldV1("taxes", "operation.taxes", NUMBERS),
    ),
}
_KEPT_LABEL = "kept.amount"


def encrypt_0009_v1(
    connection: Connection, table: str, target: str, keys: Callable[[], KeysV1], tick: Tick
) -> None:
    """Copy a table of 0008 into one of 0009."""
    carry = CarryV1(table, target, _COLUMNS[table], _FIELDS[table])
    with texts_as_stored_v1(connection):
        encrypt_rows_v1(connection, carry, keys, tick)


def decrypt_0009_v1(
    connection: Connection, table: str, target: str, keys: Callable[[], KeysV1], tick: Tick
) -> None:
    """Copy a table of 0009 into one of 0008."""
    carry = CarryV1(table, target, _COLUMNS[table], _FIELDS[table])
    with texts_as_stored_v1(connection):
        decrypt_rows_v1(connection, carry, keys, tick)


def kept_0009_v1(connection: Connection, keys: Callable[[], KeysV1], *, is_down: bool) -> None:
    """Encrypt what an earlier way down left aside and no asset took back, or decrypt it."""
    if not is_kept_v1(connection, VALUATION):
        return
    tokens = TokensV1(keys)
    rows = connection.execute(f"SELECT rowid, amount FROM {VALUATION}").fetchall()
    for key, value in rows:
        if is_down:
            plain = tokens.of_row(_KEPT_LABEL, value, VALUATION, key)
            other: object = int(str(plain)) if plain is not None else None
        else:
            other = tokens.made(_KEPT_LABEL, str(value) if type(value) is int else value, NUMBERS)
        connection.execute(f"UPDATE {VALUATION} SET amount = ? WHERE rowid = ?", (other, key))
