"""Revision 0013: what earlier ones set aside is said in notes, and comes back to the letter."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from migrations.frozen.details_v1 import with_texts_v1, without_texts_v1
from migrations.frozen.kept_owners_v1 import OWNERS, OWNERS_STATEMENT
from migrations.frozen.kept_tables_v1 import create_statement_v1
from migrations.frozen.legacy_notes_v1 import quoted_v1, with_lines_v1, without_lines_v1
from tests.history.builders import household_0012
from tests.history.journeys import edit, reach, rows

if TYPE_CHECKING:
    from pathlib import Path

GONE = "SELECT name FROM sqlite_master WHERE name LIKE 'reject_%' OR name LIKE 'merged_%'"


def upgraded(folder: Path) -> Path:
    file = household_0012.make(folder / "maison.patrimoine")
    reach(file, "0013")
    return file


def test_duplicates_are_said_in_the_notes_of_their_assets(tmp_path: Path) -> None:
    file = upgraded(tmp_path)
    found = household_0012.contents(file, "0013")
    told = "▸ [1.2] Doublon du 2023-12-31, remplacé par une autre valeur du même jour : "
    assert found["asset"][0]["note"] == f"{told}0,99 EUR.\n{told}-1234,56 EUR."
    assert found["asset"][1]["note"] == ""
    assert found["asset"][2]["note"] == "à la cave\n"
    assert found["asset"][3]["note"] == "gAAAAABnotreallyatoken"
    assert found["loan"][0]["note"] == (
        "jusqu’en 2041\n▸ [1.2] Doublon du 2024-02-29, remplacé par une autre valeur du même"
        " jour : -180000,01 EUR."
    )


def test_unreadable_rows_are_said_word_for_word_in_the_note_of_the_household(
    tmp_path: Path,
) -> None:
    file = upgraded(tmp_path)
    (household,) = household_0012.contents(file, "0013")["household"]
    assert str(household["note"]).split("\n") == [
        "Notaire : Me Vidal",
        (
            "▸ [1.2] Ligne illisible (balance_history n° 12, compte 44 « Vieux\u00a0livret ») :"
            " date « 29/02/2021 », montant 12.5, motif orphan."
        ),
        (
            "▸ [1.2] Ligne illisible (account n° 3, compte (vide) (vide)) : date (vide), montant"
            ' "douze\\nou treize", motif amount.'
        ),
    ]
    assert rows(file, GONE) == []


def test_everything_comes_back_to_the_letter_on_the_way_down(tmp_path: Path) -> None:
    file = household_0012.make(tmp_path / "maison.patrimoine")
    before = household_0012.contents(file, "0012")
    reach(file, "0013")
    reach(file, "0012")
    after = household_0012.contents(file, "0012")
    # quantities keep their value in one spelling; all the rest is as it was
    before["position"][0] |= {"quantity": "1000", "unit_cost": "1.5"}
    before["position"][1] |= {"quantity": "0"}
    before["operation"][0] |= {"unit_price": "0.015"}
    assert after == before


def test_a_second_way_up_says_everything_once(tmp_path: Path) -> None:
    file = upgraded(tmp_path)
    once = household_0012.contents(file, "0013")
    reach(file, "0012")
    reach(file, "0013")
    again = household_0012.contents(file, "0013")
    for table in ("asset", "loan", "household", "setting", "ownership", "position"):
        assert again[table] == once[table], table


def test_a_file_without_leftovers_has_no_setting_and_no_line(tmp_path: Path) -> None:
    tables = {**household_0012.TABLES, "merged_0003": [], "reject_0002": []}
    file = household_0012.make(tmp_path / "maison.patrimoine", tables)
    reach(file, "0013")
    found = household_0012.contents(file, "0013")
    assert found["setting"] == []
    assert [row.get("note") for row in found["household"]] == ["Notaire : Me Vidal"]
    reach(file, "0012")
    assert household_0012.contents(file, "0012")["merged_0003"] == []


def test_a_duplicate_of_an_asset_that_is_gone_has_no_place_any_more(tmp_path: Path) -> None:
    file = upgraded(tmp_path)
    edit(
        file,
        "DELETE FROM operation_split",
        "DELETE FROM operation",
        "DELETE FROM ownership WHERE asset_id = 1",
        "DELETE FROM valuation WHERE asset_id = 1",
        "DELETE FROM asset WHERE id = 1",
    )
    reach(file, "0012")
    assert [row["id"] for row in household_0012.contents(file, "0012")["merged_0003"]] == [12]


KEPT: dict[str, list[household_0012.Row]] = {
    "kept_0005_anchor": [{"asset_id": 1, "asset_uid": "a1"}],
    "kept_0005_asset": [{"asset_id": 8, "asset_uid": "parti", "currency": "CHF"}],
    "kept_0005_valuation": [
        {
            "id": 70,
            "asset_id": 1,
            "asset_uid": "a1",
            "as_of": "2020-02-29",
            "amount": "-12345",
            "currency": "JPY",
            "source": "import",
        }
    ],
    "kept_0005_fx_rate": [
        {
            "id": 5,
            "base": "EUR",
            "quote": "CHF",
            "on_date": "2020-02-30",
            "rate": "0.95",
            "source": "bce",
        }
    ],
    "kept_0008_owner": [
        {"asset_uid": "a1", "text": "Commun 50/50"},
        {"asset_uid": "a3", "text": ""},
    ],
}


def with_kept_rows(folder: Path) -> Path:
    file = household_0012.make(folder / "maison.patrimoine")
    with closing(sqlite3.connect(file)) as connection:
        for table, rows_ in KEPT.items():
            statement = OWNERS_STATEMENT if table == OWNERS else create_statement_v1(table)
            connection.execute(statement)
            for row in rows_:
                household_0012.insert(connection, table, row)
        connection.commit()
    return file


def test_rows_that_were_kept_apart_are_said_and_come_back(tmp_path: Path) -> None:
    file = with_kept_rows(tmp_path)
    before = household_0012.contents(file, "0012")
    assert before["kept_0005_valuation"] == KEPT["kept_0005_valuation"]
    reach(file, "0013")
    assert rows(file, "SELECT name FROM sqlite_master WHERE name LIKE 'kept_%'") == []
    (household,) = household_0012.contents(file, "0013")["household"]
    assert str(household["note"]).split("\n")[3:] == [
        "▸ [1.2] Devise mise de côté pour n° 8 : « CHF ».",
        (
            "▸ [1.2] Valeur mise de côté pour « Livret » (date, plus petites unités) :"
            " « 2020-02-29 », -12345, « JPY », « import »."
        ),
        (
            "▸ [1.2] Cours de change mis de côté : « EUR », « CHF », « 2020-02-30 », « 0.95 »,"
            " « bce »."
        ),
        "▸ [1.2] Détenteurs saisis autrefois pour « Livret » : « Commun 50/50 ».",
    ]
    reach(file, "0012")
    after = household_0012.contents(file, "0012")
    for table in (*KEPT, "household", "asset"):
        assert after[table] == before[table], table


# --- notes ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "note", [None, "", "à la cave", "deux\nlignes", "\n", "gAAAAAB", "▸ [1.2]"]
)
def test_lines_leave_a_note_as_it_was(note: str | None) -> None:
    told = with_lines_v1(note, ["une", "deux"])
    assert told is not None
    assert told.endswith("▸ [1.2] une\n▸ [1.2] deux")
    assert without_lines_v1(told) == note
    assert with_lines_v1(told, ["trois"]) == told
    assert with_lines_v1(note, []) == note


def test_what_somebody_wrote_after_the_lines_stays() -> None:
    told = with_lines_v1("avant", ["une"])
    assert without_lines_v1(f"{told}\naprès") == "avant\naprès"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "(vide)"),
        ("", "«  »"),
        ("12,5\u00a0€", "« 12,5\u00a0€ »"),
        ("a\tb", '"a\\tb"'),
        (12, "12"),
        (0.1, "0.1"),
        (b"\x00\xff", "x'00ff'"),
    ],
)
def test_values_are_quoted_on_one_line(value: object, expected: str) -> None:
    assert quoted_v1(value) == expected


# --- details ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "details",
    [
        None,
        b'{"a":1}',
        b'{"iban":"x"}',
        b'{"iban":"x","iban_0012":[1.5,null]}',
        b'{"_text":"{pas du JSON"}',
        b'{"_value":null}',
        '{"clé":"\u00a0🏠"}'.encode(),
    ],
)
@pytest.mark.parametrize(
    "texts",
    [
        {"iban": None, "type_text": None},
        {"iban": b"", "type_text": None},
        {"iban": b"FR76", "type_text": "é".encode()},
        {"iban": b"\xffi5", "type_text": b"\xffb\x00\xff"},
        {"iban": b"\xffr@)\x00\x00\x00\x00\x00\x00", "type_text": b"\xfft\xe9"},
    ],
)
def test_texts_go_into_details_and_come_back(
    details: bytes | None, texts: dict[str, bytes | None]
) -> None:
    merged = with_texts_v1(details, texts)
    assert without_texts_v1(merged, tuple(texts)) == (details, texts)


def test_a_number_that_somebody_put_there_since_becomes_a_text() -> None:
    left, texts = without_texts_v1(b'{"iban":[1,2],"type_text":true}', ("iban", "type_text"))
    assert left is None
    assert texts == {"iban": b"[1,2]", "type_text": b"true"}


@pytest.mark.parametrize("details", [b'{"a":NaN}', b'{"a":1e999}', b"[-Infinity]"])
def test_details_that_json_cannot_write_again_are_kept_as_a_text(details: bytes) -> None:
    written = with_texts_v1(details, {"iban": b"FR76"})
    assert isinstance(written, bytes)
    assert json.loads(written) == {"_text": details.decode(), "iban": "FR76"}
    _left, texts = without_texts_v1(written, ("iban",))
    assert texts == {"iban": b"FR76"}
