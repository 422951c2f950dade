"""Keeps what revision 0013 drops, says it in notes, and takes it back.

Frozen.
"""

from __future__ import annotations

from sqlite3 import Connection  # noqa: TC003  (frozen: imports stay plain)

from migrations.frozen.dropped_notes_v1 import say_dropped_v1, unsay_dropped_v1
from migrations.frozen.dropped_v1 import drop_v1, dropped_v1, put_back_v1
from migrations.frozen.legacy_rows_v1 import KEY, LABEL, packed_v1, unpacked_v1
from migrations.frozen.sealed_v1 import DOCUMENTS, SealedV1


def keep_dropped_v1(connection: Connection, sealed: SealedV1) -> None:
    """Drop the tables of leftovers; a file that has any keeps them in a setting and in notes."""
    rows = dropped_v1(connection, sealed)
    drop_v1(connection)
    if any(rows.values()):
        token = sealed.sealed(LABEL, packed_v1(rows).encode("ascii"), DOCUMENTS)
        connection.execute("INSERT INTO setting (key, value) VALUES (?, ?)", (KEY, token))
        say_dropped_v1(connection, sealed, rows)


def take_back_dropped_v1(connection: Connection, sealed: SealedV1) -> None:
    """Fill the tables of leftovers from the setting, and clear the notes."""
    unsay_dropped_v1(connection, sealed)
    row = connection.execute("SELECT id, value FROM setting WHERE key = ?", (KEY,)).fetchone()
    if row is not None:
        plain = sealed.opened(LABEL, row[1], "setting", row[0]) or b""
        put_back_v1(connection, sealed, unpacked_v1(plain.decode("utf-8", "surrogateescape")))
