"""Revision 0007: debts become loans, to the cent, with their numbers and their words."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from migrations.frozen.loan_numbers_v1 import loan_numbers_v1
from tests.history.builders.encrypted_rows import put, read
from tests.history.journeys import copy_of, edit, reach, rows

if TYPE_CHECKING:
    from pathlib import Path

DEBTS = "SELECT id, uid, subtype FROM asset WHERE \"group\" = 'dettes' ORDER BY id"
VALUES = "SELECT v.id, {owner}, v.as_of, {sign}v.amount, v.source FROM valuation AS v {join}"
OF_DEBTS = VALUES.format(
    owner="v.asset_id",
    sign="-",
    join="JOIN asset ON asset.id = v.asset_id WHERE \"group\" = 'dettes' ORDER BY v.id",
)
OF_LOANS = VALUES.format(owner="v.loan_id", sign="", join="WHERE loan_id IS NOT NULL ORDER BY v.id")


def test_a_debt_keeps_its_number_its_name_and_changes_its_sign(tmp_path: Path) -> None:
    file = copy_of("0005-rich", tmp_path)
    reach(file, "0006")
    debts, values = rows(file, DEBTS), rows(file, OF_DEBTS)
    names = read(file, "asset", "name")
    outcome = reach(file, "0007")
    assert outcome is not None
    assert debts
    assert values
    assert outcome.proof.before.latest == outcome.proof.after.latest
    assert rows(file, "SELECT id, uid, subtype FROM loan ORDER BY id") == debts
    assert rows(file, OF_LOANS) == values
    loans = read(file, "loan", "name")
    assert loans == {key: names[key] for key in loans}
    assert rows(file, "SELECT 1 FROM asset WHERE id IN (SELECT id FROM loan)") == []
    reach(file, "0006")
    assert rows(file, DEBTS) == debts
    assert rows(file, OF_DEBTS) == values
    assert read(file, "asset", "name") == names


def test_a_debt_of_nothing_stays_a_debt(tmp_path: Path) -> None:
    file = copy_of("0003-empty", tmp_path)
    asset = (
        'INSERT INTO asset (id, uid, name, "group", subtype, created_at, updated_at) VALUES'
        " ({0}, 'u{0}', '{1}', '{2}', '{3}', '', '')"
    )
    edit(
        file,
        asset.format(1, "Ami", "dettes", "autre_dette"),
        asset.format(2, "Découvert", "dettes", "autre_dette"),
        "INSERT INTO valuation VALUES (1, 1, '2024-01-01', 0, 'manuel')",
        "INSERT INTO valuation VALUES (2, 2, '2024-01-01', 150, 'manuel')",
    )
    outcome = reach(file, "0007")
    assert outcome is not None
    assert outcome.proof.after.latest == 150
    assert rows(file, "SELECT id, kind FROM loan ORDER BY id") == [
        (1, "amortissable"),
        (2, "decouvert"),
    ]
    assert rows(file, "SELECT loan_id, amount FROM valuation ORDER BY id") == [(1, 0), (2, -150)]


def test_a_mortgage_is_linked_to_the_only_property(tmp_path: Path) -> None:
    file = copy_of("0001-rich", tmp_path)
    reach(file, "0007")
    assert rows(file, "SELECT loan_id, asset_id, num, den FROM loan_asset") == [(7, 8, 1, 1)]


def test_a_mortgage_is_not_linked_where_there_are_two_properties(tmp_path: Path) -> None:
    file = copy_of("0001-rich", tmp_path)
    reach(file, "0003")
    edit(file, "UPDATE asset SET \"group\" = 'immobilier' WHERE id = 9")
    reach(file, "0007")
    assert rows(file, "SELECT count(*) FROM loan_asset") == [(0,)]


def test_a_debt_that_holds_securities_stays_an_asset(tmp_path: Path) -> None:
    file = copy_of("0005-rich", tmp_path)
    edit(file, "UPDATE asset SET \"group\" = 'financier' WHERE \"group\" = 'dettes'")
    (debt, *_rest) = [
        row[0]
        for row in rows(file, "SELECT id FROM asset WHERE subtype LIKE 'credit%' ORDER BY id")
    ]
    put(file, "asset", int(str(debt)), note="FR0010315770 1 x 1")
    reach(file, "0006")
    edit(file, f"UPDATE asset SET \"group\" = 'dettes' WHERE id = {debt}")
    outcome = reach(file, "0007")
    assert outcome is not None
    assert rows(file, f'SELECT "group" FROM asset WHERE id = {debt}') == [("divers",)]
    assert rows(file, "SELECT count(*) FROM loan") == [(0,)]
    reach(file, "0006")
    assert rows(file, f'SELECT "group" FROM asset WHERE id = {debt}') == [("dettes",)]


@pytest.mark.parametrize("start", ["0007", "0013"])
def test_a_loan_with_the_number_of_an_asset_gets_another_below_0007(
    start: str, tmp_path: Path
) -> None:
    file = copy_of(f"{start}-rich", tmp_path)
    loans = rows(file, "SELECT uid, name FROM loan ORDER BY uid")
    more = ", in_net_worth, position" if start == "0013" else ""
    edit(
        file,
        f'INSERT INTO asset (id, uid, "group", subtype, currency, valuation_mode, created_at,'
        f" updated_at{more}) VALUES (21, 'new', 'divers', 'autre', 'EUR', 'manuelle', '', ''"
        f"{', 1, 9' if more else ''})",
    )
    assert rows(file, "SELECT 1 FROM loan WHERE id = 21") == [(1,)]
    reach(file, "0006")
    assert rows(file, "SELECT uid FROM asset WHERE id = 21") == [("new",)]
    reach(file, "0007")
    assert [uid for (uid,) in rows(file, "SELECT uid FROM loan ORDER BY uid")] == [
        uid for uid, _name in loans
    ]
    assert rows(file, "SELECT id FROM loan WHERE id > 26") == [(27,)]


def test_the_new_number_of_a_loan_is_free_even_at_the_bound() -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE asset (id INTEGER PRIMARY KEY)")
        connection.execute("CREATE TABLE loan (id INTEGER PRIMARY KEY)")
        connection.execute(f"INSERT INTO asset VALUES (1), (2), ({2**63 - 1})")
        connection.execute("INSERT INTO loan VALUES (1), (2), (3)")
        assert loan_numbers_v1(connection) == {1: 4, 2: 5}
