"""The generator of large households: the same for a seed, whole, and as large as asked for."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING

import pytest

from benchmarks import household as generator
from benchmarks.plausible import LAST, Size, household, prices, securities_of
from patrimoine_gui.portfolio.commands import assets
from tests import keys
from tests.households import LIVRET, made, rows, session

if TYPE_CHECKING:
    from pathlib import Path

SMALL = Size(years=3, assets=12, operations=200, prices=1_500)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    found = made(tmp_path / "large.patrimoine")
    generator.fill(found, keys.new_keyring(), SMALL, 7)
    return found


def test_a_seed_gives_one_household_apart_from_tokens(file: Path, tmp_path: Path) -> None:
    again = made(tmp_path / "again.patrimoine")
    generator.fill(again, keys.new_keyring(), SMALL, 7)
    other = made(tmp_path / "other.patrimoine")
    generator.fill(other, keys.new_keyring(), SMALL, 8)
    first = rows(session(file))
    assert rows(session(again)) == first
    assert rows(session(other)) != first
    assert again.read_bytes() != file.read_bytes()


def test_it_is_as_large_as_asked_for(file: Path) -> None:
    found = rows(session(file))
    assert len(found["asset"]) == 12
    assert len(found["operation"]) == 200
    assert len(found["price"]) == 1_500
    assert len(found["security"]) == securities_of(SMALL) == 2
    days = [str(row["on_date"]) for row in found["operation"]]
    assert min(days) == "2023-01-01"
    assert max(days) <= LAST.isoformat()


def test_its_rows_are_whole_and_consistent(file: Path) -> None:
    with closing(sqlite3.connect(file)) as link:
        assert link.execute("PRAGMA foreign_key_check").fetchall() == []
        assert link.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    found = rows(session(file))
    parts: dict[object, int] = {}
    for row in found["operation_split"]:
        parts[row["operation_id"]] = parts.get(row["operation_id"], 0) + int(str(row["amount"]))
    assert parts == {row["id"]: row["amount"] for row in found["operation"]}
    assert not {row["id"] for row in found["loan"]} & {row["id"] for row in found["asset"]}
    assert all(Decimal(str(row["quantity"])) >= 0 for row in found["position"])
    assert {row["valuation_mode"] for row in found["asset"]} == {"solde", "positions", "manuelle"}


def test_commands_go_on_from_it(file: Path) -> None:
    with session(file).command() as transaction:
        greatest = max(row["id"] for row in transaction.store.where("loan"))  # type: ignore[type-var]
        assert assets.create(transaction, LIVRET) == int(str(greatest)) + 1


def test_no_amount_is_a_float() -> None:
    found = household(SMALL, Random(1))  # noqa: S311
    values = [value for table in found.tables.values() for row in table for value in row.values()]
    assert not [value for value in values if isinstance(value, float)]
    assert all(Decimal(price) > 0 for *_keys, price, _source in prices(SMALL, Random(1)))  # noqa: S311
