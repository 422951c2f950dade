"""What never ends, and what is larger than anything of ours, is refused by all that looks at it."""

from __future__ import annotations

import os
import shutil
import sqlite3
import struct
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui.database import bounds, connections
from patrimoine_gui.database.conflict_copies import household_of
from patrimoine_gui.errors import (
    FileDamaged,
    FileUnreachable,
    HostileObject,
    UnreachableReason,
    UserError,
)
from patrimoine_gui.migration import health_check
from patrimoine_gui.migration.manager import MigrationManager
from patrimoine_gui.migration.planning import planner
from patrimoine_gui.paths import UserFolders
from tests import keys
from tests.faults import household
from tests.faults.untrusted_files import forge

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT '0012' UNION ALL SELECT i FROM n) SELECT i AS {} FROM n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return household.golden("0012-rich", tmp_path).file


@pytest.fixture
def manager(tmp_path: Path) -> MigrationManager:
    return MigrationManager(UserFolders(tmp_path / "d", tmp_path / "s", tmp_path / "l"))


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing take the minutes that the size of a file would allow."""
    monkeypatch.setattr(bounds, "seconds_for", lambda _size: 1.0)
    monkeypatch.setattr(bounds, "QUICK_SECONDS", 0.2)


def view_without_end(file: Path) -> None:
    view = f"CREATE VIEW alembic_version AS {ENDLESS.format('version_num')}"
    household.execute(file, "DROP TABLE alembic_version", view)


def view_called_a_table(file: Path) -> None:
    view = f"CREATE VIEW v AS {ENDLESS.format('version_num')}"
    household.execute(file, "DROP TABLE alembic_version", view)
    forge(
        file,
        "UPDATE sqlite_master SET type = 'table', name = 'alembic_version', rootpage = 2,"
        " tbl_name = 'alembic_version', sql = replace(sql, 'VIEW v', 'VIEW alembic_version')"
        " WHERE name = 'v'",
    )


def virtual_table(file: Path) -> None:
    table = "CREATE VIRTUAL TABLE alembic_version USING fts5(version_num)"
    household.execute(file, "DROP TABLE alembic_version", table)


def computed_version(file: Path) -> None:
    costly = "length(replace(hex(zeroblob(30000000)), '0', 'x')) || ''"
    household.execute(
        file,
        "DROP TABLE alembic_version",
        f"CREATE TABLE alembic_version (k, version_num TEXT AS ({costly}) VIRTUAL)",
        "INSERT INTO alembic_version VALUES (1)",
    )


def million_versions(file: Path) -> None:
    household.execute(
        file,
        "DROP TABLE alembic_version",
        "CREATE TABLE alembic_version (version_num TEXT)",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000)"
        " INSERT INTO alembic_version SELECT '0012' FROM n",
    )


def huge_version(file: Path) -> None:
    value = "CAST(zeroblob(70000000) AS TEXT)"
    household.execute(file, f"UPDATE alembic_version SET version_num = {value}")


def many_objects(file: Path) -> None:
    forge(
        file,
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000)"
        " INSERT INTO sqlite_master SELECT 'table', 't' || i, 't' || i, 2,"
        " 'CREATE TABLE t' || i || ' (v)' FROM n",
    )


def deep_expression(file: Path) -> None:
    depth = 400
    expression = "(" * depth + "1" + " + 1)" * depth
    forge(
        file,
        "INSERT INTO sqlite_master VALUES ('table', 'deep', 'deep', 2,"
        f" 'CREATE TABLE deep (v CHECK (v > {expression}))')",
    )


def long_statement(file: Path) -> None:
    forge(
        file,
        "INSERT INTO sqlite_master SELECT 'table', 'long', 'long', 2,"
        " 'CREATE TABLE long (v /*' || hex(zeroblob(1000000)) || '*/)'",
    )


def page_size_that_is_none(file: Path) -> None:
    with file.open("r+b") as writer:
        writer.seek(16)
        writer.write(struct.pack(">H", 1))  # 65536


def pages_that_are_not_there(file: Path) -> None:
    with file.open("r+b") as writer:
        writer.seek(28)
        writer.write(struct.pack(">I", 2**32 - 2))


PLANTED: list[Callable[[Path], None]] = [
    view_without_end,
    view_called_a_table,
    virtual_table,
    computed_version,
    million_versions,
    huge_version,
    many_objects,
    deep_expression,
    long_statement,
    page_size_that_is_none,
    pages_that_are_not_there,
]


@pytest.mark.parametrize("plant", PLANTED)
def test_every_look_at_a_file_ends_by_an_error_of_ours(
    plant: Callable[[Path], None], file: Path, manager: MigrationManager
) -> None:
    plant(file)
    before = file.read_bytes()
    found = manager.inspect(file)
    assert isinstance(found.error, UserError)
    household_of(file)
    for refused in (
        lambda: manager.plan(file),
        lambda: manager.examine(file),
        lambda: manager.header(file),
        lambda: manager.backups.make(file, keys.new_keyring()),
        lambda: health_of(manager, file),
        lambda: consulted(manager, file),
    ):
        with pytest.raises(UserError):
            refused()
    assert file.read_bytes() == before


def health_of(manager: MigrationManager, file: Path) -> None:
    found = health_check.check(manager, file, keys.new_keyring())
    if not found.is_sound:
        raise FileDamaged(file, None)  # type: ignore[arg-type]


def consulted(manager: MigrationManager, file: Path) -> None:
    with manager.restores.consult(file, keys.new_keyring()):
        pass


BOMBS = {
    "view": f"CREATE VIEW bomb AS {ENDLESS.format('i')}",
    "trigger": (
        "CREATE TRIGGER bomb AFTER INSERT ON asset BEGIN INSERT INTO asset SELECT * FROM asset; END"
    ),
    "virtual table": "CREATE VIRTUAL TABLE bomb USING fts5(text)",
}


@pytest.mark.parametrize("kind", BOMBS)
def test_a_run_names_what_it_refuses(kind: str, file: Path, manager: MigrationManager) -> None:
    household.execute(file, BOMBS[kind])
    with pytest.raises(HostileObject) as refused:
        manager.backups.make(file, keys.new_keyring())
    assert (refused.value.kind, refused.value.name[:4]) == (kind, "bomb")


def test_a_run_never_computes_what_another_program_added(
    file: Path, manager: MigrationManager
) -> None:
    costly = "length(replace(hex(zeroblob(30000000)), '0', 'x'))"
    household.execute(
        file,
        "CREATE TABLE mine (v)",
        "INSERT INTO mine VALUES (1)",
        f"ALTER TABLE mine ADD COLUMN g INTEGER AS ({costly}) VIRTUAL",
    )
    with pytest.raises(HostileObject) as refused:
        manager.backups.make(file, keys.new_keyring())
    assert (refused.value.kind, refused.value.name) == ("generated column", "mine")


def tree_of_one_leaf(file: Path, levels: int = 12) -> None:
    """Make a table whose every page leads hundreds of times to the next: rows without number."""
    household.execute(file, "CREATE TABLE tree (v)", "INSERT INTO tree VALUES (1)")
    with closing(sqlite3.connect(file)) as connection:
        (root,) = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'tree'"
        ).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    content = bytearray(file.read_bytes())
    count = len(content) // size
    leaf = bytes(content[(root - 1) * size : root * size])
    pages = [root, *range(count + 1, count + levels)]
    for place, number in enumerate(pages):
        following = count + place + 1
        page = leaf if place == levels - 1 else interior(following, size)
        content[(number - 1) * size : number * size] = page
    content[28:32] = struct.pack(">I", count + levels - 1)
    file.write_bytes(content)


def interior(child: int, size: int) -> bytes:
    """Give a page of a table that leads to one page alone, as often as there is room for."""
    cells = (size - 12) // 7
    page = bytearray(size)
    struct.pack_into(">BHHHBI", page, 0, 5, 0, cells, size - cells * 5, 0, child)
    for rank in range(cells):
        at = size - (rank + 1) * 5
        struct.pack_into(">H", page, 12 + 2 * rank, at)
        struct.pack_into(">IB", page, at, child, rank % 127)
    return bytes(page)


def test_counting_rows_without_number_ends(file: Path) -> None:
    tree_of_one_leaf(file)
    with pytest.raises(HostileObject) as refused:
        planner._content(file)
    assert refused.value.kind == "query"


@pytest.mark.parametrize("opened", [connections.live, connections.reading])
def test_a_pipe_is_never_waited_for(opened: Callable[..., object], tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.patrimoine"
    os.mkfifo(pipe)
    with pytest.raises(FileUnreachable) as refused, opened(pipe):  # type: ignore[attr-defined]
        pass
    assert refused.value.reason is UnreachableReason.SPECIAL


def test_a_watcher_leaves_the_deadline_in_force(file: Path) -> None:
    bomb = "SELECT count(*) FROM asset a, asset b, asset c, asset d, asset e, asset f, asset g"
    with connections.reading(file) as connection:
        connection.set_progress_handler(lambda: 0, 100_000)
        connection.set_progress_handler(None, 0)
        with pytest.raises(sqlite3.OperationalError) as stopped:
            connection.execute(bomb).fetchone()
    assert stopped.value.sqlite_errorname == "SQLITE_INTERRUPT"


def test_a_copy_of_a_file_that_is_looked_at_does_not_last(
    file: Path, manager: MigrationManager, tmp_path: Path
) -> None:
    shutil.copyfile(file, tmp_path / "other")
    million_versions(file)
    with pytest.raises(UserError):
        manager.examine(file)
    assert {item.name for item in tmp_path.iterdir()} <= {file.name, "other", "d", "home"}
