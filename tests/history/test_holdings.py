"""Revision 0006: holdings written in notes become positions, and nothing else is guessed."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrations.frozen.holdings_v1 import holdings_v1, is_isin_v1, plain_v1, together_v1
from tests.history.builders.encrypted_rows import put, read
from tests.history.journeys import copy_of, edit, reach, rows

if TYPE_CHECKING:
    from pathlib import Path

POSITIONS = (
    "SELECT asset_id, security_id, as_of, quantity, unit_cost FROM position"
    " ORDER BY asset_id, security_id"
)


@pytest.mark.parametrize("isin", ["FR0010315770", "fr0000120271", "US0378331005", "IE00B4L5Y983"])
def test_an_isin_has_the_right_check_digit(isin: str) -> None:
    assert is_isin_v1(isin)
    assert not is_isin_v1(isin[:-1] + str((int(isin[-1]) + 1) % 10))


@pytest.mark.parametrize(
    ("line", "quantity", "cost"),
    [
        ("FR0010315770 12,5 x 431,20", "12.5", "431.20"),
        ("  fr0010315770  1\u202f234 × 0,5 €", "1234", "0.5"),
        ("FR0010315770 12.5 x 431.20 EUR", "12.5", "431.20"),
    ],
)
def test_a_line_of_the_proposed_form_is_read(line: str, quantity: str, cost: str) -> None:
    (found,) = holdings_v1(f"mes fonds\n{line}\nà revoir")
    assert (found.quantity, found.unit_cost) == (Decimal(quantity), Decimal(cost))


@pytest.mark.parametrize(
    "note",
    [
        None,
        5,
        "",
        "FR0010315771 12,5 x 431,20",  # wrong check digit
        "FR0010315770",
        "FR0010315770 environ 12 x 430",
        "achat de FR0010315770 12 x 430",
        "FR0010315770 -12 x 430",
        "FR0010315770 1,2,3 x 430",
    ],
)
def test_anything_else_is_only_a_note(note: object) -> None:
    assert holdings_v1(note) == []


def test_lots_add_up_and_their_cost_is_the_mean() -> None:
    lots: list[tuple[Decimal, Decimal | None]] = [
        (Decimal(1), Decimal(10)),
        (Decimal(2), Decimal(11)),
    ]
    assert together_v1(lots) == (Decimal(3), Decimal("10.666666666667"))
    assert together_v1([(Decimal(1), None), (Decimal(2), Decimal(1))]) == (Decimal(3), None)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=12))
def test_a_number_has_one_plain_spelling(number: Decimal) -> None:
    text = plain_v1(number)
    assert Decimal(text) == number
    assert "E" not in text
    assert not ("." in text and text.endswith("0"))


def test_securities_with_the_same_code_are_one_and_positions_point_to_it(tmp_path: Path) -> None:
    file = copy_of("0005-rich", tmp_path)
    edit(file, "UPDATE asset SET \"group\" = 'financier' WHERE id IN (1, 3, 4)")
    first = "fr0010315770 10 x 400\nFR0010315770 5 x 430\nUS0378331005 2 x 150,25"
    put(file, "asset", 1, note=first)
    put(file, "asset", 3, note="FR0010315770 1 x 1")
    put(file, "asset", 4, note="FR0010315770 pas une ligne")
    worth = reach(file, "0006")
    assert worth is not None
    assert worth.proof.before.latest == worth.proof.after.latest
    assert list(read(file, "security", "isin").values()) == ["FR0010315770", "US0378331005"]
    found = [row[:2] + row[3:] for row in rows(file, POSITIONS)]
    assert found == [(1, 1, "15", "410"), (1, 2, "2", "150.25"), (3, 1, "1", "1")]
    assert read(file, "asset", "note")[1] == first
    assert rows(file, "SELECT DISTINCT valuation_mode FROM asset WHERE id IN (1, 3)") == [
        ("manuelle",)
    ]


def test_an_asset_worth_its_securities_keeps_its_worth_below_0006(tmp_path: Path) -> None:
    file = copy_of("0013-rich", tmp_path)
    outcome = reach(file, "0005")
    assert outcome is not None
    before, after = outcome.proof.before, outcome.proof.after
    assert before.latest == after.latest
    assert before.year_ends == after.year_ends
    made = rows(file, "SELECT count(*) FROM valuation WHERE source = 'calcul'")
    assert made > [(0,)]


def test_so_does_one_in_another_currency(tmp_path: Path) -> None:
    file = copy_of("0012-rich", tmp_path)
    (asset,) = rows(file, "SELECT id FROM asset WHERE valuation_mode = 'positions'")[0]
    edit(
        file,
        "DELETE FROM fx_rate",
        "INSERT INTO fx_rate (base, quote, on_date, rate, source)"
        " VALUES ('USD', 'EUR', '2019-01-01', '0.9', 'bce')",
        f"UPDATE asset SET currency = 'USD' WHERE id = {asset}",
        f"DELETE FROM valuation WHERE asset_id = {asset}",
        f"DELETE FROM position WHERE asset_id = {asset}",
        *(
            "INSERT INTO valuation (uid, asset_id, as_of, amount, currency, source, is_estimate,"
            f" created_at, updated_at) VALUES ('u{year}', {asset}, '{year}-06-30', x'00', 'USD',"
            " 'releve', 0, '', '')"
            for year in (2020, 2022)
        ),
    )
    for (key,) in rows(file, f"SELECT id FROM valuation WHERE asset_id = {asset}"):
        put(file, "valuation", int(str(key)), amount="50000")
    outcome = reach(file, "0005")
    assert outcome is not None
    assert outcome.proof.before.latest == outcome.proof.after.latest
    euros = f"SELECT as_of, amount FROM valuation WHERE asset_id = {asset} AND currency = 'EUR'"
    assert rows(file, euros) == [("2020-06-30", 45000)]
