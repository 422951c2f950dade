"""The file can hold securities, their prices, positions and operations.

An investment had one value at a date, and its holdings stood in its note, if at all. Lines of the
one form that the program had proposed, "FR0010315770 12,5 x 431,20", become positions; the note
stays as it is, and so does the value of the asset: nobody said what a share is worth today.

Codes were typed in small letters or capitals, and one fund by each of its holders: codes are
written in capitals, securities with the same code become one, and positions point to it.
"""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from alembic import op

from migrations.frozen.down_to_0005_v1 import materialise_0006_v1
from migrations.frozen.fields_v1 import UnreadableV1, texts_as_stored_v1
from migrations.frozen.holdings_v1 import HoldingV1, holdings_v1, plain_v1, together_v1
from migrations.frozen.tables_0006_v1 import create_asset_v1, create_securities_v1
from migrations.frozen.tokens_v1 import TokensV1
from migrations.frozen.work_v1 import connection_v1, tick_v1
from migrations.frozen.work_v2 import keys_of_run_v1

if TYPE_CHECKING:
    from decimal import Decimal
    from sqlite3 import Connection

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

app_version = "0.6"
requires_key = True
protects = True
scrub_after = False
irreversible = (
    "Securities, positions, prices, operations and details have no place in the older format. An"
    " asset that was worth its securities keeps a value at the end of each year."
)
details: tuple[str, ...] = (
    "A line such as “FR0010315770 12,5 x 431,20” in the note of an investment becomes a position.",
    "Notes and values stay as they are.",
)
changes: tuple[tuple[str, str, str, str], ...] = (
    (
        "values",
        "computed",
        "{count} value is computed from what is known that day",
        "{count} values are computed from what is known that day",
    ),
    (
        "current",
        "computed",
        "{count} value is computed from what is known that day",
        "{count} values are computed from what is known that day",
    ),
)

_NEW_ASSET = "_alembic_tmp_asset"
_COLUMNS = (
    'id, uid, name, "group", subtype, institution, iban, owner_text, currency, note, type_text,'
    " created_at, updated_at"
)
_LAST_DAY = (
    "(SELECT max(as_of) FROM valuation WHERE asset_id = ? AND as_of <= date('now')"
    " AND currency = 'EUR')"
)


def upgrade() -> None:
    """Make the tables, then read the notes."""
    connection = connection_v1()
    create_asset_v1(_NEW_ASSET, has_modes=True)
    connection.execute(
        f"INSERT INTO {_NEW_ASSET} ({_COLUMNS}, valuation_mode) SELECT {_COLUMNS},"
        " CASE WHEN \"group\" = 'liquidites' OR \"group\" = 'dettes' THEN 'solde'"
        " ELSE 'manuelle' END FROM asset ORDER BY id"
    )
    _put_in_place()
    create_securities_v1()
    with texts_as_stored_v1(connection):
        _read_notes(connection)


def downgrade() -> None:
    """Give values to what was worth its securities, then drop the tables."""
    connection = connection_v1()
    with texts_as_stored_v1(connection):
        materialise_0006_v1(connection, keys_of_run_v1, tick_v1)
    for table in ("operation", "price", "position", "security"):
        op.drop_table(table)
    create_asset_v1(_NEW_ASSET, has_modes=False)
    connection.execute(
        f"INSERT INTO {_NEW_ASSET} ({_COLUMNS}) SELECT {_COLUMNS} FROM asset ORDER BY id"
    )
    _put_in_place()


def _put_in_place() -> None:
    op.drop_table("asset")
    op.rename_table(_NEW_ASSET, "asset")


# --- the notes --------------------------------------------------------------------------------


def _read_notes(connection: Connection) -> None:
    tokens = TokensV1(keys_of_run_v1)
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
        tick_v1(done, len(rows))


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
