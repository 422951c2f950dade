"""Revision 0013: institutions, details, rights, canonical quantities, and a statement of before."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from migrations.frozen.canonical_numbers_v1 import canonical_v1
from migrations.frozen.regulatory_v1 import ROWS
from tests.history.builders import household_0012
from tests.history.builders.golden_0013 import insert, keyed_header
from tests.history.builders.golden_files import _new
from tests.history.builders.household_0013 import S
from tests.history.journeys import edit, reach, rows

if TYPE_CHECKING:
    from tests.history.builders.household_0012 import Contents


def made(folder: Path, tables: Contents | None = None) -> Path:
    return household_0012.make(folder / "maison.patrimoine", tables)


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the household after its upgrade, to be read only."""
    file = made(tmp_path_factory.mktemp("once"))
    reach(file, "0013")
    return file


@pytest.fixture(scope="module")
def found(once: Path) -> Contents:
    """Give what the household then holds."""
    return household_0012.contents(once, "0013")


@pytest.fixture
def file(once: Path, tmp_path: Path) -> Path:
    """Give a copy of the household after its upgrade, to be changed."""
    return Path(shutil.copy(once, tmp_path / "maison.patrimoine"))


# --- institutions and details -----------------------------------------------------------------


def test_each_text_of_an_institution_becomes_one_row(found: Contents) -> None:
    names = [(row["id"], row["name"]) for row in found["institution"]]
    # as they were typed: small letters, and a text of no letter, are texts of their own
    assert names == [(1, "Banque des Quais"), (2, "banque des quais"), (3, "")]
    assert len({row["uid"] for row in found["institution"]}) == 3
    assert [row.get("institution_id") for row in found["asset"]] == [1, 1, 2, 3]
    assert [row.get("institution_id") for row in found["loan"]] == [1, None]


def test_texts_without_a_column_go_to_the_details(found: Contents) -> None:
    details = [json.loads(str(row.get("details", "null"))) for row in found["asset"]]
    assert details == [
        {"iban": "FR76 1234", "type_text": "Livret A"},
        {"iban": "", "iban_0012": "celui des détails", "plafond": 150000},
        {"iban_0012": "sans colonne", "iban_0012_0012": 2},
        {"_text": "{pas du JSON"},
    ]
    details = [json.loads(str(row["details"])) for row in found["loan"]]
    assert details == [
        {"iban": "FR76 5678", "subtype": "credit_immobilier", "type_text_0012": "autre chose"},
        {"subtype": "credit_consommation", "type_text": ""},
    ]


def test_ids_uids_and_dates_of_entry_are_kept(found: Contents) -> None:
    for table in ("asset", "loan", "ownership", "valuation", "position", "operation"):
        expected = [(row["id"], row["uid"]) for row in household_0012.TABLES[table]]
        assert [(row["id"], row["uid"]) for row in found[table]] == expected
        assert {row["updated_at"] for row in found[table]} == {household_0012.STAMPS["updated_at"]}


def test_what_is_new_has_its_usual_value(found: Contents) -> None:
    assert [row["position"] for row in found["asset"]] == [0, 1, 2, 3]
    assert [row["in_net_worth"] for row in found["asset"]] == [1, 1, 1, 1]
    loan = found["loan"][0]
    usual = ("periodicity", "deferral", "deferral_months", "off_balance")
    assert [loan[name] for name in usual] == ["mensuelle", "aucun", 0, 0]
    assert not {"principal", "rate", "months", "first_due_on", "closed_on"} & set(loan)


