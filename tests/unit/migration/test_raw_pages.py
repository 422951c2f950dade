"""Pages read without SQLite say what SQLite says, and a damaged one hides no other."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui.migration.recover.raw_pages import OddText, Pages, Unreadable
from patrimoine_gui.migration.recover.raw_tables import RawTables, Shape, plain_table, shapes

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.migration.recover.raw_pages import Row

ROWS = [
    (1, "é’\N{GRINNING FACE}", b"\x00\xff", 1.5, None),
    (2, "", b"", 0.0, 0),
    (3, "long " * 4000, bytes(range(256)) * 90, -1e300, 1),
    *((4 + rank, "x", b"y", 0.5, value) for rank, value in enumerate((-1, 127, 128, -32769))),
    *((9 + rank, "x", b"y", 0.5, 2**bits - 1) for rank, bits in enumerate((23, 31, 47, 63))),
    (-(2**63), "the least number", None, None, -(2**63)),
    (2**63 - 1, "the greatest", None, None, 2**40),
]
STATEMENT = (
    "CREATE TABLE thing (id INTEGER PRIMARY KEY, a TEXT NOT NULL, b BLOB, c REAL, d INTEGER)"
)


def made(file: Path, page_size: int = 4096, count: int = 0) -> bytes:
    """Give the bytes of a file with the rows above and `count` more."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute(f"PRAGMA page_size = {page_size}")
        connection.execute("BEGIN")
        connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
        connection.execute(STATEMENT)
        connection.execute("CREATE INDEX thing_a ON thing (a)")
        if not count:
            connection.executemany("INSERT INTO thing VALUES (?, ?, ?, ?, ?)", ROWS)
        more = ((100 + rank, f"row {rank}", b"z" * 40, 0.5, rank) for rank in range(count))
        connection.executemany("INSERT INTO thing VALUES (?, ?, ?, ?, ?)", more)
        connection.execute("COMMIT")
    return file.read_bytes()


def shape() -> Shape:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(STATEMENT)
        return shapes(connection)["thing"]


def opened(content: bytes) -> RawTables:
    return RawTables(Pages(memoryview(content)), lambda: None, "alembic_version")


def rows(tables: RawTables) -> list[Row]:
    return [row for leaf in tables.leaves(shape(), []) for row in leaf.rows]


@pytest.mark.parametrize("page_size", [512, 4096, 65536])
def test_every_kind_of_value_is_read_as_sqlite_reads_it(tmp_path: Path, page_size: int) -> None:
    found = rows(opened(made(tmp_path / "a", page_size)))
    assert [shape().filled(row) for row in found] == sorted(ROWS, key=lambda row: row[0])


@pytest.mark.parametrize("page_size", [1024, 4096, 16384])
def test_the_size_of_pages_is_guessed_without_a_header(tmp_path: Path, page_size: int) -> None:
    content = made(tmp_path / "a", page_size, count=2000)
    assert Pages(memoryview(bytes(100) + content[100:])).size == page_size


def test_a_text_that_is_not_utf_8_keeps_its_bytes(tmp_path: Path) -> None:
    made(tmp_path / "a")
    with closing(sqlite3.connect(tmp_path / "a", isolation_level=None)) as connection:
        connection.execute("UPDATE thing SET a = CAST(x'e9ff' AS TEXT) WHERE id = 1")
    (found,) = [row for row in rows(opened((tmp_path / "a").read_bytes())) if row.number == 1]
    assert found.values[1] == OddText(b"\xe9\xff")


def test_indexes_tell_the_rows_of_a_lost_page(tmp_path: Path) -> None:
    content = bytearray(made(tmp_path / "a", count=500))
    tables = opened(bytes(content))
    leaf = list(tables.leaves(shape(), []))[1]
    content[(leaf.number - 1) * 4096 : leaf.number * 4096] = bytes(4096)
    damaged, bad = opened(bytes(content)), list[int]()
    left = {row.number for item in damaged.leaves(shape(), bad) for row in item.rows}
    entries = damaged.entries("thing")
    assert bad == [leaf.number]
    assert entries.is_whole
    assert entries.numbers - left == {row.number for row in leaf.rows}


def test_pages_in_no_use_are_not_read(tmp_path: Path) -> None:
    made(tmp_path / "a", count=500)
    with closing(sqlite3.connect(tmp_path / "a", isolation_level=None)) as connection:
        connection.execute("DELETE FROM thing WHERE id > 110")
    content = bytearray((tmp_path / "a").read_bytes())
    root = opened(bytes(content)).roots["thing"]
    content[(root - 1) * 4096 : root * 4096] = bytes(4096)
    assert {row.number for leaf in opened(bytes(content)).strays() for row in leaf.rows} <= set(
        range(100, 111)
    )
    content[36:40] = b"\x00\x00\x00\x01"  # nothing tells any more which are in use
    assert list(opened(bytes(content)).strays()) == []


def test_what_leads_in_a_circle_is_read_once(tmp_path: Path) -> None:
    content = bytearray(made(tmp_path / "a", count=500))
    tables = opened(bytes(content))
    start = (tables.roots["thing"] - 1) * 4096
    content[start + 8 : start + 12] = tables.roots["thing"].to_bytes(4, "big")
    bad: list[int] = []
    numbers = [
        row.number for leaf in opened(bytes(content)).leaves(shape(), bad) for row in leaf.rows
    ]
    assert bad
    assert len(numbers) == len(set(numbers)) > 300


@pytest.mark.parametrize("content", [b"", b"\0" * 9000, b"some text\n" * 900])
def test_what_is_no_file_of_sqlite_is_refused(content: bytes) -> None:
    with pytest.raises(Unreadable):
        Pages(memoryview(content))


def test_only_a_plain_table_is_made_again() -> None:
    assert plain_table('CREATE TABLE "kept" (a TEXT)') == "kept"
    assert not plain_table("CREATE TABLE t (a TEXT, b TEXT GENERATED ALWAYS AS (a))")
    assert not plain_table("CREATE VIRTUAL TABLE t USING fts5(a)")
    assert not plain_table("CREATE TABLE t (a); DROP TABLE u")
    assert not plain_table("CREATE TABLE t (")
