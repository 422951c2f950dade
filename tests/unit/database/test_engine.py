"""The application's engines: one for each file, with its keys, until it is locked."""

from __future__ import annotations

import gc
import logging
import os
import sqlite3
import traceback
import weakref
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from patrimoine_gui.crypto.keyring import FieldKeys
from patrimoine_gui.database import connections, encrypted_types
from patrimoine_gui.database.engine import HouseholdEngine
from patrimoine_gui.database.models import Asset, Base, Valuation
from patrimoine_gui.errors import (
    FileBusy,
    FileReadOnly,
    FileUnreachable,
    Locked,
    TokenAuthFailed,
    ValueUnencodable,
)
from patrimoine_gui.migration.manager import MigrationManager
from tests import keys
from tests.examples.encrypted_table import CLEAR, KEYS

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.crypto.keyring import Keyring

NOW = "2026-11-22T10:00:00Z"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return made(tmp_path / "maison.patrimoine")


def made(file: Path) -> Path:
    """Make a file with the tables of head."""
    with closing(sqlite3.connect(file)):
        opened = HouseholdEngine(file, KEYS)
        Base.metadata.create_all(opened.engine)
    return file


def asset(key: int, name: str | None) -> Asset:
    return Asset(
        id=key,
        uid=f"{key}",
        name=name,
        group="divers",
        subtype="autre",
        currency="EUR",
        valuation_mode="solde",
        in_net_worth=1,
        position=0,
        created_at=NOW,
        updated_at=NOW,
    )


def put(opened: HouseholdEngine, key: int, name: str | None) -> None:
    with Session(opened.engine) as session:
        session.add(asset(key, name))
        session.commit()


def names(opened: HouseholdEngine) -> list[str | None]:
    with Session(opened.engine) as session:
        return list(session.scalars(sa.select(Asset.name).order_by(Asset.id)))


def no_quote(error: BaseException) -> bool:
    """Tell that nothing of an error quotes the value, whatever shows it."""
    shown = "".join(traceback.format_exception(error))
    cause = error.__cause__
    return "3000" not in shown and "3000" not in str(vars(error)) + str(vars(cause or error))


# --- keys -----------------------------------------------------------------------------------------


def test_what_is_written_is_read_and_is_nowhere_in_the_file(file: Path) -> None:
    opened = HouseholdEngine(file, KEYS)
    put(opened, 1, CLEAR)
    put(opened, 2, None)
    assert names(HouseholdEngine(file, KEYS)) == [CLEAR, None]
    assert b"3000" not in file.read_bytes()


def test_two_files_are_open_at_once_each_with_its_keys(tmp_path: Path) -> None:
    others = FieldKeys(1, {1: os.urandom(32)})
    ours, theirs = (made(tmp_path / name) for name in ("a.patrimoine", "b.patrimoine"))
    first, second = HouseholdEngine(ours, KEYS), HouseholdEngine(theirs, others)
    with Session(first.engine) as one, Session(second.engine) as two:
        one.add(asset(1, "the first"))
        two.add(asset(1, "the second"))
        one.flush()
        two.flush()
        assert one.scalars(sa.select(Asset.name)).all() == ["the first"]
        assert two.scalars(sa.select(Asset.name)).all() == ["the second"]
        one.commit()
        two.commit()
    first.lock()
    with pytest.raises(Locked):
        names(first)
    assert names(second) == ["the second"]
    with pytest.raises(TokenAuthFailed):
        names(HouseholdEngine(ours, others))


def test_a_locked_engine_reads_and_writes_nothing_encrypted(file: Path) -> None:
    opened = HouseholdEngine(file, KEYS)
    put(opened, 1, CLEAR)
    assert names(opened) == [CLEAR]
    opened.lock()
    with pytest.raises(Locked):
        names(opened)
    with pytest.raises(Locked) as caught:
        put(opened, 2, CLEAR)
    assert no_quote(caught.value)
    with Session(opened.engine) as session:
        assert session.scalars(sa.select(Asset.id)).all() == [1]
    assert names(HouseholdEngine(file, KEYS)) == [CLEAR]


