"""What a rescue could not read is kept in the file, encrypted, and follows it everywhere."""

from __future__ import annotations

import sqlite3
import uuid
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui.database import uncounted
from patrimoine_gui.database.uncounted import Uncounted
from patrimoine_gui.migration.manager import MigrationManager
from patrimoine_gui.portfolio.repository import household_file
from tests import keys
from tests.history import protected_builders
from tests.history.journeys import copy_of, edit, keyring_of, reach, rows
from tests.revision_chain import HEAD

if TYPE_CHECKING:
    from pathlib import Path

LOST = Uncounted(lost=3, is_exact=False)


def put(file: Path, found: Uncounted, *, settings: bool, clear: bool = False) -> None:
    fields = None if clear else keyring_of(file).fields
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        uncounted.put(connection, fields, found, settings=settings)


def read(file: Path) -> Uncounted:
    return household_file.load(file, keyring_of(file).fields).uncounted


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Give a file at head from which a rescue lost something; nothing was set aside in it."""
    found = copy_of(f"{HEAD}-empty", tmp_path)
    put(found, LOST, settings=True)
    return found


def test_it_is_read_with_the_household(file: Path) -> None:
    assert read(file) == LOST
    assert LOST.count == 3


def test_nothing_is_written_for_nothing(tmp_path: Path) -> None:
    file = copy_of(f"{HEAD}-empty", tmp_path)
    before = file.read_bytes()
    put(file, Uncounted(), settings=True)
    assert file.read_bytes() == before
    assert read(file).is_nothing


def test_it_tells_nothing_without_the_keys(file: Path) -> None:
    ((key, value),) = rows(file, "SELECT key, value FROM setting")
    assert uuid.UUID(str(key)).version == 4
    assert type(value) is bytes
    content = file.read_bytes()
    assert not [word for word in (b"rescue", b"lost", b"exact") if word in content]
    assert rows(file, "SELECT count(*) FROM journal") == [(0,)]


def test_two_rescues_add_up(file: Path) -> None:
    fields = keyring_of(file).fields
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        before = uncounted.take(connection, fields, settings=True)
        uncounted.put(connection, fields, before + Uncounted(lost=4), settings=True)
    assert read(file) == Uncounted(lost=7, is_exact=False)
    assert len(rows(file, "SELECT key FROM setting")) == 1


@pytest.mark.parametrize("target", ["0013", "0012", "0009", "0005", "0004", "0003", "0001"])
def test_it_survives_the_way_back_and_the_way_up(file: Path, target: str) -> None:
    reach(file, target)
    tables = rows(file, "SELECT name FROM sqlite_master WHERE type = 'table'")
    assert ((uncounted.TABLE,) in tables) == (target < "0013")
    reach(file, "head")
    assert read(file) == LOST
    tables = rows(file, "SELECT name FROM sqlite_master WHERE type = 'table'")
    assert (uncounted.TABLE,) not in tables


def test_it_survives_a_way_back_in_two_steps_to_a_file_without_keys(file: Path) -> None:
    for target in ("0005", "0002", "0004", "head"):
        reach(file, target)
    assert read(file) == LOST


def test_it_survives_new_keys(file: Path) -> None:
    old = keyring_of(file)
    renewed, _recovery = old.renewed(protected_builders.PASSPHRASE, keys.QUICK)
    MigrationManager().keys.renew(file, old, renewed)
    assert read(file) == LOST


@pytest.mark.parametrize(
    ("name", "count"), [("0001-rich", 11), ("0002-rich", 4), ("0013-rich", 1), ("0001-empty", 0)]
)
def test_what_upgrades_set_aside_counts_too(name: str, count: int, tmp_path: Path) -> None:
    file = copy_of(name, tmp_path)
    reach(file, "head")
    assert read(file) == Uncounted(aside=count)


@pytest.mark.expected_warnings("patrimoine_gui.portfolio.repository.field_decryption")
@pytest.mark.parametrize(
    "value",
    ["x'02'", "''", '\'{"is":"rescue_losses","lost":9,"exact":true}\'', "zeroblob(5000)"],
)
def test_what_is_no_token_says_nothing_and_stays(value: str, tmp_path: Path) -> None:
    file = copy_of(f"{HEAD}-empty", tmp_path)
    edit(file, f"INSERT INTO setting (key, value) VALUES ('k', {value})")
    before = rows(file, "SELECT * FROM setting")
    assert read(file).is_nothing
    with closing(sqlite3.connect(file)) as connection:
        fields = keyring_of(file).fields
        assert uncounted.take(connection, fields, settings=True).is_nothing
    assert rows(file, "SELECT * FROM setting") == before


def test_a_table_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    file = copy_of("0005-rich", tmp_path)
    edit(file, f"CREATE TABLE {uncounted.TABLE} (mine TEXT)")
    edit(file, f"INSERT INTO {uncounted.TABLE} VALUES ('mine')")
    put(file, LOST, settings=False)
    reach(file, "head")
    assert rows(file, f"SELECT * FROM {uncounted.TABLE}") == [("mine",)]
