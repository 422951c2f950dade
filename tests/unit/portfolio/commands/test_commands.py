"""Commands: one transaction each, journalled, alone on the file, and errors that tell nothing."""

from __future__ import annotations

import sqlite3
import traceback
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError

from patrimoine_gui.database.lock import FileLock
from patrimoine_gui.errors import (
    EntityExists,
    EntityMissing,
    FileBusy,
    FileDamaged,
    Locked,
    TokenAuthFailed,
    UserError,
)
from patrimoine_gui.portfolio.commands import assets, loans, valuations
from patrimoine_gui.portfolio.commands.session import CommandSession
from patrimoine_gui.portfolio.commands.undo import undo
from patrimoine_gui.portfolio.household import ValueSource
from tests import keys
from tests.households import (
    DAY,
    IBAN,
    LIVRET,
    LOAN,
    PEA,
    at,
    made,
    rows,
    session,
)

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return made(tmp_path / "maison.patrimoine")


# --- what a command writes ------------------------------------------------------------------------


def test_a_command_writes_its_rows_and_the_journal_with_them(file: Path) -> None:
    opened = session(file, at(9))
    with opened.command() as transaction:
        assert assets.create(transaction, replace(LIVRET, details={"iban": IBAN})) == 1
        assert assets.edit(transaction, 1, replace(LIVRET, note="à suivre", details={"iban": IBAN}))
    (asset,) = rows(opened, "asset")["asset"]
    assert (asset["name"], asset["note"]) == ("Livret d'Élodie", "à suivre")
    assert (asset["group"], asset["in_net_worth"], asset["opened_on"]) == ("liquidites", 1, None)
    assert asset["created_at"] == asset["updated_at"] == "2026-11-22T09:00:00Z"
    first, second = rows(opened, "journal")["journal"]
    assert (first["action"], second["action"]) == ("create", "update")
    assert first["batch"] == second["batch"]
    assert first["entity_uid"] == second["entity_uid"] == asset["uid"]
    assert first["before"] is None
    assert first["after"] == second["before"]
    assert second["after"] == asset


def test_nothing_that_was_entered_is_readable_in_the_file(file: Path) -> None:
    with session(file).command() as transaction:
        assets.create(transaction, replace(LIVRET, note="FR76 3000 6000", details={"iban": IBAN}))
        valuations.set_value(
            transaction, valuations.ValueDraft(DAY, 31415926, ValueSource("releve"), asset_id=1)
        )
    found = file.read_bytes()
    assert b"3000 6000" not in found
    assert IBAN.encode() not in found
    assert b"31415926" not in found
    assert "Élodie".encode() not in found


def test_assets_and_loans_share_one_space_of_numbers(file: Path) -> None:
    opened = session(file)
    with opened.command() as transaction:
        assert [assets.create(transaction, LIVRET), loans.create(transaction, LOAN)] == [1, 2]
        assert [assets.create(transaction, PEA), loans.create(transaction, LOAN)] == [3, 4]
    with opened.command() as transaction:
        loans.delete(transaction, 4)
    with opened.command() as transaction:
        assert assets.create(transaction, LIVRET) == 5  # 4 may come back from the bin


def test_only_what_differs_is_written(file: Path) -> None:
    opened = session(file)
    with opened.command() as transaction:
        assets.create(transaction, LIVRET)
    with closing(sqlite3.connect(file)) as link:
        (before,) = link.execute("SELECT name FROM asset").fetchone()
    with opened.command() as transaction:
        assert assets.edit(transaction, 1, replace(LIVRET, subtype="pel"))
    with closing(sqlite3.connect(file)) as link:
        (after,) = link.execute("SELECT name FROM asset").fetchone()
    assert before == after


@pytest.mark.parametrize("token", [b"\x02\x01 damaged, but kept", "gAAAAA of an old format"])
def test_what_cannot_be_read_outlives_edits_the_bin_and_undo(
    file: Path, token: bytes | str
) -> None:
    opened = session(file)
    with opened.command() as transaction:
        assets.create(transaction, LIVRET)
    with closing(sqlite3.connect(file)) as link, link:
        link.execute("UPDATE asset SET name = ?", (token,))

    def stored() -> list[tuple[bytes | str]]:
        with closing(sqlite3.connect(file)) as link:
            return link.execute("SELECT name FROM asset").fetchall()

    with opened.command() as transaction:
        assert assets.edit(transaction, 1, replace(LIVRET, name="", subtype="pel"))
    assert stored() == [(token,)]
    with opened.command() as transaction:
        assets.delete(transaction, 1)
    assert stored() == []
    undo(opened)
    assert stored() == [(token,)]
    with opened.command() as transaction:
        assert assets.edit(transaction, 1, LIVRET)
    assert rows(opened, "asset")["asset"][0]["name"] == LIVRET.name
    undo(opened)
    assert stored() == [(token,)]


