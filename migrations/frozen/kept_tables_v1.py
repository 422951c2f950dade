"""What revision 0004 has no place for: values in other currencies, kept aside in plain tables.

Frozen. The tables have no constraint and no foreign key, so that older versions carry them along
untouched. A kept row belongs to an asset by its number and its uid. Below 0003 there is no uid,
and new ones are made on the way back: `kept_0005_anchor` holds those of every asset, so that a
file in which none of them is left may have been there; then the number alone counts, unless the
mark that only 0003's downgrade takes away (`kept_values_v1`) is still in place.
"""

from __future__ import annotations

from sqlite3 import Connection  # noqa: TC003  (frozen: imports stay plain)

ANCHOR = "kept_0005_anchor"
ASSET = "kept_0005_asset"
VALUATION = "kept_0005_valuation"
RATE = "kept_0005_fx_rate"

COLUMNS = {
    ANCHOR: "asset_id INTEGER, asset_uid TEXT",
    ASSET: "asset_id INTEGER, asset_uid TEXT, currency TEXT",
    VALUATION: (
        "id INTEGER, asset_id INTEGER, asset_uid TEXT, as_of TEXT, amount INTEGER,"
        " currency TEXT, source TEXT"
    ),
    RATE: "id INTEGER, base TEXT, quote TEXT, on_date TEXT, rate TEXT, source TEXT",
}


def create_statement_v1(table: str) -> str:
    """Give the statement that makes a table of kept rows."""
    return f"CREATE TABLE {table} ({COLUMNS[table]})"


def is_kept_v1(connection: Connection, table: str) -> bool:
    """Tell whether a file has this table of kept rows, and it is ours to the letter."""
    query = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?"
    return bool(connection.execute(query, (table,)).fetchone() == (create_statement_v1(table),))
