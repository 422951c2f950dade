"""A value that nobody can read hides nothing else, and what goes wrong leaves the file free."""

from __future__ import annotations

import gc
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui.errors import FileDamaged
from patrimoine_gui.portfolio.repository import household_file
from tests.history import journeys
from tests.revision_chain import HEAD

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return journeys.copy_of(f"{HEAD}-rich", tmp_path)


@pytest.fixture
def no_collection() -> Iterator[None]:
    """Let only what is let go of at once be let go of."""
    gc.disable()
    yield
    gc.enable()


def write(file: Path, statement: str) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute(statement)


@pytest.mark.expected_warnings("patrimoine_gui.portfolio.repository.field_decryption")
@pytest.mark.parametrize("value", ["5", "1.5", "CAST(x'ff41' AS TEXT)", "x''", "''", "'é'"])
def test_odd_value_is_illegible_and_alone_so(file: Path, value: str) -> None:
    keyring = journeys.keyring_of(file)
    before = household_file.load(file, keyring.fields)
    write(file, f"UPDATE asset SET note = {value} WHERE id = 3")
    after = household_file.load(file, keyring.fields)
    illegible = {asset.id: asset.illegible for asset in before.assets}
    assert "note" not in illegible[3]
    assert {asset.id: asset.illegible for asset in after.assets} == illegible | {
        3: (*illegible[3], "note")
    }
    assert [asset.name for asset in after.assets] == [asset.name for asset in before.assets]


@pytest.mark.usefixtures("no_collection")
@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE asset SET uid = CAST(x'ff41' AS TEXT) WHERE id = 1",
        "UPDATE valuation SET as_of = '2024-02-31' WHERE id = 2",
    ],
)
def test_file_that_cannot_be_read_is_free_afterwards(file: Path, damage: str) -> None:
    keyring = journeys.keyring_of(file)
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute(damage)
    with pytest.raises(FileDamaged) as kept:
        household_file.load(file, keyring.fields)
    with closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("COMMIT")
    assert kept.value.file == file
