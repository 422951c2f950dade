"""Reads and writes encrypted values of a golden file behind the program's back."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from migrations.frozen.fields_v1 import texts_as_stored_v1
from migrations.frozen.tokens_v1 import TokensV1
from patrimoine_gui.migration import revision_keys
from tests.history.journeys import keyring_of

if TYPE_CHECKING:
    from pathlib import Path

    from migrations.frozen.fields_v1 import Value


def tokens_of(file: Path) -> TokensV1:
    """Give what opens and makes the tokens of a file."""
    opened = revision_keys.of(keyring_of(file))
    return TokensV1(lambda: opened)


def put(file: Path, table: str, key: int, **values: Value | None) -> None:
    """Encrypt values into a row: `note="..."`; the label is the table and the column."""
    tokens = tokens_of(file)
    labels = {"owner_text": "owner", "type_text": "kind"}
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for column, value in values.items():
            token = tokens.made(f"{table}.{labels.get(column, column)}", value)
            done = connection.execute(f"UPDATE {table} SET {column} = ? WHERE id = ?", (token, key))
            assert done.rowcount == 1


def read(file: Path, table: str, column: str, label: str = "") -> dict[object, Value | None]:
    """Open a column: for each row its value, by id."""
    tokens = tokens_of(file)
    with closing(sqlite3.connect(file)) as connection, texts_as_stored_v1(connection):
        found = connection.execute(f"SELECT id, {column} FROM {table} ORDER BY id").fetchall()
    return {key: tokens.opened(label or f"{table}.{column}", token) for key, token in found}
