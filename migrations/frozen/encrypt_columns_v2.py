"""Encrypts columns of a table into new ones, with tokens of today, and reads every value again.

Frozen. For revisions after 0013, whose files may have no key of the older tokens. What was
encrypted is decrypted again with `decrypt_columns_v1`, which opens tokens of either kind.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence  # noqa: TC003  (frozen: imports stay plain)
from sqlite3 import Connection  # noqa: TC003

from migrations.frozen.encrypt_columns_v1 import ColumnV1, _convert, _count
from migrations.frozen.fields_v1 import STRINGS, pack_v1, reader_v1, seal_v1
from migrations.frozen.keys_v1 import KeysV1  # noqa: TC001

_NUMBERS = 16


def encrypt_columns_v2(
    connection: Connection,
    table: str,
    columns: Sequence[ColumnV1],
    keys: Callable[[], KeysV1],
    tick: Callable[[int, int], None],
) -> None:
    """Fill the target columns with tokens of the source columns; NULL stays NULL.

    Args:
        connection: the bare connection.
        table: a constant of the revision; its key is "id".
        columns: constants of the revision; the targets take any storage class (BLOB).
        keys: gives the keys, and is asked only where there is a row.
        tick: told the rows done and the rows in all.

    Raises:
        RowChangedV1: a token does not give its value back.
    """
    if not _count(connection, table):
        return
    found = keys()
    writers = [_sealing(found, column.label) for column in columns]
    openers = [reader_v1(found, column.label) for column in columns]
    _convert(connection, table, columns, (writers, [pack_v1] * len(columns), openers), tick)


def _sealing(keys: KeysV1, label: str) -> Callable[[object], object]:
    """Give what makes the token of a value; its length tells little of it."""
    key = keys.data[keys.active]
    number = seal_v1(key, keys.active, label, _NUMBERS)
    text = seal_v1(key, keys.active, label, STRINGS)

    def sealed(value: object) -> object:
        return (number if type(value) is int else text)(pack_v1(value))

    return sealed
