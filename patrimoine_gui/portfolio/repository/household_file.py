"""Reads a household file into one frozen snapshot, in one pass."""

from __future__ import annotations

import gc
import sqlite3
from contextlib import contextmanager
from decimal import InvalidOperation
from typing import TYPE_CHECKING

from patrimoine_gui.database import connections
from patrimoine_gui.errors import DamageKind, FileDamaged
from patrimoine_gui.portfolio.household import Household
from patrimoine_gui.portfolio.repository import asset_queries, operation_queries
from patrimoine_gui.portfolio.repository.field_decryption import FieldDecryptor

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from patrimoine_gui.crypto.keyring import FieldKeys


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
    valuations, lost_values = asset_queries.valuations(connection, fields)
    positions, lost_positions = operation_queries.positions(connection, fields)
    operations, lost_operations = operation_queries.operations(connection, fields)
    return Household(
        assets=asset_queries.assets(connection, fields),
        valuations=valuations,
        rates=operation_queries.rates(connection),
        loans=asset_queries.loans(connection, fields),
        loan_events=asset_queries.loan_events(connection, fields),
        loan_shares=asset_queries.loan_shares(connection),
        members=asset_queries.members(connection, fields),
        institutions=asset_queries.institutions(connection, fields),
        ownerships=asset_queries.ownerships(connection, fields),
        securities=operation_queries.securities(connection, fields),
        positions=positions,
        prices=operation_queries.prices(connection),
        operations=operations,
        categories=operation_queries.categories(connection, fields),
        statements=operation_queries.statements(connection, fields),
        parameters=operation_queries.parameters(connection),
        info=asset_queries.info(connection, fields),
        unreadable=lost_values + lost_positions + lost_operations,
        uncounted=asset_queries.uncounted(connection, fields),
    )