# --- alone on the file ----------------------------------------------------------------------------


def test_nothing_is_written_while_somebody_else_has_the_file(file: Path) -> None:
    opened = session(file)

    def write() -> None:
        with opened.command() as transaction:
            assets.create(transaction, LIVRET)

    with FileLock(file, "patrimoine-migrate"), pytest.raises(FileBusy) as caught:
        write()
    assert caught.value.holder.program == "patrimoine-migrate"
    assert rows(opened, "asset")["asset"] == []
    write()
    assert not file.with_name(".maison.patrimoine.lock").exists()


def test_an_error_of_a_question_is_not_told_as_a_doubt_about_the_file(file: Path) -> None:
    opened = session(file)

    def write() -> None:
        with opened.command() as transaction:
            transaction.store.link.exec_driver_sql("SELECT nothing")

    with pytest.raises(DBAPIError):
        write()


def test_a_file_whose_folder_takes_no_lock_is_not_written(file: Path) -> None:
    opened = session(file.with_name("gone") / file.name)

    def write() -> None:
        with opened.command() as transaction:
            assets.create(transaction, LIVRET)

    with pytest.raises(UserError):
        write()
    assert not file.with_name("gone").exists()


def test_the_lock_of_the_caller_is_used_and_kept(file: Path) -> None:
    keyring = keys.new_keyring()
    lock = FileLock(file, "patrimoine")
    opened = CommandSession(file, keyring.fields, keyring.header, lock)

    def write() -> None:
        with opened.command() as transaction:
            assets.create(transaction, LIVRET)

    with pytest.raises(FileBusy):
        write()
    with lock:
        write()
        assert lock.is_held
    assert len(rows(opened, "asset")["asset"]) == 1


def test_a_closed_session_writes_and_reads_nothing(file: Path) -> None:
    opened = session(file)
    opened.close()

    def write() -> None:
        with opened.command() as transaction:
            assets.create(transaction, LIVRET)

    with pytest.raises(Locked):
        write()
    assert rows(session(file), "asset")["asset"] == []


def test_a_file_with_other_keys_is_not_written(file: Path) -> None:
    other = keys.new_keyring_of_others()
    opened = CommandSession(file, other.fields, other.header)

    def write() -> None:
        with opened.command() as transaction:
            assets.create(transaction, LIVRET)

    with pytest.raises(Locked):
        write()
    assert rows(session(file), "asset")["asset"] == []


def test_a_damaged_file_is_refused(file: Path) -> None:
    opened = session(file)
    file.write_bytes(file.read_bytes()[:4096] + b"\xff" * 200_000)

    def write() -> None:
        with opened.command() as transaction:
            assets.create(transaction, LIVRET)

    with pytest.raises((FileDamaged, TokenAuthFailed)):
        write()


# --- errors tell nothing --------------------------------------------------------------------------


def test_no_error_of_a_command_tells_what_was_entered(file: Path) -> None:
    opened = session(file)

    def attempt(entered: assets.AssetDraft) -> UserError:
        with pytest.raises(UserError) as caught, opened.command() as transaction:
            assets.create(transaction, entered)
        return caught.value

    secret = replace(LIVRET, name="Livret planté", note="31415926")
    for draft in (
        replace(secret, currency="ZZZ"),
        replace(secret, institution_id=9),
        replace(secret, parent_asset_id=9),
    ):
        error = attempt(draft)
        told = "".join(traceback.format_exception(error)) + str(vars(error))
        assert "planté" not in told.replace("test_", "")
        assert "31415926" not in str(error)


def test_a_number_that_stands_already_is_refused(file: Path) -> None:
    opened = session(file)
    with opened.command() as transaction:
        assets.create(transaction, LIVRET)
        present = transaction.store.get("asset", 1)
        with pytest.raises(EntityExists):
            transaction.put_back("asset", [present])
        with pytest.raises(EntityMissing):
            transaction.store.get("asset", 2)
        with pytest.raises(EntityMissing):
            transaction.add(
                "valuation", {"asset_id": 9, "as_of": "2026-01-01", "amount": 1} | _VALUE
            )
    assert len(rows(opened, "asset")["asset"]) == 1


def test_a_fault_of_ours_is_no_refusal_and_writes_nothing(file: Path) -> None:
    opened, amount = session(file), 3 * 10**7 + 7

    def write() -> None:
        with opened.command() as transaction:
            assets.create(transaction, LIVRET)
            transaction.add(
                "valuation", {"asset_id": 1, "as_of": "hier", "amount": amount} | _VALUE
            )

    with pytest.raises(IntegrityError) as caught:
        write()
    assert str(amount) not in "".join(traceback.format_exception(caught.value))
    assert rows(opened, "asset", "journal") == {"asset": [], "journal": []}


_VALUE = {"currency": "EUR", "source": "releve", "is_estimate": 0}