def test_a_renamed_institution_is_the_text_of_the_older_format(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        stamps = household_0012.STAMPS
        insert(connection, "institution", {"id": 9, "uid": "i9", "name": S("Fusionnée"), **stamps})
        connection.execute("UPDATE asset SET institution_id = 9 WHERE id = 1")
        connection.commit()
    reach(file, "0012")
    found = household_0012.contents(file, "0012")["asset"]
    assert [row["institution"] for row in found] == ["Fusionnée", "Banque des Quais", *_REST]


_REST = ("banque des quais", "")


def test_a_loan_of_head_gets_the_subtype_of_any_debt(file: Path) -> None:
    edit(file, "UPDATE loan SET details = NULL WHERE id = 20")
    reach(file, "0012")
    found = household_0012.contents(file, "0012")["loan"]
    assert [row["subtype"] for row in found] == ["autre_dette", "credit_consommation"]


# --- rights -----------------------------------------------------------------------------------


def test_every_share_is_full_ownership_and_that_of_a_loan_a_debt(found: Contents) -> None:
    rights = [(row["id"], row["right"], row["num"], row["den"]) for row in found["ownership"]]
    assert rights == [
        (1, "pleine_propriete", 1, 2),
        (7, "pleine_propriete", 1, 2),
        (8, "dette", 1, 1),
    ]
    assert found["ownership"][1]["third_party_name"] == "frères"
    assert "origin" not in found["ownership"][0]


@pytest.mark.parametrize(
    "change",
    [
        "ownership SET \"right\" = 'viager'",
        "ownership SET num = -1",
        "ownership SET num = 1.5",
        "ownership SET den = 0",
        "ownership SET den = 1000001",
        "ownership SET origin = ''",
        "ownership SET starts_on = '2021-02-29'",
        "ownership SET asset_id = NULL",
        "ownership SET loan_id = 20 WHERE asset_id = 1",
        "asset SET in_net_worth = 2",
        "asset SET \"group\" = 'dettes'",
        "asset SET stale_after_days = 0",
        "asset SET liquidity = 'jamais'",
        "asset SET closed_on = '31/12/2024'",
        "asset SET institution_id = 99",
        "asset SET parent_asset_id = 99",
        "loan SET months = 601",
        "loan SET months = 'deux'",
        "loan SET deferral_months = 121",
        "loan SET periodicity = NULL",
        "loan SET rate_type = 'usuraire'",
        "institution SET country = 'fr'",
        "statement SET digest = NULL",
        "regulatory_param SET valid_from = '2026'",
    ],
)
def test_what_is_no_value_is_refused(change: str, once: Path) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        edit(once, "PRAGMA foreign_keys = ON", f"UPDATE {change}")


# --- quantities -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (b"1E+3", b"1000"),
        (b"1.50", b"1.5"),
        (b"-0.00", b"0"),
        (b"0.123456789012", b"0.123456789012"),
        (b"12345678901234567890123456789012345.10", b"12345678901234567890123456789012345.1"),
        (b"-7.000", b"-7"),
        (b"1E-12", b"0.000000000001"),
        (b"douze", b"douze"),
        (b"NaN", b"NaN"),
        (b"1E+999999", b"1E+999999"),
        (b"", b""),
        (b"\xe9", b"\xe9"),
    ],
)
def test_a_number_has_one_spelling(written: bytes, expected: bytes) -> None:
    assert canonical_v1(written) == expected
    assert canonical_v1(expected) == expected


def test_quantities_are_rewritten_and_the_others_stay_as_they_are(tmp_path: Path) -> None:
    file = made(tmp_path)
    tokens = "SELECT unit_cost FROM position WHERE id = 2"
    same = "SELECT quantity FROM operation WHERE id = 1"
    before = rows(file, tokens), rows(file, same)
    reach(file, "0013")
    found = household_0012.contents(file, "0013")
    held = [(row["quantity"], row["unit_cost"]) for row in found["position"]]
    assert held == [("1000", "1.5"), ("0", "douze")]
    assert found["operation"][0]["unit_price"] == "0.015"
    assert (rows(file, tokens), rows(file, same)) == before


# --- the statement ----------------------------------------------------------------------------


def test_a_statement_keeps_the_values_that_were_shown_before(found: Contents) -> None:
    (statement,) = found["statement"]
    # 2 501,10 + 10,01 $ at 1.25 (8,008: 8,01) and -40,50 - 180 000
    gross, debts = 250_110 + 801, -4_050 - 18_000_000
    told = [statement[name] for name in ("as_of", "gross", "debts", "net", "currency")]
    assert told == ["2024-02-29", str(gross), str(debts), str(gross + debts), "EUR"]
    assert statement["made_by_revision"] == "0013"
    lines = json.loads(str(statement["lines"]))["lines"]
    assert [(line["kind"], line["uid"], line["value"]) for line in lines] == [
        ("asset", "a1", 250_110),
        ("asset", "a3", -4_050),
        ("asset", "a4", None),
        ("asset", "a5", 801),
        ("loan", "l20", -18_000_000),
        ("loan", "l21", 0),
    ]
    assert lines[0]["name"] == "Livret"
    document = {"as_of": "2024-02-29", "currency": "EUR", "gross": gross, "debts": debts}
    document |= {"net": gross + debts, "lines": lines}
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert statement["digest"] == hashlib.sha256(text.encode()).hexdigest()


