"""Sets aside what revision 0004 has no place for, and takes it back.

Frozen. What comes back must satisfy the constraints of its table, whoever wrote it meanwhile, and
find its asset; what does not stays aside and is counted there.
"""

from __future__ import annotations

import re
from sqlite3 import Connection  # noqa: TC003  (frozen: imports stay plain)
from typing import NamedTuple

from migrations.frozen.kept_tables_v1 import (
    ANCHOR,
    ASSET,
    RATE,
    VALUATION,
    create_statement_v1,
    is_kept_v1,
)

_COLUMN = re.compile(r"\b(as_of|amount|currency|source|base|quote|on_date|rate)\b")


_MARK = "kept_0005_above"
"""An index on a table that 0003 makes: whoever goes below 0003 and comes back has lost it."""

_STAYED_ABOVE = f"SELECT 1 FROM sqlite_master WHERE type = 'index' AND name = '{_MARK}'"


class KeptTableForeignV1(Exception):
    """A table of somebody else bears the name of a table of kept rows; its name."""


class UsableV1(NamedTuple):
    """The constraints that a kept row must satisfy to come back, by its table."""

    asset: tuple[str, ...]
    value: tuple[str, ...]
    rate: tuple[str, ...]


_KEPT = {
    ASSET: (
        "SELECT id, uid, currency FROM asset WHERE currency <> 'EUR' ORDER BY id",
        "SELECT 1 FROM asset WHERE currency <> 'EUR' LIMIT 1",
    ),
    VALUATION: (
        (
            "SELECT v.id, v.asset_id, a.uid, v.as_of, v.amount, v.currency, v.source"
            " FROM valuation AS v LEFT JOIN asset AS a ON a.id = v.asset_id"
            " WHERE v.currency <> 'EUR' ORDER BY v.id"
        ),
        "SELECT 1 FROM valuation WHERE currency <> 'EUR' LIMIT 1",
    ),
    RATE: (
        "SELECT id, base, quote, on_date, rate, source FROM fx_rate ORDER BY id",
        "SELECT 1 FROM fx_rate LIMIT 1",
    ),
}
"""Table, what goes into it, and whether there is any."""


def set_aside_v1(connection: Connection) -> None:
    """Copy to the tables of kept rows; what an earlier time left there stays with it.

    Raises:
        KeptTableForeignV1: the name of such a table is taken.
    """
    found = {name: rows for name, (rows, any_) in _KEPT.items() if _first(connection, any_)}
    for table, rows in found.items():
        _make(connection, table)
        connection.execute(f"INSERT INTO {table} {rows}")
    if any(is_kept_v1(connection, table) for table in _KEPT):
        _make(connection, ANCHOR)
        connection.execute(f"DELETE FROM {ANCHOR}")
        connection.execute(f"INSERT INTO {ANCHOR} SELECT id, uid FROM asset ORDER BY id")
        connection.execute(f"CREATE INDEX IF NOT EXISTS {_MARK} ON merged_0003 (id)")


def _first(connection: Connection, query: str) -> bool:
    return connection.execute(query).fetchone() is not None


def _make(connection: Connection, table: str) -> None:
    if is_kept_v1(connection, table):
        return
    if _first(connection, f"SELECT 1 FROM sqlite_master WHERE lower(name) = '{table}'"):
        raise KeptTableForeignV1(table)
    connection.execute(create_statement_v1(table))


def take_back_v1(connection: Connection, usable: UsableV1) -> None:
    """Move back what finds its asset and its place, and drop the tables that are then empty."""
    match = _match(connection)
    connection.execute(f"DROP INDEX IF EXISTS {_MARK}")
    if is_kept_v1(connection, ASSET):
        _take_back_currencies(connection, match, _usable(*usable.asset))
    if is_kept_v1(connection, VALUATION):
        _take_back_values(connection, match, _usable(*usable.value))
    if is_kept_v1(connection, RATE):
        _take_back_rates(connection, _usable(*usable.rate))
    for table in (ASSET, VALUATION, RATE, ANCHOR):
        ours = is_kept_v1(connection, table)
        if ours and (table == ANCHOR or not _first(connection, f"SELECT 1 FROM {table}")):
            connection.execute(f"DROP TABLE {table}")