def test_locking_takes_the_keys_from_a_connection_in_use(file: Path) -> None:
    opened = HouseholdEngine(file, KEYS)
    put(opened, 1, CLEAR)
    with Session(opened.engine) as session:
        session.scalars(sa.select(Asset.name)).all()
        opened.lock()
        with pytest.raises(Locked):
            session.scalars(sa.select(Asset.name)).all()


def test_locking_leaves_no_key_nor_value_behind(file: Path) -> None:
    opened = HouseholdEngine(file, KEYS)
    with opened.engine.begin() as link:
        row = {"id": 1, "uid": "1", "group": "divers", "subtype": "", "currency": "EUR"}
        row |= {"valuation_mode": "solde", "in_net_worth": 1, "position": 0}
        named = {**row, "name": CLEAR, "created_at": NOW, "updated_at": NOW}
        link.execute(sa.insert(Asset).values(named))
    assert names(opened) == [CLEAR]
    ciphers = vars(opened.engine.dialect)["field_ciphers"]
    left = [weakref.ref(ciphers.encryptors), weakref.ref(ciphers.decryptors)]
    del ciphers
    opened.lock()
    gc.collect()
    assert [item() for item in left] == [None, None]
    assert not encrypted_types.has_keys(opened.engine.dialect)
    assert len(vars(opened.engine)["_compiled_cache"]) == 0


# --- errors ---------------------------------------------------------------------------------------


def test_a_value_that_cannot_be_kept_comes_as_our_own_error(file: Path) -> None:
    opened = HouseholdEngine(file, KEYS)
    with pytest.raises(ValueUnencodable) as caught:
        put(opened, 1, f"{CLEAR}\ud800")
    assert caught.value.label == "asset.name"
    assert caught.value.__cause__ is not caught.value
    assert no_quote(caught.value)
    assert names(opened) == []


def test_an_error_of_sqlite_shows_no_parameter(file: Path) -> None:
    opened = HouseholdEngine(file, KEYS)
    put(opened, 1, CLEAR)
    with pytest.raises(sa.exc.IntegrityError) as caught:
        put(opened, 1, CLEAR)
    assert "hidden" in str(caught.value)
    assert no_quote(caught.value)


def test_a_missing_file_is_unreachable_and_is_not_made(tmp_path: Path) -> None:
    file = tmp_path / "none.patrimoine"
    with pytest.raises(FileUnreachable):
        names(HouseholdEngine(file, KEYS))
    assert list(tmp_path.iterdir()) == []


def test_a_file_held_by_another_is_busy(file: Path) -> None:
    with connections.live(file), pytest.raises(FileBusy) as caught:
        names(HouseholdEngine(file, KEYS))
    assert caught.value.file == file
    assert names(HouseholdEngine(file, KEYS)) == []


def test_a_reading_engine_writes_nothing(file: Path) -> None:
    put(HouseholdEngine(file, KEYS), 1, CLEAR)
    before = file.read_bytes()
    opened = HouseholdEngine(file, KEYS, writing=False)
    assert names(opened) == [CLEAR]
    with pytest.raises(FileReadOnly):
        put(opened, 2, CLEAR)
    assert file.read_bytes() == before


# --- connections ----------------------------------------------------------------------------------


def test_connections_are_set_as_the_file_needs(file: Path) -> None:
    with HouseholdEngine(file, KEYS).engine.connect() as link:
        found = {
            name: link.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("foreign_keys", "trusted_schema", "journal_mode", "synchronous")
        }
    expected = {"foreign_keys": 1, "trusted_schema": 0, "journal_mode": "delete", "synchronous": 2}
    assert found == expected


