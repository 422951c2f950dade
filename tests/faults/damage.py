"""Damages files on purpose, and tells what was in the damaged place."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from benchmarks import household as generator
from benchmarks.plausible import Size
from patrimoine_gui.migration.recover.raw_pages import TABLE_LEAF, Pages
from tests import keys
from tests.faults.household import Household, place

if TYPE_CHECKING:
    from pathlib import Path

PAGE = 4096
SMALL = Size(years=2, assets=6, operations=150, prices=300)

Rows = dict[str, frozenset[tuple[object, ...]]]


def household(folder: Path) -> Household:
    """Make a small protected household at head, with a thing of most kinds."""
    found = place(folder)
    found.manager().create(found.file, keys.new_keyring())
    generator.fill(found.file, keys.new_keyring(), SMALL, 3)
    return found


def rows(file: Path) -> Rows:
    """Give every row of every table, with its columns in the order of their names."""
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as connection:
        connection.text_factory = bytes
        names = [
            name.decode()
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        return {name: frozenset(_rows(connection, name)) for name in names}


def _rows(connection: sqlite3.Connection, table: str) -> list[tuple[object, ...]]:
    columns = sorted(row[1] for row in connection.execute(f'PRAGMA table_info("{table}")'))
    listed = ", ".join(f'"{column.decode()}"' for column in columns)
    return connection.execute(f'SELECT {listed} FROM "{table}"').fetchall()


def root(file: Path, name: str) -> int:
    """Give the root page of a table or an index."""
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as connection:
        query = "SELECT rootpage FROM sqlite_master WHERE name = ?"
        return int(connection.execute(query, (name,)).fetchone()[0])


def leaves(file: Path, table: str) -> dict[int, int]:
    """Give the leaves of a table, and how many rows each holds."""
    pages = Pages(memoryview(file.read_bytes()))
    left, found = [root(file, table)], dict[int, int]()
    while left:
        page = pages.page(left.pop())
        if page.kind == TABLE_LEAF:
            found[page.number] = len(page.cells)
        else:
            left += pages.children(page)
    return found


def zeroed(content: bytes, *pages: int) -> bytes:
    """Give the content with pages that hold nothing but zeros."""
    found = bytearray(content)
    for page in pages:
        found[(page - 1) * PAGE : page * PAGE] = bytes(PAGE)
    return bytes(found)


def flipped(content: bytes, value: bytes) -> bytes:
    """Give the content with one bit at the end of the only place of a value the other way round."""
    assert content.count(value) == 1
    found = bytearray(content)
    found[content.index(value) + len(value) - 1] ^= 1
    return bytes(found)