def _match(connection: Connection) -> str:
    """Give the condition under which a kept row `k` belongs to an asset `a`."""
    same = "a.id = k.asset_id AND a.uid = k.asset_uid"
    if not is_kept_v1(connection, ANCHOR) or _first(connection, _STAYED_ABOVE):
        return same
    anchor = ANCHOR
    if _first(connection, f"SELECT 1 FROM asset JOIN {anchor} ON asset_uid = uid LIMIT 1"):
        return same
    return (
        "a.id = k.asset_id AND (k.asset_id, k.asset_uid) IN"
        f" (SELECT asset_id, asset_uid FROM {anchor})"
    )


def _take_back_currencies(connection: Connection, match: str, usable: str) -> None:
    found = connection.execute(
        f"SELECT a.id, k.currency, min(k.rowid) FROM {ASSET} AS k"
        f" JOIN asset AS a ON {match} WHERE {usable} GROUP BY a.id"
    ).fetchall()
    connection.executemany(
        "UPDATE asset SET currency = ? WHERE id = ?", [(money, key) for key, money, _row in found]
    )
    connection.executemany(
        f"DELETE FROM {ASSET} WHERE rowid = ?", [(row,) for _key, _money, row in found]
    )


def _take_back_values(connection: Connection, match: str, usable: str) -> None:
    """Take each value back, with its own id where that is free.

    One whose place was taken by a value entered since, for the same day and source, stays aside.
    Every value in another currency that is found afterwards came from here.
    """
    kept = f"{VALUATION} AS k JOIN asset AS a ON {match}"
    columns = "k.asset_id, k.as_of, k.amount, k.currency, k.source"
    connection.execute(
        "INSERT OR IGNORE INTO valuation (id, asset_id, as_of, amount, currency, source)"
        f" SELECT k.id, {columns} FROM {kept} WHERE {usable}"
        " AND typeof(k.id) = 'integer' AND k.id NOT IN (SELECT id FROM valuation)"
        " ORDER BY k.rowid"
    )
    connection.execute(
        "INSERT OR IGNORE INTO valuation (asset_id, as_of, amount, currency, source)"
        f" SELECT {columns} FROM {kept} WHERE {usable}"
        " AND NOT EXISTS (SELECT 1 FROM valuation AS v WHERE v.asset_id = k.asset_id"
        " AND v.as_of = k.as_of AND v.source = k.source) ORDER BY k.rowid"
    )
    connection.execute(
        f"DELETE FROM {VALUATION} WHERE rowid IN (SELECT min(k.rowid) FROM {kept}"
        " JOIN valuation AS v ON v.asset_id = k.asset_id AND v.as_of = k.as_of"
        " AND v.source = k.source AND v.amount = k.amount AND v.currency = k.currency"
        f" WHERE {usable} GROUP BY v.id)"
    )


def _take_back_rates(connection: Connection, usable: str) -> None:
    kept = f"{RATE} AS k"
    columns = "k.base, k.quote, k.on_date, k.rate, k.source"
    connection.execute(
        "INSERT OR IGNORE INTO fx_rate (id, base, quote, on_date, rate, source)"
        f" SELECT k.id, {columns} FROM {kept} WHERE {usable} AND typeof(k.id) = 'integer'"
        " ORDER BY k.rowid"
    )
    connection.execute(
        "INSERT OR IGNORE INTO fx_rate (base, quote, on_date, rate, source)"
        f" SELECT {columns} FROM {kept} WHERE {usable}"
        " AND NOT EXISTS (SELECT 1 FROM fx_rate AS f WHERE f.base = k.base"
        " AND f.quote = k.quote AND f.on_date = k.on_date) ORDER BY k.rowid"
    )
    connection.execute(
        f"DELETE FROM {RATE} WHERE rowid IN (SELECT min(k.rowid) FROM {kept}"
        " JOIN fx_rate AS f ON f.base = k.base AND f.quote = k.quote AND f.on_date = k.on_date"
        f" AND f.rate = k.rate AND f.source = k.source WHERE {usable} GROUP BY f.id)"
    )


def _usable(*conditions: str) -> str:
    """Write constraints for a kept row `k`."""
    return _COLUMN.sub(r"k.\1", " AND ".join(f"({condition})" for condition in conditions))
