"""The models read what the revisions wrote, and write beside it."""

from __future__ import annotations

import importlib
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from patrimoine_gui.database import encrypted_types, file_header
from patrimoine_gui.database.engine import HouseholdEngine
from patrimoine_gui.database.models import Asset, Base, Household, Institution, Loan, Setting
from patrimoine_gui.migration.manager import MigrationManager
from patrimoine_gui.migration.revisions import load
from tests import keys

CLEAR = Path(__file__).resolve().parents[2] / "data" / "history" / "0003-rich.patrimoine"
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


def read(engine: HouseholdEngine, *columns: sa.orm.InstrumentedAttribute[Any]) -> Rows:
    with Session(engine.engine) as session:
        rows = session.execute(sa.select(*columns).order_by(columns[0].class_.id))
        return [tuple(row) for row in rows]


def test_the_models_read_every_value_that_a_revision_encrypted(file: Path) -> None:
    engine = opened(file)
    wanted = ("id", "name", "institution", "iban", "type_text")
    before = {row[0]: row[1:] for row in in_clear("asset", wanted)}
    places = {row[0]: row[1] for row in read(engine, Institution.id, Institution.name)}
    assert len(before) > len(places) > 0
    for model in (Asset, Loan):
        for key, name, place, details in read(
            engine, model.id, model.name, model.institution_id, model.details
        ):
            told: Any = details or {}
            texts = (places.get(place), told.get("iban"), told.get("type_text"))
            assert (name, *texts) == before.pop(key)
    assert before == {}


def test_what_was_kept_aside_is_in_a_setting_and_said_in_the_notes(file: Path) -> None:
    engine = opened(file)
    kept: Any
    ((kept,),) = read(engine, Setting.value)
    rejects = in_clear("reject_0002", ("id",))
    assert [row[0] for row in kept["reject_0002"]] == [key for (key,) in rejects]
    ((note,),) = read(engine, Household.note)
    assert str(note).count("Ligne illisible") == len(rejects)


def test_a_value_that_is_written_stands_beside_those_of_the_revisions(file: Path) -> None:
    engine = opened(file)
    notes = read(engine, Asset.note)
    with Session(engine.engine) as session:
        first = session.scalars(sa.select(Asset).order_by(Asset.id).limit(1)).one()
        first.name = "Un nouveau nom"
        session.commit()
    assert read(engine, Asset.name)[0] == ("Un nouveau nom",)
    assert read(engine, Asset.note) == notes
    assert {"blob", "null"} >= set(stored(file, "asset", ("name",)))


def test_every_encrypted_column_is_one_that_a_revision_encrypts() -> None:
    encrypted = {
        (table.name, column.name, column.type.label)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, encrypted_types.EncryptedType)
    }
    assert encrypted == set(importlib.import_module(load().head.measures).ENCRYPTED)