def test_a_link_to_nothing_is_refused(file: Path) -> None:
    opened = HouseholdEngine(file, KEYS)
    lost = Valuation(
        id=1,
        uid="1",
        asset_id=5,
        as_of="2026-01-01",
        amount=1,
        currency="EUR",
        source="manuel",
        is_estimate=0,
        created_at=NOW,
        updated_at=NOW,
    )
    with Session(opened.engine) as session:
        session.add(lost)
        with pytest.raises(sa.exc.IntegrityError):
            session.commit()


def test_a_transaction_that_fails_leaves_nothing(file: Path) -> None:
    opened = HouseholdEngine(file, KEYS)
    with Session(opened.engine) as session:
        session.add(asset(1, CLEAR))
        session.flush()
        twin = asset(2, CLEAR)
        twin.uid = "1"
        session.add(twin)
        with pytest.raises(sa.exc.IntegrityError):
            session.commit()
    assert names(opened) == []


def test_a_file_in_use_is_known_to_be_held_until_it_is_given_back(file: Path) -> None:
    opened = HouseholdEngine(file, KEYS)
    with opened.engine.connect():
        assert connections.is_held(file)
    assert not connections.is_held(file)
    put(opened, 1, CLEAR)
    opened.lock()
    with pytest.raises(Locked):
        names(opened)
    assert not connections.is_held(file)


# --- logs -----------------------------------------------------------------------------------------


def test_no_level_of_logging_shows_a_value(file: Path, caplog: pytest.LogCaptureFixture) -> None:
    opened = HouseholdEngine(file, KEYS)
    with caplog.at_level(logging.DEBUG, "sqlalchemy"), caplog.at_level(logging.DEBUG):
        opened.engine.echo = "debug"
        put(opened, 1, CLEAR)
        assert names(opened) == [CLEAR]
        with opened.engine.execution_options(of="another").connect() as link:
            assert link.scalars(sa.select(Asset.name)).all() == [CLEAR]
    engine = [item for item in caplog.records if item.name.startswith("sqlalchemy.engine")]
    assert any("INSERT" in item.getMessage() for item in engine)
    assert all(item.levelno > logging.DEBUG for item in engine)
    assert "3000" not in caplog.text


# --- keys that the file no longer has -------------------------------------------------------------


def protected(file: Path) -> Keyring:
    """Make a file of this household, and give its keys."""
    keyring = keys.new_keyring()
    MigrationManager().create(file, keyring)
    return keyring


def test_nothing_is_written_with_keys_that_the_file_no_longer_has(tmp_path: Path) -> None:
    file = tmp_path / "protege.patrimoine"
    first = protected(file)
    opened = HouseholdEngine(file, first.fields, header=first.header)
    put(opened, 1, CLEAR)
    renewed, _recovery = first.renewed(keys.PASSPHRASE, keys.QUICK)
    MigrationManager().keys.renew(file, first, renewed)  # by another window
    before = file.read_bytes()
    with pytest.raises(Locked):
        put(opened, 2, CLEAR)
    assert file.read_bytes() == before
    again = HouseholdEngine(file, renewed.fields, header=renewed.header)
    put(again, 2, CLEAR)
    assert names(again) == [CLEAR, CLEAR]


@pytest.mark.parametrize("damage", ["DROP TABLE file_header", "DELETE FROM file_header"])
def test_nothing_is_written_where_the_file_lost_its_keys(tmp_path: Path, damage: str) -> None:
    file = tmp_path / "protege.patrimoine"
    keyring = protected(file)
    opened = HouseholdEngine(file, keyring.fields, header=keyring.header)
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute(damage)
    with pytest.raises(Locked):
        put(opened, 1, CLEAR)


def test_protected_file_is_not_written_by_who_does_not_know_its_keys(tmp_path: Path) -> None:
    file = tmp_path / "protege.patrimoine"
    protected(file)
    with pytest.raises(Locked):
        put(HouseholdEngine(file, KEYS), 1, CLEAR)
