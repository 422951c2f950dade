"""Digests what formats 0004 and 0005 hold in other currencies than the euro.

Frozen. What 0004 keeps aside and what 0005 has in use count alike, so that down and up again
changes no digest. Ids are left out: a value may come back under another one.
"""

from __future__ import annotations

from collections.abc import Iterable  # noqa: TC003  (frozen: imports stay plain)
from sqlite3 import Connection  # noqa: TC003

from migrations.frozen.kept_tables_v1 import ASSET, RATE, VALUATION, is_kept_v1
from migrations.frozen.measures_v1 import Tick, blot_v1

_PAGE = 500
_VALUES_IN_USE = (
    "SELECT 'value', asset_id, as_of, amount, currency, source FROM valuation NOT INDEXED"
    " WHERE currency <> 'EUR'"
)
_ASSETS_IN_USE = "SELECT 'asset', id, currency FROM asset WHERE currency <> 'EUR'"
_KEPT = {
    VALUATION: f"SELECT 'value', asset_id, as_of, amount, currency, source FROM {VALUATION}",
    ASSET: f"SELECT 'asset', asset_id, currency FROM {ASSET}",
}
_RATES_IN_USE = "SELECT base, quote, on_date, rate, source FROM fx_rate"
_RATES_KEPT = f"SELECT base, quote, on_date, rate, source FROM {RATE}"


def other_currencies_v1(
    connection: Connection, tick: Tick, *, in_use: bool, with_values: bool = False
) -> str:
    """Digest assets and values in other currencies.

    Args:
        connection: an open file, whose texts are read whatever their bytes.
        tick: told the rows read.
        in_use: whether the format has currencies, beside what is kept aside.
        with_values: whether there are values to be looked for.
    """
    queries = [query for table, query in _KEPT.items() if is_kept_v1(connection, table)]
    if in_use:
        queries += [_ASSETS_IN_USE, *([_VALUES_IN_USE] if with_values else [])]
    return _digest(connection, queries, tick)


def rates_v1(connection: Connection, tick: Tick, *, in_use: bool) -> str:
    """Digest the exchange rates."""
    kept = [_RATES_KEPT] if is_kept_v1(connection, RATE) else []
    return _digest(connection, [*([_RATES_IN_USE] if in_use else []), *kept], tick)


def _digest(connection: Connection, queries: Iterable[str], tick: Tick) -> str:
    """Digest rows whatever their order."""
    blots = done = 0
    for query in queries:
        found = connection.execute(query)
        while rows := found.fetchmany(_PAGE):
            blots += sum(blot_v1(*row) for row in rows)
            done += len(rows)
            tick(done, done)
    return f"{blots % 2**64:016x}"
