"""What a file shows without its keys is what the documents say, column by column."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

from patrimoine_gui.database.encrypted_types import EncryptedType
from patrimoine_gui.database.models import Base
from tests.history.journeys import GOLDEN
from tests.revision_chain import HEAD

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "migrations.fr.md"
OF_EVERY_TABLE = {"id", "uid", "created_at", "updated_at"}
DIGEST = re.compile(r"(?:[0-9a-fA-F]{32}|[0-9a-fA-F]{40}|[0-9a-fA-F]{64}|[0-9a-fA-F]{128})")
"""A value of the length of a hash; a uid has hyphens."""


def clear_columns() -> dict[str, set[str]]:
    return {
        table.name: {
            column.name
            for column in table.columns
            if not isinstance(column.type, EncryptedType) and column.name not in OF_EVERY_TABLE
        }
        for table in Base.metadata.sorted_tables
    }


def documented() -> dict[str, set[str]]:
    text = DOCUMENT.read_text(encoding="utf-8")
    section = text.partition("### Ce qui reste lisible sans clé")[2].partition("\n### ")[0]
    rows = re.findall(r"^\| `(\w+)` \| (.*?) \|", section, re.MULTILINE)
    return {table: set(re.findall(r"`(\w+)`", columns)) for table, columns in rows}


def test_every_clear_column_is_in_the_document_and_no_other() -> None:
    assert documented() == clear_columns()


def test_no_clear_value_of_head_is_a_digest() -> None:
    """One over encrypted values would let anybody try amounts until they fit."""
    with closing(sqlite3.connect(GOLDEN / f"{HEAD}-rich.patrimoine")) as connection:
        for table, columns in clear_columns().items():
            names = ", ".join(f'"{name}"' for name in columns)
            for row in connection.execute(f"SELECT {names} FROM {table}"):
                assert not [value for value in row if DIGEST.fullmatch(str(value))], table
