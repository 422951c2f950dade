"""Revision 0005: euros everywhere, nothing guessed, and other currencies survive 0004."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrations.frozen.currencies_v1 import mentions_another_v1
from patrimoine_gui.errors import UpgradeFailed
from patrimoine_gui.portfolio import currencies
from tests.history.builders import protected_household as household
from tests.history.journeys import copy_of, edit, opened, reach, rows

if TYPE_CHECKING:
    from pathlib import Path

OTHERS = (
    "SELECT id, asset_id, as_of, amount, currency, source FROM valuation"
    " WHERE currency <> 'EUR' ORDER BY id"
)
RATES = "SELECT id, base, quote, on_date, rate, source FROM fx_rate ORDER BY id"
MONEYS = "SELECT id, currency FROM asset WHERE currency <> 'EUR' ORDER BY id"
KEPT = "SELECT name FROM sqlite_master WHERE name LIKE 'kept_%' AND type = 'table' ORDER BY name"
KEPT_VALUES = "SELECT asset_id, as_of, amount, currency, source FROM kept_0005_valuation"


def whole(file: Path) -> list[list[tuple[object, ...]]]:
    return [rows(file, query) for query in (OTHERS, RATES, MONEYS)]


def test_everything_is_in_euros_and_what_speaks_of_another_currency_is_counted(
    tmp_path: Path,
) -> None:
    file = copy_of("0004-rich", tmp_path)
    outcome = reach(file, "0005")
    assert outcome is not None
    assert rows(file, "SELECT DISTINCT currency FROM asset") == [("EUR",)]
    assert rows(file, "SELECT DISTINCT currency FROM valuation") == [("EUR",)]
    assert rows(file, "SELECT count(*) FROM fx_rate") == [(0,)]
    assert [(change.revision, change.count) for change in outcome.proof.changes] == [("0005", 2)]
    assert outcome.proof.after.bucket("to check").rows == 2
    assert outcome.proof.after.bucket("assets").rows == len(household.ASSETS) - 2


def test_the_columns_have_no_default_and_refuse_what_is_no_code(tmp_path: Path) -> None:
    file = copy_of("0005-empty", tmp_path)
    for table in ("asset", "valuation"):
        found = {row[1]: row[4] for row in rows(file, f"PRAGMA table_info({table})")}
        assert found["currency"] is None
    asset = "INSERT INTO asset VALUES (1, 'u', NULL, 'divers', 'autre', NULL, NULL, NULL, {}"
    for wrong in ("'eur'", "'EURO'", "'E'", "''", "'€€€'", "NULL", "5", "'EU1'"):
        with pytest.raises(sqlite3.IntegrityError):
            edit(file, asset.format(wrong) + ", NULL, NULL, '', '')")
    edit(file, asset.format("'EUR'") + ", NULL, NULL, '', '')")


@pytest.mark.parametrize("target", ["0004", "0003", "0002", "0001"])
@pytest.mark.parametrize("name", ["0005-rich", "0005-slots"])
def test_other_currencies_come_back_exactly_from_every_older_format(
    name: str, target: str, tmp_path: Path
) -> None:
    file = copy_of(name, tmp_path)
    before = whole(file)
    assert before[0] == sorted(household.OTHER_CURRENCIES)
    assert before[1] == household.RATES
    down = reach(file, target)
    assert down is not None
    assert down.proof.before.latest == down.proof.after.latest
    assert len(rows(file, KEPT)) == 4
    up = reach(file, "0005")
    assert up is not None
    assert whole(file) == before
    assert rows(file, KEPT) == []


def test_the_older_format_shows_the_euros_only(tmp_path: Path) -> None:
    file = copy_of("0005-rich", tmp_path)
    reach(file, "0004")
    found = rows(file, "SELECT id, asset_id, as_of, amount, source FROM valuation ORDER BY id")
    assert found == sorted([*household.VALUATIONS, *household.EUROS_OF_OTHERS])
    assert len(rows(file, "SELECT id FROM asset")) == len(household.ASSETS_0005)


def test_a_file_in_euros_only_leaves_no_table_aside(tmp_path: Path) -> None:
    file = copy_of("0005-empty", tmp_path)
    reach(file, "0004")
    assert rows(file, KEPT) == []


def test_values_of_an_asset_that_is_gone_stay_aside_and_are_proven(tmp_path: Path) -> None:
    file = copy_of("0005-rich", tmp_path)
    reach(file, "0004")
    edit(file, "DELETE FROM valuation WHERE asset_id = 14", "DELETE FROM asset WHERE id = 14")
    outcome = reach(file, "0005")
    assert outcome is not None
    assert [row[1] for row in rows(file, OTHERS)] == [15, 15, 1, 1]
    left = [row[1:] for row in household.OTHER_CURRENCIES if row[1] == 14]
    assert rows(file, f"{KEPT_VALUES} ORDER BY id") == left
    assert rows(file, MONEYS) == [(15, "JPY")]
    digests = dict(outcome.proof.after.digests)
    assert digests["other currencies"] == dict(outcome.proof.before.digests)["other currencies"]
    reach(file, "0004")
    again = reach(file, "0005")
    assert again is not None
    assert rows(file, f"{KEPT_VALUES} ORDER BY id") == left


def test_a_new_asset_never_inherits_the_values_of_one_that_bore_its_number(
    tmp_path: Path,
) -> None:
    file = copy_of("0005-rich", tmp_path)
    reach(file, "0004")
    edit(
        file,
        "DELETE FROM valuation WHERE asset_id = 15",
        "DELETE FROM asset WHERE id = 15",
        'INSERT INTO asset (id, uid, "group", subtype, created_at, updated_at)'
        " VALUES (15, 'another', 'divers', 'autre', '', '')",
    )
    reach(file, "0005")
    assert rows(file, "SELECT currency FROM asset WHERE id = 15") == [("EUR",)]
    assert rows(file, "SELECT count(*) FROM valuation WHERE asset_id = 15") == [(0,)]
    assert len(rows(file, f"{KEPT_VALUES} WHERE asset_id = 15")) == 2


def test_a_place_taken_meanwhile_is_not_taken_back(tmp_path: Path) -> None:
    file = copy_of("0005-rich", tmp_path)
    reach(file, "0004")
    edit(
        file,
        # the same asset, day and source as value 25, in euros
        "INSERT INTO valuation VALUES (40, 1, '2022-06-30', 5, 'import')",
        # the number of value 21
        "INSERT INTO valuation VALUES (21, 3, '2023-01-01', 6, 'manuel')",
    )
    reach(file, "0005")
    assert rows(file, KEPT_VALUES) == [(1, "2022-06-30", 999, "CHF", "import")]
    found = rows(file, OTHERS)
    assert [row[0] for row in found] == [22, 23, 24, 26, 41]
    assert found[-1][1:] == household.OTHER_CURRENCIES[0][1:]
    # Down again and up again: what stayed aside is still there, once.
    reach(file, "0003")
    reach(file, "0005")
    assert rows(file, KEPT_VALUES) == [(1, "2022-06-30", 999, "CHF", "import")]
    assert rows(file, OTHERS) == found
    edit(file, "DELETE FROM valuation WHERE id = 40")
    reach(file, "0004")
    reach(file, "0005")
    assert rows(file, KEPT) == []
    assert len(rows(file, OTHERS)) == 6


def test_kept_rows_that_no_version_of_ours_wrote_stay_where_they_are(tmp_path: Path) -> None:
    file = copy_of("0005-rich", tmp_path)
    reach(file, "0004")
    uid = "00000000-0000-4000-8000-000000000014"
    strange = [
        f"(50, 14, '{uid}', '2021-02-29', 1, 'USD', 'manuel')",
        f"(51, 14, '{uid}', '2021-03-01', 'x', 'USD', 'manuel')",
        f"(52, 14, '{uid}', '2021-03-02', 1, 'usd', 'manuel')",
        f"(53, 14, '{uid}', '2021-03-03', 1, 'EUR', 'manuel')",
        f"(54, 14, '{uid}', '2021-03-04', 1, 'USD', 'devin')",
        f"(55, 14, '{uid}', '2021-03-05', 100000000000000, 'USD', 'manuel')",
        f"(NULL, 14, '{uid}', '2021-03-06', 1, NULL, 'manuel')",
    ]
    edit(
        file,
        f"INSERT INTO kept_0005_valuation VALUES {', '.join(strange)}",
        f"INSERT INTO kept_0005_asset VALUES (3, '{uid}', 'USD'), (14, '{uid}', 'dollars')",
        "INSERT INTO kept_0005_fx_rate VALUES (90, 'EUR', 'usd', '2020-01-01', '1', 'bce'),"
        " (91, 'EUR', 'USD', '2020-12-31', '9', 'manuel')",
    )
    outcome = reach(file, "0005")
    assert outcome is not None
    assert rows(file, OTHERS) == sorted(household.OTHER_CURRENCIES)
    assert len(rows(file, "SELECT 1 FROM kept_0005_valuation")) == len(strange)
    assert len(rows(file, "SELECT 1 FROM kept_0005_asset")) == 2
    assert len(rows(file, "SELECT 1 FROM kept_0005_fx_rate")) == 2


def test_a_table_of_somebody_that_bears_the_name_is_neither_read_nor_written(
    tmp_path: Path,
) -> None:
    file = copy_of("0004-rich", tmp_path)
    edit(
        file,
        "CREATE TABLE kept_0005_valuation (mine TEXT)",
        "INSERT INTO kept_0005_valuation VALUES ('x')",
    )
    reach(file, "0005")
    assert rows(file, "SELECT * FROM kept_0005_valuation") == [("x",)]
    reach(file, "0004")
    reach(file, "0005")
    edit(file, "UPDATE valuation SET currency = 'USD' WHERE id = 1")
    content = file.read_bytes()
    with pytest.raises(UpgradeFailed) as failed:
        reach(file, "0004")
    assert failed.value.cause == "KeptTableForeignV1"
    assert file.read_bytes() == content


def test_sums_are_those_of_the_euros_and_worth_is_not_hidden_by_a_later_value_in_dollars(
    tmp_path: Path,
) -> None:
    """Asset 1 has dollars on the last day and francs later: its euros count all the same."""
    file = copy_of("0005-rich", tmp_path)
    outcome = reach(file, "0004")
    assert outcome is not None
    before = outcome.proof.before
    by_year = {item.on.year: item.cents for item in before.year_ends}
    assert by_year[2019] == 120000 + 0 - 21000000 + 450000
    assert by_year[2018] == 5000
    worth = 254317 + 2295000 + 3041830 + 30 + 1500000 - 18425055 + 38500000 + 0 + 777700 - 1
    assert before.latest == worth + 987654321099 + 450000
    assert str(before.latest_on) == "2021-12-31"


def test_the_application_reads_what_came_back(tmp_path: Path) -> None:
    file = copy_of("0005-slots", tmp_path)
    before = opened(file, "asset", "id, currency")
    reach(file, "0004")
    reach(file, "0005")
    assert opened(file, "asset", "id, currency") == before


@pytest.mark.parametrize(
    ("name", "found"),
    [
        *(("Livret (USD)", True), ("Compte ($)", True), ("Fonds ( jpy )", True), ("a(b)(£)", True)),
        *(("Livret (EUR)", False), ("Livret USD", False), ("Compte (€)", False), ("", False)),
        *(("(compte USD)", False), ("((USD", False), ("(ALL)", False), ("()", False)),
    ],
)
def test_a_name_speaks_of_another_currency_only_alone_in_brackets(
    name: str, *, found: bool
) -> None:
    assert mentions_another_v1(name) is found
    assert mentions_another_v1(name.encode()) is False


@given(st.text(alphabet="()USDeurgbp$€¥ Ff\u00a0", max_size=12))
def test_the_proof_and_the_windows_agree_on_what_is_to_be_checked(name: str) -> None:
    assert mentions_another_v1(name) == currencies.mentions_other(name)


# --- rates, and what comes back ------------------------------------------------------------------


@pytest.mark.parametrize("rate", ["1", "1.1", "0.000000000001", "157.25", "0001.5"])
def test_a_decimal_number_above_zero_is_a_rate(rate: str, tmp_path: Path) -> None:
    file = copy_of("0005-empty", tmp_path)
    edit(file, f"INSERT INTO fx_rate VALUES (1, 'USD', 'EUR', '2024-01-01', '{rate}', 'bce')")
    assert rows(file, "SELECT rate FROM fx_rate") == [(rate,)]


@pytest.mark.parametrize(
    "rate",
    ["''", "'0'", "'0.0'", "'-1'", "'NaN'", "'1e5'", "'1.'", "'.5'", "'1.1.1'", "'a'", "' 1'",
     "'1 '", "'\uff19'", "x'312e31'", "NULL", "'1' || char(0)"],
)  # fmt: skip
def test_anything_else_is_no_rate(rate: str, tmp_path: Path) -> None:
    file = copy_of("0005-empty", tmp_path)
    with pytest.raises(sqlite3.IntegrityError):
        edit(file, f"INSERT INTO fx_rate VALUES (1, 'USD', 'EUR', '2024-01-01', {rate}, 'bce')")


@pytest.mark.parametrize("code", ["'US'", "'usd'", "'USDX'", "'USD' || char(0) || 'x'", "'EUR'"])
def test_a_pair_of_currencies_is_two_codes(code: str, tmp_path: Path) -> None:
    file = copy_of("0005-empty", tmp_path)
    with pytest.raises(sqlite3.IntegrityError):
        edit(file, f"INSERT INTO fx_rate VALUES (1, {code}, 'EUR', '2024-01-01', '1.5', 'bce')")


def test_values_of_dead_assets_go_to_no_newcomer_with_their_number(tmp_path: Path) -> None:
    """All assets are deleted in the older format, and a new one is given the number of one."""
    file = copy_of("0005-rich", tmp_path)
    assert reach(file, "0004") is not None
    kept = rows(file, KEPT_VALUES)
    key = kept[0][0]
    edit(
        file,
        "DELETE FROM valuation",
        "DELETE FROM merged_0003",
        "DELETE FROM asset",
        'INSERT INTO asset (id, uid, "group", subtype, created_at, updated_at)'
        f" VALUES ({key}, 'of a newcomer', 'divers', 'autre', '', '')",
    )
    assert reach(file, "0005") is not None
    assert rows(file, "SELECT currency FROM asset") == [("EUR",)]
    assert rows(file, "SELECT count(*) FROM valuation") == [(0,)]
    assert rows(file, KEPT_VALUES) == kept


@pytest.mark.parametrize("odd", ["'abc'", "1.5", "x'00'", "NULL"])
def test_a_kept_row_without_a_usable_number_comes_back_under_another(
    odd: str, tmp_path: Path
) -> None:
    file = copy_of("0005-rich", tmp_path)
    before = [[row[1:] for row in found] for found in whole(file)]
    assert reach(file, "0004") is not None
    for table in ("kept_0005_valuation", "kept_0005_fx_rate"):
        edit(file, f"UPDATE {table} SET id = {odd}")
    assert reach(file, "0005") is not None
    assert [[row[1:] for row in found] for found in whole(file)] == before
    assert rows(file, KEPT) == []


def test_the_mark_of_a_downgrade_goes_with_it(tmp_path: Path) -> None:
    file = copy_of("0005-rich", tmp_path)
    marks = "SELECT count(*) FROM sqlite_master WHERE type = 'index' AND name LIKE 'kept_%'"
    for target, count in (("0004", 1), ("0003", 1), ("0002", 0), ("0005", 0)):
        reach(file, target)
        assert rows(file, marks) == [(count,)]
