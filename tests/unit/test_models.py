"""The models read what the revisions wrote, and write beside it."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from patrimoine_gui.database import encrypted_types, file_header
from patrimoine_gui.database.engine import HouseholdEngine
from patrimoine_gui.database.models import Asset, RejectedRow
from patrimoine_gui.migration.manager import MigrationManager
from tests import keys

CLEAR = Path(__file__).resolve().parents[1] / "data" / "history" / "0003-rich.patrimoine"
ASSET = ("name", "institution", "iban", "owner_text", "note", "type_text")
REJECT = ("account_name", "raw_date", "raw_balance")

Rows = list[tuple[object, ...]]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Give a file of many kinds of values, upgraded to head."""
    found = Path(shutil.copyfile(CLEAR, tmp_path / "maison.patrimoine"))
    manager = MigrationManager()
    keys.upgrade(manager, manager.plan(found))
    return found


def opened(file: Path) -> HouseholdEngine:
    header = file_header.read_from(file)
    assert header is not None
    return HouseholdEngine(file, keys.unlocked(header).fields, header=header)


def in_clear(table: str, columns: tuple[str, ...]) -> Rows:
    """Give what an upgrade started from."""
    with closing(sqlite3.connect(CLEAR)) as connection:
        return connection.execute(
            f"SELECT {', '.join(columns)} FROM {table} ORDER BY id"
        ).fetchall()


def stored(file: Path, table: str, columns: tuple[str, ...]) -> list[str]:
    """Give how values stand in a file."""
    kinds = " || ' ' || ".join(f"typeof({name})" for name in columns)
    with closing(sqlite3.connect(file)) as connection:
        return [row[0] for row in connection.execute(f"SELECT {kinds} FROM {table} ORDER BY id")]


def read(
    engine: HouseholdEngine, model: type[Asset | RejectedRow], columns: tuple[str, ...]
) -> Rows:
    with Session(engine.engine) as session:
        rows = session.execute(
            sa.select(*(getattr(model, name) for name in columns)).order_by(model.id)
        )
        return [tuple(row) for row in rows]


def test_the_models_read_every_value_that_a_revision_encrypted(file: Path) -> None:
    assert in_clear("asset", ASSET) == read(opened(file), Asset, ASSET)
    assert {"text", "null"} >= {
        word for row in stored(file, "asset", ASSET) for word in row.split()
    }


def test_what_was_kept_aside_comes_back_with_its_storage_class(file: Path) -> None:
    before, after = in_clear("reject_0002", REJECT), read(opened(file), RejectedRow, REJECT)
    assert [[type(value) for value in row] for row in before] == [
        [type(value) for value in row] for row in after
    ]
    assert before == after
    assert len({type(value) for row in before for value in row}) > 2


def test_a_value_that_is_written_stands_beside_those_of_the_revisions(file: Path) -> None:
    engine = opened(file)
    with Session(engine.engine) as session:
        first = session.scalars(sa.select(Asset).order_by(Asset.id).limit(1)).one()
        first.name = "Un nouveau nom"
        session.commit()
    assert read(engine, Asset, ("name",))[0] == ("Un nouveau nom",)
    assert read(engine, Asset, ("note",)) == [row[-2:-1] for row in in_clear("asset", ASSET)]
    assert stored(file, "asset", ("name",))[:2] == ["blob", "text"]


def test_every_encrypted_column_is_one_that_a_revision_encrypts() -> None:
    encrypted = {
        model: tuple(
            column.name
            for column in model.__table__.columns
            if isinstance(column.type, encrypted_types.EncryptedType)
        )
        for model in (Asset, RejectedRow)
    }
    assert {name: set(found) for name, found in encrypted.items()} == {
        Asset: set(ASSET),
        RejectedRow: set(REJECT),
    }
