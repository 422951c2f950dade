"""Objects planted in a file are refused by name, and nothing of them is ever run."""

from __future__ import annotations

import shutil
import time
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui.errors import Cancelled, FileDamaged, HostileObject
from patrimoine_gui.migration.file_check import sandbox
from tests.faults import household
from tests.faults.untrusted_files import ask, check, forge, hostile, refused

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS id, i FROM n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return household.golden("0003-rich", tmp_path).file


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Give a folder for the private copy, and see that nothing is left in it."""
    folder = tmp_path / "private"
    folder.mkdir()
    yield folder
    assert list(folder.iterdir()) == []


MARKER = "CREATE TABLE marker (v)", "INSERT INTO marker VALUES ('untouched')"


@pytest.mark.parametrize("event", ["INSERT", "UPDATE", "DELETE"])
def test_planted_trigger_is_refused_and_never_runs(file: Path, folder: Path, event: str) -> None:
    trigger = f"CREATE TRIGGER t AFTER {event} ON asset BEGIN UPDATE marker SET v = 'run'; END"
    household.execute(file, *MARKER, trigger)
    assert hostile(file, folder) == "trigger"
    assert household.query(file, "SELECT v FROM marker") == [("untouched",)]


def test_trigger_under_a_name_reserved_to_sqlite_is_refused(file: Path, folder: Path) -> None:
    household.execute(
        file, *MARKER, "CREATE TRIGGER t AFTER INSERT ON asset BEGIN DELETE FROM marker; END"
    )
    forge(
        file,
        "UPDATE sqlite_master SET name = 'sqlite_t', sql = replace(sql, 'TRIGGER t', "
        "'TRIGGER sqlite_t') WHERE name = 't'",
    )
    assert hostile(file, folder) == "trigger"


@pytest.mark.parametrize("table", ["asset", "alembic_version", "sqlite_stat1", "more"])
def test_view_bomb_named_like_a_table_is_refused_and_never_runs(
    file: Path, folder: Path, table: str
) -> None:
    household.execute(file, "PRAGMA foreign_keys = OFF", f"DROP TABLE IF EXISTS {table}")
    household.execute(file, f"CREATE VIEW bomb AS {ENDLESS}")
    forge(
        file,
        f"UPDATE sqlite_master SET name = '{table}', tbl_name = '{table}',"
        f" sql = replace(sql, 'VIEW bomb', 'VIEW {table}') WHERE name = 'bomb'",
    )
    assert hostile(file, folder) == "view"


@pytest.mark.parametrize("kind", ["table", "index", "TABLE", ""])
def test_view_that_is_called_something_else_is_refused_and_never_runs(
    file: Path, folder: Path, kind: str
) -> None:
    household.execute(file, "DROP TABLE alembic_version", f"CREATE VIEW v AS {ENDLESS}")
    forge(
        file,
        f"UPDATE sqlite_master SET type = '{kind}', name = 'alembic_version', rootpage = 2,"
        " tbl_name = 'alembic_version', sql = replace(sql, 'VIEW v', 'VIEW alembic_version')"
        " WHERE name = 'v'",
    )
    assert isinstance(refused(file, folder), (HostileObject, FileDamaged))


def test_virtual_table_is_refused(file: Path, folder: Path) -> None:
    household.execute(file, "CREATE VIRTUAL TABLE notes USING fts5(text)")
    assert hostile(file, folder) == "virtual table"


@pytest.mark.parametrize("table", ["asset", "mine"])
def test_generated_column_is_refused_and_never_computed(
    file: Path, folder: Path, table: str
) -> None:
    costly = "length(replace(hex(zeroblob(40000000)), '0', 'xx'))"
    household.execute(
        file,
        "CREATE TABLE mine (v)",
        "INSERT INTO mine VALUES (1)",
        f"ALTER TABLE {table} ADD COLUMN g INTEGER AS ({costly}) VIRTUAL",
    )
    started = time.monotonic()
    assert hostile(file, folder) == "generated column"
    assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    "index",
    [
        "CREATE INDEX i ON valuation (abs(asset_id))",
        "CREATE INDEX i ON valuation (asset_id) WHERE length(hex(as_of)) > 3",
        'CREATE INDEX i ON valuation (asset_id, "as_of" || 1)',
    ],
)
def test_added_index_that_computes_is_refused(file: Path, folder: Path, index: str) -> None:
    household.execute(file, index)
    assert hostile(file, folder) == "index"


def test_costly_constraint_of_a_table_of_the_user_is_never_computed(
    file: Path, folder: Path
) -> None:
    household.execute(file, "CREATE TABLE mine (v)", "INSERT INTO mine VALUES (1)")
    forge(
        file,
        "UPDATE sqlite_master SET sql = 'CREATE TABLE mine (v CHECK"
        " (v * length(replace(hex(zeroblob(200000000)), ''0'', ''xx'')) > 0))'"
        " WHERE name = 'mine'",
    )
    started = time.monotonic()
    check(file, folder)  # SQLite keeps no constraint of a file it may not write
    assert time.monotonic() - started < 2


BOMB = "SELECT count(*) FROM mine a, mine b, mine c, mine d WHERE a.v + b.v + c.v + d.v = -1"


@pytest.fixture
def with_many_rows(file: Path) -> Path:
    household.execute(
        file,
        "CREATE TABLE mine (v)",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)"
        " INSERT INTO mine SELECT i FROM n",
    )
    return file


def test_work_without_end_is_stopped_by_the_deadline(with_many_rows: Path) -> None:
    with pytest.raises(HostileObject) as caught:
        ask(with_many_rows, with_many_rows, BOMB, seconds=0.2)
    assert caught.value.kind == "query"


def test_work_of_sqlite_is_stopped_by_a_cancel(with_many_rows: Path) -> None:
    asked = iter(range(3))
    with (
        pytest.raises(Cancelled),
        sandbox.opened(
            with_many_rows, with_many_rows, 60.0, lambda: next(asked, None) is None
        ) as connection,
    ):
        connection.execute(BOMB).fetchall()


def test_value_longer_than_any_of_ours_is_not_fetched(file: Path) -> None:
    household.execute(file, "CREATE TABLE mine (v)", "INSERT INTO mine VALUES (zeroblob(70000000))")
    with pytest.raises(HostileObject) as caught:
        ask(file, file, "SELECT v FROM mine")
    assert caught.value.kind == "query"


def test_thousands_of_objects_are_refused(file: Path, folder: Path) -> None:
    household.execute(
        file, "BEGIN", *(f"CREATE TABLE t{rank} (v)" for rank in range(1_001)), "COMMIT"
    )
    assert hostile(file, folder) == "object"


@pytest.mark.parametrize(
    "statement",
    [
        "ATTACH ':memory:' AS other",
        "VACUUM INTO '/tmp/never-written'",
        "CREATE TEMP TABLE t (v)",
        "DELETE FROM asset",
        "PRAGMA writable_schema = ON",
        "PRAGMA query_only = OFF",
        "PRAGMA trusted_schema = ON",
        ENDLESS,
        "SELECT * FROM v",
        "BEGIN IMMEDIATE",
    ],
)
def test_guarded_connection_does_nothing_but_read_tables(
    file: Path, tmp_path: Path, statement: str
) -> None:
    household.execute(file, "CREATE VIEW v AS SELECT * FROM asset")
    copy = tmp_path / "copy"
    shutil.copyfile(file, copy)
    ask(copy, file, "SELECT count(*) FROM asset")
    with pytest.raises(HostileObject) as caught:
        ask(copy, file, statement)
    assert caught.value.kind == "query"
    assert copy.read_bytes() == file.read_bytes()
