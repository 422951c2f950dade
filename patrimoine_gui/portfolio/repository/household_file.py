"""Reads a household file into one frozen snapshot, in one pass."""

from __future__ import annotations

import gc
import sqlite3
from collections import Counter
from contextlib import contextmanager
from decimal import InvalidOperation
from typing import TYPE_CHECKING, Any, Final

from patrimoine_gui.database import connections
from patrimoine_gui.errors import DamageKind, FileDamaged
from patrimoine_gui.portfolio.household import Household, HouseholdInfo
from patrimoine_gui.portfolio.repository import asset_queries, operation_queries
from patrimoine_gui.portfolio.repository.field_decryption import FieldDecryptor

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from patrimoine_gui.crypto.keyring import FieldKeys
    from patrimoine_gui.portfolio.repository.row_reader import RowReader

READERS: Final[Mapping[str, RowReader[Any]]] = {
    "assets": asset_queries.ASSETS,
    "valuations": asset_queries.VALUATIONS,
    "rates": operation_queries.RATES,
    "loans": asset_queries.LOANS,
    "loan_events": asset_queries.LOAN_EVENTS,
    "loan_shares": asset_queries.LOAN_SHARES,
    "members": asset_queries.MEMBERS,
    "institutions": asset_queries.INSTITUTIONS,
    "ownerships": asset_queries.OWNERSHIPS,
    "securities": operation_queries.SECURITIES,
    "positions": operation_queries.POSITIONS,
    "categories": operation_queries.CATEGORIES,
    "statements": operation_queries.STATEMENTS,
    "parameters": operation_queries.PARAMETERS,
}
"""What reads each attribute of a `Household` that is one table, row for row."""


def load(file: Path, keys: FieldKeys) -> Household:
    """Read a file at head in one pass, and decrypt it once; never writes.

    A value that cannot be decrypted is named in `illegible` of its row; the rest is read all the
    same. A value, position or operation whose amount cannot be read is left out and counted.

    Raises:
        UserError: the file cannot be read.
    """
    file = file.resolve()
    try:
        with _no_collection():
            return _read(file, keys)
    except sqlite3.Error as error:
        known = connections.user_error(file, error)
        raise known or FileDamaged(file, DamageKind.CONTENT) from None
    except (TypeError, ValueError, InvalidOperation):  # an unknown group, an impossible date
        raise FileDamaged(file, DamageKind.CONTENT) from None


def _read(file: Path, keys: FieldKeys) -> Household:
    with connections.reading(file, whole=True) as connection:
        connection.execute("BEGIN")
        try:
            return _household(connection, FieldDecryptor(keys))
        except sqlite3.OperationalError as error:
            if hasattr(error, "sqlite_errorcode"):  # SQLite itself failed, not the decoding
                raise
        connection.text_factory = _tolerant
        return _household(connection, FieldDecryptor(keys))


@contextmanager
def _no_collection() -> Iterator[None]:
    """Let the collector wait: a million new objects, and not one to be thrown away."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _tolerant(raw: bytes) -> str:
    """Read a text that may not be UTF-8, as a damaged token: that value alone is then illegible."""
    return raw.decode("utf-8", "surrogateescape")


def _household(connection: sqlite3.Connection, fields: FieldDecryptor) -> Household:
    counts = Counter[str]()
    found: dict[str, Any] = {}
    for name, reader in READERS.items():
        found[name], counts[name] = reader.read(connection, fields)
    operations, unread_splits, counts["operations"] = operation_queries.operations(
        connection, fields
    )
    return Household(
        **found,
        operations=operations,
        unread_splits=unread_splits,
        prices=operation_queries.prices(connection),
        info=next(iter(asset_queries.INFO.values(connection, fields)), HouseholdInfo()),
        unreadable=counts.total(),
        uncounted=asset_queries.uncounted(connection, fields),
    )
