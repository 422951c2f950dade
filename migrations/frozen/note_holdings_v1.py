"""Makes securities and positions of the holdings that stand in the notes of investments.

Frozen.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable  # noqa: TC003  (frozen: imports stay plain)
from datetime import UTC, datetime
from decimal import Decimal  # noqa: TC003
from sqlite3 import Connection  # noqa: TC003

from migrations.frozen.fields_v1 import UnreadableV1
from migrations.frozen.holdings_v1 import HoldingV1, holdings_v1, plain_v1, together_v1
from migrations.frozen.keys_v1 import KeysV1  # noqa: TC001
from migrations.frozen.measures_v1 import Tick  # noqa: TC001
from migrations.frozen.tokens_v1 import TokensV1

_LAST_DAY = (
    "(SELECT max(as_of) FROM valuation WHERE asset_id = ? AND as_of <= date('now')"
    " AND currency = 'EUR')"
)


def read_notes_v1(connection: Connection, keys: Callable[[], KeysV1], tick: Tick) -> None:
    """Write the positions; texts must be read whatever their bytes.

    Args:
        connection: the bare connection.
        keys: gives the keys, and is asked only where there is a note.
        tick: told the notes read and the notes in all.
    """
    tokens = TokensV1(keys)
    rows = connection.execute(
        "SELECT id, note, updated_at FROM asset"
        " WHERE \"group\" = 'financier' AND note IS NOT NULL ORDER BY id"
    ).fetchall()
    securities: dict[str, int] = {}
    for done, (asset, token, updated_at) in enumerate(rows, start=1):
        try:
            held = holdings_v1(tokens.opened("asset.note", token))
        except UnreadableV1:
            held = []
        if held:
            day = _day(connection, asset, updated_at)
            _insert(connection, tokens, securities, (asset, day), held)
        tick(done, len(rows))


def _day(connection: Connection, asset: int, updated_at: object) -> str:
    """Give the day of the last value of an asset, else that of its last change, else today."""
    (found,) = connection.execute(f"SELECT {_LAST_DAY}", (asset,)).fetchone()
    if found is None:
        (found,) = connection.execute(
            "SELECT date(?) WHERE date(?) BETWEEN '1900-01-01' AND '2199-12-31'"
            " UNION ALL SELECT date('now') LIMIT 1",
            (str(updated_at)[:10], str(updated_at)[:10]),
        ).fetchone()
    return str(found)


def _insert(
    connection: Connection,
    tokens: TokensV1,
    securities: dict[str, int],
    place: tuple[int, str],
    held: list[HoldingV1],
) -> None:
    """Write the positions of one note; securities with the same code are one."""
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    lots: dict[str, list[tuple[Decimal, Decimal | None]]] = {}
    for holding in held:
        lots.setdefault(holding.isin.upper(), []).append((holding.quantity, holding.unit_cost))
    for isin, found in lots.items():
        if isin not in securities:
            securities[isin] = _new_security(connection, tokens, isin, now)
        quantity, cost = together_v1(found)
        connection.execute(
            "INSERT INTO position (uid, asset_id, security_id, as_of, quantity, unit_cost,"
            " created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                str(uuid.uuid4()),
                place[0],
                securities[isin],
                place[1],
                plain_v1(quantity),
                None if cost is None else plain_v1(cost),
                now,
                now,
            ),
        )


def _new_security(connection: Connection, tokens: TokensV1, isin: str, now: str) -> int:
    done = connection.execute(
        "INSERT INTO security (uid, kind, isin, currency, asset_class, created_at, updated_at)"
        " VALUES (?, 'autre', ?, 'EUR', 'autre', ?, ?)",
        (str(uuid.uuid4()), tokens.made("security.isin", isin), now, now),
    )
    return int(done.lastrowid or 0)
