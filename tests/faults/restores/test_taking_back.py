"""A file that lost its marks is taken back, what another program added left out, once agreed."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui.errors import FileDamaged, HostileObject, MarksMissing
from patrimoine_gui.migration.diagnosis import FileState
from patrimoine_gui.migration.outcome import RemarkKind
from tests.faults.household import Household, golden, query
from tests.faults.untrusted.test_mending import keyring_of, told, upgraded
from tests.revision_chain import HEAD

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def home(tmp_path: Path) -> Household:
    return golden("0012-rich", tmp_path)


# --- a file that was written out and read in again -----------------------------------------------


def loaded_again(home: Household) -> None:
    """Write a file out as statements, and make it anew of them."""
    other = home.file.with_suffix(".new")
    with closing(sqlite3.connect(home.file)) as old, closing(sqlite3.connect(other)) as new:
        new.executescript("\n".join(old.iterdump()))
    other.replace(home.file)


@pytest.mark.parametrize("name", ["0001-rich", "0003-rich", "0012-rich", f"{HEAD}-rich"])
def test_a_file_that_lost_its_marks_is_known_again_and_taken_back(
    name: str, tmp_path: Path
) -> None:
    home = golden(name, tmp_path)
    loaded_again(home)
    manager = home.manager()
    found = manager.inspect(home.file)
    assert (found.state, found.revision) == (FileState.UNMARKED, name[:4])
    with pytest.raises(MarksMissing):
        manager.plan(home.file)
    before = home.digest()
    manager.examine(home.file, mend=True)
    assert home.digest() == before
    outcome = upgraded(home, mend=True)
    assert told(outcome)[0][0] is RemarkKind.MARKS
    assert manager.inspect(home.file).state is FileState.CURRENT
    assert outcome.backup is not None
    manager.backups.header(outcome.backup)


def test_the_backup_of_a_file_that_was_taken_back_can_be_restored(tmp_path: Path) -> None:
    home = golden("0012-rich", tmp_path)
    loaded_again(home)
    backup, manager = upgraded(home, mend=True).backup, home.manager()
    assert backup is not None
    target = tmp_path / "restored.patrimoine"
    with manager.restores.stage(backup, keyring_of(home), target) as staged:
        manager.restores.restore(staged, target)
    assert manager.inspect(target).state is FileState.CURRENT


@pytest.mark.parametrize(
    "change",
    [
        "DROP TABLE valuation",
        "ALTER TABLE asset ADD COLUMN more",
        "DELETE FROM alembic_version",
        "UPDATE alembic_version SET version_num = '9999'",
        "DROP TABLE file_header",
        "INSERT INTO alembic_version VALUES ('0003')",
    ],
)
def test_tables_that_are_not_ours_are_of_another_program(change: str, home: Household) -> None:
    loaded_again(home)
    with closing(sqlite3.connect(home.file)) as connection:
        connection.execute(change)
        connection.commit()
    assert home.manager().inspect(home.file).state is FileState.NOT_OURS


def test_a_file_that_kept_one_of_its_marks_is_known_too(home: Household) -> None:
    with closing(sqlite3.connect(home.file)) as connection:
        connection.execute("PRAGMA user_version = 0")
    assert home.manager().inspect(home.file).state is FileState.UNMARKED
    with closing(sqlite3.connect(home.file)) as connection:
        connection.execute("PRAGMA application_id = 0")
        connection.execute("PRAGMA user_version = 12")
    assert home.manager().inspect(home.file).state is FileState.UNMARKED


# --- what another program added ------------------------------------------------------------------


def test_a_view_and_an_index_that_computes_are_left_out_once_agreed(home: Household) -> None:
    with closing(sqlite3.connect(home.file)) as connection:
        connection.execute('CREATE VIEW "my ""total""" AS SELECT count(*) FROM asset')
        connection.execute("CREATE INDEX mine ON asset (abs(id))")
        connection.execute("CREATE TABLE android_metadata (locale TEXT)")
        connection.execute("ANALYZE")
        connection.commit()
    manager, before = home.manager(), home.digest()
    with pytest.raises(HostileObject) as refused:
        upgraded(home)
    assert (refused.value.kind, refused.value.name) == ("view", 'my "total"')
    assert home.digest() == before
    manager.examine(home.file, mend=True)
    assert told(upgraded(home, mend=True)) == [
        (RemarkKind.LEFT_OUT, 1, "view", 'my "total"'),
        (RemarkKind.LEFT_OUT, 1, "index", "mine"),
    ]
    left = query(home.file, "SELECT name FROM sqlite_master WHERE name IN ('mine', 'my \"total\"')")
    assert left == []
    assert query(home.file, "SELECT count(*) FROM android_metadata") == [(0,)]
    manager.examine(home.file)


@pytest.mark.parametrize(
    ("kind", "statement"),
    [
        ("trigger", "CREATE TRIGGER copy AFTER INSERT ON asset BEGIN DELETE FROM asset; END"),
        ("virtual table", "CREATE VIRTUAL TABLE copy USING fts5(text)"),
        ("generated column", "CREATE TABLE copy (v, w AS (v + 1))"),
    ],
)
def test_what_could_act_stays_refused_by_name_whatever_is_agreed(
    kind: str, statement: str, home: Household
) -> None:
    with closing(sqlite3.connect(home.file)) as connection:
        connection.execute(statement)
        connection.commit()
    before = home.digest()
    for refused in (
        lambda: upgraded(home, mend=True),
        lambda: home.manager().examine(home.file, mend=True),
    ):
        with pytest.raises(HostileObject) as caught:
            refused()
        assert (caught.value.kind, caught.value.name[:4]) == (kind, "copy")
    assert home.digest() == before


def test_a_view_in_the_place_of_a_table_is_no_view_to_be_left_out(home: Household) -> None:
    with closing(sqlite3.connect(home.file)) as connection:
        connection.execute("ALTER TABLE valuation RENAME TO kept")
        connection.execute("CREATE VIEW valuation AS SELECT * FROM kept")
        connection.commit()
    with pytest.raises(FileDamaged):
        upgraded(home, mend=True)
