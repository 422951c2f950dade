"""What a revision needs to work in pieces: the bare connection, chunks, progress.

Frozen. A revision that works in pieces can be watched and cancelled, and keeps memory flat.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from alembic import op

if TYPE_CHECKING:
    from collections.abc import Iterator
    from sqlite3 import Connection

CHUNK = 25_000
"""Rows per statement: 10 to 50 ms of work."""

_SMALLEST_KEY = -(2**63)


def connection_v1() -> Connection:
    """Give the SQLite connection of the running revision."""
    return cast("Connection", op.get_bind().connection.driver_connection)


def tick_v1(done: int, total: int) -> None:
    """Tell whoever runs the revision that `done` of `total` rows are done."""
    report = op.get_context().opts.get("tick")
    if report is not None:
        report(done, total)


def chunks_v1(connection: Connection, table: str, key: str) -> Iterator[tuple[int, int]]:
    """Give the bounds (first, last) of successive pieces of a table, and tick after each.

    The pieces hold `CHUNK` rows whatever the gaps between keys.

    Args:
        connection: the bare connection.
        table: a constant of the revision.
        key: its integer key, or "rowid".
    """
    total = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    piece = (
        f"SELECT min(k), max(k), count(*) FROM"
        f" (SELECT {key} AS k FROM {table} WHERE {key} >= ? ORDER BY {key} LIMIT {CHUNK})"
    )
    done, start = 0, _SMALLEST_KEY
    while done < total:
        first, last, rows = connection.execute(piece, (start,)).fetchone()
        if not rows:
            raise RuntimeError
        yield first, last
        done, start = done + rows, last + 1
        tick_v1(done, total)
