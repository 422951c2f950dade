"""What only a newer format computes is worth the same in every older one."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui.errors import UpgradeFailed
from tests.history.builders.encrypted_rows import tokens_of
from tests.history.journeys import copy_of, edit, reach, rows

if TYPE_CHECKING:
    from pathlib import Path

INSERT = (
    "INSERT INTO valuation (uid, asset_id, as_of, amount, currency, source, is_estimate,"
    " created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, 0, '', '')"
)


def value(file: Path, asset: int, day: str, cents: int, told: str = "USD manuel") -> None:
    """Add a value; `told` is its currency and its source."""
    token = tokens_of(file).made("valuation.amount", str(cents), 16)
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        row = (f"{asset} {day} {told}", asset, day, token, *told.split())
        connection.execute(INSERT, row)


def held(file: Path) -> int:
    """Give an asset that is worth its securities."""
    query = "SELECT asset_id FROM position JOIN asset ON asset.id = asset_id"
    return int(str(rows(file, f"{query} WHERE valuation_mode = 'positions' LIMIT 1")[0][0]))


@pytest.mark.parametrize("name", ["0012-rich", "0013-rich"])
def test_a_value_in_another_currency_beside_a_computed_worth(name: str, tmp_path: Path) -> None:
    file = copy_of(name, tmp_path)
    asset = held(file)
    edit(
        file,
        "INSERT OR IGNORE INTO fx_rate (base, quote, on_date, rate, source)"
        " VALUES ('USD', 'EUR', '2019-01-01', '0.9', 'bce')",
    )
    value(file, asset, "2019-12-31", 12345)
    value(file, asset, "2100-01-01", -99999)
    outcome = reach(file, "0005")
    assert outcome is not None
    assert outcome.proof.before.latest_on == outcome.proof.after.latest_on


def test_a_value_in_the_future_makes_no_other_last_date(tmp_path: Path) -> None:
    file = copy_of("0013-rich", tmp_path)
    value(file, held(file), "2100-01-01", 100, "EUR manuel")
    edit(file, "UPDATE asset SET opened_on = '2019-01-01'")
    outcome = reach(file, "0012")
    assert outcome is not None
    assert outcome.proof.before.latest == outcome.proof.after.latest


def test_balances_of_a_loan_without_terms_are_kept(tmp_path: Path) -> None:
    file = copy_of("0013-rich", tmp_path)
    ((loan,), *_others) = rows(file, "SELECT id FROM loan ORDER BY id")
    token = tokens_of(file).made("loan_event.amount", "777700", 16)
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute(
            "UPDATE loan SET kind = 'revolving', off_balance = 0 WHERE id = ?", (loan,)
        )
        connection.execute(
            "INSERT INTO loan_event (uid, loan_id, on_date, kind, amount, created_at, updated_at)"
            " VALUES ('e', ?, '2025-05-01', 'crd_releve', ?, '', '')",
            (loan, token),
        )
    outcome = reach(file, "0012")
    assert outcome is not None
    assert outcome.proof.before.latest == outcome.proof.after.latest


def test_a_day_with_a_value_of_each_source_is_refused_by_its_row(tmp_path: Path) -> None:
    file = copy_of("0012-rich", tmp_path)
    asset = held(file)
    day = str(rows(file, f"SELECT as_of FROM position WHERE asset_id = {asset} LIMIT 1")[0][0])
    edit(file, f"DELETE FROM valuation WHERE asset_id = {asset} AND as_of = '{day}'")
    for source in ("releve", "manuel", "expertise", "import", "calcul"):
        value(file, asset, day, 1, f"EUR {source}")
    with pytest.raises(UpgradeFailed) as caught:
        reach(file, "0005")
    assert str(caught.value).count("row=valuation ") == 1
