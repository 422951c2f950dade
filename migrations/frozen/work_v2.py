"""What a revision that encrypts needs beside `work_v1`: the keys, and a table free to change.

Frozen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from alembic import op

if TYPE_CHECKING:
    from sqlite3 import Connection

    from migrations.frozen.keys_v1 import KeysV1


class KeysMissingV1(Exception):
    """There are values to encrypt or to decrypt, and whoever runs the revision gave no keys."""


def keys_of_run_v1() -> KeysV1:
    """Give the keys of the running revision.

    Raises:
        KeysMissingV1: there are none.
    """
    keys = op.get_context().opts.get("keys")
    if keys is None:
        raise KeysMissingV1
    return cast("KeysV1", keys)


def drop_spare_indexes_v1(connection: Connection, table: str) -> None:
    """Drop the indexes that somebody added to a table of ours to make his queries quick.

    A column that an index covers cannot be dropped, and the index would keep its clear text.
    Those of our constraints stay.
    """
    found = connection.execute(
        "SELECT name FROM pragma_index_list(?) WHERE origin = 'c'", (table,)
    ).fetchall()
    for (name,) in found:
        connection.execute('DROP INDEX "' + name.replace('"', '""') + '"')