def test_positions_are_stated_at_their_price(tmp_path: Path) -> None:
    asset = {**household_0012.TABLES["asset"][2], "valuation_mode": "positions"}
    tables = {
        "asset": [asset],
        "security": household_0012.TABLES["security"],
        "position": household_0012.TABLES["position"][:1],
    }
    file = made(tmp_path, tables)
    edit(file, "INSERT INTO price VALUES (1, 1, '2024-02-28', '1.23456', 'cours')")
    reach(file, "0013")
    (statement,) = household_0012.contents(file, "0013")["statement"]
    assert (statement["as_of"], statement["net"]) == ("2024-02-29", "123456")


def test_a_file_without_values_has_no_statement(tmp_path: Path) -> None:
    tables = {"asset": household_0012.TABLES["asset"][:1]}
    file = made(tmp_path, tables)
    reach(file, "0013")
    assert rows(file, "SELECT * FROM statement") == []
    assert len(rows(file, "SELECT * FROM asset")) == 1


def test_the_parameters_of_the_law_are_there_once(file: Path) -> None:
    query = "SELECT key, valid_from, value, unit, source_url FROM regulatory_param ORDER BY id"
    assert rows(file, query) == list(ROWS)
    assert len({row[:2] for row in ROWS}) == len(ROWS)


# --- what cannot be ---------------------------------------------------------------------------


def test_a_text_that_does_not_open_is_never_thrown_away(tmp_path: Path) -> None:
    file = made(tmp_path)
    edit(file, "UPDATE asset SET iban = x'0202' WHERE id = 1")
    reach(file, "0013")  # nor does it keep the household from its file
    reach(file, "0012")
    assert rows(file, "SELECT iban FROM asset WHERE id = 1") == [(b"\x02\x02",)]


# --- the way down -----------------------------------------------------------------------------


def test_what_terms_compute_stays_as_dated_values_below(tmp_path: Path) -> None:
    """200 000 € at 3 % over 240 months from 5 February 2020: 1 109,20 a month."""
    file = tmp_path / "prêt.patrimoine"
    connection = _new(file, "0013")
    stamps = household_0012.STAMPS
    connection.execute("BEGIN")
    keyed_header(connection)
    loan = {"id": 5, "uid": "l5", "kind": "amortissable", "currency": "EUR", "off_balance": 0}
    loan |= {"principal": S(20_000_000), "rate": S("3"), "months": 240}
    loan |= {"first_due_on": "2020-02-05", "periodicity": "mensuelle", "deferral": "aucun"}
    insert(connection, "loan", {**loan, "deferral_months": 0, **stamps})
    asset = {"id": 1, "uid": "a1", "group": "liquidites", "subtype": "livret", "currency": "EUR"}
    asset |= {"valuation_mode": "solde", "in_net_worth": 1, "position": 0}
    asset |= {"closed_on": "2021-06-30"}
    insert(connection, "asset", {**asset, **stamps})
    value = {"currency": "EUR", "source": "manuel", "is_estimate": 0, **stamps}
    for key, day in ((1, "2020-01-15"), (2, "2021-12-31")):
        row = {"id": key, "uid": f"v{key}", "asset_id": 1, "as_of": day, "amount": S(1_000)}
        insert(connection, "valuation", {**row, **value})
    connection.execute("COMMIT")
    connection.close()
    outcome = reach(file, "0012")
    assert outcome is not None
    found = household_0012.contents(file, "0012")["valuation"]
    owed = [(row["as_of"], row["amount"], row["source"]) for row in found if "loan_id" in row]
    assert owed[0] == ("2020-01-05", "20000000", "calcul")
    # after 11 and 23 instalments, each line rounded half up: worked out apart
    known = {day: amount for day, amount, _source in owed}
    assert known["2020-12-31"] == "19321442"
    assert known["2021-12-31"] == "18559627"
    assert (outcome.proof.before.latest, outcome.proof.after.latest) == (-18_559_627, -18_559_627)
    held = [(row["as_of"], row["amount"]) for row in found if row.get("asset_id") == 1]
    assert ("2021-07-01", "0") in held
    reach(file, "0013")
