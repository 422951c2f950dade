"""Writes, as dated values, the worth that an older format cannot compute.

Frozen.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable  # noqa: TC003  (frozen: imports stay plain)
from datetime import UTC, datetime
from sqlite3 import Connection  # noqa: TC003

from migrations.frozen.columns_v1 import ENCRYPTED_0013
from migrations.frozen.down_to_0005_v1 import whole_span_v1
from migrations.frozen.fields_v1 import seal_v1, texts_as_stored_v1
from migrations.frozen.keys_v1 import KeysV1  # noqa: TC001
from migrations.frozen.materialised_v1 import (
    MadeV1,
    is_lost_below_0013_v1,
    writable_v1,
)
from migrations.frozen.records_v1 import RecordsV1
from migrations.frozen.sealed_v1 import NUMBERS
from migrations.frozen.worth_v1 import WorthV1

_LABEL = "valuation.amount"
_INSERT = """INSERT INTO valuation
 (uid, {0}, as_of, amount, currency, source, is_estimate, created_at, updated_at)
 VALUES (?, ?, ?, ?, 'EUR', ?, 0, ?, ?)"""


def write_computed_0013_v1(
    connection: Connection,
    keys: Callable[[], KeysV1],
    tick: Callable[[int, int], None],
) -> None:
    """Write the worth that only 0013 computes: loans, openings, closings, what does not count.

    Args:
        connection: the bare connection, on a file of 0013.
        keys: gives the keys, and is asked only where there is something to write.
        tick: told the rows done and the rows in all.
    """
    if not any(_has(connection, table) for table in ("asset", "loan")):
        return
    found = keys()
    with texts_as_stored_v1(connection):
        worth = WorthV1(RecordsV1(connection, 13, ENCRYPTED_0013, found, tick))
        if not any(is_lost_below_0013_v1(owned) for owned in worth.owned):
            return
        span = whole_span_v1(connection, worth)
        made = writable_v1(worth, span, is_lost_below_0013_v1) if span else []
        held = [owned for owned in worth.owned if owned.has_positions]
    # Securities that were closed, or did not count, would be worth something again.
    connection.executemany(
        "UPDATE asset SET valuation_mode = 'manuelle'"
        " WHERE id = ? AND valuation_mode = 'positions'",
        [(owned.id,) for owned in held if is_lost_below_0013_v1(owned)],
    )
    seal = seal_v1(found.data[found.active], found.active, _LABEL, NUMBERS)
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    for value in made:
        _write(connection, value, seal, now)


def _write(connection: Connection, value: MadeV1, seal: Callable[[bytes], bytes], now: str) -> None:
    owned = value.owned
    column, amount = ("loan_id", -value.cents) if owned.is_owed else ("asset_id", value.cents)
    connection.execute(
        _INSERT.format(column),
        (
            *(str(uuid.uuid4()), owned.id, value.day.isoformat(), seal(b"%d" % amount)),
            *(value.source, now, now),
        ),
    )


def _has(connection: Connection, table: str) -> bool:
    return connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() is not None
