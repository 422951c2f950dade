"""A damaged value never keeps a household from its file: it goes up, and comes back, as it is."""

from __future__ import annotations

import importlib
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.history.builders.encrypted_rows import put, read
from tests.history.journeys import NAMES, copy_of, reach, rows
from tests.revision_chain import HEAD

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.migration.outcome import Outcome

Place = tuple[str, str, int]
"""Table, column and rowid."""

FILES = [name for name in NAMES if "0004" <= name[:4] < HEAD and name.endswith("-rich")]


def damage(file: Path, count: int, *only: str) -> dict[Place, bytes]:
    """Change a bit of the first values of each encrypted column; give what then stands there."""
    columns = importlib.import_module(f"migrations.frozen.measures_{file.name[:4]}").ENCRYPTED
    found = {}
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for table, column, _label in columns:
            if not only or f"{table}.{column}" in only:
                query = f"SELECT rowid FROM {table} WHERE {column} IS NOT NULL ORDER BY rowid"
                for (key,) in connection.execute(query).fetchmany(count):
                    place = table, column, key
                    found[place] = damage_one(connection, place)
    return found


def damage_one(connection: sqlite3.Connection, place: Place) -> bytes:
    table, column, key = place
    query = f"SELECT typeof({column}), CAST({column} AS BLOB) FROM {table} WHERE rowid = ?"
    kind, token = connection.execute(query, (key,)).fetchone()
    other = b"A" if token[-20:-19] != b"A" else b"B"
    spoilt = bytes(token[:-20] + other + token[-19:])
    value = "CAST(? AS TEXT)" if kind == "text" else "?"
    connection.execute(f"UPDATE {table} SET {column} = {value} WHERE rowid = ?", (spoilt, key))
    return spoilt


def standing(file: Path, places: dict[Place, bytes]) -> dict[Place, bytes]:
    found = {}
    for table, column, key in places:
        query = f"SELECT CAST({column} AS BLOB) FROM {table} WHERE rowid = {key}"
        token = rows(file, query)[0][0]
        assert isinstance(token, bytes)
        found[table, column, key] = token
    return found


def unreadable(outcome: Outcome | None) -> tuple[int, int]:
    assert outcome is not None
    before, after = outcome.proof.before, outcome.proof.after
    names = ("unreadable", "owners unread")
    first, second = (sum(m.bucket(name).rows for name in names) for m in (before, after))
    return first, second


@pytest.mark.parametrize("name", FILES)
def test_damaged_values_go_up_and_come_back_to_the_byte(name: str, tmp_path: Path) -> None:
    file = copy_of(name, tmp_path)
    places = damage(file, 2)
    found = unreadable(reach(file, "head"))
    assert found[0] == found[1] > 0
    reach(file, name[:4])
    assert standing(file, places) == places


def test_an_owner_that_cannot_be_read_is_told_and_is_the_first_member(tmp_path: Path) -> None:
    file = copy_of("0007-rich", tmp_path)
    ((_table, _column, key),) = damage(file, 1, "asset.owner_text")
    outcome = reach(file, "0008")
    assert outcome is not None
    assert [(change.revision, change.count) for change in outcome.proof.changes] == [("0008", 1)]
    shares = (
        "SELECT role, num, den FROM ownership JOIN member ON member_id = member.id"
        f" WHERE asset_id = {key}"
    )
    assert rows(file, shares) == [("moi", 1, 1)]
    assert str(read(file, "asset", "note")[key]).endswith("▸ [0.8] Détenteur : (illisible)")


def test_what_cannot_be_read_of_an_operation_stays_its_category_and_amount(tmp_path: Path) -> None:
    file = copy_of("0011-rich", tmp_path)
    places = damage(file, 1, "operation.category", "operation.amount")
    reach(file, "0012")
    tokens = {column: token for (_table, column, _key), token in places.items()}
    assert (tokens["category"],) in rows(file, "SELECT name FROM category")
    assert (tokens["amount"],) in rows(file, "SELECT amount FROM operation_split")


def test_an_institution_that_cannot_be_read_stays_one(tmp_path: Path) -> None:
    file = copy_of("0012-rich", tmp_path)
    ((_place, token),) = damage(file, 1, "asset.institution").items()
    reach(file, "0013")
    assert (token,) in rows(file, "SELECT name FROM institution")


def test_an_iban_beside_details_that_cannot_be_read_is_kept(tmp_path: Path) -> None:
    file = copy_of("0012-rich", tmp_path)
    (((_table, _column, key), token),) = damage(file, 1, "asset.details").items()
    put(file, "asset", key, iban="FR76")
    reach(file, "0013")
    written = f'{{"_closed":{{"closed":"{token.hex()}"}},"iban":"FR76"}}'
    assert read(file, "asset", "details")[key] == written
